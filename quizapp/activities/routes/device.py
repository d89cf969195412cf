"""A mark of the browser, so that two people who sign in from one are seen by the host."""

from __future__ import annotations

from flask import Response, current_app, request
from flask.typing import ResponseReturnValue

from ...core.ids import new_token, token_hash

COOKIE = "activity_device"
A_YEAR = 365 * 24 * 60 * 60
_LENGTH = 32


def known() -> str:
    """Return the digest of this browser's mark, "" while it has none."""
    mark = request.cookies.get(COOKIE, "")
    return token_hash(mark)[:_LENGTH] if 16 <= len(mark) <= 64 else ""


def marked(answer: ResponseReturnValue, mark: str) -> Response:
    """Give an answer with a new mark for this browser."""
    response = current_app.make_response(answer)
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    response.set_cookie(
        COOKIE, mark, max_age=A_YEAR, path="/activities", httponly=True, samesite="Lax", secure=secure
    )
    return response


def new() -> tuple[str, str]:
    """Return a new mark and its digest."""
    mark = new_token(18)
    return mark, token_hash(mark)[:_LENGTH]
