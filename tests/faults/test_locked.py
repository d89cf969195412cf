"""Another process holds the file's write lock for seconds: nobody else waits, and no answer is lost.

A wait inside SQLite would stop every greenlet for as long as the lock is held. So the bounds: whoever asks
how the server is gets an answer within 250 ms nearly always (what a busy machine of two cores allows), and
never has to wait for even half of the lock's time.
"""

from __future__ import annotations

import sqlite3
import statistics
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from quizapp.extensions import db
from quizapp.papers.models import Answer
from tests.faults.branch import opened, seed
from tests.faults.phones import Acknowledged, Phone, all_at_once, answer, enter, finish
from tests.faults.size import sized
from tests.support.server import serving

pytestmark = pytest.mark.faults

PHONES, HELD = sized(100), 3.0
NEARLY_ALWAYS, NEVER_MORE = 0.25, HELD / 2


@contextmanager
def write_lock(data: Path) -> Iterator[None]:
    """Hold SQLite's write lock from this process."""
    connection = sqlite3.connect(data / "quizapp.db", isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")
        connection.close()


def test_a_held_lock_stalls_nobody_and_loses_nothing(tmp_path: Path) -> None:
    data = tmp_path / "data"
    seeded = seed(data, PHONES)
    with serving(data) as server:
        kept = [_entered(server.port, token, seeded.contest_id) for token in seeded.tokens]
        waits: list[float] = []
        refused: list[int] = []
        with write_lock(data):
            until = time.monotonic() + HELD
            writing = [
                _answering(server.port, token, own, refused)
                for token, own in zip(seeded.tokens, kept, strict=True)
            ]
            threads = all_at_once(writing)
            while time.monotonic() < until:
                waits.append(_asked(server.base))
                time.sleep(0.02)
        finish(threads)
        server.stop()
    assert statistics.quantiles(waits, n=20)[-1] < NEARLY_ALWAYS, sorted(waits)[-10:]
    assert max(waits) < NEVER_MORE, sorted(waits)[-10:]
    assert refused == []
    with opened(data):
        for own in kept:
            rows = db.session.scalars(select(Answer).where(Answer.attempt_id == int(own.attempt))).all()
            assert {row.position: row.response for row in rows} == own.saved
            assert len(rows) == 3


def _entered(port: int, token: str, contest_id: int) -> Acknowledged:
    with Phone(port, token) as phone:
        return enter(phone, contest_id)


def _asked(base: str) -> float:
    began = time.monotonic()
    with urllib.request.urlopen(f"{base}/healthz", timeout=10) as reply:
        assert reply.status == 200
    return time.monotonic() - began


def _answering(port: int, token: str, own: Acknowledged, refused: list[int]) -> Callable[[], None]:
    """Three answers and, for every fifth, the paper handed in: both ways of writing meet the lock."""

    def work() -> None:
        chance = Random(token)
        with Phone(port, token) as phone:
            for position in (1, 2, 3):
                answer(phone, own, position, chance.choice(own.options[position]))
            if chance.random() < 0.2:
                reply = phone.call("POST", f"/attempts/{own.attempt}/submit")
                if reply.status != 200:
                    refused.append(reply.status)

    return work
