"""From an exception to a page that says what to do, or to problem+json for the API."""

from __future__ import annotations

import json
import logging

from flask import Flask, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from ..core.errors import DomainError
from ..core.i18n import N_
from ..infra.writer import WriterBusy, WriterFailed

log = logging.getLogger(__name__)

SENTENCES = {
    400: N_("请求不完整或已过期，请返回上一页刷新后再试。"),
    401: N_("请先登录。"),
    403: N_("没有权限。如需要，请联系支部组织者。"),
    404: N_("没有找到这个页面或内容，可能已被移走，或不在你的权限之内。"),
    405: N_("这个地址不接受这种操作。"),
    409: N_("现在不能这样做。"),
    413: N_("文件或内容太大，请减小后再试。"),
    415: N_("不支持这种内容格式。"),
    422: N_("填写的内容有误，请检查。"),
    429: N_("尝试次数过多，请稍后再试。"),
    500: N_("服务器出了问题，已记录。请稍后再试。"),
    503: N_("现在人多，请过几秒再试。"),
}

STORAGE = N_("数据没能存下来，请管理员检查磁盘空间和数据库，然后再试一次。")


def sentence(status: int) -> str:
    """Return the translated sentence for a status."""
    return str(gettext(SENTENCES.get(status, SENTENCES[400])))


def problem(status: int, code: str, detail: str, **extra: object) -> Response:
    """Return an RFC 9457 problem document."""
    body = {"type": "about:blank", "title": code, "status": status, "detail": detail, "code": code, **extra}
    return Response(json.dumps(body, ensure_ascii=False), status=status, mimetype="application/problem+json")


def wants_json() -> bool:
    """Say whether the caller is a script: the API, or a page's module asking for JSON."""
    if request.path.startswith("/api/"):
        return True
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


def answer(status: int, code: str, detail: str, **extra: object) -> ResponseReturnValue:
    """Answer an error in the caller's form."""
    if wants_json():
        return problem(status, code, detail, **extra)
    return render_template("errors/error.html", status=status, code=code, detail=detail), status


def init_app(app: Flask) -> None:
    """Map domain errors, HTTP errors and anything unforeseen."""

    @app.errorhandler(DomainError)
    def _domain(error: DomainError) -> ResponseReturnValue:
        field = getattr(error, "field", "")
        extra = {"field": field} if field else {}
        response = app.make_response(
            answer(error.status, error.code, gettext(error.message, **error.params), **extra)
        )
        if error.status in (429, 503):
            response.headers["Retry-After"] = str(error.params.get("seconds", 2))
        return response

    @app.errorhandler(WriterBusy)
    def _busy(error: WriterBusy) -> ResponseReturnValue:
        response = app.make_response(answer(503, "busy", sentence(503)))
        response.headers["Retry-After"] = "2"
        return response

    @app.errorhandler(WriterFailed)
    @app.errorhandler(OperationalError)
    def _storage(error: Exception) -> ResponseReturnValue:
        log.error("the database did not take or give what %s asked for", request.path, exc_info=error)
        response = app.make_response(answer(503, "storage", gettext(STORAGE)))
        response.headers["Retry-After"] = "10"
        return response

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> ResponseReturnValue:
        status = error.code or 500
        if status < 400:
            return error
        name = error.name.lower().replace(" ", "_")
        response = app.make_response(answer(status, name, sentence(status)))
        for key, value in error.get_headers():
            if key in ("Allow", "WWW-Authenticate"):
                response.headers[key] = value
        return response

    @app.errorhandler(Exception)
    def _unforeseen(error: Exception) -> ResponseReturnValue:
        log.exception("unforeseen error at %s", request.path)
        return answer(500, "internal_error", sentence(500))
