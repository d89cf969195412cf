"""Reads of items and their versions. Versions never change, so what was read once is kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from flask import current_app
from sqlalchemy import func, select

from ...accounts.models import Member
from ...extensions import db
from ..changes import Change, differences
from ..item import Item, ItemStatus, ItemType
from ..models import Item as ItemRow
from ..models import ItemVersion
from ..native import item_from_native
from ..reviewing.models import ItemHidden

MAX_KEPT_VERSIONS = 20_000


@dataclass(frozen=True, slots=True)
class StoredItem:
    """A version of an item, with the ids under which it is stored."""

    item_id: int
    version_id: int
    number: int
    bank_id: int
    status: ItemStatus
    item: Item


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version in an item's history; `author` "" is the program."""

    id: int
    number: int
    created_at: datetime
    author: str
    comment: str
    changes: Sequence[Change]


@dataclass(frozen=True, slots=True)
class PoolRow:
    """What drawing needs to know of an item."""

    item_id: int
    code: str
    bank_id: int
    topic: str
    type: ItemType
    difficulty: int
    excludes: tuple[str, ...]


def pool_rows(bank_ids: Collection[int]) -> list[PoolRow]:
    """Return every usable item of the banks as drawing sees it."""
    rows = db.session.execute(
        select(
            ItemRow.id,
            ItemRow.code,
            ItemRow.bank_id,
            ItemRow.topic,
            ItemRow.type,
            ItemRow.difficulty,
            ItemRow.excludes,
        ).where(ItemRow.bank_id.in_(bank_ids), ItemRow.status == ItemStatus.APPROVED)
    )
    return [
        PoolRow(row.id, row.code, row.bank_id, row.topic, row.type, row.difficulty, tuple(row.excludes))
        for row in rows
    ]


def hidden_items(branch_id: int | None) -> frozenset[int]:
    """Return the shipped items that a branch does not want to be asked."""
    if branch_id is None:
        return frozenset()
    return frozenset(db.session.scalars(select(ItemHidden.item_id).where(ItemHidden.branch_id == branch_id)))


def current_versions(item_ids: Collection[int]) -> dict[int, int]:
    """Return the current version of each item."""
    rows = db.session.execute(select(ItemRow.id, ItemRow.version_id).where(ItemRow.id.in_(item_ids)))
    return {row.id: row.version_id for row in rows}


def versions(version_ids: Iterable[int]) -> dict[int, StoredItem]:
    """Return versions by id; each is read and parsed once in the process's life.

    Their `status` is what it was then: who shows it reads it afresh.
    """
    kept = cast("dict[int, StoredItem]", current_app.extensions.setdefault("item_versions", {}))
    wanted = set(version_ids)
    missing = wanted - kept.keys()
    if missing:
        if len(kept) + len(missing) > MAX_KEPT_VERSIONS:
            kept.clear()
            missing = wanted
        for stored in _read_versions(ItemVersion.id.in_(missing)):
            kept[stored.version_id] = stored
    return {version_id: kept[version_id] for version_id in wanted if version_id in kept}


def stored_item(item_id: int) -> StoredItem | None:
    """Return an item as it stands now."""
    return next(iter(_read_versions(ItemRow.id == item_id, ItemRow.version_id == ItemVersion.id)), None)


def newest_item(item_id: int) -> StoredItem | None:
    """Return an item as it was written last, though that version may still wait for approval."""
    newest = func.coalesce(ItemRow.pending_version_id, ItemRow.version_id)
    return next(iter(_read_versions(ItemRow.id == item_id, newest == ItemVersion.id)), None)


def newest_items(item_ids: Sequence[int]) -> list[StoredItem]:
    """Return these items as they were written last, those out of use too, in the order of the ids."""
    newest = func.coalesce(ItemRow.pending_version_id, ItemRow.version_id)
    found = {one.item_id: one for one in _read_versions(ItemRow.id.in_(item_ids), newest == ItemVersion.id)}
    return [found[item_id] for item_id in item_ids if item_id in found]


def version_numbered(item_id: int, number: int) -> StoredItem | None:
    """Return an item as it stood in its version of this number."""
    return next(iter(_read_versions(ItemRow.id == item_id, ItemVersion.number == number)), None)


def history(item_id: int) -> list[VersionLine]:
    """Return an item's versions, newest first, each with what it changed of the one before."""
    rows = db.session.execute(
        select(
            ItemVersion.id,
            ItemVersion.number,
            ItemVersion.content,
            ItemVersion.created_at,
            ItemVersion.comment,
            Member.name,
        )
        .outerjoin(Member, Member.id == ItemVersion.author_id)
        .where(ItemVersion.item_id == item_id)
        .order_by(ItemVersion.number)
    ).all()
    lines = []
    before: dict[str, object] | None = None
    for row in rows:
        changes = differences(before, row.content) if before is not None else ()
        lines.append(VersionLine(row.id, row.number, row.created_at, row.name or "", row.comment, changes))
        before = row.content
    return lines[::-1]


def items_by_id(item_ids: Sequence[int]) -> list[StoredItem]:
    """Return the usable ones of these items as they stand now, in the order of the ids."""
    found = {
        stored.item_id: stored
        for stored in _read_versions(
            ItemRow.version_id == ItemVersion.id,
            ItemRow.id.in_(item_ids),
            ItemRow.status == ItemStatus.APPROVED,
        )
    }
    return [found[item_id] for item_id in item_ids if item_id in found]


def items_of(bank_ids: Collection[int], codes: Collection[str]) -> list[StoredItem]:
    """Return the usable items with these author's ids, in the order of `codes`."""
    found = {
        stored.item.id: stored
        for stored in _read_versions(
            ItemRow.version_id == ItemVersion.id,
            ItemRow.bank_id.in_(bank_ids),
            ItemRow.code.in_(codes),
            ItemRow.status == ItemStatus.APPROVED,
        )
    }
    return [found[code] for code in codes if code in found]


def items_called(code: str) -> list[StoredItem]:
    """Return the items of all banks with this author's id, those out of use too."""
    return _read_versions(ItemRow.version_id == ItemVersion.id, ItemRow.code == code)


def all_items(bank_id: int) -> list[StoredItem]:
    """Return a bank's usable items in the order in which they came."""
    return _read_versions(
        ItemRow.version_id == ItemVersion.id,
        ItemRow.bank_id == bank_id,
        ItemRow.status == ItemStatus.APPROVED,
    )


def _read_versions(*where: Any) -> list[StoredItem]:
    rows = db.session.execute(
        select(
            ItemVersion.id,
            ItemVersion.item_id,
            ItemVersion.number,
            ItemVersion.content,
            ItemRow.bank_id,
            ItemRow.status,
        )
        .join(ItemRow, ItemRow.id == ItemVersion.item_id)
        .where(*where)
        .order_by(ItemVersion.item_id)
    )
    return [
        StoredItem(row.item_id, row.id, row.number, row.bank_id, row.status, item_from_native(row.content))
        for row in rows
    ]
