"""500 phones answer within 2 s and within 0.3 s; latency from the planned moment, against hello; all stored once."""

from __future__ import annotations

import sqlite3
import tempfile
from pathlib import Path

from . import data
from .harness import Result, gunicorn, interleaved, percentile, pin_client, request, storm
from .scenario_answers import answers

PHONES = 500
WINDOWS = ((2.0, "<= 4"), (0.3, "<= 10"))


def run() -> list[Result]:
    pin_client()
    results: list[Result] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        players = data.running_contest(folder, PHONES, questions=5)
        mine = [answers(player, 1)[0] for player in players]
        hello_requests = [request("GET", "/healthz")] * PHONES
        with (
            gunicorn("wsgi:app", data.environment(folder)) as ours,
            gunicorn("bench.servers.hello:app") as hello,
        ):
            for window, budget in WINDOWS:
                took, limit = interleaved(
                    lambda window=window: percentile(storm(ours.port, mine, window), 0.99),
                    lambda window=window: percentile(storm(hello.port, hello_requests, window), 0.99),
                )
                results.append(
                    Result(f"storm {PHONES} in {window} s", took / limit, took, limit, "ms p99", budget)
                )
        stored = sqlite3.connect(folder / "quizapp.db").execute("SELECT count(*) FROM answer").fetchone()[0]
    results.append(Result("storm: stored once", stored / PHONES, stored, PHONES, "answers", "<= 1"))
    return results
