"""Phones: they send the same request until it is acknowledged, and remember what was."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import uuid4

PATIENCE = 60.0  # seconds for one request over all its tries, restarts of the server included


@dataclass(slots=True)
class Reply:
    """What came back."""

    status: int
    body: Any
    headers: dict[str, str]


class Lost(Exception):
    """No answer: the line broke, or nobody listens."""


class Phone:
    """One person's phone, on one line that is opened anew when it breaks."""

    def __init__(self, port: int, token: str) -> None:
        self._port = port
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._line: http.client.HTTPConnection | None = None

    def call(self, method: str, path: str, body: Any = None, timeout: float = 20) -> Reply:
        """Send once; raises Lost where no answer came."""
        try:
            if self._line is None:
                self._line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=timeout)
            data = None if body is None else json.dumps(body).encode()
            self._line.request(method, f"/api/v1{path}", data, self._headers)
            answer = self._line.getresponse()
            return Reply(answer.status, json.loads(answer.read()), dict(answer.headers))
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.hang_up()
            raise Lost(f"{method} {path}: {error!r}") from error

    def insist(self, method: str, path: str, body: Any = None) -> Reply:
        """Send the same request until it is answered with anything but "later"."""
        give_up = time.monotonic() + PATIENCE
        while time.monotonic() < give_up:
            try:
                reply = self.call(method, path, body)
            except Lost:
                time.sleep(0.05)
                continue
            if reply.status not in (502, 503):
                return reply
            time.sleep(0.05)
        raise AssertionError(f"never answered: {method} {path}")

    def __enter__(self) -> Phone:
        return self

    def __exit__(self, *_error: object) -> None:
        self.hang_up()

    def hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None


@dataclass(slots=True)
class Acknowledged:
    """An attempt, and the last response to each position that the server said it had saved."""

    attempt: str
    options: dict[int, list[str]]
    saved: dict[int, str] = field(default_factory=dict)
    count: int = 0

    @classmethod
    def of(cls, paper: Any) -> Acknowledged:
        options = {item["position"]: [one["id"] for one in item["options"]] for item in paper["items"]}
        return cls(paper["id"], options)


def enter(phone: Phone, contest_id: int) -> Acknowledged:
    """Begin the contest, or find the attempt that a lost reply began."""
    order = {"contest": str(contest_id), "request_id": uuid4().hex}
    reply = phone.insist("POST", "/attempts", order)
    assert reply.status == 201, reply
    return Acknowledged.of(reply.body)


def answer(phone: Phone, kept: Acknowledged, position: int, response: str) -> None:
    """Give an answer and insist on it."""
    path = f"/attempts/{kept.attempt}/answers/{position}"
    reply = phone.insist("PUT", path, {"response": response, "request_id": uuid4().hex})
    assert reply.status == 200, reply
    assert reply.body["saved"] is True
    kept.saved[position] = response
    kept.count += 1


def practise(phone: Phone, chance: Random) -> None:
    """A short practice from beginning to end."""
    order = {"mode": "practice", "bank": "测试", "count": 3, "request_id": uuid4().hex}
    reply = phone.insist("POST", "/attempts", order)
    assert reply.status == 201, reply
    kept = Acknowledged.of(reply.body)
    for position, options in kept.options.items():
        answer(phone, kept, position, chance.choice(options))
    assert phone.insist("POST", f"/attempts/{kept.attempt}/submit").status == 200


def all_at_once(work: Sequence[Callable[[], None]]) -> list[threading.Thread]:
    """Start each in a thread of its own; `finish` them."""
    threads = [Worker(one) for one in work]
    for thread in threads:
        thread.start()
    return list(threads)


class Worker(threading.Thread):
    """A thread whose failure is not lost."""

    def __init__(self, work: Callable[[], None]) -> None:
        super().__init__(daemon=True)
        self._work = work
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            self._work()
        except BaseException as error:
            self.error = error


def finish(threads: Sequence[threading.Thread], within: float = 90) -> None:
    """Wait for all; raise the first failure."""
    for thread in threads:
        thread.join(within)
        assert not thread.is_alive(), "still at work"
    for thread in threads:
        if isinstance(thread, Worker) and thread.error:
            raise thread.error
