"""Addresses of pictures: signed, for some weeks, so that whoever is shown a question can load its pictures.

Guests, walls and members of a branch have no right in common but that a page was made for them. So the page
carries the right: only the server can make an address, and nobody can make one up from a picture's hash.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

from flask import current_app, url_for
from markupsafe import Markup

from ...core import clock
from .. import markup

#: An address made in one period also works in the next.
PERIOD_S = 14 * 86_400


def address(name: str) -> str:
    """Return the address under which a picture is loaded, for at least one period from now."""
    return url_for("media.picture", name=name, s=_sign(name, _period(clock.now())))


def is_signed(name: str, signature: str, now: datetime) -> bool:
    """Tell whether the server gave out this address, in this period or the one before."""
    newest = _period(now)
    return any(
        hmac.compare_digest(_sign(name, period).encode(), signature.encode())
        for period in (newest, newest - 1)
    )


def rich(text: str | None) -> Markup:
    """Return a text of an item as HTML that stands in a line: bold, raised, lowered, lines, pictures."""
    return Markup(markup.html(text or "", address))  # noqa: S704 - every part is escaped there


def _period(now: datetime) -> int:
    return int(now.timestamp()) // PERIOD_S


def _sign(name: str, period: int) -> str:
    secret = str(current_app.secret_key).encode()
    return hmac.new(secret, f"picture:{name}:{period}".encode(), hashlib.sha256).hexdigest()[:20]
