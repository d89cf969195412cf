"""From nothing to the first page, and the memory of the idle process, against bare Flask and SQLAlchemy."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from . import data
from .harness import Result, gunicorn, interleaved


def run() -> list[Result]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with data.application(folder):
            data.make_people(1)
        env, bare = data.environment(folder), {"BENCH_DB": str(folder / "bare.db")}

        def start(app: str, env: dict[str, str], path: str) -> float:
            begun = time.perf_counter()
            with gunicorn(app, env, path):
                return (time.perf_counter() - begun) * 1000

        took, limit = interleaved(
            lambda: start("wsgi:app", env, "/sign-in"),
            lambda: start("bench.servers.bare_orm:app", bare, "/healthz"),
            3,
        )
        with (
            gunicorn("wsgi:app", env, "/sign-in") as ours,
            gunicorn("bench.servers.bare_orm:app", bare) as other,
        ):
            mine, theirs = ours.memory_kib() / 1024, other.memory_kib() / 1024
    return [
        Result("cold start to first page", took / limit, took, limit, "ms", "<= 2"),
        Result("memory of the idle process", mine / theirs, mine, theirs, "MiB", "<= 1.5"),
    ]
