"""A live contest: a question to 1,000 phones, a buzz until everybody sees who, 500 answers in 2 s, all back after a restart.

The rival of what is pushed is a bare asyncio server that writes the same bytes to as many open connections; that
of the answers is the server's own hello, that of coming back are as many connects with one canned reply. The
phones' streams are those of their page: HTML made once for all, each one's own part beside it.
"""

from __future__ import annotations

import asyncio
import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from . import data
from .harness import (
    ROUNDS,
    Line,
    Request,
    Result,
    Server,
    free_port,
    gunicorn,
    interleaved,
    percentile,
    pin_client,
    process,
    request,
    storm,
)
from .live_hall import Ear, Host, close_ears, listening, open_ears, publishing, reached

STREAMS, ANSWERS = 1000, 500
FOUND = b'"question":{"id":"q'


def run() -> list[Result]:
    pin_client()
    with _folder() as name:
        hall = data.live_hall(Path(name), STREAMS)
        with gunicorn("wsgi:app", data.environment(Path(name))) as ours, _bare() as bare:
            results = [asyncio.run(_questions(ours, bare, hall))]
        with gunicorn("bench.servers.hello:app") as hello:
            results += [*_answers(Path(name), hall, hello), *_restarts(Path(name), hall)]
    with _folder() as name:
        hall = data.live_hall(Path(name), STREAMS, teams=("甲队", "乙队", "丙队"))
        with gunicorn("wsgi:app", data.environment(Path(name))) as ours, _bare() as bare:
            results.append(asyncio.run(_presses(ours, bare, hall)))
    return results


def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory()


def _bare():  # type: ignore[no-untyped-def]  # the context manager of `process`
    port = free_port()
    return process([sys.executable, "bench/servers/bare_stream.py", str(port)], port)


def _phone(hall: data.LiveHall, phone: data.Phone, after: int | None = None) -> bytes:
    resumed = {} if after is None else {"Last-Event-ID": str(after)}
    return listening(f"/live/{hall.pin}/stream?html=1", Cookie=f"live_{hall.id}={phone.token}", **resumed)


def _frame(ear: Ear, kind: bytes) -> bytes:
    """Return the bytes of one event as they came, without the wire's chunks."""
    start = ear.heard.index(b"event: " + kind)
    return ear.heard[start : ear.heard.index(b"\n\n", start) + 2]


async def _questions(ours: Server, bare: Server, hall: data.LiveHall) -> Result:
    """Compare the last phone of 1,000 to get a question with the last one of the bare server's."""
    ears, _ = await open_ears(ours.port, [_phone(hall, one) for one in hall.phones])
    others, _ = await open_ears(bare.port, [listening("/stream")] * STREAMS)
    host, line = Host(ours.port, hall.pin, hall.host), Line(bare.port)
    await reached(ears, b"event: round_started", lambda: host.do("start_round"))
    took, limit, each = [], [], []
    for _ in range(ROUNDS + 1):
        came = await reached(ears, b"event: asked", lambda: host.do("ask"))
        frame = _frame(ears[-1], b"asked")
        bare_came = await reached(others, b"event: asked", lambda: line.send(publishing(frame)))  # noqa: B023 - sent at once
        took.append(max(came))
        limit.append(max(bare_came))
        each += came
        await reached(ears, b"event: closed", lambda: host.do("close"))
    close_ears([*ears, *others])
    await host.close()
    last, bare_last = statistics.median(took[1:]), statistics.median(limit[1:])
    note = f"each phone p50 {percentile(each, 0.5):.1f} ms, p99 {percentile(each, 0.99):.1f} ms, {len(frame)} bytes"
    return Result(
        f"question to {STREAMS} phones", last / bare_last, last, bare_last, "ms p50 of the last", "<= 3", note
    )


async def _presses(ours: Server, bare: Server, hall: data.LiveHall) -> Result:
    """Compare the time from a press until everybody sees who with a bare post and broadcast."""
    ears, _ = await open_ears(ours.port, [_phone(hall, one) for one in hall.phones])
    others, _ = await open_ears(bare.port, [listening("/stream")] * STREAMS)
    host, line, phone = Host(ours.port, hall.pin, hall.host), Line(bare.port), Line(ours.port)
    await reached(ears, b"event: round_started", lambda: host.do("start_round"))
    took: list[float] = []
    limit: list[float] = []
    for number in range(1, ROUNDS + 2):
        await reached(ears, b"event: asked", lambda: host.do("ask"))
        await reached(ears, b"event: opened", lambda: host.do("open_buzz"))
        press = _press(hall, hall.phones[number], number)
        came = await reached(ears, b"event: pressed", lambda: phone.send(press))  # noqa: B023 - sent at once
        frame = _frame(ears[-1], b"pressed")
        bare_came = await reached(others, b"event: pressed", lambda: line.send(publishing(frame)))  # noqa: B023
        if number > 1:
            took += came
            limit += bare_came
        await reached(ears, b"event: answered", lambda: host.do("answer", right=False))
    close_ears([*ears, *others])
    await host.close()
    ours_p99, bare_p99 = percentile(took, 0.99), percentile(limit, 0.99)
    note = f"p50 {percentile(took, 0.5):.1f} ms, max {max(took):.1f} ms"
    return Result(
        f"buzz until {STREAMS} see who", ours_p99 / bare_p99, ours_p99, bare_p99, "ms p99", "<= 3", note
    )


