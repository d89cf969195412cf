"""Conditions and orders for queries over items, in the words of the database that answers them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    case,
    cast,
    column,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from ...extensions import db
from ..models import Item as ItemRow
from .grams import LONGEST, is_latin
from .tables import INDEX, ItemText

_GRAMS = table(INDEX, column("rowid"))
#: From so many characters on a run is more than one pair, and its pairs may stand apart.
_APART = 3


def matches(runs: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that an item holds every one of the runs; no run matches nothing.

    A Latin run finds the words that begin with it, a Chinese one wherever it stands.
    """
    if not runs:
        return false()
    found = in_index(*_asked(runs))
    alone = all(len(run) == 1 and not is_latin(run) for run in runs)
    whole = [
        _holds(run)
        for run in runs
        if not is_latin(run) and (len(run) >= _APART or (len(run) == 1 and not alone))
    ]
    if not whole:
        return found
    checked = select(ItemText.item_id).where(ItemText.item_id == ItemRow.id, *whole).correlate(ItemRow)
    return and_(found, checked.exists())


def are_few(runs: Sequence[str], most: int) -> bool:
    """Tell whether the index finds at most so many items for the runs, in whatever bank."""
    if not runs:
        return True
    found = select(ItemRow.id).where(in_index(*_asked(runs)))
    if db.engine.dialect.name == "sqlite":
        hit: ColumnElement[bool] = literal_column(INDEX).op("MATCH")(_asked(runs)[0])
        found = select(_GRAMS.c.rowid).where(hit)
    return (
        db.session.scalar(select(func.count()).select_from(found.limit(most + 1).subquery())) or 0
    ) <= most


def _asked(runs: Sequence[str]) -> tuple[str, str]:
    """Return what the index is asked for the runs, in the form of each database.

    A single Chinese character stands in very many items: beside longer runs it is looked for in what they find.
    """
    runs = [run for run in runs if is_latin(run) or len(run) > 1] or runs
    return " AND ".join(_fts(run) for run in runs), " & ".join(_tsquery(run) for run in runs)


def in_index(fts: str, tsquery: str) -> ColumnElement[bool]:
    """Return the condition that the index finds an item, asked in the form of the database at hand."""
    if db.engine.dialect.name == "sqlite":
        hit: ColumnElement[bool] = literal_column(INDEX).op("MATCH")(fts)
        return ItemRow.id.in_(select(_GRAMS.c.rowid).where(hit))
    grams: ColumnElement[bool] = ItemText.grams.op("@@")(cast(literal(tsquery), TSQUERY))
    return ItemRow.id.in_(select(ItemText.item_id).where(grams))


def _holds(run: str) -> ColumnElement[bool]:
    places = (ItemText.stem, ItemText.choices, ItemText.rest)
    return or_(*(place.contains(run, autoescape=True) for place in places))


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)]


def _fts(run: str) -> str:
    if is_latin(run) or len(run) == 1:
        return f'"{run[:LONGEST]}"*'
    return " AND ".join(f'"{pair}"' for pair in _pairs(run))


def _tsquery(run: str) -> str:
    if is_latin(run) or len(run) == 1:
        return f"'{run[:LONGEST]}':*"
    return " & ".join(f"'{pair}'" for pair in _pairs(run))


def rank(runs: Sequence[str], text: str) -> list[Any]:
    """Return the order of what matches, best first, for a query that joins `ItemText`.

    The author's id itself, then how many of the runs the stem holds, then how many the options do; the
    shorter stem first among equals.
    """
    in_stem = sum(
        (case((ItemText.stem.contains(run, autoescape=True), 1), else_=0) for run in runs), literal(0)
    )
    in_choices = sum(
        (case((ItemText.choices.contains(run, autoescape=True), 1), else_=0) for run in runs), literal(0)
    )
    return [
        case((ItemRow.code == text, 0), else_=1),
        in_stem.desc(),
        in_choices.desc(),
        func.length(ItemText.stem),
        ItemRow.id,
    ]
