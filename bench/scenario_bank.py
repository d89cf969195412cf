"""The question bank: an import of 10,000 items, and list, search and duplicate check at 100,000.

The import's rival reads the same workbook with calamine and writes the same items and versions with executemany;
while the product's server takes the file in, /healthz is asked every few milliseconds. What is asked of the large
bank is put over reading the thirty rows of a page by their keys.
"""

from __future__ import annotations

import io
import os
import re
import sqlite3
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from quizapp.bank import formats, queries, service
from quizapp.bank.formats import Format
from quizapp.bank.models import Item, ItemVersion
from quizapp.bank.native import item_to_native, parse
from quizapp.bank.queries import ItemFilter
from quizapp.bank.search import near_items
from quizapp.core import clock
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db

from . import data
from .harness import ROUNDS, Result, Server, gunicorn, interleaved, percentile, pin_client

FILE = int(os.environ.get("BENCH_FILE_ITEMS", "10000"))
ITEMS = int(os.environ.get("BENCH_ITEMS", "100000"))
TIMES = 20
PAUSE_S = 0.005
STALL_MS = 50.0
WORDS = ("消防", "安全", "规程", "培训", "检查", "记录", "设备", "人员", "应急", "预案", "演练", "报告")


def run() -> list[Result]:
    pin_client()
    with tempfile.TemporaryDirectory() as name, data.application(Path(name)):
        results = [imported()]
    with tempfile.TemporaryDirectory() as name:
        results += [stalled(Path(name))]
    with tempfile.TemporaryDirectory() as name, data.application(Path(name)) as app:
        return [*results, *at_size(app)]


def workbook() -> bytes:
    """Return a workbook of so many items."""
    return formats.write(parse(data.items(FILE)).items, Format.XLSX)


def imported() -> Result:
    """Import the workbook into a new bank each time, against reading and writing it by hand."""
    content, names = workbook(), iter(range(10_000))

    def ours() -> float:
        start = time.perf_counter()
        name = f"题库{next(names)}"
        report = service.import_items(content, "题.xlsx", bank=name, actor=None, now=clock.now())
        took = (time.perf_counter() - start) * 1000
        assert (report.created, report.errors) == (FILE, ())
        return took

    took, limit = interleaved(ours, lambda: by_hand(content), rounds=min(ROUNDS, 3))
    return Result(
        f"import {FILE:,} from xlsx", took / limit, took, limit, "ms", "<= 3", "read, check, store, index"
    )


