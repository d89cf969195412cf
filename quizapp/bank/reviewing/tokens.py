"""Addresses for a report of an error: whoever was shown a version's key may report it, and nobody else can name it."""

from __future__ import annotations

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="report")


def token_of(version_id: int) -> str:
    """Return the token of a version that a page shows."""
    return str(_serializer().dumps(version_id))


def version_of(token: str) -> int | None:
    """Return the version that a token names, None for one that we did not make."""
    try:
        found = _serializer().loads(token)
    except BadSignature:
        return None
    return found if isinstance(found, int) else None
