"""The bank as a table to sort by how items measure; answered from figures that are kept, whatever the number of answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from ..bank import queries as bank
from ..bank.item import ItemStatus
from ..bank.models import Item
from ..bank.queries import StoredItem
from ..core.paging import Page
from ..extensions import db
from ..papers.uses import ItemUse, Used, UseKind, uses_of
from . import words
from .figures import FEWEST, Warn
from .measures import Measure
from .models import ItemFigures

PAGE_SIZE = 50
#: What can be sorted by; a minus before it turns it round.
SORTS = ("facility", "discrimination", "warned", "persons", "median", "used")
#: Which items: those with figures, with answers, all.
COUNTED, ANSWERED, ALL = "counted", "answered", "all"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an organiser looks for. `warning` "any": items with some warning."""

    branch_id: int
    bank_ids: tuple[int, ...]
    topic: str = ""
    type: str = ""
    warning: str = ""
    which: str = ANSWERED
    sort: str = "-warned"


@dataclass(frozen=True, slots=True)
class Line:
    """An item in the table; `row` None where nobody has answered it."""

    stored: StoredItem
    row: ItemFigures | None
    uses: Mapping[UseKind, Used]

    @property
    def silent(self) -> bool:
        """Say whether there are too few people for figures."""
        return self.row is None or self.row.persons < FEWEST


def lines(wanted: Wanted, number: int, size: int = PAGE_SIZE) -> Page[Line]:
    """Return one page of the table."""
    query = _query(wanted)
    total = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    ids = [row.id for row in db.session.execute(query.limit(size).offset((number - 1) * size))]
    return Page(_lines(wanted.branch_id, ids), number, size, total)


def all_lines(wanted: Wanted, most: int = 20_000) -> list[Line]:
    """Return the whole table, for a workbook."""
    ids = [row.id for row in db.session.execute(_query(wanted).limit(most))]
    found: list[Line] = []
    for start in range(0, len(ids), 500):
        found += _lines(wanted.branch_id, ids[start : start + 500])
    return found


@dataclass(frozen=True, slots=True)
class InShort:
    """An item's figures as its own page shows them; `few` says that there are too few people for any."""

    persons: int
    uses: Mapping[UseKind, Used]
    few: str = ""
    facility: str = ""
    discrimination: str = ""
    median: str = ""
    warnings: Sequence[str] = ()


def in_short(branch_id: int, stored: StoredItem) -> InShort:
    """Return how an item did with a branch's people, in words."""
    row = db.session.get(ItemFigures, (branch_id, stored.item_id))
    uses = uses_of(branch_id, [stored.item_id]).get(stored.item_id, {})
    if row is None or row.persons < FEWEST:
        persons = row.persons if row else 0
        return InShort(persons, uses, words.too_few(persons))
    return InShort(
        row.persons,
        uses,
        "",
        words.share(Measure(row.facility)),
        words.number(Measure(row.discrimination)),
        words.seconds(Measure(row.median_s)),
        [words.stored_warning(stored.item, one) for one in row.warnings],
    )


def warnings_count(wanted: Wanted) -> dict[Warn, int]:
    """Return how many items carry each warning, the other filters held."""
    found = dict.fromkeys(Warn, 0)
    base = _query(Wanted(wanted.branch_id, wanted.bank_ids, wanted.topic, wanted.type, "any"))
    kinds = db.session.scalars(base.order_by(None).with_only_columns(ItemFigures.kinds))
    for text in kinds:
        for one in Warn:
            found[one] += f"|{one}|" in text
    return {one: count for one, count in found.items() if count}


def _query(wanted: Wanted) -> Select[Any]:
    mine = (ItemFigures.item_id == Item.id) & (ItemFigures.branch_id == wanted.branch_id)
    query: Select[Any] = select(Item.id).join(ItemFigures, mine, isouter=wanted.which == ALL)
    query = query.where(Item.bank_id.in_(wanted.bank_ids), Item.status == ItemStatus.APPROVED)
    if wanted.topic:
        query = query.where(Item.topic == wanted.topic)
    if wanted.type:
        query = query.where(Item.type == wanted.type)
    if wanted.which == COUNTED:
        query = query.where(ItemFigures.persons >= FEWEST)
    elif wanted.which == ANSWERED:
        query = query.where(ItemFigures.persons > 0)
    if wanted.warning == "any":
        query = query.where(ItemFigures.warned > 0)
    elif wanted.warning:
        query = query.where(ItemFigures.kinds.contains(f"|{wanted.warning}|", autoescape=True))
    return _sorted(query, wanted)


def _sorted(query: Select[Any], wanted: Wanted) -> Select[Any]:
    name, down = wanted.sort.removeprefix("-"), wanted.sort.startswith("-")
    columns: dict[str, Any] = {
        "facility": ItemFigures.facility,
        "discrimination": ItemFigures.discrimination,
        "warned": ItemFigures.warned,
        "persons": ItemFigures.persons,
        "median": ItemFigures.median_s,
    }
    if name == "used":
        last = (
            select(ItemUse.item_id, func.max(ItemUse.last_at).label("at"))
            .where(ItemUse.branch_id == wanted.branch_id, ItemUse.kind != UseKind.PRACTICE)
            .group_by(ItemUse.item_id)
            .subquery()
        )
        query, column = query.outerjoin(last, last.c.item_id == Item.id), last.c.at
    else:
        column = columns[name]
    order = (column.is_(None), column.desc() if down else column, ItemFigures.persons.desc(), Item.id)
    return query.order_by(*order)


def _lines(branch_id: int, ids: Sequence[int]) -> list[Line]:
    current = bank.current_versions(ids)
    stored = bank.versions(current.values())
    rows = {
        row.item_id: row
        for row in db.session.scalars(
            select(ItemFigures).where(ItemFigures.branch_id == branch_id, ItemFigures.item_id.in_(ids))
        )
    }
    uses = uses_of(branch_id, ids)
    return [Line(stored[current[one]], rows.get(one), uses.get(one, {})) for one in ids]
