"""Reads of a member's shelves: the book of mistakes and the favourites."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select

from ..bank import queries as bank_queries
from ..bank.item import ItemStatus
from ..bank.models import Item
from ..core.paging import Page
from ..extensions import db
from ..papers.models import MemberItem
from ..papers.questions import Reviewed, as_written

PAGE = 20


class Shelf(StrEnum):
    """What a member collects."""

    MISTAKES = "wrong"  # answered wrong, not yet right on enough days
    FAVOURITES = "favourites"  # put there by hand


@dataclass(frozen=True, slots=True)
class Kept:
    """An item on a shelf. `review` shows it with the last wrong response, key and reason."""

    item_id: int
    review: Reviewed
    tries: int
    wrongs: int
    source: str
    last_at: datetime | None
    since: datetime
    right_days: int
    right_on: date | None
    due_on: date | None
    status: ItemStatus


@dataclass(frozen=True, slots=True)
class Standing:
    """How one item stands with a member, for the note under its verdict."""

    favourite: bool = False
    mistake: bool = False
    right_days: int = 0


def _on(shelf: Shelf, member_id: int) -> list[Any]:
    column = MemberItem.mistake_since if shelf is Shelf.MISTAKES else MemberItem.favourite_at
    return [MemberItem.member_id == member_id, column.is_not(None)]


def topics(shelf: Shelf, member_id: int) -> dict[str, int]:
    """Return by topic how many items stand on a shelf, most first."""
    rows = db.session.execute(
        select(MemberItem.topic, func.count().label("items"))
        .where(*_on(shelf, member_id))
        .group_by(MemberItem.topic)
        .order_by(func.count().desc(), MemberItem.topic)
    )
    return {row.topic: row.items for row in rows}


def waiting(
    shelf: Shelf, member_id: int, day: date, topic: str = "", *, branch_id: int | None = None
) -> list[int]:
    """Return the usable items of a shelf that a practice takes: those that are due, then longest there first.

    Of the book of mistakes: those not yet right on the local `day`, since a second right answer that
    day does not count; all of them when every one was.
    """
    entered = MemberItem.mistake_since if shelf is Shelf.MISTAKES else MemberItem.favourite_at
    hidden = bank_queries.hidden_items(branch_id)
    where = [*_on(shelf, member_id), Item.status == ItemStatus.APPROVED, Item.id.not_in(hidden)]
    if topic:
        where.append(MemberItem.topic == topic)
    rows = db.session.execute(
        select(MemberItem.item_id, MemberItem.mistake_last_right_on, MemberItem.mistake_due_on)
        .join(Item, Item.id == MemberItem.item_id)
        .where(*where)
        .order_by(entered, MemberItem.item_id)
    ).all()
    first = sorted(rows, key=lambda row: row.mistake_due_on is not None and row.mistake_due_on > day)
    useful = [row.item_id for row in first if row.mistake_last_right_on != day]
    return useful or [row.item_id for row in rows]


def due_count(member_id: int, day: date) -> int:
    """Return how many items of the book of mistakes are due on `day`."""
    where = [*_on(Shelf.MISTAKES, member_id), Item.status == ItemStatus.APPROVED]
    due = MemberItem.mistake_due_on.is_(None) | (MemberItem.mistake_due_on <= day)
    query = select(func.count()).select_from(MemberItem).join(Item, Item.id == MemberItem.item_id)
    return db.session.scalar(query.where(*where, due)) or 0


def page(shelf: Shelf, member_id: int, number: int, *, topic: str = "", text: str = "") -> Page[Kept]:
    """Return one page of a shelf, last entered first; `text` is looked for in the stems."""
    where = _on(shelf, member_id)
    if topic:
        where.append(MemberItem.topic == topic)
    where += [Item.stem.icontains(word, autoescape=True) for word in text.split()]
    entered = MemberItem.mistake_since if shelf is Shelf.MISTAKES else MemberItem.favourite_at
    base = (
        select(MemberItem, Item.version_id, Item.status)
        .join(Item, Item.id == MemberItem.item_id)
        .where(*where)
    )
    total = db.session.scalar(select(func.count()).select_from(base.subquery())) or 0
    rows = db.session.execute(
        base.order_by(entered.desc(), MemberItem.item_id).limit(PAGE).offset((number - 1) * PAGE)
    ).all()
    stored = bank_queries.versions(row.version_id for row in rows)
    kept = [_kept(shelf, row.MemberItem, stored[row.version_id], row.status) for row in rows]
    return Page(kept, number, PAGE, total)


def _kept(shelf: Shelf, row: MemberItem, stored: bank_queries.StoredItem, status: ItemStatus) -> Kept:
    since = row.mistake_since if shelf is Shelf.MISTAKES else row.favourite_at
    if since is None:
        raise ValueError(f"item {row.item_id} is not on the shelf {shelf}")
    response = row.last_response if shelf is Shelf.MISTAKES else None
    return Kept(
        row.item_id,
        as_written(stored, response),
        row.tries,
        row.wrongs,
        row.last_source,
        row.last_at,
        since,
        row.mistake_right_days,
        row.mistake_last_right_on,
        row.mistake_due_on,
        status,
    )


def standings(member_id: int, item_ids: Collection[int]) -> dict[int, Standing]:
    """Return how items stand with a member; those never met are left out."""
    rows = db.session.scalars(
        select(MemberItem).where(MemberItem.member_id == member_id, MemberItem.item_id.in_(item_ids))
    )
    return {
        row.item_id: Standing(
            row.favourite_at is not None, row.mistake_since is not None, row.mistake_right_days
        )
        for row in rows
    }
