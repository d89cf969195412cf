"""500 phones answer within 2 s and within 0.3 s; latency from the planned moment, against hello; all stored once.

Then the same while 500 streams are open, against itself without them. Each phone's first answer also pays
for finding out who it is: the rounds that do not count have warmed neither side less than the other.
"""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path

from . import data
from .harness import (
    Request,
    Result,
    Server,
    gunicorn,
    interleaved,
    percentile,
    pin_client,
    request,
    storm,
    streams,
)
from .scenario_answers import answers

PHONES = 500
STREAMS = 500
WINDOWS = ((2.0, "<= 4"), (0.3, "<= 10"))


def run() -> list[Result]:
    pin_client()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        players = data.running_contest(folder, PHONES, questions=5)
        screen = data.display(folder)
        mine = [answers(player, 1)[0] for player in players]
        hello_requests = [request("GET", "/healthz")] * PHONES
        with (
            gunicorn("wsgi:app", data.environment(folder)) as ours,
            gunicorn("bench.servers.hello:app") as hello,
        ):
            results = [
                against_hello(ours, hello, mine, hello_requests, window, budget) for window, budget in WINDOWS
            ]
            results.append(with_streams(ours, mine, f"/display/{screen}/stream"))
        stored = sqlite3.connect(folder / "quizapp.db").execute("SELECT count(*) FROM answer").fetchone()[0]
    return [*results, Result("storm: stored once", stored / PHONES, stored, PHONES, "answers", "<= 1")]


def against_hello(
    ours: Server,
    hello: Server,
    mine: Sequence[Request],
    bare: Sequence[Request],
    window: float,
    budget: str,
) -> Result:
    """Compare the 99th percentile of a storm with the same storm against hello."""
    spread = Spread()
    took, limit = interleaved(
        lambda: spread.of(storm(ours.port, mine, window)),
        lambda: percentile(storm(hello.port, bare, window), 0.99),
    )
    return Result(f"storm {PHONES} in {window:g} s", took / limit, took, limit, "ms p99", budget, str(spread))


def with_streams(ours: Server, mine: Sequence[Request], path: str) -> Result:
    """Compare a storm while streams are open with itself without them."""
    spread = Spread()

    def crowded() -> float:
        with streams(ours.port, path, STREAMS):
            return spread.of(storm(ours.port, mine, 2.0))

    took, limit = interleaved(crowded, lambda: percentile(storm(ours.port, mine, 2.0), 0.99))
    name = f"storm while {STREAMS} streams are open"
    return Result(name, took / limit, took, limit, "ms p99", "<= 4", str(spread))


class Spread:
    """The shape of our latencies over the rounds, to print beside the ratio."""

    def __init__(self) -> None:
        self.rounds: list[tuple[float, float, float]] = []

    def of(self, latencies: list[float]) -> float:
        """Note one round; return its 99th percentile."""
        p99 = percentile(latencies, 0.99)
        self.rounds.append((percentile(latencies, 0.5), p99, max(latencies)))
        return p99

    def __str__(self) -> str:
        p50, p99, worst = (statistics.median(column) for column in zip(*self.rounds, strict=True))
        return f"p50 {p50:.1f}, p99 {p99:.1f}, max {worst:.1f} ms"
