"""Reads of the bank. Versions never change, so what was read once is kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from flask import current_app
from sqlalchemy import Select, func, select

from ..core.paging import Page
from ..extensions import db
from .item import Item, ItemType
from .models import Bank, BankHidden, ItemVersion
from .models import Item as ItemRow
from .native import item_from_native

MAX_KEPT_VERSIONS = 20_000


@dataclass(frozen=True, slots=True)
class BankInfo:
    """A bank as lists show it. `branch_id` None: shipped with the program."""

    id: int
    slug: str
    name: str
    description: str
    branch_id: int | None
    items: int
    topics: Mapping[str, int]  # topic → items


@dataclass(frozen=True, slots=True)
class StoredItem:
    """A version of an item, with the ids under which it is stored."""

    item_id: int
    version_id: int
    number: int
    bank_id: int
    retired: bool
    item: Item


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


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """What an organiser looks for in the list of items."""

    bank_ids: tuple[int, ...]
    topic: str = ""
    type: str = ""
    difficulty: int | None = None
    text: str = ""
    retired: bool = False


def visible_bank_ids(branch_id: int) -> tuple[int, ...]:
    """Return the banks that a branch uses: its own and the shipped ones that it did not hide."""
    return tuple(db.session.scalars(_visible(branch_id).with_only_columns(Bank.id).order_by(Bank.id)))


def visible_banks(branch_id: int) -> list[BankInfo]:
    """Return the banks that a branch uses, with their topics."""
    return _infos(_visible(branch_id))


def shipped_banks() -> list[BankInfo]:
    """Return the banks that came with the program, hidden or not."""
    return _infos(select(Bank).where(Bank.branch_id.is_(None)))


def find_bank(branch_id: int, key: str) -> BankInfo | None:
    """Return a bank visible to the branch by its id, slug or name."""
    match = (Bank.slug == key) | (Bank.name == key)
    if key.isdecimal() and len(key) < 10:
        match = match | (Bank.id == int(key))
    return next(iter(_infos(_visible(branch_id).where(match))), None)


def _visible(branch_id: int) -> Select[Any]:
    hidden = select(BankHidden.bank_id).where(BankHidden.branch_id == branch_id)
    own = Bank.branch_id == branch_id
    return cast("Select[Any]", select(Bank).where(own | (Bank.branch_id.is_(None) & Bank.id.not_in(hidden))))


def _infos(banks: Select[Any]) -> list[BankInfo]:
    rows = db.session.scalars(banks.order_by(Bank.branch_id.is_not(None), Bank.id)).all()
    counted = db.session.execute(
        select(ItemRow.bank_id, ItemRow.topic, func.count())
        .where(ItemRow.bank_id.in_([row.id for row in rows]), ItemRow.retired.is_(False))
        .group_by(ItemRow.bank_id, ItemRow.topic)
    ).all()
    topics: dict[int, dict[str, int]] = {}
    for bank_id, topic, count in counted:
        topics.setdefault(bank_id, {})[topic] = count
    return [
        BankInfo(
            row.id,
            row.slug,
            row.name,
            row.description,
            row.branch_id,
            sum(topics.get(row.id, {}).values()),
            topics.get(row.id, {}),
        )
        for row in rows
    ]


def revisions(bank_ids: Collection[int]) -> tuple[tuple[int, int], ...]:
    """Return (bank, revision) of the banks; what is derived from their items holds while this stays equal."""
    rows = db.session.execute(select(Bank.id, Bank.revision).where(Bank.id.in_(bank_ids)).order_by(Bank.id))
    return tuple((row.id, row.revision) for row in rows)


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
        ).where(ItemRow.bank_id.in_(bank_ids), ItemRow.retired.is_(False))
    )
    return [
        PoolRow(row.id, row.code, row.bank_id, row.topic, row.type, row.difficulty, tuple(row.excludes)) for row in rows
    ]


def current_versions(item_ids: Collection[int]) -> dict[int, int]:
    """Return the current version of each item."""
    rows = db.session.execute(select(ItemRow.id, ItemRow.version_id).where(ItemRow.id.in_(item_ids)))
    return {row.id: row.version_id for row in rows}


def versions(version_ids: Iterable[int]) -> dict[int, StoredItem]:
    """Return versions by id; each is read and parsed once in the process's life."""
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


def history(item_id: int) -> list[ItemVersion]:
    """Return an item's versions, newest first."""
    return list(
        db.session.scalars(
            select(ItemVersion).where(ItemVersion.item_id == item_id).order_by(ItemVersion.number.desc())
        )
    )


def items_of(bank_ids: Collection[int], codes: Collection[str]) -> list[StoredItem]:
    """Return the usable items with these author's ids, in the order of `codes`."""
    found = {
        stored.item.id: stored
        for stored in _read_versions(
            ItemRow.version_id == ItemVersion.id,
            ItemRow.bank_id.in_(bank_ids),
            ItemRow.code.in_(codes),
            ItemRow.retired.is_(False),
        )
    }
    return [found[code] for code in codes if code in found]


def all_items(bank_id: int) -> list[StoredItem]:
    """Return a bank's usable items in the order in which they came."""
    return _read_versions(
        ItemRow.version_id == ItemVersion.id, ItemRow.bank_id == bank_id, ItemRow.retired.is_(False)
    )


def _read_versions(*where: Any) -> list[StoredItem]:
    rows = db.session.execute(
        select(
            ItemVersion.id,
            ItemVersion.item_id,
            ItemVersion.number,
            ItemVersion.content,
            ItemRow.bank_id,
            ItemRow.retired,
        )
        .join(ItemRow, ItemRow.id == ItemVersion.item_id)
        .where(*where)
        .order_by(ItemVersion.item_id)
    )
    return [
        StoredItem(row.item_id, row.id, row.number, row.bank_id, row.retired, item_from_native(row.content))
        for row in rows
    ]


def search(wanted: ItemFilter, number: int, size: int = 30) -> Page[StoredItem]:
    """Return one page of the items that fit, in the order in which they came."""
    where = _conditions(wanted)
    total = db.session.scalar(select(func.count()).select_from(ItemRow).where(*where)) or 0
    ids = db.session.execute(
        select(ItemRow.id, ItemRow.version_id)
        .where(*where)
        .order_by(ItemRow.id)
        .limit(size)
        .offset((number - 1) * size)
    ).all()
    found = versions(row.version_id for row in ids)
    return Page([found[row.version_id] for row in ids], number, size, total)


def _conditions(wanted: ItemFilter) -> list[Any]:
    where: list[Any] = [ItemRow.bank_id.in_(wanted.bank_ids), ItemRow.retired.is_(wanted.retired)]
    if wanted.topic:
        where.append(ItemRow.topic == wanted.topic)
    if wanted.type:
        where.append(ItemRow.type == wanted.type)
    if wanted.difficulty:
        where.append(ItemRow.difficulty == wanted.difficulty)
    for word in wanted.text.split():
        where.append(
            ItemRow.stem.icontains(word, autoescape=True) | ItemRow.code.icontains(word, autoescape=True)
        )
    return where
