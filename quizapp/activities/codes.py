"""Codes that renew themselves: what the screen shows, what a phone may hand in, and for how long. Pure.

A code is an HMAC of the activity and the running time step. It is accepted during its own step and the next
one, so that a photo sent home comes too late. A scan that cannot be finished at once (the scanner must sign
in first) gets a ticket, which is bound to the browser that scanned and lives three minutes.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta

STEP = timedelta(seconds=12)
TICKET_LIVES = timedelta(minutes=3)
DIGITS = 6
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CODE_BYTES = 12  # 16 characters: short enough for a QR code that is read from the last row


def step_at(now: datetime) -> int:
    """Return the number of the time step in which a moment lies."""
    return (now - _EPOCH) // STEP


def remaining(now: datetime) -> timedelta:
    """Return how long the running step still lasts."""
    return STEP - (now - _EPOCH) % STEP


def code_at(key: str, activity_id: int, step: int) -> str:
    """Return the code that a QR code carries during a step."""
    return urlsafe_b64encode(_digest(key, f"code/{activity_id}/{step}")[:_CODE_BYTES]).decode()


def digits_at(key: str, activity_id: int, step: int) -> str:
    """Return the same step's code for typing."""
    number = int.from_bytes(_digest(key, f"digits/{activity_id}/{step}")[:8], "big")
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def accepts(key: str, activity_id: int, text: str, now: datetime) -> bool:
    """Say whether a scanned or typed code is that of the running step or of the one before."""
    make = digits_at if len(text) == DIGITS else code_at
    step = step_at(now)
    return any(_same(text, make(key, activity_id, number)) for number in (step, step - 1))


def ticket_for(key: str, activity_id: int, device: str, now: datetime) -> str:
    """Return a ticket that says: this browser scanned a code that was good at `now`."""
    at = int(now.timestamp())
    return f"{at}.{_ticket_mark(key, activity_id, device, at)}"


def ticket_holds(key: str, activity_id: int, device: str, ticket: str, now: datetime) -> bool:
    """Say whether a ticket is of this activity and browser, and not older than three minutes."""
    head, _, mark = ticket.partition(".")
    if not (head.isascii() and head.isdecimal() and len(head) <= 12 and device):
        return False
    at = int(head)
    if not 0 <= now.timestamp() - at <= TICKET_LIVES.total_seconds():
        return False
    return _same(mark, _ticket_mark(key, activity_id, device, at))


def _ticket_mark(key: str, activity_id: int, device: str, at: int) -> str:
    return urlsafe_b64encode(_digest(key, f"ticket/{activity_id}/{at}/{device}")[:18]).decode()


def _same(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode(), right.encode())


def _digest(key: str, text: str) -> bytes:
    return hmac.new(key.encode(), text.encode(), "sha256").digest()
