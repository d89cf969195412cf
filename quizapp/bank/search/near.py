"""Which stored stems are the same as a given one, or nearly: asked while somebody writes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, cast

from flask import current_app
from sqlalchemy import ColumnElement, func, literal_column, select

from ...extensions import db
from ..item import ItemStatus, ItemType
from ..models import Item as ItemRow
from .grams import key_of, likeness, pairs_of, runs_of
from .matching import in_index
from .tables import ItemText

#: Jaccard similarity of character pairs, in hundredths, from which two stems are called near.
NEAR = 60
#: Stems that are compared exactly; rare pairs come first, so that what is near is among them.
MOST_COMPARED = 1_000
#: So many of the rarest pairs are asked for by themselves, so that what they find is not crowded out.
RAREST = 3
#: Stems from which it is learnt which pairs are common.
LEARNT_FROM = 3_000


@dataclass(frozen=True, slots=True)
class Near:
    """A stored item whose stem is near; `score` 100 is the same in all but punctuation and width."""

    item_id: int
    bank_id: int
    code: str
    type: ItemType
    stem: str
    status: ItemStatus
    score: int


def near_items(
    stem: str, bank_ids: Collection[int], *, but: int | None = None, near: int = NEAR, most: int = 10
) -> list[Near]:
    """Return the items of these banks, retired ones left out, whose stem is near, nearest first.

    Prefix filtering: of two sets that overlap so much, the rarest few elements of either must meet, whatever
    is taken for rare; so the index is asked for those alone.
    """
    runs = runs_of(stem)
    pairs = pairs_of(runs)
    if not pairs or not bank_ids:
        return []
    common = _how_common()
    rare = sorted(pairs, key=lambda pair: (common.get(pair, 0), pair))
    rare = rare[: len(rare) - -(-near * len(rare) // 100) + 1]
    limits = (
        _of_banks(bank_ids),
        ItemRow.status != ItemStatus.RETIRED,
        ItemRow.id != (but or 0),
    )
    long = _about_as_long(len(" ".join(runs)), near)
    same = ItemRow.id.in_(select(ItemText.item_id).where(ItemText.stem_key == key_of(runs)))
    rows = {row.id: row for row in _rows(same, *limits)}
    for some in (rare[:RAREST], rare[RAREST:]):
        if some:
            rows |= {row.id: row for row in _rows(_any_of(some), *limits, *long)}
    scored = [
        Near(row.id, row.bank_id, row.code, row.type, row.stem, row.status, score)
        for row in rows.values()
        if (score := likeness(pairs, pairs_of(row.runs.split(" ")))) >= near
    ]
    return sorted(scored, key=lambda one: (-one.score, one.item_id))[:most]


def _rows(*where: ColumnElement[bool]) -> Sequence[Any]:
    query = select(
        ItemRow.id,
        ItemRow.bank_id,
        ItemRow.code,
        ItemRow.type,
        ItemRow.stem,
        ItemRow.status,
        ItemText.stem.label("runs"),
    )
    query = query.join(ItemText, ItemText.item_id == ItemRow.id).where(*where)
    return db.session.execute(query.limit(MOST_COMPARED)).all()


def _any_of(pairs: Sequence[str]) -> ColumnElement[bool]:
    return in_index(" OR ".join(f'"{pair}"' for pair in pairs), " | ".join(f"'{pair}'" for pair in pairs))


def _of_banks(bank_ids: Collection[int]) -> ColumnElement[bool]:
    """Return the condition on the bank, so said that SQLite goes by the ids that the index found."""
    if db.engine.dialect.name == "sqlite":
        return literal_column("+item.bank_id").in_(bank_ids)
    return ItemRow.bank_id.in_(bank_ids)


def _about_as_long(length: int, near: int) -> list[ColumnElement[bool]]:
    """Return the conditions on a stem's length that likeness allows, with room for pairs that occur twice."""
    runs = func.length(ItemText.stem)
    return [runs >= length * near // 200, runs <= length * 200 // near + 4]


def _how_common() -> dict[str, int]:
    """Return how often pairs occur in some of the stems; learnt once in the process's life.

    Only the speed of `near_items` hangs on it, never what it finds.
    """
    kept = cast("dict[str, int]", current_app.extensions.setdefault("common_pairs", {}))
    if not kept:
        rows = db.session.scalars(select(ItemText.stem).order_by(ItemText.item_id).limit(LEARNT_FROM))
        for runs in rows:
            for pair in pairs_of(runs.split(" ")):
                kept[pair] = kept.get(pair, 0) + 1
    return kept
