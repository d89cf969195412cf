"""Reads that go on by cursor: the ledger in the order in which it was written, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select

from ..core.permissions import Identity, Permission, Reach, reach_of
from ..extensions import db
from ..record.models import LedgerEntry
from ..record.periods import Period, window

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """Some entries, newest first; `following` is where the next page begins, None at the end."""

    rows: list[LedgerEntry]
    following: int | None


def seen_by(identity: Identity) -> ColumnElement[bool]:
    """Return the condition for entries that a member sees: own, and those of the group or branch one answers for."""
    own = LedgerEntry.member_id == identity.member_id
    reach = reach_of(identity.role, Permission.SEE_RECORD) or Reach.OWN
    if reach >= Reach.BRANCH:
        return own | (LedgerEntry.branch_id == identity.branch_id)
    if reach is Reach.GROUP and identity.group_id is not None:
        return own | (LedgerEntry.group_id == identity.group_id)
    return own


def of_member(member_id: int) -> ColumnElement[bool]:
    """Return the condition for one member's entries."""
    return LedgerEntry.member_id == member_id


def ledger(which: ColumnElement[bool], period: Period | None, before: int, rule: str = "") -> LedgerPage:
    """Return one page of entries; `before` 0 begins with the newest."""
    where: list[Any] = [which]
    if period:
        where.append(LedgerEntry.day.between(*window(period.span, period.first)))
    if before:
        where.append(LedgerEntry.id < before)
    if rule:
        where.append(LedgerEntry.rule == rule)
    query = select(LedgerEntry).where(*where).order_by(LedgerEntry.id.desc()).limit(PAGE_SIZE + 1)
    rows = list(db.session.scalars(query))
    return LedgerPage(rows[:PAGE_SIZE], rows[PAGE_SIZE - 1].id if len(rows) > PAGE_SIZE else None)
