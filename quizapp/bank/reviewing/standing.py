"""An item's standing as its row has it, and how a new standing is written there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from ...accounts.queries import branch_setting
from ...accounts.service import set_branch_setting
from ...core.permissions import Identity
from ...extensions import db
from ..item import ItemStatus
from ..models import Item, ItemVersion
from .workflow import Standing

TWO_PERSONS = "two_persons"  # a branch's setting


def wants_two_persons(branch_id: int | None) -> bool:
    """Say whether in a branch's banks somebody else than the writer has to approve; never in shipped ones."""
    return branch_id is not None and bool(branch_setting(branch_id, TWO_PERSONS))


def set_two_persons(branch_id: int, on: bool, *, actor: Identity, now: datetime) -> None:
    """Choose it for a branch; what waits for approval goes on waiting."""
    set_branch_setting(branch_id, TWO_PERSONS, on, actor=actor, now=now)


def newest_id(row: Item) -> int:
    """Return the version that was written last: the one that waits, else the one in force."""
    return row.pending_version_id or row.version_id


def standing_of(row: Item) -> Standing:
    """Return where an item stands."""
    writer = db.session.scalar(select(ItemVersion.author_id).where(ItemVersion.id == newest_id(row)))
    return Standing(row.status, row.pending_status, writer, was_approved=row.approved_at is not None)


def columns_of(standing: Standing, by: Identity | None, now: datetime) -> dict[str, Any]:
    """Return the columns of a new item that stands there; `by` approved it where it is approved."""
    approved = standing.status is ItemStatus.APPROVED
    return {
        "status": standing.status,
        "approved_by": by.member_id if by and approved else None,
        "approved_at": now if approved else None,
    }


def write(row: Item, standing: Standing, waiting_id: int | None) -> None:
    """Write where an item stands; `waiting_id` is the version that waits beside the one in force, if one does."""
    row.status, row.pending_status = standing.status, standing.pending
    row.pending_version_id = waiting_id if standing.pending is not None else None


def note_approval(row: Item, by: Identity | None, now: datetime) -> None:
    """Write who approved the version in force, and when."""
    row.approved_by, row.approved_at = by.member_id if by else None, now
