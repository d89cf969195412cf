"""The secret address of a member's calendar."""

from __future__ import annotations

from datetime import datetime

from ...core.ids import new_token
from ...core.once import row_of
from ...core.permissions import Identity
from ...extensions import db
from ..models import CalendarFeed


def open_feed(*, member: Identity, now: datetime) -> CalendarFeed:
    """Give a member's calendar an address, another one when there was one: the old one ends at once."""
    row = row_of(CalendarFeed, member_id=member.member_id, token=new_token(), created_at=now)
    row.token, row.created_at = new_token(), now
    db.session.flush()
    return row


def close_feed(*, member: Identity) -> None:
    """End the address of a member's calendar."""
    row = db.session.get(CalendarFeed, member.member_id)
    if row is not None:
        db.session.delete(row)
