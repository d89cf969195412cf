"""A year of 1,000 members evaluated and sealed, against one bare aggregate and one bare read of the same entries."""

from __future__ import annotations

import os
import tempfile
import time
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, text

from quizapp.core import clock
from quizapp.core.permissions import Role
from quizapp.evaluation import reading, sealing
from quizapp.extensions import db
from quizapp.record.models import LedgerEntry
from quizapp.record.queries import sheet_called

from . import data
from .harness import Result, interleaved

MEMBERS = int(os.environ.get("BENCH_MEMBERS", "1000"))
ENTRIES = int(os.environ.get("BENCH_ENTRIES", "200000"))
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
RULES = ("reading", "practice", "review", "contest_taken")


def run() -> list[Result]:
    with tempfile.TemporaryDirectory() as name, data.application(Path(name)):
        _fill()
        ours, bare = interleaved(evaluated, aggregated)
        sealed, read = interleaved(bound, read_bare)
    return [
        Result("evaluate 1,000 members vs bare aggregate", ours / bare, ours, bare, "ms", "<= 3"),
        Result("seal a year's entries vs reading them", sealed / read, sealed, read, "ms", "<= 3"),
    ]


def evaluated() -> float:
    """Time the whole result: roll, sums, totals, levels, groups."""
    start = time.perf_counter()
    result = reading.computed(_inputs())
    assert result["evaluated"] == MEMBERS
    db.session.rollback()
    return (time.perf_counter() - start) * 1000


def aggregated() -> float:
    """Time the sums alone, in SQL."""
    statement = text(
        "SELECT member_id, rule, SUM(counted), COUNT(*) FROM ledger_entry "
        "WHERE branch_id = 1 AND day BETWEEN :first AND :last GROUP BY member_id, rule"
    )
    start = time.perf_counter()
    rows = db.session.execute(statement, {"first": FIRST.isoformat(), "last": LAST.isoformat()}).all()
    assert len(rows) == MEMBERS * len(RULES)
    db.session.rollback()
    return (time.perf_counter() - start) * 1000


def bound() -> float:
    """Time the hash over all entries."""
    start = time.perf_counter()
    _digest, count = sealing.digest(_inputs(), 10**9)
    assert count == ENTRIES
    db.session.rollback()
    return (time.perf_counter() - start) * 1000


def read_bare() -> float:
    """Time reading as many rows of the same columns."""
    start = time.perf_counter()
    statement = text(
        "SELECT id, member_id, branch_id, rule, key, day, earned, counted, title, reason, reverses_id, corrects_id "
        "FROM ledger_entry WHERE branch_id = 1 AND day BETWEEN :first AND :last ORDER BY id"
    )
    rows = db.session.execute(statement, {"first": FIRST.isoformat(), "last": LAST.isoformat()}).all()
    assert len(rows) == ENTRIES
    db.session.rollback()
    return (time.perf_counter() - start) * 1000


def _inputs() -> reading.Inputs:
    heads = reading.heads_on(1, LAST, now=clock.now())
    return reading.Inputs(sheet_called(1)[1], FIRST, LAST, heads)


def _fill() -> None:
    """Make members and entries by bulk statements."""
    data.make_people(1)
    db.session.execute(text("UPDATE member SET kind = 'masses'"))
    long_ago = datetime(2025, 1, 1, tzinfo=clock.now().tzinfo)
    rows = {"role": Role.MEMBER.value, "now": long_ago.isoformat(" "), "last": 99 + MEMBERS}
    numbers = "(WITH RECURSIVE n(id) AS (SELECT 100 UNION ALL SELECT id + 1 FROM n WHERE id < :last) SELECT id FROM n)"
    db.session.execute(
        text(
            "INSERT INTO member (id, branch_id, group_id, username, name, phone, role, kind, duty, exempt, "
            "must_change_password, theme, large_type, created_at) SELECT id, 1, 1 + id % 4, 'm' || id, '党员' || id, "
            f"'', :role, 'formal', '', 0, 0, 'auto', 0, :now FROM {numbers}"
        ),
        rows,
    )
    db.session.execute(
        text(
            "INSERT INTO membership (member_id, branch_id, group_id, from_at, reason) "
            f"SELECT id, 1, 1 + id % 4, :now, '' FROM {numbers}"
        ),
        rows,
    )
    for start in range(0, ENTRIES, 20_000):
        db.session.execute(
            insert(LedgerEntry), [_entry(number) for number in range(start, min(ENTRIES, start + 20_000))]
        )
    db.session.commit()


def _entry(number: int) -> dict[str, object]:
    rule = RULES[number // MEMBERS % len(RULES)]
    return {
        "member_id": 100 + number % MEMBERS,
        "branch_id": 1,
        "group_id": 1 + number % 4,
        "kind": rule,
        "rule": rule,
        "key": f"k{number}",
        "occurred_at": clock.now(),
        "day": FIRST + timedelta(days=number // MEMBERS % 365),
        "earned": 200,
        "counted": number * 7919 % 200,
        "why": "",
        "title": "材料",
        "sheet_id": 1,
        "reason": "",
        "created_at": clock.now(),
    }
