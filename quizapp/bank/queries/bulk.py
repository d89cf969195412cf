"""Reads for changes of many items: which ones a filter finds, what was changed before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ...accounts.models import Member
from ...extensions import db
from ..models import BulkChange
from ..models import Item as ItemRow
from .finding import ItemFilter, conditions

SHOWN = 50


@dataclass(frozen=True, slots=True)
class BulkLine:
    """A change of many items that was carried out; `undone_at` None while it stands."""

    id: int
    created_at: datetime
    actor: str
    asked: dict[str, object]
    items: int
    undone_at: datetime | None


def ids_found(wanted: ItemFilter, most: int) -> list[int]:
    """Return the ids of the items that a filter finds, in the order in which they came, at most so many."""
    rows = db.session.scalars(select(ItemRow.id).where(*conditions(wanted)).order_by(ItemRow.id).limit(most))
    return list(rows)


def bulk_changes(branch_id: int) -> list[BulkLine]:
    """Return a branch's last changes of many items, newest first."""
    rows = db.session.execute(
        select(BulkChange, Member.name)
        .join(Member, Member.id == BulkChange.actor_id)
        .where(BulkChange.branch_id == branch_id)
        .order_by(BulkChange.id.desc())
        .limit(SHOWN)
    )
    return [
        BulkLine(change.id, change.created_at, name, change.asked, len(change.done), change.undone_at)
        for change, name in rows
    ]
