"""Finding items: filters, what each of them would find, pages."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, cast

from flask import current_app
from sqlalchemy import func, literal_column, select

from ...accounts.models import Member
from ...core.paging import Page
from ...extensions import db
from ..cube import Cell, Chosen, Facets, folded
from ..item import ItemStatus
from ..models import Item as ItemRow
from ..reviewing.models import ErrorReport
from ..search import are_few, in_stem, matches, rank, searched_for
from ..search.tables import ItemText
from .banks import revisions
from .items import StoredItem, versions

#: An item that ends within so many days expires soon.
SOON = timedelta(days=30)
SORTS = ("", "newest", "changed", "easy", "hard", "expires")
MAX_KEPT_CELLS = 32
#: From so many items on, orders are chosen that need not look at all of them.
MANY = 2_000


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """What an organiser looks for in the list of items; `day` is today, for what expires.

    `sort` "" is the best first where words are searched, else the order in which the items came.
    """

    bank_ids: tuple[int, ...]
    topic: str = ""
    type: str = ""
    difficulty: int | None = None
    text: str = ""
    status: ItemStatus = ItemStatus.APPROVED
    document: str = ""
    writer: int | None = None
    expires: str = ""  # soon or past
    reported: bool = False  # somebody reported an error and has no answer yet
    day: date | None = None
    sort: str = ""

    @property
    def is_plain(self) -> bool:
        """Whether it asks for nothing but what the cells of the count hold."""
        return not (self.text or self.document or self.writer or self.expires or self.reported)


def search(wanted: ItemFilter, number: int, size: int = 30, total: int | None = None) -> Page[StoredItem]:
    """Return one page of the items that fit; `total` where it is known already."""
    where = conditions(wanted)
    if total is None:
        total = db.session.scalar(select(func.count()).select_from(ItemRow).where(*where)) or 0
    start = (number - 1) * size
    if wanted.text and not wanted.sort and total > MANY:
        where = [_of_banks(wanted.bank_ids, by_id=True), *where[1:]]
        found = _in_stem_first(where, searched_for(wanted.text), start, size)
    else:
        found = _ordered(wanted, where, start, size, total)
    rows = versions(found.values())
    return Page([replace(rows[one], status=wanted.status) for one in found.values()], number, size, total)


def _ordered(wanted: ItemFilter, where: list[Any], start: int, size: int, total: int) -> dict[int, int]:
    """Return item → version of one page in the order asked for."""
    query = select(ItemRow.id, ItemRow.version_id)
    if wanted.text and not wanted.sort:
        query = query.join(ItemText, ItemText.item_id == ItemRow.id)
    if total > MANY or wanted.text:
        where = [_of_banks(wanted.bank_ids, by_id=True), *where[1:]]
    query = query.where(*where).order_by(*_order(wanted)).limit(size).offset(start)
    return {row.id: row.version_id for row in db.session.execute(query)}


def _in_stem_first(where: list[Any], phrases: list[str], start: int, size: int) -> dict[int, int]:
    """Return item → version of one page: first those whose stem holds all the words, each part as it came.

    For words that very many items hold: to weigh them all would take long, the first pages need only some.
    """
    query = select(ItemRow.id, ItemRow.version_id).join(ItemText, ItemText.item_id == ItemRow.id)
    query = query.where(*where).order_by(ItemRow.id)
    holding = in_stem(phrases)
    first = db.session.execute(query.where(holding).limit(start + size)).all()
    rows = first[start:]
    if len(rows) < size:
        rest = query.where(~holding).limit(size - len(rows)).offset(max(0, start - len(first)))
        rows = [*rows, *db.session.execute(rest)]
    return {row.id: row.version_id for row in rows}


def _order(wanted: ItemFilter) -> list[Any]:
    match wanted.sort:
        case "newest":
            return [ItemRow.id.desc()]
        case "changed":
            return [ItemRow.version_id.desc()]
        case "easy":
            return [ItemRow.difficulty, ItemRow.id]
        case "hard":
            return [ItemRow.difficulty.desc(), ItemRow.id]
        case "expires":
            return [ItemRow.last_day.is_(None), ItemRow.last_day, ItemRow.id]
    return rank(searched_for(wanted.text), wanted.text) if wanted.text else [ItemRow.id]


def conditions(wanted: ItemFilter) -> list[Any]:
    """Return the conditions on `Item` that a filter stands for."""
    where: list[Any] = [_of_banks(wanted.bank_ids), ItemRow.status == wanted.status]
    if wanted.topic:
        where.append(ItemRow.topic == wanted.topic)
    if wanted.type:
        where.append(ItemRow.type == wanted.type)
    if wanted.difficulty:
        where.append(ItemRow.difficulty == wanted.difficulty)
    return where + _beyond_cells(wanted)


def _of_banks(bank_ids: Collection[int], *, by_id: bool = False) -> Any:
    """Return the condition that an item is of these banks; `by_id` where its id is the better way to it.

    SQLite takes the index that begins with the bank wherever it may, however many items a bank has.
    """
    if by_id and db.engine.dialect.name == "sqlite":
        return literal_column("+item.bank_id").in_(bank_ids)
    return ItemRow.bank_id.in_(bank_ids)


def _beyond_cells(wanted: ItemFilter) -> list[Any]:
    """Return the conditions of a filter that its cells do not tell apart."""
    where: list[Any] = []
    if wanted.text:
        where.append(matches(searched_for(wanted.text)))
    if wanted.document:
        where.append(ItemRow.id.in_(select(ItemText.item_id).where(ItemText.document == wanted.document)))
    if wanted.writer:
        where.append(ItemRow.id.in_(select(ItemText.item_id).where(ItemText.writer_id == wanted.writer)))
    if wanted.reported:
        waiting = select(ErrorReport.item_id).where(ErrorReport.answered_at.is_(None))
        where.append(ItemRow.id.in_(waiting))
    if wanted.expires and wanted.day:
        past = wanted.expires == "past"
        where.append(ItemRow.last_day < wanted.day if past else ItemRow.last_day >= wanted.day)
        if not past:
            where.append(ItemRow.last_day <= wanted.day + SOON)
    return where


def facets(wanted: ItemFilter, all_bank_ids: tuple[int, ...]) -> Facets:
    """Count the choices around a filter; `all_bank_ids` are those that could be chosen."""
    banks = tuple(sorted({*all_bank_ids, *wanted.bank_ids}))
    chosen = Chosen(frozenset(wanted.bank_ids), wanted.status, wanted.topic, wanted.type, wanted.difficulty)
    return folded(_cells(wanted, banks), chosen)


def _cells(wanted: ItemFilter, bank_ids: tuple[int, ...]) -> Mapping[Cell, int]:
    """Return the counts by cell; those of whole banks are kept until an item of them changes."""
    if not wanted.is_plain:
        few = bool(wanted.text) and are_few(searched_for(wanted.text), MANY)
        return _counted(_beyond_cells(wanted), _of_banks(bank_ids, by_id=few))
    kept = cast("dict[Any, Mapping[Cell, int]]", current_app.extensions.setdefault("item_cells", {}))
    key = revisions(bank_ids)
    if key not in kept:
        if len(kept) >= MAX_KEPT_CELLS:
            kept.clear()
        kept[key] = _counted([], _of_banks(bank_ids))
    return kept[key]


def _counted(where: list[Any], of_banks: Any) -> dict[Cell, int]:
    cell = (ItemRow.bank_id, ItemRow.status, ItemRow.topic, ItemRow.type, ItemRow.difficulty)
    rows = db.session.execute(select(*cell, func.count()).where(of_banks, *where).group_by(*cell))
    return {Cell(*row[:5]): row[5] for row in rows}


def topics_of(bank_ids: Collection[int]) -> list[str]:
    """Return the topics that items of the banks have, retired ones too."""
    rows = db.session.scalars(
        select(ItemRow.topic).where(ItemRow.bank_id.in_(bank_ids)).distinct().order_by(ItemRow.topic)
    )
    return list(rows)


@dataclass(frozen=True, slots=True)
class Origins:
    """From where the items of some banks come: documents, and (id, name) of those who wrote them."""

    documents: tuple[str, ...]
    writers: tuple[tuple[int, str], ...]


def origins(bank_ids: tuple[int, ...]) -> Origins:
    """Return the documents and writers of the banks' items; kept until an item of them changes."""
    kept = cast("dict[Any, Origins]", current_app.extensions.setdefault("item_origins", {}))
    key = revisions(bank_ids)
    if key not in kept:
        if len(kept) >= MAX_KEPT_CELLS:
            kept.clear()
        kept[key] = _origins(bank_ids)
    return kept[key]


def _origins(bank_ids: tuple[int, ...]) -> Origins:
    of_banks = (
        select(ItemText.document, ItemText.writer_id)
        .join(ItemRow, ItemRow.id == ItemText.item_id)
        .where(ItemRow.bank_id.in_(bank_ids))
        .distinct()
    )
    found = db.session.execute(of_banks).all()
    ids = {row.writer_id for row in found if row.writer_id}
    names = db.session.execute(select(Member.id, Member.name).where(Member.id.in_(ids)).order_by(Member.name))
    documents = sorted({row.document for row in found if row.document})
    return Origins(tuple(documents), tuple((row.id, row.name) for row in names))
