"""The running totals: kept beside the ledger in the same transaction, and rebuilt from it to be checked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import literal, select

from ..core.once import inserting
from ..extensions import db
from .belonging import day_of_entry, gained
from .models import GroupTotal, LedgerEntry, PointTotal
from .periods import Period, Span

#: ("member", member, branch, span, first day) or ("group", branch, group (0: none), span, first day)
Key = tuple[str, int, int, str, date]
#: counted, entries, gained; a group's total keeps nothing of the last
Sums = tuple[int, int, int]
Totals = dict[Key, Sums]


@dataclass(frozen=True, slots=True)
class Difference:
    """A total that is not what the ledger says; None where there is no row."""

    key: Key
    stored: Sums | None
    rebuilt: Sums | None


def add_to_totals(entry: LedgerEntry) -> None:
    """Add a new entry to the totals of its day, week, month, quarter and year.

    What it changes of what was earned stands with the day to which it belongs.
    """
    sums = {"counted": entry.counted, "entries": 1}
    day, more = _gain_of(entry)
    mine = {"member_id": entry.member_id, "branch_id": entry.branch_id}
    _add(PointTotal, mine, entry.day, {**sums, "gained": more if day == entry.day else 0})
    if more and day != entry.day:
        _add(PointTotal, mine, day, {"counted": 0, "entries": 0, "gained": more})
    _add(GroupTotal, {"branch_id": entry.branch_id, "group_id": entry.group_id or 0}, entry.day, sums)


def _gain_of(entry: LedgerEntry) -> tuple[date, int]:
    if entry.reverses_id is None and entry.corrects_id is None:
        return entry.day, max(entry.earned, 0)
    day, more = db.session.execute(select(day_of_entry(), gained()).where(LedgerEntry.id == entry.id)).one()
    return day, more


def _add(table: Any, own: Mapping[str, int], day: date, sums: Mapping[str, int]) -> None:
    rows = [{**own, "kind": span.value, "start": Period.of(span, day).first, **sums} for span in Span]
    db.session.connection().execute(_adding(table, [*own, "kind", "start"], list(sums)), rows)


def _adding(table: Any, key: list[str], sums: list[str]) -> Any:
    statement = inserting(table)
    more = {name: getattr(table, name) + statement.excluded[name] for name in sums}
    return statement.on_conflict_do_update(index_elements=key, set_=more)


def rebuild() -> Totals:
    """Return every total as the ledger gives it."""
    sums: dict[Key, list[int]] = defaultdict(lambda: [0, 0, 0])
    rows = db.session.execute(
        select(
            LedgerEntry.member_id,
            LedgerEntry.branch_id,
            LedgerEntry.group_id,
            LedgerEntry.day,
            LedgerEntry.counted,
            day_of_entry().label("belongs_to"),
            gained().label("gained"),
        ).execution_options(yield_per=5_000)
    )
    for row in rows:
        for span in Span:
            mine = ("member", row.member_id, row.branch_id, span.value)
            group = ("group", row.branch_id, row.group_id or 0, span.value, Period.of(span, row.day).first)
            for key in ((*mine, Period.of(span, row.day).first), group):
                sums[key][0] += row.counted
                sums[key][1] += 1
            if row.gained:
                sums[*mine, Period.of(span, row.belongs_to).first][2] += row.gained
    return {key: (counted, entries, more) for key, (counted, entries, more) in sums.items()}


def stored() -> Totals:
    """Return every total as it is kept."""
    found: Totals = {}
    for name, table, one, other, more in (
        ("member", PointTotal, PointTotal.member_id, PointTotal.branch_id, PointTotal.gained),
        ("group", GroupTotal, GroupTotal.branch_id, GroupTotal.group_id, literal(0)),
    ):
        columns = (one, other, table.kind, table.start, table.counted, table.entries, more)
        for first, second, kind, start, *kept in db.session.execute(select(*columns)):
            found[name, first, second, kind, start] = (kept[0], kept[1], kept[2])
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
