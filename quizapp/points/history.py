"""A branch's ledger as happenings to play again, in its order, read piece by piece."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date, datetime
from heapq import merge
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from ..extensions import db
from ..record.belonging import belongs, day_of_entry
from ..record.models import LedgerEntry, UnusedCredit
from ..record.queries import sheet_called
from .replaying import Happening, infer

#: Rows read at a time, and the pause after it.
PIECE, PAUSE_S = 500, 0.001
_COLUMNS = (
    LedgerEntry.id,
    LedgerEntry.member_id,
    day_of_entry().label("day"),
    LedgerEntry.kind,
    LedgerEntry.rule,
    LedgerEntry.key,
    LedgerEntry.earned,
    LedgerEntry.detail,
    LedgerEntry.sheet_id,
    LedgerEntry.reverses_id,
    LedgerEntry.corrects_id,
    LedgerEntry.created_at,
)
_Stamped = tuple[datetime, int, Happening[int]]


def happenings(branch_id: int, first: date, last: date) -> Iterator[Happening[int]]:
    """Yield what a branch's members did from `first` to `last`, in the order in which it was reported."""
    both = merge(_entries(branch_id, first, last), _unused(branch_id, first, last), key=lambda one: one[:2])
    return (happening for _, _, happening in both)


def _entries(branch_id: int, first: date, last: date) -> Iterator[_Stamped]:
    """Yield entries as they stand: a corrected one by what it was corrected to, its corrections not again."""
    corrected = _corrections(branch_id, first)
    query = select(*_COLUMNS).where(
        LedgerEntry.branch_id == branch_id,
        belongs(first, last),
        LedgerEntry.corrects_id.is_(None),
    )
    for row in _pieces(query, LedgerEntry.id):
        correction, earned = corrected.get(row.id, (row, row.earned))
        if correction.detail is None and row.id in corrected:
            continue  # it was corrected to nothing
        measure = _measure(correction, earned)
        happening = Happening(
            row.id, row.member_id, row.day, row.kind, row.key, measure, reverses=row.reverses_id
        )
        yield row.created_at, row.id, happening


def _corrections(branch_id: int, first: date) -> dict[int, tuple[Any, int]]:
    """Return of each corrected entry its last standing correction, and what it earns with all of them."""
    back = select(LedgerEntry.reverses_id).where(LedgerEntry.reverses_id.is_not(None))
    was = aliased(LedgerEntry)
    query = (
        select(*_COLUMNS, was.earned.label("was"))
        .join(was, was.id == LedgerEntry.corrects_id)
        .where(LedgerEntry.branch_id == branch_id, LedgerEntry.day >= first, LedgerEntry.id.not_in(back))
        .order_by(LedgerEntry.id)
    )
    found: dict[int, tuple[Any, int]] = {}
    for row in db.session.execute(query):
        _, earned = found.get(row.corrects_id, (None, row.was))
        found[row.corrects_id] = row, earned + row.earned
    return found


def _unused(branch_id: int, first: date, last: date) -> Iterator[_Stamped]:
    query = select(*UnusedCredit.__table__.columns).where(
        UnusedCredit.branch_id == branch_id, UnusedCredit.day.between(first, last)
    )
    for row in _pieces(query, UnusedCredit.id):
        yield row.created_at, row.id, Happening(None, row.member_id, row.day, row.kind, row.key, row.measure)


def _pieces(query: Select[Any], key: Any) -> Iterator[Any]:
    after = 0
    while rows := db.session.execute(query.where(key > after).order_by(key).limit(PIECE)).all():
        yield from rows
        after = rows[-1].id
        time.sleep(PAUSE_S)


def _measure(row: Any, earned: int) -> dict[str, Any] | None:
    kept = (row.detail or {}).get("measure")
    if kept is not None:
        return dict(kept)
    return infer(sheet_called(row.sheet_id)[1].rules.get(row.rule), earned)
