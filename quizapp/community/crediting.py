"""What the community reports to the record, and takes back from it; counted where the branch's sheet has the rule."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, or_, select
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
    """Report something once; what was taken back and holds again is reported anew, under the key's next number."""
    entries = _entries(member_id, key)
    if any(not reversed_ for _, reversed_ in entries):
        return
    numbered = f"{key}~{len(entries) + 1}" if entries else key
    given = Credit(member_id, rule, numbered, at, title[:MOST_TITLE], points=points)
    record.report(given, now=now, actor=actor)


def take_back(member_id: int, key: str, *, actor: Identity, now: datetime, reason: str) -> None:
    """Reverse what was counted under a key, where anything was; what no rule counted is forgotten."""
    record.forget_unused(member_id, key)
    for entry_id, reversed_ in _entries(member_id, key):
        if not reversed_:
            record.reverse(entry_id, actor=actor, now=now, reason=reason)


def _entries(member_id: int, key: str) -> list[tuple[int, bool]]:
    """Return what was counted under a key, each time it was, and whether that was reversed."""
    opposite = aliased(LedgerEntry)
    rows = db.session.execute(
        select(LedgerEntry.id, exists().where(opposite.reverses_id == LedgerEntry.id))
        .where(
            LedgerEntry.member_id == member_id,
            or_(LedgerEntry.key == key, LedgerEntry.key.startswith(f"{key}~", autoescape=True)),
            LedgerEntry.reverses_id.is_(None),
        )
        .order_by(LedgerEntry.id)
    )
    return [(entry_id, reversed_) for entry_id, reversed_ in rows]
