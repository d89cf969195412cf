"""What an organiser read before deciding: the page sends it along, so that nothing written since passes unread."""

from __future__ import annotations

from hashlib import sha256

from flask import request

from ..core.errors import Invalid
from ..core.i18n import N_


def mark_of(*parts: object) -> str:
    """Return by what a text and what hangs on it are known again."""
    return sha256("\n".join(map(str, parts)).encode()).hexdigest()[:16]


def check_seen(*parts: object) -> None:
    """Refuse a decision on something else than the page showed; one that does not say what it showed stands."""
    if request.form.get("seen", mark_of(*parts)) != mark_of(*parts):
        raise Invalid(N_("作者刚刚改过，请看过再决定。"))
