"""Finding items: filters, what each of them would find, pages."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select

from ...core.paging import Page
from ...extensions import db
from ..item import ItemStatus, ItemType
from ..models import Item as ItemRow
from .items import StoredItem, versions


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """What an organiser looks for in the list of items."""

    bank_ids: tuple[int, ...]
    topic: str = ""
    type: str = ""
    difficulty: int | None = None
    text: str = ""
    status: ItemStatus = ItemStatus.APPROVED


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
    rows = [replace(found[row.version_id], status=wanted.status) for row in ids]
    return Page(rows, number, size, total)


def _conditions(wanted: ItemFilter) -> list[Any]:
    return [ItemRow.status == wanted.status, *_of_any_status(wanted)]


def _of_any_status(wanted: ItemFilter) -> list[Any]:
    where: list[Any] = [ItemRow.bank_id.in_(wanted.bank_ids)]
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


@dataclass(frozen=True, slots=True)
class Facets:
    """How many items each choice of a filter finds, the other filters held."""

    banks: Mapping[int, int]
    topics: Mapping[str, int]
    types: Mapping[ItemType, int]
    difficulties: Mapping[int, int]
    statuses: Mapping[ItemStatus, int]


def facets(wanted: ItemFilter, all_bank_ids: tuple[int, ...]) -> Facets:
    """Count the choices around a filter; `all_bank_ids` are those that could be chosen."""
    types = _counts(replace(wanted, type=""), ItemRow.type)
    topics = _counts(replace(wanted, topic=""), ItemRow.topic)
    return Facets(
        _counts(replace(wanted, bank_ids=all_bank_ids), ItemRow.bank_id),
        dict(sorted(topics.items(), key=lambda pair: -pair[1])),
        {kind: types[kind] for kind in ItemType if kind in types},
        dict(sorted(_counts(replace(wanted, difficulty=None), ItemRow.difficulty).items())),
        _statuses(wanted),
    )


def _statuses(wanted: ItemFilter) -> dict[ItemStatus, int]:
    counted = _counted(_of_any_status(wanted), ItemRow.status)
    return {status: counted.get(status, 0) for status in ItemStatus}


def _counts(wanted: ItemFilter, column: Any) -> dict[Any, int]:
    return _counted(_conditions(wanted), column)


def _counted(where: list[Any], column: Any) -> dict[Any, int]:
    rows = db.session.execute(select(column, func.count()).where(*where).group_by(column))
    return {row[0]: row[1] for row in rows}


def topics_of(bank_ids: Collection[int]) -> list[str]:
    """Return the topics that items of the banks have, retired ones too."""
    rows = db.session.scalars(
        select(ItemRow.topic).where(ItemRow.bank_id.in_(bank_ids)).distinct().order_by(ItemRow.topic)
    )
    return list(rows)
