"""Places up to which something was read, portions taken in as a whole, and the rows of contests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, cast, literal, select, text

from ..core.transaction import unit_of_work
from ..extensions import db
from ..live.models import LiveContest
from .models import AnalysedSource, AnalysisCursor

_TURN = "turn"
#: How many attempts or markings a portion has: few while people wait for answers, many where nobody does.
BATCH, LARGE_BATCH = 5, 100
#: Rows younger than this are left for the next time: one with a smaller id may be on its way.
SETTLES = timedelta(seconds=10)


def settled(rows: Iterable[Any], now: datetime) -> list[Any]:
    """Return the rows up to the first that is too young to be read past; each has its moment in `at`."""
    found = []
    for row in rows:
        if row.at > now - SETTLES:
            break
        found.append(row)
    return found


def source_row(source: str, branch_id: int) -> AnalysedSource:
    """Return the row of a contest, made where there is none."""
    row = db.session.get(AnalysedSource, source)
    if row is None:
        row = AnalysedSource(source=source, branch_id=branch_id, mark=0, stale=False)
        db.session.add(row)
    return row


def live_source() -> Any:
    """Return the key of a contest in the room as an expression."""
    return literal("live:").concat(cast(LiveContest.id, String))


def position(name: str) -> int:
    """Return up to which id something was read."""
    return db.session.scalar(select(AnalysisCursor.position).where(AnalysisCursor.name == name)) or 0


@contextmanager
def turn() -> Iterator[None]:
    """A unit of work in which no other process writes sums; whoever waited looks again whether there is work left."""
    with unit_of_work():
        _row(_TURN)
        yield


def _row(name: str) -> AnalysisCursor:
    """Return a cursor's row, held until the end of the unit of work."""
    db.session.execute(
        text("INSERT INTO analysis_cursor (name, position) VALUES (:name, 0) ON CONFLICT DO NOTHING"),
        {"name": name},
    )
    return db.session.get_one(AnalysisCursor, name, with_for_update=True)


def in_turn(name: str, before: int, after: int, write: Callable[[], object]) -> bool:
    """Write a portion, provided that nobody else has read from the same place meanwhile."""
    with turn():
        row = _row(name)
        if row.position == before:
            row.position = after
            write()
    return True
