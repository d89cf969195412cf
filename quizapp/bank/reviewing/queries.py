"""Reads of reviewing: what waits, what was said, who wrote and who approved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import aliased

from ...accounts.models import Member
from ...core.paging import Page
from ...extensions import db
from ..changes import Change, differences
from ..item import Item, ItemStatus, ItemType
from ..models import Bank, ItemVersion
from ..models import Item as ItemRow
from ..native import item_from_native
from .models import Remark, RemarkKind

PAGE = 30


@dataclass(frozen=True, slots=True)
class WaitingFilter:
    """What an organiser looks for among what waits; `status` is draft or in review."""

    bank_ids: tuple[int, ...]
    topic: str = ""
    type: str = ""
    writer: int | None = None
    status: ItemStatus = ItemStatus.REVIEW
    until: int | None = None  # no version that was written later than this one


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """An item that waits, as the list shows it; `is_new` says that it never was approved."""

    item_id: int
    version_id: int
    bank: str
    item: Item
    writer: str
    written_at: datetime
    is_new: bool
    is_own: bool


@dataclass(frozen=True, slots=True)
class RemarkLine:
    """What was said about an item, with the number of the version it was said of."""

    kind: RemarkKind
    text: str
    name: str
    at: datetime
    number: int


@dataclass(frozen=True, slots=True)
class Way:
    """Where an item stands, for those who look after it; "" as a name is the program."""

    item_id: int
    status: ItemStatus
    pending: ItemStatus | None
    waiting_id: int
    waiting: Item
    number: int
    writer_id: int | None
    writer: str
    written_at: datetime
    comment: str
    approver: str
    approved_at: datetime | None
    changes: Sequence[Change]  # of the waiting version against the one in force; nothing for a new item

    @property
    def stage(self) -> ItemStatus | None:
        return self.pending or (self.status if self.status in (ItemStatus.DRAFT, ItemStatus.REVIEW) else None)


def _newest() -> Any:
    return func.coalesce(ItemRow.pending_version_id, ItemRow.version_id)


def _waits(bank_ids: Sequence[int], status: ItemStatus) -> Any:
    """Return that an item of the banks waits, by itself or with a new version; each half has its own index."""
    halves = [
        select(ItemRow.id).where(ItemRow.bank_id.in_(bank_ids), column == status)
        for column in (ItemRow.status, ItemRow.pending_status)
    ]
    return ItemRow.id.in_(union_all(*halves))


def _conditions(wanted: WaitingFilter) -> list[Any]:
    where: list[Any] = [_waits(wanted.bank_ids, wanted.status)]
    if wanted.topic:
        where.append(ItemRow.topic == wanted.topic)
    if wanted.type:
        where.append(ItemRow.type == wanted.type)
    if wanted.writer:
        where.append(ItemVersion.author_id == wanted.writer)
    if wanted.until:
        where.append(ItemVersion.id <= wanted.until)
    return where


def _select(wanted: WaitingFilter, *columns: Any) -> Any:
    joined = select(*columns).select_from(ItemRow).join(ItemVersion, ItemVersion.id == _newest())
    return joined.where(*_conditions(wanted))


def waiting(wanted: WaitingFilter, number: int, me: int) -> Page[WaitingLine]:
    """Return one page of what waits, longest waiting first."""
    total = db.session.scalar(_select(wanted, func.count(ItemRow.id))) or 0
    rows = db.session.execute(
        _select(wanted, ItemRow, ItemVersion, Bank.name, Member.name.label("writer"))
        .join(Bank, Bank.id == ItemRow.bank_id)
        .outerjoin(Member, Member.id == ItemVersion.author_id)
        .order_by(ItemVersion.id)
        .limit(PAGE)
        .offset((number - 1) * PAGE)
    )
    return Page([_line(row, me) for row in rows], number, PAGE, total)


def _line(row: Any, me: int) -> WaitingLine:
    version = row.ItemVersion
    return WaitingLine(
        row.Item.id,
        version.id,
        row.name,
        item_from_native(version.content),
        row.writer or "",
        version.created_at,
        is_new=row.Item.pending_version_id is None,
        is_own=version.author_id == me,
    )


def waiting_ids(wanted: WaitingFilter, most: int) -> list[int]:
    """Return the items that wait, longest waiting first."""
    return list(db.session.scalars(_select(wanted, ItemRow.id).order_by(ItemVersion.id).limit(most)))


def newest_waiting(wanted: WaitingFilter) -> int:
    """Return the newest version among what waits, 0 when nothing does."""
    return db.session.scalar(_select(wanted, func.max(ItemVersion.id))) or 0


def waiting_count(bank_ids: Sequence[int]) -> int:
    """Return how many items of the banks are in review."""
    waits = _waits(bank_ids, ItemStatus.REVIEW)
    return db.session.scalar(select(func.count()).select_from(ItemRow).where(waits)) or 0


@dataclass(frozen=True, slots=True)
class Neighbours:
    """An item's place in a list that is gone through, counted from 1; 0 when it no longer stands there."""

    place: int
    total: int
    previous: int | None
    next: int | None


