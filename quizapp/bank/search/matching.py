"""Conditions and orders for queries over items, in the words of the database that answers them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
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
from .grams import LONGEST, ends_latin, is_latin
from .tables import INDEX, ItemText

_GRAMS = table(INDEX, column("rowid", Integer))
#: From so many characters on a run is more than one pair, and its pairs may stand apart.
_APART = 3


def matches(phrases: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that an item holds every one of the phrases; no phrase matches nothing.

    Where a phrase ends in a Latin run, words are found that begin with that run; all else is found only as
    it is written.
    """
    if not phrases:
        return false()
    found = ItemRow.id.in_(in_index(*_asked(phrases)))
    alone = all(len(phrase) == 1 and not is_latin(phrase) for phrase in phrases)
    whole = [_holds(phrase) for phrase in phrases if _is_loose(phrase, alone=alone)]
    if not whole:
        return found
    checked = select(ItemText.item_id).where(ItemText.item_id == ItemRow.id, *whole).correlate(ItemRow)
    return and_(found, checked.exists())


def _is_loose(phrase: str, *, alone: bool) -> bool:
    """Tell whether the index may find a phrase in what holds only its pieces."""
    if " " in phrase:
        return True
    return not is_latin(phrase) and (len(phrase) >= _APART or (len(phrase) == 1 and not alone))


def are_few(phrases: Sequence[str], most: int) -> bool:
    """Tell whether the index finds at most so many items for the phrases, in whatever bank."""
    if not phrases:
        return True
    found = in_index(*_asked(phrases)).limit(most + 1)
    return (db.session.scalar(select(func.count()).select_from(found.subquery())) or 0) <= most


def _asked(phrases: Sequence[str]) -> tuple[str, str]:
    """Return what the index is asked for the phrases, in the form of each database.

    A single Chinese character stands in very many items: beside longer runs it is looked for in what they find.
    """
    runs = [(run, last) for phrase in phrases for run, last in _with_last(phrase.split(" "))]
    runs = [(run, last) for run, last in runs if is_latin(run) or len(run) > 1] or runs
    return (
        " AND ".join(_fts(run, open_end=last) for run, last in runs),
        " & ".join(_tsquery(run, open_end=last) for run, last in runs),
    )


def _with_last(runs: Sequence[str]) -> list[tuple[str, bool]]:
    """Return runs, each with whether it is the last one: that may be the beginning of a longer word."""
    return [(run, at == len(runs)) for at, run in enumerate(runs, 1)]


def in_index(fts: str, tsquery: str) -> Select[int]:
    """Return the query for the ids of the items that the index finds, asked in the form of the database at hand."""
    if db.engine.dialect.name == "sqlite":
        hit: ColumnElement[bool] = literal_column(INDEX).op("MATCH")(fts)
        return select(_GRAMS.c.rowid).where(hit)
    grams: ColumnElement[bool] = ItemText.grams.op("@@")(cast(literal(tsquery), TSQUERY))
    return select(ItemText.item_id).where(grams)


def _holds(phrase: str) -> ColumnElement[bool]:
    places = (ItemText.stem, ItemText.choices, ItemText.rest)
    return or_(*(_stands_in(place, phrase) for place in places))


def _stands_in(place: Any, phrase: str, *, whole: bool = False) -> ColumnElement[bool]:
    """Return the condition that a text holds a phrase; a Latin run at its end may go on there unless `whole`."""
    before, after = " " if is_latin(phrase) else "", " " if whole and ends_latin(phrase) else ""
    text = literal(before).concat(place).concat(literal(after)) if before or after else place
    held: ColumnElement[bool] = text.contains(f"{before}{phrase}{after}", autoescape=True)
    return held


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)]


def _fts(run: str, *, open_end: bool) -> str:
    if is_latin(run) or len(run) == 1:
        return f'"{run[:LONGEST]}"*' if open_end or not is_latin(run) else f'"{run[:LONGEST]}"'
    return " AND ".join(f'"{pair}"' for pair in _pairs(run))


def _tsquery(run: str, *, open_end: bool) -> str:
    if is_latin(run) or len(run) == 1:
        return f"'{run[:LONGEST]}':*" if open_end or not is_latin(run) else f"'{run[:LONGEST]}'"
    return " & ".join(f"'{pair}'" for pair in _pairs(run))


def in_stem(phrases: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that an item's stem holds all the phrases as whole words, for a query that joins `ItemText`."""
    return and_(*(_stands_in(ItemText.stem, phrase, whole=True) for phrase in phrases))


def rank(phrases: Sequence[str], text: str) -> list[Any]:
    """Return the order of what matches, best first, for a query that joins `ItemText`.

    The author's id itself, then how many of the phrases the stem holds, then how many the options do; the
    shorter stem first among equals. A word that only begins with what was searched for comes after it.
    """
    return [
        case((ItemRow.code == text, 0), else_=1),
        _held(ItemText.stem, phrases, whole=True).desc(),
        _held(ItemText.stem, phrases, whole=False).desc(),
        _held(ItemText.choices, phrases, whole=False).desc(),
        func.length(ItemText.stem),
        ItemRow.id,
    ]


def _held(place: Any, phrases: Sequence[str], *, whole: bool) -> ColumnElement[int]:
    """Return how many of the phrases a text holds."""
    return sum((case((_stands_in(place, phrase, whole=whole), 1), else_=0) for phrase in phrases), literal(0))
