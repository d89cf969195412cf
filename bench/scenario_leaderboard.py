"""The board of 10,000 members over a ledger of 1,000,000 entries, against one indexed read of the rows shown."""

from __future__ import annotations

import os
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from sqlalchemy import insert, text

from quizapp.boards import queries
from quizapp.core import clock
from quizapp.core.permissions import Role
from quizapp.extensions import db
from quizapp.record import totals
from quizapp.record.models import GroupTotal, LedgerEntry, PointTotal
from quizapp.record.periods import Period, Span

from . import data
from .harness import Result, interleaved

MEMBERS = int(os.environ.get("BENCH_MEMBERS", "10000"))
ENTRIES = int(os.environ.get("BENCH_ENTRIES", "1000000"))
SHOWN = 50
TIMES = 40


def run() -> list[Result]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with data.application(folder):
            ids = _fill(MEMBERS, ENTRIES // 10)
            period = Period.of(Span.YEAR, clock.now().date())
            few, _ = interleaved(lambda: board(period), lambda: bare(period))
            _fill_entries(ids, ENTRIES // 10, ENTRIES)
            _rebuild()
            many, limit = interleaved(lambda: board(period), lambda: bare(period))
    return [
        Result("leaderboard vs indexed read", many / limit, many, limit, "ms", "<= 3"),
        Result("leaderboard, 10 times the entries", many / few, many, few, "ms", "<= 1.5"),
    ]


def board(period: Period) -> float:
    """Time the member board of the first branch."""
    start = time.perf_counter()
    for _ in range(TIMES):
        rows = queries.members(1, period, SHOWN)
        db.session.rollback()
    assert len(rows) == SHOWN
    return (time.perf_counter() - start) * 1000 / TIMES


def bare(period: Period) -> float:
    """Time reading as many rows with their names by an index, through the same session."""
    statement = text(
        "SELECT member.id, member.name, point_total.counted FROM point_total JOIN member ON member.id = member_id "
        "WHERE point_total.branch_id = 1 AND point_total.kind = 'year' AND point_total.start = :start "
        "ORDER BY counted DESC LIMIT :shown"
    )
    start = time.perf_counter()
    for _ in range(TIMES):
        db.session.execute(statement, {"shown": SHOWN, "start": period.first.isoformat()}).all()
        db.session.rollback()
    return (time.perf_counter() - start) * 1000 / TIMES


def _fill(members: int, entries: int) -> range:
    """Make members and entries by bulk statements: the services' way would take an hour."""
    data.make_people(1)
    now = clock.now()
    db.session.execute(
        text(
            "INSERT INTO member (id, branch_id, group_id, username, name, phone, role, kind, duty, exempt, "
            "must_change_password, theme, large_type, created_at) "
            "SELECT id, 1, 1 + id % 4, 'm' || id, '党员' || id, '', :role, 'formal', '', 0, 0, 'auto', 0, :now "
            "FROM (WITH RECURSIVE n(id) AS (SELECT 100 UNION ALL SELECT id + 1 FROM n WHERE id < :last) SELECT id FROM n)"
        ),
        {"role": Role.MEMBER.value, "now": now.isoformat(" "), "last": 99 + members},
    )
    db.session.commit()
    ids = range(100, 100 + members)
    _fill_entries(ids, 0, entries)
    _rebuild()
    return ids


def _fill_entries(ids: range, first: int, last: int) -> None:
    now = clock.now()
    for start in range(first, last, 20_000):
        rows = [
            {
                "member_id": ids[number % len(ids)],
                "branch_id": 1,
                "group_id": 1 + number % 4,
                "kind": "reading",
                "rule": "reading",
                "key": f"k{number}",
                "occurred_at": now,
                "day": (now - timedelta(days=number // len(ids) % 100)).date(),
                "earned": 200,
                "counted": number * 7919 % 200,
                "why": "",
                "title": "材料",
                "sheet_id": 1,
                "reason": "",
                "created_at": now,
            }
            for number in range(start, min(last, start + 20_000))
        ]
        db.session.execute(insert(LedgerEntry), rows)
        db.session.commit()


def _rebuild() -> None:
    """Write the totals that the ledger gives."""
    db.session.query(PointTotal).delete()
    db.session.query(GroupTotal).delete()
    member_rows, group_rows = [], []
    for (what, first, second, kind, start), (counted, entries, gained) in totals.rebuild().items():
        row = {"kind": kind, "start": start, "counted": counted, "entries": entries}
        if what == "member":
            member_rows.append({"member_id": first, "branch_id": second, "gained": gained, **row})
        else:
            group_rows.append({"branch_id": first, "group_id": second, **row})
    db.session.execute(insert(PointTotal), member_rows)
    db.session.execute(insert(GroupTotal), group_rows)
    db.session.commit()
