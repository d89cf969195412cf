"""Signed-in pages against a bare template of the same size over HTTP: CPU of the server for one page."""

from __future__ import annotations

import tempfile
import urllib.request
from pathlib import Path

from quizapp.core import clock
from quizapp.core.transaction import unit_of_work
from quizapp.record.service import Credit, report

from . import data
from .harness import Result, Server, cpu_us, gunicorn, interleaved, pin_client, request, throughput

PAGES = {"home": "/", "record": "/record/", "board": "/boards/members"}
EACH = 60
LINES = 4


def run() -> list[Result]:
    pin_client()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with data.application(folder) as app:
            data.store(200)
            identities = data.make_people(50)
            credit_everybody(identities)
            cookie = data.browser_cookie(app, identities[1].member_id)
        bare = {"BENCH_PAGES": name}
        with (
            gunicorn("wsgi:app", data.environment(folder)) as ours,
            gunicorn("bench.servers.bare_pages:app", bare) as other,
        ):
            return [measure(folder, page, path, cookie, ours, other) for page, path in PAGES.items()]


def credit_everybody(identities: list[data.Identity]) -> None:
    """Give everybody ten entries, so that the pages have something to show."""
    with unit_of_work():
        for identity in identities:
            for number in range(10):
                now = clock.now()
                report(Credit(identity.member_id, "reading", f"material:{number}", now, "材料"), now=now)


def measure(folder: Path, page: str, path: str, cookie: str, ours: Server, other: Server) -> Result:
    """Save our page for the bare server, then compare the CPU of serving it."""
    asked = urllib.request.Request(f"http://127.0.0.1:{ours.port}{path}", headers={"Cookie": cookie})
    with urllib.request.urlopen(asked) as response:
        (folder / f"{page}.html").write_bytes(response.read())
    mine = [[request("GET", path, headers={"Cookie": cookie})] * EACH] * LINES
    bare = [[request("GET", f"/{page}")] * EACH] * LINES
    took, limit = interleaved(
        lambda: cpu_us(ours, lambda: throughput(ours.port, mine), EACH * LINES),
        lambda: cpu_us(other, lambda: throughput(other.port, bare), EACH * LINES),
    )
    return Result(f"page {page}", took / limit, took, limit, "µs CPU", "<= 2.5")