def _press(hall: data.LiveHall, phone: data.Phone, number: int) -> Request:
    return request(
        "POST",
        f"/api/v1/live/{hall.pin}/buzz",
        {"question": f"q{number}", "rtt": 20, "reaction": 300},
        headers={"Authorization": f"Bearer {phone.token}"},
    )


def _answers(folder: Path, hall: data.LiveHall, hello: Server) -> list[Result]:
    """Compare a storm of answers to one question with the same storm against hello; count what was stored."""
    before = _stored(folder)
    bare = [request("GET", "/healthz")] * ANSWERS
    with gunicorn("wsgi:app", data.environment(folder)) as ours:
        p99s: list[float] = []

        def one_question() -> float:
            requests = asyncio.run(_asked(ours, hall))
            p99s.append(percentile(storm(ours.port, requests, 2.0), 0.99))
            return p99s[-1]

        took, limit = interleaved(one_question, lambda: percentile(storm(hello.port, bare, 2.0), 0.99))
    stored, sent = _stored(folder) - before, ANSWERS * len(p99s)
    note = f"max of the rounds {max(p99s):.1f} ms"
    return [
        Result(f"live: {ANSWERS} answers in 2 s", took / limit, took, limit, "ms p99", "<= 4", note),
        Result("live: answers stored", stored / sent, stored, sent, "answers", ">= 1"),
    ]


async def _asked(ours: Server, hall: data.LiveHall) -> list[Request]:
    """Ask the next question; return the answers to it, one from each phone."""
    host, line = Host(ours.port, hall.pin, hall.host), Line(ours.port)
    await host.do("close")
    await host.do("ask")
    bearer = {"Authorization": f"Bearer {hall.phones[0].token}"}
    view = await line.send(request("GET", f"/api/v1/live/{hall.pin}", headers=bearer))
    number, _, rest = view.partition(FOUND)[2].partition(b'"')
    option = rest.partition(b'"options":[{"id":"')[2].partition(b'"')[0].decode()
    await host.close()
    await line.close()
    body = {"question": f"q{number.decode()}", "response": option}
    path = f"/api/v1/live/{hall.pin}/answers"
    return [
        request("POST", path, body, headers={"Authorization": f"Bearer {one.token}"})
        for one in hall.phones[:ANSWERS]
    ]


def _stored(folder: Path) -> int:
    return int(
        sqlite3.connect(folder / "quizapp.db").execute("SELECT count(*) FROM live_answer").fetchone()[0]
    )


def _restarts(folder: Path, hall: data.LiveHall) -> list[Result]:
    """Compare 1,000 phones that come back to a restarted server with as many connects and one canned reply."""
    took, limit, missed, doubled = [], [], 0, 0
    for _ in range(ROUNDS):
        with gunicorn("wsgi:app", data.environment(folder)) as ours:
            last = asyncio.run(_leave(ours, hall))
        with gunicorn("wsgi:app", data.environment(folder)) as ours, _bare() as bare:
            seconds, lost, twice = asyncio.run(_come_back(ours, hall, last))
            took.append(seconds)
            missed, doubled = missed + lost, doubled + twice
            limit.append(asyncio.run(_canned(bare)))
    ours_s, bare_s = statistics.median(took), statistics.median(limit)
    return [
        Result(
            f"restart: {STREAMS} streams come back",
            ours_s / bare_s,
            ours_s,
            bare_s,
            "s until all current",
            "<= 12",
        ),
        Result("restart: events missed or doubled", missed + doubled, missed, doubled, "events", "<= 0"),
    ]


async def _leave(ours: Server, hall: data.LiveHall) -> int:
    """Have all phones follow, then vanish without closing; return the last event they have."""
    ears, _ = await open_ears(ours.port, [_phone(hall, one) for one in hall.phones])
    host = Host(ours.port, hall.pin, hall.host)
    await reached(ears, b"event: locked", lambda: host.do("lock", on=True))
    last = ears[0].ids()[-1]
    await host.do("lock", on=False)  # what they miss
    await host.close()
    return last


async def _come_back(ours: Server, hall: data.LiveHall, last: int) -> tuple[float, int, int]:
    """Have all phones come back at once; return how long it took, and how many events were missed or doubled."""
    raw = [_phone(hall, one, last) for one in hall.phones]
    ears, seconds = await open_ears(ours.port, raw, b"event: locked")
    seen = [ear.ids() for ear in ears]
    host = Host(ours.port, hall.pin, hall.host)
    await reached(ears, b"event: locked", lambda: host.do("lock", on=True))
    seen = [[*before, *ear.ids()] for before, ear in zip(seen, ears, strict=True)]
    await host.close()
    close_ears(ears)
    wanted = {last + 1, last + 2}
    return seconds, sum(len(wanted - set(ids)) for ids in seen), sum(len(ids) - len(set(ids)) for ids in seen)


async def _canned(bare: Server) -> float:
    """Return how long as many connects with one reply take."""
    ears, seconds = await open_ears(bare.port, [request("GET", "/hello").raw] * STREAMS, b"ok")
    close_ears(ears)
    return seconds


__all__: Sequence[str] = ["run"]
