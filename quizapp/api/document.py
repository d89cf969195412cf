"""The OpenAPI 3.1 document, made from the routes and what each view says about itself."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask, current_app
from flask_babel import get_locale, gettext
from werkzeug.routing import Rule

from ..core.i18n import N_
from .operation import Operation, Query, operation_of
from .schema import ref
from .schemas import SCHEMAS
from .scope import scope_of

PREFIX = "api."
VERSION = "1.0.0"

TAGS = {
    "profile": N_("本人"),
    "banks": N_("题库"),
    "attempts": N_("答卷"),
    "contests": N_("竞赛"),
    "live": N_("现场竞赛"),
    "record": N_("积分记录"),
    "boards": N_("榜单"),
    "pages": N_("本文档"),
}
PATH_VALUES = {
    "id": N_("编号，原样使用"),
    "position": N_("第几题，从 1 起"),
    "slug": N_("哪个榜：members、groups、branches"),
    "pin": N_("竞赛的六位数字"),
    "action": N_("哪种操作：start_round、ask、open_buzz、answer、close、reveal、undo、finish 等"),
}
REFUSALS = {
    400: N_("正文不是 JSON，或浏览器会话缺少 X-CSRFToken"),
    401: N_("没有令牌，或令牌已失效"),
    403: N_("令牌的权限范围或本人的角色不够"),
    404: N_("没有，或不是自己支部、自己的"),
    409: N_("现在不能这样做，code 说明原因"),
    422: N_("内容不对，field 说明是哪一处"),
    429: N_("这个地址试错太多，按 Retry-After 再试"),
    503: N_("现在人多，按 Retry-After 再试"),
}
ABOUT = N_(
    "凭令牌（Authorization: Bearer …）或浏览器的会话调用；用会话写入时带上 X-CSRFToken。"
    "出错时是 RFC 9457 的 problem+json。列表是 data 和 next，把 next 作为 cursor 再取下一页。"
    "时间是带时差的 RFC 3339。积分和得分最多两位小数。"
)
_PLACE = re.compile(r"<(?:\w+:)?(\w+)>")


def document() -> dict[str, Any]:
    """Return the document in the caller's language; made once for each."""
    kept: dict[str, dict[str, Any]] = current_app.extensions.setdefault("openapi", {})
    language = str(get_locale())
    if language not in kept:
        kept[language] = _translated(build(current_app))
    return kept[language]


def build(app: Flask) -> dict[str, Any]:
    """Make the document; its texts are the Chinese source texts."""
    paths: dict[str, Any] = {}
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if not rule.endpoint.startswith(PREFIX):
            continue
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            paths.setdefault(_PLACE.sub(r"{\1}", rule.rule), {})[method.lower()] = _operation(
                app, rule, method
            )
    return {
        "openapi": "3.1.0",
        "info": {"title": N_("四强学堂接口"), "version": VERSION, "description": ABOUT},
        "servers": [{"url": "/"}],
        "tags": [{"name": name, "description": about} for name, about in TAGS.items()],
        "paths": paths,
        "components": {
            "schemas": SCHEMAS,
            "responses": {str(status): _refusal(about) for status, about in REFUSALS.items()},
            "securitySchemes": _security_schemes(app),
        },
    }


def _operation(app: Flask, rule: Rule, method: str) -> dict[str, Any]:
    view: Any = app.view_functions[rule.endpoint]  # with the marks of access, scope and operation
    for_phones = getattr(view, "participants", False)
    said, is_public = operation_of(view), view.access.public and not for_phones
    found: dict[str, Any] = {
        "operationId": rule.endpoint.removeprefix(PREFIX),
        "tags": [view.__module__.rpartition(".")[2]],
        "summary": said.summary,
        **({"description": said.about} if said.about else {}),
        "security": [] if is_public else _security(scope_of(view), method, for_phones),
        "responses": _responses(said, is_public, method),
    }
    parameters = [_path_value(rule, name) for name in sorted(rule.arguments)] + [
        _query(one) for one in said.query
    ]
    if parameters:
        found["parameters"] = parameters
    if said.body:
        found["requestBody"] = {
            "required": said.body_required,
            "content": {"application/json": {"schema": ref(said.body)}},
        }
    return found


def _responses(said: Operation, is_public: bool, method: str) -> dict[str, Any]:
    answer = {"description": said.summary, "content": {said.media: {"schema": ref(said.returns)}}}
    errors = (
        set(said.errors) | (set() if is_public else {401, 403}) | ({400, 503} if method != "GET" else set())
    )
    refused = {str(status): {"$ref": f"#/components/responses/{status}"} for status in sorted(errors)}
    return {str(said.status): answer, **refused}


def _path_value(rule: Rule, name: str) -> dict[str, Any]:
    is_number = f"<int:{name}>" in rule.rule
    schema = {"type": "integer", "minimum": 1} if is_number else {"type": "string"}
    return {"name": name, "in": "path", "required": True, "description": PATH_VALUES[name], "schema": schema}


def _query(one: Query) -> dict[str, Any]:
    schema = {"type": "string", **({"enum": list(one.choices)} if one.choices else {})}
    return {"name": one.name, "in": "query", "description": one.about, "schema": schema}


def _refusal(about: str) -> dict[str, Any]:
    return {"description": about, "content": {"application/problem+json": {"schema": ref("Problem")}}}


def _security(scope: str, method: str, for_phones: bool) -> list[dict[str, list[str]]]:
    session: dict[str, list[str]] = {"session": []}
    of_phone: list[dict[str, list[str]]] = [{"participant": []}] if for_phones else []
    return [{"bearer": [scope]}, *of_phone, session if method == "GET" else {**session, "csrf": []}]


def _security_schemes(app: Flask) -> dict[str, Any]:
    return {
        "bearer": {
            "type": "http",
            "scheme": "bearer",
            "description": N_("令牌，权限范围依次为 read、write、host"),
        },
        "participant": {
            "type": "http",
            "scheme": "bearer",
            "description": N_("加入现场竞赛时得到的令牌"),
        },
        "session": {"type": "apiKey", "in": "cookie", "name": app.config["SESSION_COOKIE_NAME"]},
        "csrf": {"type": "apiKey", "in": "header", "name": "X-CSRFToken"},
    }


def _translated(node: Any, name: str = "") -> Any:
    """Return the same tree with its texts for people in the caller's language."""
    if isinstance(node, dict):
        return {key: _translated(value, key) for key, value in node.items()}
    if isinstance(node, list):
        return [_translated(value) for value in node]
    is_text = isinstance(node, str) and name in ("summary", "description", "title")
    return str(gettext(node)) if is_text and node else node
