"""Answers durably accepted from signed-in members, against the server's own hello and a bare ORM commit."""

from __future__ import annotations

import tempfile
from pathlib import Path

from . import data
from .harness import Request, Result, Server, fsync_ms, gunicorn, interleaved, pin_client, request, throughput

LINES = 16
EACH = 60


def run() -> list[Result]:
    pin_client()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        players = data.running_contest(folder, LINES)
        bare = {"BENCH_DB": str(folder / "bare.db")}
        with (
            gunicorn("wsgi:app", data.environment(folder)) as ours,
            gunicorn("bench.servers.hello:app") as hello,
            gunicorn("bench.servers.bare_orm:app", bare) as orm,
        ):
            return measure(players, ours, hello, orm, fsync_ms(folder))


def measure(
    players: list[data.Player], ours: Server, hello: Server, orm: Server, fsync: float
) -> list[Result]:
    """Measure one round after the other on the three servers."""
    ours_requests = [answers(player) for player in players]
    hello_requests = [[request("GET", "/healthz")] * EACH] * LINES
    orm_requests = [
        [
            request("PUT", f"/attempts/{player.attempt}/answers/{n % 20 + 1}", {"response": "x"})
            for n in range(EACH)
        ]
        for player in players
    ]
    rate, limit = interleaved(
        lambda: throughput(ours.port, ours_requests), lambda: throughput(hello.port, hello_requests)
    )
    rate2, rival = interleaved(
        lambda: throughput(ours.port, ours_requests), lambda: throughput(orm.port, orm_requests)
    )
    unit = f"answers/s, fsync {fsync:.2f} ms"
    return [
        Result("answers vs hello", rate / limit, rate, limit, unit, ">= 0.45"),
        Result("answers vs bare ORM commit", rate2 / rival, rate2, rival, unit, ">= 2"),
    ]


def answers(player: data.Player, count: int = EACH) -> list[Request]:
    """Return a player's answers, round after round over the positions, each another option than before."""
    headers = {"Authorization": f"Bearer {player.token}"}
    found = []
    for number in range(count):
        position = number % len(player.options)
        options = player.options[position]
        body = {"response": options[number // len(player.options) % len(options)]}
        found.append(
            request("PUT", f"/api/v1/attempts/{player.attempt}/answers/{position + 1}", body, headers)
        )
    return found
