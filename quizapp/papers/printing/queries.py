"""Reads of printed papers, and of the items that one can be made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from ...accounts.models import Member
from ...bank import queries as bank_queries
from ...bank.item import ItemStatus, ItemType
from ...bank.models import Item as ItemRow
from ...bank.queries import ItemFilter
from ...core.paging import Page
from ...extensions import db
from .. import queries as papers_queries
from ..judging import judge_of, rulings_of
from ..pool import Pool
from ..questions import Slot
from .layout import Arrangement, Entry, Sheet, lay_out
from .models import PrintedPaper

PAGE_SIZE = 30


@dataclass(frozen=True, slots=True)
class Scope:
    """The items from which a paper is made: all that a filter finds, or those chosen by hand, in that order.

    `hidden`: what the branch does not ask.
    """

    wanted: ItemFilter
    item_ids: tuple[int, ...] | None = None
    hidden: frozenset[int] = frozenset()

    @property
    def where(self) -> list[Any]:
        """Conditions on the table of items."""
        asked = [ItemRow.id.not_in(self.hidden)] if self.hidden else []
        if self.item_ids is None:
            return asked + bank_queries.conditions(self.wanted)
        return [
            *asked,
            ItemRow.id.in_(self.item_ids),
            ItemRow.bank_id.in_(self.wanted.bank_ids),
            ItemRow.status == ItemStatus.APPROVED,
        ]


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A saved paper as the list shows it; `total` in hundredths."""

    id: int
    title: str
    seed: str
    arrangement: Arrangement
    source_key: str
    count: int
    total: int
    created_at: datetime
    author: str


def counts(scope: Scope) -> dict[ItemType, int]:
    """Return how many items of each type there are, in the usual order of types."""
    rows = db.session.execute(
        select(ItemRow.type, func.count().label("n")).where(*scope.where).group_by(ItemRow.type)
    )
    found = {row.type: row.n for row in rows}
    return {kind: found[kind] for kind in ItemType if kind in found}


def types_of(scope: Scope) -> dict[int, ItemType]:
    """Return the items chosen by hand with their types, in the order in which they were chosen."""
    rows = db.session.execute(select(ItemRow.id, ItemRow.type).where(*scope.where))
    found = {row.id: row.type for row in rows}
    return {one: found[one] for one in scope.item_ids or () if one in found}


def pool(scope: Scope) -> Pool:
    """Return the items that a filter finds, ready for drawing."""
    ids = set(db.session.scalars(select(ItemRow.id).where(*scope.where)))
    return papers_queries.pool_within(scope.wanted.bank_ids, ids)


def paper(paper_id: int) -> PrintedPaper | None:
    """Return a saved paper."""
    return db.session.get(PrintedPaper, paper_id)


def entries(row: PrintedPaper) -> list[Entry]:
    """Return what a paper is made of, each item with the key that holds in the branch now."""
    stored = bank_queries.versions(version for version, _ in row.items)
    slots = [
        Slot(at, stored[version].item_id, version, stored[version].item.type, points, ())
        for at, (version, points) in enumerate(row.items, 1)
    ]
    judge = judge_of(row.branch_id, slots)
    return [Entry(slot.item_id, judge.item(slot), slot.points) for slot in slots]


def sheets(row: PrintedPaper) -> list[Sheet]:
    """Return every variant of a paper."""
    made_of = entries(row)
    return [lay_out(made_of, row.arrangement, row.seed, one) for one in row.arrangement.variants]


def saved(branch_id: int, number: int = 1, source_key: str | None = None) -> Page[PaperLine]:
    """Return one page of a branch's papers, newest first, of one source where it is given."""
    where = [PrintedPaper.branch_id == branch_id]
    if source_key is not None:
        where.append(PrintedPaper.source_key == source_key)
    total = db.session.scalar(select(func.count()).select_from(PrintedPaper).where(*where)) or 0
    rows = db.session.execute(
        select(PrintedPaper, Member.name)
        .join(Member, Member.id == PrintedPaper.created_by)
        .where(*where)
        .order_by(PrintedPaper.id.desc())
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )
    return Page([_line(row, name) for row, name in rows], number, PAGE_SIZE, total)


def seeds_ruled(branch_id: int, source_key: str) -> list[str]:
    """Return the seeds of a source's papers that hold an item whose key was ruled about since."""
    rows = db.session.execute(
        select(PrintedPaper.seed, PrintedPaper.items)
        .where(PrintedPaper.branch_id == branch_id, PrintedPaper.source_key == source_key)
        .order_by(PrintedPaper.id)
    ).all()
    ruled = rulings_of(branch_id, {version for row in rows for version, _ in row.items})
    return [row.seed for row in rows if any(version in ruled for version, _ in row.items)]


def _line(row: PrintedPaper, author: str) -> PaperLine:
    return PaperLine(
        row.id,
        row.title,
        row.seed,
        row.arrangement,
        row.source_key,
        len(row.items),
        sum(points for _, points in row.items),
        row.created_at,
        author,
    )