def by_hand(content: bytes) -> float:
    """Return the milliseconds of reading the workbook and writing its items and versions, nothing checked."""
    natives = [item_to_native(item) for item in parse(data.items(FILE)).items]
    with tempfile.TemporaryDirectory() as folder:
        connection = sqlite3.connect(f"{folder}/rival.db", isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        columns = (
            "id INTEGER PRIMARY KEY, code TEXT UNIQUE, type TEXT, topic TEXT, difficulty INTEGER, stem TEXT"
        )
        connection.execute(f"CREATE TABLE item ({columns})")
        connection.execute(
            "CREATE TABLE version (id INTEGER PRIMARY KEY, item_id INTEGER, content TEXT, hash TEXT)"
        )
        start = time.perf_counter()
        rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
        connection.execute("BEGIN")
        heads = [(one["id"], one["type"], one["topic"], one["difficulty"], one["stem"]) for one in natives]
        connection.executemany(
            "INSERT INTO item (code, type, topic, difficulty, stem) VALUES (?,?,?,?,?)", heads
        )
        versions = [(at, repr(row), str(at)) for at, row in enumerate(rows)]
        connection.executemany("INSERT INTO version (item_id, content, hash) VALUES (?,?,?)", versions)
        connection.execute("COMMIT")
        took = (time.perf_counter() - start) * 1000
        connection.close()
    return took


def stalled(folder: Path) -> Result:
    """Upload and confirm the workbook over HTTP, and see how long /healthz ever waits meanwhile."""
    with data.application(folder) as app:
        organiser = data.make_people(0)[0]
        with unit_of_work():
            bank = service.create_bank(
                "题库", branch_id=organiser.branch_id, actor=organiser, now=clock.now()
            )
            bank_id = bank.id
        cookie = data.browser_cookie(app, organiser.member_id)
    content = workbook()
    with gunicorn("wsgi:app", data.environment(folder)) as server:
        asked = urllib.request.Request(
            f"http://127.0.0.1:{server.port}/bank/import", headers={"Cookie": cookie}
        )
        urllib.request.urlopen(asked).read()  # a page's first time is not what is measured
        with waits(server) as quiet:
            time.sleep(2)
        with waits(server) as busy:
            took = take_in(server, cookie, bank_id, content)
    note = f"p99 {percentile(busy, 0.99):.0f} ms, at rest {max(quiet):.0f} ms; taken in within {took:.1f} s"
    return Result(f"import {FILE:,}: /healthz", max(busy) / STALL_MS, max(busy), STALL_MS, "ms", "<= 1", note)


@contextmanager
def waits(server: Server) -> Iterator[list[float]]:
    """Ask /healthz all the time; the list gathers how many milliseconds each answer took."""
    stop, times = Event(), list[float]()

    def ask() -> None:
        while not stop.is_set():
            start = time.perf_counter()
            urllib.request.urlopen(f"http://127.0.0.1:{server.port}/healthz", timeout=30).read()
            times.append((time.perf_counter() - start) * 1000)
            time.sleep(PAUSE_S)

    thread = Thread(target=ask)
    thread.start()
    try:
        yield times
    finally:
        stop.set()
        thread.join()


def take_in(server: Server, cookie: str, bank_id: int, content: bytes) -> float:
    """Bring the workbook in as an organiser does; return the seconds until everything is visible."""
    base, session = f"http://127.0.0.1:{server.port}", [cookie]

    def ask(
        path: str, body: bytes | None = None, kind: str = "application/x-www-form-urlencoded"
    ) -> tuple[str, str]:
        headers = {"Cookie": session[-1], "Content-Type": kind}
        with urllib.request.urlopen(urllib.request.Request(base + path, body, headers), timeout=60) as reply:
            session.extend(one.partition(";")[0] for one in reply.headers.get_all("Set-Cookie", []))
            return reply.url.removeprefix(base), reply.read().decode()

    def token(page: str) -> bytes:
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert found, page[:300]
        return found[1].encode()

    start = time.perf_counter()
    csrf = token(ask("/bank/import")[1])
    parts = ((b"csrf_token", csrf), (b"bank", str(bank_id).encode()))
    fields = b"".join(
        b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % part for part in parts
    )
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="f.xlsx"\r\n\r\n'
    place, _ = ask(
        "/bank/import", fields + head + content + b"\r\n--x--\r\n", "multipart/form-data; boundary=x"
    )
    until(lambda: '"state":"ready"' in ask(f"{place}/state")[1])
    ask(place, b"csrf_token=" + csrf)
    until(lambda: '"state":"done"' in ask(f"{place}/state")[1])
    return time.perf_counter() - start


def until(done: Callable[[], bool]) -> None:
    """Wait for it, asking as the page does."""
    give_up = time.monotonic() + 300
    while not done():
        assert time.monotonic() < give_up
        time.sleep(0.5)


def at_size(app: Flask) -> list[Result]:
    """Ask a bank of 100,000 what its pages ask."""
    bank_id = fill()
    ids = list(db.session.scalars(select(Item.id).order_by(Item.id.desc()).limit(30)))
    every = ItemFilter((bank_id,))
    stem = stem_of(ITEMS // 2)

    def page(wanted: ItemFilter) -> None:
        facets = queries.facets(wanted, (bank_id,))
        assert queries.search(wanted, 1, total=facets.total).rows

    def limit() -> None:
        rows = db.session.execute(
            select(Item.id, Item.stem, ItemVersion.content)
            .join(ItemVersion, ItemVersion.id == Item.version_id)
            .where(Item.id.in_(ids))
        ).all()
        assert len(rows) == 30

    asked: dict[str, tuple[Callable[[], object], str]] = {
        "list with facets": (lambda: page(every), "<= 5"),
        "a rare word": (lambda: page(ItemFilter((bank_id,), text=f"第{ITEMS // 3}号")), "<= 15"),
        "a topic and a word": (lambda: page(ItemFilter((bank_id,), topic="主题1", text="预案演练")), "<= 60"),
        "a near stem": (lambda: near_items(stem, [bank_id])[0], "<= 30"),
    }
    results = []
    for name, (call, budget) in asked.items():
        took, read = interleaved(lambda call=call: timed(call), lambda: timed(limit))
        results.append(Result(f"bank of {ITEMS:,}: {name}", took / read, took, read, "ms", budget))
    return results


def timed(call: Callable[[], object]) -> float:
    """Return the milliseconds of one call, over several."""
    start = time.perf_counter()
    for _ in range(TIMES):
        call()
        db.session.rollback()
    return (time.perf_counter() - start) * 1000 / TIMES


def stem_of(number: int) -> str:
    """Return a stem that differs from its neighbours in more than a number."""
    some = [WORDS[(number // 12**power + power * 5) % 12] for power in range(5)]
    return f"第{number}号{some[0]}{some[1]}要求：{some[2]}{some[3]}之后，{some[4]}由谁签字确认？"


def fill() -> int:
    """Store a bank of so many items; return its id."""
    items = [{**one, "stem": stem_of(number)} for number, one in enumerate(data.items(ITEMS))]
    bank_id = 0
    for start in range(0, ITEMS, 10_000):
        parsed = parse(items[start : start + 10_000])
        with unit_of_work():
            row = service.ensure_bank("large", "large", branch_id=None, actor=None, now=clock.now())
            service.store_items(row, parsed.items, actor=None, now=clock.now())
            bank_id = row.id
    return bank_id
