"""What the scenarios share: servers in processes of their own, a load generator, medians of interleaved rounds."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
ROUNDS = int(os.environ.get("ROUNDS", "5"))
GUNICORN = (
    "--worker-class",
    "gevent",
    "--workers",
    "1",
    "--worker-connections",
    "10000",
    "--backlog",
    "2048",
)


@dataclass(frozen=True, slots=True)
class Result:
    """One measured ratio. `ours` and `limit` in `unit`; `budget` such as "<= 3" or ">= 0.45"; `note`: what else to know."""

    scenario: str
    ratio: float
    ours: float
    limit: float
    unit: str
    budget: str
    note: str = ""

    @property
    def met(self) -> bool:
        sign, bound = self.budget.split()
        return self.ratio <= float(bound) if sign == "<=" else self.ratio >= float(bound)

    def as_json(self) -> dict[str, object]:
        return {**asdict(self), "met": self.met}


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers at `port`; `pids` are its processes."""

    port: int
    pid: int

    def cpu_seconds(self) -> float:
        """Return the CPU time of the server and its children so far."""
        ticks = os.sysconf("SC_CLK_TCK")
        total = 0
        for pid in family(self.pid):
            with contextlib.suppress(OSError):
                fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
                total += int(fields[11]) + int(fields[12])
        return total / ticks

    def memory_kib(self) -> int:
        """Return the proportional memory of the server and its children in KiB."""
        total = 0
        for pid in family(self.pid):
            with contextlib.suppress(OSError):
                for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                    if line.startswith("Pss:"):
                        total += int(line.split()[1])
        return total


def family(pid: int) -> list[int]:
    """Return a process and all its descendants."""
    found = [pid]
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += family(int(child))
    return found


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def gunicorn(app: str, env: Mapping[str, str] | None = None, path: str = "/healthz") -> Iterator[Server]:
    """Serve `module:app` with the product's own server settings until the block ends."""
    port = free_port()
    config = "bench/servers/gunicorn_conf.py"
    command = [sys.executable, "-m", "gunicorn", "-c", config, *GUNICORN, "-b", f"127.0.0.1:{port}", app]
    with process(command, port, env, path) as server:
        yield server


@contextlib.contextmanager
def process(
    command: Sequence[str], port: int, env: Mapping[str, str] | None = None, path: str = "/healthz"
) -> Iterator[Server]:
    """Run a server process, pinned to the first core, until the block ends."""
    with tempfile.TemporaryFile() as log:
        child = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **(env or {})},
            stdout=log,
            stderr=log,
            preexec_fn=_pin_server,
        )
        try:
            if not answers(port, path):
                log.seek(0)
                raise RuntimeError(f"{' '.join(command)} did not answer:\n{log.read().decode()[-2000:]}")
            yield Server(port, child.pid)
        finally:
            child.terminate()
            try:
                child.wait(15)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def _pin_server() -> None:
    with contextlib.suppress(AttributeError, OSError):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def pin_client() -> None:
    """Keep the load generator off the server's core."""
    with contextlib.suppress(AttributeError, OSError):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def answers(port: int, path: str = "/healthz", seconds: float = 60) -> bool:
    """Wait until something answers with a status below 500."""
    give_up = time.monotonic() + seconds
    while time.monotonic() < give_up:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=2) as response:
                return bool(response.status < 500)
        except OSError:
            time.sleep(0.02)
    return False


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request as it goes over the wire, and the body's words that say it went well."""

    raw: bytes
    expect: bytes = b"HTTP/1.1 200"


def request(
    method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None, status: int = 200
) -> Request:
    """Return a request that keeps its connection open."""
    payload = b"" if body is None else json.dumps(body).encode()
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(payload)}"]
    if body is not None:
        lines.append("Content-Type: application/json")
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return Request("\r\n".join([*lines, "", ""]).encode() + payload, f"HTTP/1.1 {status}".encode())


