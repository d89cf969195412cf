"""What a caller sends: ids, query values and JSON bodies, each read strictly and refused in words."""

from __future__ import annotations

import json
from typing import Any

from flask import request

from ..core.errors import DomainError, Invalid, NotFound
from ..core.i18n import N_
from ..record.periods import Period
from ..web.intake import row_id

LONGEST_CURSOR = 12  # digits; an offset of so many pages still fits the database's integers


def number_of(opaque: str) -> int:
    """Return the row number that an opaque id stands for; anything that was never one is not found."""
    try:
        return row_id(opaque)
    except ValueError as error:
        raise NotFound from error


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= LONGEST_CURSOR


def query(name: str, limit: int = 120) -> str:
    """Return a value of the address, "" where it is missing; raises Invalid for one that cannot be searched for."""
    return plain(request.args.get(name, ""), name, limit)


def cursor() -> int:
    """Return where a list goes on, 0 for its beginning."""
    text = request.args.get("cursor", "")
    if text and not _is_number(text):
        raise Invalid(N_("cursor 应当是上一页给出的 next。"), field="cursor")
    return int(text or 0)


def period(usual: Period) -> Period:
    """Return the period that the address names, else the usual one."""
    text = request.args.get("period", "")
    try:
        return Period.parse(text) if text else usual
    except ValueError:
        raise Invalid(
            N_("时段应当写成 2026、2026-Q1、2026-03、2026-W10 或 2026-03-02。"), field="period"
        ) from None


def json_object() -> dict[str, Any]:
    """Return the body's JSON object, whatever the Content-Type says."""
    try:
        body = json.loads(request.get_data())
    except (ValueError, RecursionError):
        raise DomainError(N_("请求的正文不是 JSON。"), code="json", status=400) from None
    if not isinstance(body, dict):
        raise Invalid(N_("请求的正文应当是一个 JSON 对象。"))
    return body


def plain(value: Any, field: str, limit: int) -> str:
    """Return a text of at most `limit` characters that can be stored; raises Invalid naming the field."""
    if not isinstance(value, str) or len(value) > limit:
        raise Invalid(
            N_("%(name)s 应当是不超过 %(limit)d 个字的文字。"), field=field, name=field, limit=limit
        )
    if "\0" in value or any("\ud800" <= char <= "\udfff" for char in value):
        raise Invalid(N_("%(name)s 里有不能保存的字符。"), field=field, name=field)
    return value


def texts(body: dict[str, Any], field: str, most: int = 50) -> tuple[str, ...]:
    """Return a list of texts, empty where it is missing or null."""
    values = body.get(field)
    if values is None:
        return ()
    if not isinstance(values, list) or len(values) > most:
        raise Invalid(N_("%(name)s 应当是一列文字，最多 %(most)d 个。"), field=field, name=field, most=most)
    return tuple(dict.fromkeys(plain(value, field, 64) for value in values))


def request_id(body: dict[str, Any]) -> str | None:
    """Return what tells a repeated write from a new one."""
    value = body.get("request_id")
    return None if value is None else plain(value, "request_id", 64)
