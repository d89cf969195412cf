"""The running totals: kept beside the ledger in the same transaction, and rebuilt from it to be checked."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from ..core.once import inserting
from ..extensions import db
from .models import GroupTotal, LedgerEntry, PointTotal
from .periods import Period, Span

#: ("member", member, branch, span, first day) or ("group", branch, group (0: none), span, first day)
Key = tuple[str, int, int, str, date]
Totals = dict[Key, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Difference:
    """A total that is not what the ledger says; (counted, entries), None where there is no row."""

    key: Key
    stored: tuple[int, int] | None
    rebuilt: tuple[int, int] | None


def add_to_totals(entry: LedgerEntry) -> None:
    """Add a new entry to the totals of its day, week, month, quarter and year."""
    for table, own in (
        (PointTotal, {"member_id": entry.member_id, "branch_id": entry.branch_id}),
        (GroupTotal, {"branch_id": entry.branch_id, "group_id": entry.group_id or 0}),
    ):
        rows = [
            {
                **own,
                "kind": span.value,
                "start": Period.of(span, entry.day).first,
                "counted": entry.counted,
                "entries": 1,
            }
            for span in Span
        ]
        db.session.connection().execute(_adding(table, [*own, "kind", "start"]), rows)


def _adding(table: Any, key: list[str]) -> Any:
    statement = inserting(table)
    return statement.on_conflict_do_update(
        index_elements=key,
        set_={
            "counted": table.counted + statement.excluded.counted,
            "entries": table.entries + statement.excluded.entries,
        },
    )


def rebuild() -> Totals:
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
            first = Period.of(span, day).first
            for key in (
                ("member", member_id, branch_id, span.value, first),
                ("group", branch_id, group_id or 0, span.value, first),
            ):
                sums[key][0] += counted
                sums[key][1] += 1
    return {key: (counted, entries) for key, (counted, entries) in sums.items()}


def stored() -> Totals:
    """Return every total as it is kept."""
    found: Totals = {}
    for name, table, one, other in (
        ("member", PointTotal, PointTotal.member_id, PointTotal.branch_id),
        ("group", GroupTotal, GroupTotal.branch_id, GroupTotal.group_id),
    ):
        rows = db.session.execute(select(one, other, table.kind, table.start, table.counted, table.entries))
        for first, second, kind, start, counted, entries in rows:
            found[name, first, second, kind, start] = (counted, entries)
    return found


def differences() -> list[Difference]:
    """Return where the kept totals are not what the ledger says; empty when all is well."""
    kept, fresh = stored(), rebuild()
    return [
        Difference(key, kept.get(key), fresh.get(key))
        for key in sorted(kept.keys() | fresh.keys())
        if kept.get(key) != fresh.get(key)
    ]


def bad_reversals() -> list[int]:
    """Return the reversals that do not take back exactly what the entry they name counted."""
    own = LedgerEntry.__table__
    first = own.alias("first")
    rows = db.session.execute(
        select(own.c.id)
        .join(first, first.c.id == own.c.reverses_id)
        .where((own.c.counted != -first.c.counted) | (own.c.member_id != first.c.member_id))
    )
    return [row.id for row in rows]