def neighbours(wanted: WaitingFilter, item_id: int) -> Neighbours:
    """Return what stands before and after an item among what waits; after one that is done, the first of the rest."""
    ids = waiting_ids(wanted, 10_000)
    if item_id not in ids:
        return Neighbours(0, len(ids), None, ids[0] if ids else None)
    place = ids.index(item_id)
    return Neighbours(
        place + 1,
        len(ids),
        ids[place - 1] if place else None,
        ids[place + 1] if place + 1 < len(ids) else None,
    )


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters of the queue can be set to, with how many each finds."""

    banks: dict[int, int]
    topics: dict[str, int]
    types: dict[ItemType, int]
    writers: dict[int, tuple[str, int]]


def choices(bank_ids: tuple[int, ...], status: ItemStatus) -> Choices:
    """Count what waits in the banks by bank, topic, type and writer."""
    wanted = WaitingFilter(bank_ids, status=status)
    names = _select(wanted, ItemVersion.author_id, Member.name, func.count()).join(
        Member, Member.id == ItemVersion.author_id
    )
    return Choices(
        _counted(wanted, ItemRow.bank_id),
        _counted(wanted, ItemRow.topic),
        _counted(wanted, ItemRow.type),
        {
            row[0]: (row[1], row[2])
            for row in db.session.execute(names.group_by(ItemVersion.author_id, Member.name))
        },
    )


def _counted(wanted: WaitingFilter, column: Any) -> dict[Any, int]:
    rows = db.session.execute(_select(wanted, column, func.count()).group_by(column).order_by(column))
    return {row[0]: row[1] for row in rows}


def way_of(item_id: int) -> Way | None:
    """Return where an item stands, what waits of it and how that differs from what is in force."""
    approver, writer, in_force = aliased(Member), aliased(Member), aliased(ItemVersion)
    row = db.session.execute(
        select(
            ItemRow,
            ItemVersion,
            in_force.content.label("in_force"),
            writer.name.label("writer"),
            approver.name.label("approver"),
        )
        .join(ItemVersion, ItemVersion.id == _newest())
        .join(in_force, in_force.id == ItemRow.version_id)
        .outerjoin(writer, writer.id == ItemVersion.author_id)
        .outerjoin(approver, approver.id == ItemRow.approved_by)
        .where(ItemRow.id == item_id)
    ).one_or_none()
    if row is None:
        return None
    item, version = row.Item, row.ItemVersion
    return Way(
        item.id,
        item.status,
        item.pending_status,
        version.id,
        item_from_native(version.content),
        version.number,
        version.author_id,
        row.writer or "",
        version.created_at,
        version.comment,
        row.approver or "",
        item.approved_at,
        differences(row.in_force, version.content) if item.pending_version_id else (),
    )


def remarks(item_id: int) -> list[RemarkLine]:
    """Return what was said about an item, oldest first."""
    rows = db.session.execute(
        select(Remark.kind, Remark.text, Member.name, Remark.at, ItemVersion.number)
        .join(Member, Member.id == Remark.member_id)
        .join(ItemVersion, ItemVersion.id == Remark.version_id)
        .where(Remark.item_id == item_id)
        .order_by(Remark.id)
    )
    return [RemarkLine(*row) for row in rows]
