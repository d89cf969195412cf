"""A hall of streams for the scenarios: open connections that note the moment at which something reached them."""

from __future__ import annotations

import asyncio
import contextlib
import re
import resource
import time
from collections.abc import Awaitable, Callable, Sequence

from .harness import Line, Request, request

IDS = re.compile(rb"^id: (\d+)", re.MULTILINE)
PATIENCE = 60.0


class Ear(asyncio.Protocol):
    """One stream: sends its request when connected, keeps what comes, notes when awaited words are there."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._awaited: tuple[bytes, asyncio.Future[float]] | None = None
        self.heard = b""
        self.transport: asyncio.BaseTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        transport.write(self._raw)  # type: ignore[attr-defined]  # of a socket

    def data_received(self, data: bytes) -> None:
        at = time.perf_counter()
        self.heard += data
        if self._awaited and self._awaited[0] in self.heard and not self._awaited[1].done():
            self._awaited[1].set_result(at)

    def expect(self, words: bytes) -> asyncio.Future[float]:
        """Return the moment at which these words will have come; what was heard before is forgotten."""
        self.heard = b""
        self._awaited = (words, asyncio.get_running_loop().create_future())
        return self._awaited[1]

    def ids(self) -> list[int]:
        """Return the numbers of the events heard since the last `expect`."""
        return [int(found) for found in IDS.findall(self.heard)]

    def close(self) -> None:
        if self.transport:
            self.transport.abort()  # type: ignore[attr-defined]  # of a socket; a phone that vanishes


async def open_ears(port: int, raw: Sequence[bytes], words: bytes = b"event:") -> tuple[list[Ear], float]:
    """Open a stream for each request, all at once; return them and how long it took until all had their first words."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    loop = asyncio.get_running_loop()
    ears = [Ear(one) for one in raw]
    awaited = [ear.expect(words) for ear in ears]
    start = time.perf_counter()
    await asyncio.gather(*(loop.create_connection(_giving(ear), "127.0.0.1", port) for ear in ears))
    came = await asyncio.wait_for(asyncio.gather(*awaited), PATIENCE)
    return ears, max(came) - start


def _giving(ear: Ear) -> Callable[[], Ear]:
    return lambda: ear


async def reached(ears: Sequence[Ear], words: bytes, act: Callable[[], Awaitable[object]]) -> list[float]:
    """Act, and return after how many milliseconds the words had reached each ear."""
    awaited = [ear.expect(words) for ear in ears]
    start = time.perf_counter()
    await act()
    came = await asyncio.wait_for(asyncio.gather(*awaited), PATIENCE)
    return [(at - start) * 1000 for at in came]


def close_ears(ears: Sequence[Ear]) -> None:
    """Let all of them vanish."""
    for ear in ears:
        with contextlib.suppress(OSError):
            ear.close()


def listening(path: str, **headers: str) -> bytes:
    """Return the request that opens a stream."""
    return request("GET", path, headers={"Accept": "text/event-stream", **headers}).raw


def publishing(frame: bytes) -> Request:
    """Return the request that has the bare server write these bytes to all."""
    head = f"POST /publish HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(frame)}\r\n\r\n"
    return Request(head.encode() + frame)


class Host:
    """The host's script on a connection of its own."""

    def __init__(self, port: int, pin: str, token: str) -> None:
        self._line, self._pin, self._token = Line(port), pin, token

    async def do(self, action: str, **fields: object) -> None:
        """Carry out a step."""
        path = f"/api/v1/live/{self._pin}/host/{action}"
        await self._line.send(
            request("POST", path, fields, headers={"Authorization": f"Bearer {self._token}"})
        )

    async def close(self) -> None:
        await self._line.close()
