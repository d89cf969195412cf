"""Answers durably accepted from signed-in members, against the server's own hello and a bare ORM commit.

The last also on a disk with 2 ms more for each fsync, which is what a usual disk costs.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from . import data, slow_disk
from .harness import (
    Request,
    Result,
    Server,
    cpu_us,
    fsync_ms,
    gunicorn,
    interleaved,
    pin_client,
    request,
    throughput,
)

LINES = 16
EACH = 60
SLOWER_MS = 2.0


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
            disk = f"fsync {fsync_ms(folder):.2f} ms"
            found = [against_hello(players, ours, hello, disk), against_orm(players, ours, orm, disk, ">= 2")]
        slow = slow_disk.environment(folder, SLOWER_MS)
        if slow is None:
            return found
        with (
            gunicorn("wsgi:app", data.environment(folder) | slow) as ours,
            gunicorn("bench.servers.bare_orm:app", bare | slow) as orm,
        ):
            return [*found, against_orm(players, ours, orm, f"fsync +{SLOWER_MS:g} ms", ">= 8")]


def against_hello(players: list[data.Player], ours: Server, hello: Server, disk: str) -> Result:
    """Compare answers a second with what the server can do at all."""
    mine, bare = [answers(player) for player in players], [[request("GET", "/healthz")] * EACH] * LINES
    rate, limit = interleaved(lambda: throughput(ours.port, mine), lambda: throughput(hello.port, bare))
    cost = cpu_us(ours, lambda: throughput(ours.port, mine), LINES * EACH)
    unit = f"answers/s, {disk}"
    return Result("answers vs hello", rate / limit, rate, limit, unit, ">= 0.45", f"{cost:.0f} µs CPU")


def against_orm(players: list[data.Player], ours: Server, orm: Server, disk: str, budget: str) -> Result:
    """Compare answers a second with one commit for each."""
    mine = [answers(player) for player in players]
    bare = [
        [
            request("PUT", f"/attempts/{player.attempt}/answers/{n % 20 + 1}", {"response": "x"})
            for n in range(EACH)
        ]
        for player in players
    ]
    rate, rival = interleaved(lambda: throughput(ours.port, mine), lambda: throughput(orm.port, bare))
    name = f"answers vs bare ORM commit, {disk}"
    return Result(name, rate / rival, rate, rival, "answers/s", budget)


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
