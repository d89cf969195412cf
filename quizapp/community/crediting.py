"""What the community reports to the record, and takes back from it; counted where the branch's sheet has the rule."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from ..core.permissions import Identity
from ..extensions import db
from ..record import service as record
from ..record.models import LedgerEntry
from ..record.service import Credit

MOST_TITLE = 120


def credit(
    member_id: int,
    rule: str,
    key: str,
    title: str,
    *,
    at: datetime,
    now: datetime,
    actor: Identity,
    points: int | None = None,
) -> None:
    """Report something once."""
    given = Credit(member_id, rule, key, at, title[:MOST_TITLE], points=points)
    record.report(given, now=now, actor=actor)


def take_back(member_id: int, key: str, *, actor: Identity, now: datetime, reason: str) -> None:
    """Reverse what was counted under a key, where anything was."""
    opposite = aliased(LedgerEntry)
    standing = select(LedgerEntry.id).where(
        LedgerEntry.member_id == member_id,
        LedgerEntry.key == key,
        LedgerEntry.reverses_id.is_(None),
        ~exists().where(opposite.reverses_id == LedgerEntry.id),
    )
    for entry_id in db.session.scalars(standing).all():
        record.reverse(entry_id, actor=actor, now=now, reason=reason)
