"""300 members sign in to an activity within 5 s by the digits on the screen; latency from the planned moment, against hello.

Each round begins with nobody signed in. The digits are those of the moment: one that is refused fails the round.
"""

from __future__ import annotations

import sqlite3
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from quizapp.activities import codes

from . import data
from .harness import Request, Result, Server, gunicorn, interleaved, percentile, pin_client, request, storm
from .scenario_storm import Spread

MEMBERS = 300
WINDOW = 5.0


def run() -> list[Result]:
    pin_client()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        hall = data.gathering(folder, MEMBERS)
        with (
            gunicorn("wsgi:app", data.environment(folder)) as ours,
            gunicorn("bench.servers.hello:app") as hello,
        ):
            found = against_hello(ours, hello, hall, folder / "quizapp.db")
        there = _count(folder / "quizapp.db")
    return [found, Result("sign-in: there once", there / MEMBERS, there, MEMBERS, "members", "<= 1")]


def against_hello(ours: Server, hello: Server, hall: data.Gathering, database: Path) -> Result:
    """Compare the 99th percentile of a hall signing in with the same storm against hello."""
    spread = Spread()

    def sign_in() -> float:
        _empty(database)
        took = spread.of(storm(ours.port, _requests(hall), WINDOW))
        if _count(database) != MEMBERS:
            raise RuntimeError("somebody was not signed in")
        return took

    bare = [request("GET", "/healthz")] * MEMBERS
    took, limit = interleaved(sign_in, lambda: percentile(storm(hello.port, bare, WINDOW), 0.99))
    name = f"sign-in: {MEMBERS} in {WINDOW:g} s"
    return Result(name, took / limit, took, limit, "ms p99", "<= 8", str(spread))


def _requests(hall: data.Gathering) -> list[Request]:
    """Return what each phone sends: the digits that the screen shows now."""
    digits = codes.digits_at(hall.key, hall.id, codes.step_at(datetime.now(UTC)))
    body = f"code={digits}".encode()
    path = f"/activities/{hall.id}/code"
    found = []
    for phone in hall.phones:
        headers = {**phone, "Content-Type": "application/x-www-form-urlencoded"}
        lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        found.append(Request("\r\n".join([*lines, "", ""]).encode() + body, b"HTTP/1.1 302"))
    return found


def _empty(database: Path) -> None:
    with sqlite3.connect(database, timeout=10) as connection:
        connection.execute("UPDATE attendance SET state = 'invited', at = NULL, how = NULL")


def _count(database: Path) -> int:
    with sqlite3.connect(database, timeout=10) as connection:
        found = connection.execute("SELECT count(*) FROM attendance WHERE state IN ('present', 'late')")
        return int(found.fetchone()[0])
