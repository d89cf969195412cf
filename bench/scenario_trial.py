"""Trying a draft of a points sheet on a year of a branch, against reading the same entries once.

Sixty members with 18,000 entries: an entry each working day, and more. Times are those of the thread on the
processor. `waits` is the longest stretch in which nobody else in the process had a turn.
"""

from __future__ import annotations

import gc
import os
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import insert, select

from quizapp.accounts.models import Member
from quizapp.core import clock
from quizapp.extensions import db
from quizapp.points import history, trials
from quizapp.record.models import LedgerEntry
from quizapp.record.periods import Period
from quizapp.record.queries import sheet_for

from . import data
from .harness import Result

MEMBERS = int(os.environ.get("BENCH_MEMBERS", "60"))
ENTRIES = int(os.environ.get("BENCH_ENTRIES", "18000"))
YEAR = Period.parse("2026")
TIMES = 5
RULES = (("reading", 200, {}), ("practice", 300, {"count": 3}), ("contest_taken", 1000, {}))


def run() -> list[Result]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with data.application(folder):
            branch_id = _fill()
            _, sheet = sheet_for(branch_id, YEAR.last)
            gc.collect()
            gc.freeze()  # what the filling left behind is not the trial's
            bare = min(_timed(lambda: _read(branch_id)) for _ in range(TIMES))
            ours = min(
                _timed(lambda: trials.try_out(branch_id, YEAR, sheet, lambda done: None))
                for _ in range(TIMES)
            )
            waits = _longest_wait(lambda: trials.try_out(branch_id, YEAR, sheet, lambda done: None))
    return [
        Result("trial of a sheet vs reading its entries", ours / bare, ours, bare, "ms", "<= 8"),
        Result("trial of a sheet, a year of sixty", ours / 2000, ours, 2000, "ms", "<= 1"),
        Result("trial of a sheet, who waits meanwhile", waits / 100, waits, 100, "ms", "<= 1"),
    ]


def _fill() -> int:
    people = data.make_people(MEMBERS)
    branch_id = people[0].branch_id
    ids = db.session.scalars(select(Member.id).where(Member.branch_id == branch_id)).all()
    rows = [_entry(ids[number % len(ids)], branch_id, number) for number in range(ENTRIES)]
    db.session.execute(insert(LedgerEntry), rows)
    db.session.commit()
    return branch_id


def _entry(member_id: int, branch_id: int, number: int) -> dict[str, object]:
    rule, points, measure = RULES[number % len(RULES)]
    now = clock.now()
    return {
        "member_id": member_id,
        "branch_id": branch_id,
        "group_id": None,
        "kind": rule,
        "rule": rule,
        "key": f"k{number}",
        "occurred_at": now,
        "day": date(2026, 1, 1) + timedelta(days=number * 360 // ENTRIES),
        "earned": points,
        "counted": points,
        "why": "",
        "title": "材料",
        "detail": {"measure": measure},
        "sheet_id": 1,
        "reason": "",
        "created_at": now + timedelta(seconds=number),
    }


def _read(branch_id: int) -> None:
    for _ in history.happenings(branch_id, YEAR.first, YEAR.last):
        pass


def _timed(act: Callable[[], object]) -> float:
    start = time.thread_time()
    act()
    db.session.rollback()
    return (time.thread_time() - start) * 1000


def _longest_wait(act: Callable[[], object]) -> float:
    """Return the longest stretch in which the act gave nobody a turn: between two of its pauses."""
    longest, last, pause = 0.0, time.thread_time(), time.sleep
    own = threading.get_ident()

    def noting(seconds: float) -> None:
        nonlocal longest, last
        if threading.get_ident() == own:
            longest = max(longest, time.thread_time() - last)
        pause(seconds)
        last = time.thread_time()

    time.sleep = noting
    try:
        act()
    finally:
        time.sleep = pause
    return max(longest, time.thread_time() - last) * 1000