class Line:
    """One keep-alive connection."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def send(self, what: Request) -> bytes:
        """Send and return the whole answer; raise when it is not the expected status."""
        if self.streams is None:
            self.streams = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self.streams
        writer.write(what.raw)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(what.expect):
            raise RuntimeError(f"expected {what.expect!r}, got {head[:200]!r}")
        length = 0
        chunked = False
        for line in head.split(b"\r\n"):
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
            chunked = chunked or (name.lower() == b"transfer-encoding" and b"chunked" in value)
        if chunked:
            return head + await self._chunks(reader)
        return head + await reader.readexactly(length)

    @staticmethod
    async def _chunks(reader: asyncio.StreamReader) -> bytes:
        body = b""
        while True:
            size = int(await reader.readline(), 16)
            body += (await reader.readexactly(size + 2))[:-2]
            if not size:
                return body

    async def close(self) -> None:
        if self.streams:
            self.streams[1].close()
            with contextlib.suppress(OSError):
                await self.streams[1].wait_closed()


def throughput(port: int, requests: Sequence[Sequence[Request]]) -> float:
    """Send each sequence over a connection of its own, one after the other; return requests a second."""

    async def drive() -> float:
        lines = [Line(port) for _ in requests]

        async def one(line: Line, sequence: Sequence[Request]) -> None:
            for what in sequence:
                await line.send(what)

        start = time.perf_counter()
        await asyncio.gather(*(one(line, sequence) for line, sequence in zip(lines, requests, strict=True)))
        took = time.perf_counter() - start
        for line in lines:
            await line.close()
        return sum(map(len, requests)) / took

    return asyncio.run(drive())


def storm(port: int, requests: Sequence[Request], window: float) -> list[float]:
    """Send each request over its own open connection at its planned moment in `window` seconds.

    Return the latencies in milliseconds, from the planned moment: a queue cannot hide.
    """

    async def drive() -> list[float]:
        lines = [Line(port) for _ in requests]
        hello = request("GET", "/healthz")
        await asyncio.gather(*(line.send(hello) for line in lines))
        start = time.perf_counter() + 0.1

        async def one(index: int) -> float:
            planned = start + window * index / len(requests)
            await asyncio.sleep(max(0.0, planned - time.perf_counter()))
            await lines[index].send(requests[index])
            return (time.perf_counter() - planned) * 1000

        took = await asyncio.gather(*(one(index) for index in range(len(requests))))
        for line in lines:
            await line.close()
        return list(took)

    return asyncio.run(drive())


@contextlib.contextmanager
def streams(port: int, path: str, count: int) -> Iterator[None]:
    """Keep so many event streams open, each past its first event, until the block ends."""
    asked = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n".encode()
    with contextlib.ExitStack() as stack:
        opened = [stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(count)]
        for line in opened:
            line.sendall(asked)
        for line in opened:
            line.settimeout(30)
            got = b""
            while b"event:" not in got:
                more = line.recv(4096)
                if not more:
                    raise RuntimeError(f"the stream {path} ended early: {got[:200]!r}")
                got += more
        yield


def cpu_us(server: Server, act: Callable[[], object], requests: int) -> float:
    """Return the microseconds of the server's CPU that each of so many requests costs."""
    before = server.cpu_seconds()
    act()
    return (server.cpu_seconds() - before) * 1e6 / requests


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which `share` of them lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def interleaved(
    ours: Callable[[], float], other: Callable[[], float], rounds: int = ROUNDS
) -> tuple[float, float]:
    """Measure both sides in turn, after one round each that does not count; return their medians."""
    ours(), other()
    pairs = [(ours(), other()) for _ in range(rounds)]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)


def fsync_ms(folder: Path) -> float:
    """Return the median time of an fsync in `folder`, in milliseconds: what a durable write must pay."""
    times = []
    with (folder / "fsync-probe").open("wb") as file:
        for _ in range(50):
            file.write(b"x" * 4096)
            file.flush()
            start = time.perf_counter()
            os.fsync(file.fileno())
            times.append((time.perf_counter() - start) * 1000)
    (folder / "fsync-probe").unlink()
    return statistics.median(times)
