"""The running totals: kept beside the ledger in the same transaction, and rebuilt from it to be checked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from ..extensions import db
from .models import LedgerEntry, PointTotal
from .periods import Period, Span

#: member, branch, group (0: none), span, first day
Key = tuple[int, int, int, str, date]


@dataclass(frozen=True, slots=True)
class Difference:
    """A total that is not what the ledger says; (counted, entries), None where there is no row."""

    key: Key
    stored: tuple[int, int] | None
    rebuilt: tuple[int, int] | None


def add_to_totals(entry: LedgerEntry) -> None:
    """Add a new entry to the totals of its day, week, month, quarter and year."""
    insert: Any = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    statement = insert(PointTotal)
    statement = statement.on_conflict_do_update(
        index_elements=["member_id", "branch_id", "group_id", "kind", "start"],
        set_={
            "counted": PointTotal.counted + statement.excluded.counted,
            "entries": PointTotal.entries + statement.excluded.entries,
        },
    )
    rows = [
        {
            "member_id": entry.member_id,
            "branch_id": entry.branch_id,
            "group_id": entry.group_id or 0,
            "kind": span.value,
            "start": Period.of(span, entry.day).first,
            "counted": entry.counted,
            "entries": 1,
        }
        for span in Span
    ]
    db.session.connection().execute(statement, rows)


def rebuild() -> dict[Key, tuple[int, int]]:
    """Return every total as the ledger gives it: (counted, entries)."""
    sums: dict[Key, list[int]] = defaultdict(lambda: [0, 0])
    rows = db.session.execute(
        select(
            LedgerEntry.member_id,
            LedgerEntry.branch_id,
            LedgerEntry.group_id,
            LedgerEntry.day,
            LedgerEntry.counted,
        ).execution_options(yield_per=5_000)
    )
    for member_id, branch_id, group_id, day, counted in rows:
        for span in Span:
            total = sums[member_id, branch_id, group_id or 0, span.value, Period.of(span, day).first]
            total[0] += counted
            total[1] += 1
    return {key: (counted, entries) for key, (counted, entries) in sums.items()}


def stored() -> dict[Key, tuple[int, int]]:
    """Return every total as it is kept."""
    rows = db.session.execute(
        select(
            PointTotal.member_id,
            PointTotal.branch_id,
            PointTotal.group_id,
            PointTotal.kind,
            PointTotal.start,
            PointTotal.counted,
            PointTotal.entries,
        )
    )
    return {
        (member, branch, group, kind, start): (counted, entries)
        for member, branch, group, kind, start, counted, entries in rows
    }


def differences() -> list[Difference]:
    """Return where the kept totals are not what the ledger says; empty when all is well."""
    kept: Mapping[Key, tuple[int, int]] = stored()
    fresh = rebuild()
    return [
        Difference(key, kept.get(key), fresh.get(key))
        for key in sorted(kept.keys() | fresh.keys())
        if kept.get(key) != fresh.get(key)
    ]


def bad_reversals() -> list[int]:
    """Return the reversals that do not take back exactly what the entry they name counted."""
    first = LedgerEntry.__table__.alias("first")
    own = LedgerEntry.__table__
    rows = db.session.execute(
        select(own.c.id)
        .join(first, first.c.id == own.c.reverses_id)
        .where((own.c.counted != -first.c.counted) | (own.c.member_id != first.c.member_id))
    )
    return [row.id for row in rows]
