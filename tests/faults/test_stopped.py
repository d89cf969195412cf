"""An operator stops the server while big screens follow it: it ends within moments, and they come back."""

from __future__ import annotations

import http.client
import time
from pathlib import Path

import pytest

from quizapp.cli.server import GRACEFUL_SECONDS
from tests.faults.branch import seed
from tests.faults.phones import Phone, answer, enter
from tests.faults.size import sized
from tests.support.server import serving

pytestmark = pytest.mark.faults

SCREENS = sized(200)


class Stream:
    """A screen that follows its events."""

    def __init__(self, port: int, token: str) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        self._line.request("GET", f"/display/{token}/stream", headers={"Accept": "text/event-stream"})
        self._answer = self._line.getresponse()
        assert self._answer.status == 200

    def event(self) -> str:
        """The next event's name; "" at the end of the stream."""
        while line := self._answer.readline():
            if line.startswith(b"event: "):
                return line.decode().partition(" ")[2].strip()
        return ""

    def close(self) -> None:
        self._line.close()


def test_a_stop_with_open_streams_takes_moments(tmp_path: Path) -> None:
    """Streams end, and lines that are silent between two requests are not waited for either."""
    data = tmp_path / "data"
    seeded = seed(data, 1)
    with serving(data) as server, Phone(server.port, seeded.tokens[0]) as phone:
        own = enter(phone, seeded.contest_id)
        answer(phone, own, 1, own.options[1][0])
        screens = [Stream(server.port, seeded.screen) for _ in range(SCREENS)]
        first = {screen.event() for screen in screens}
        assert server.process is not None
        began = time.monotonic()
        server.process.terminate()
        assert {screen.event() for screen in screens} == {""}, "every stream ends by itself"
        assert time.monotonic() - began < GRACEFUL_SECONDS
        assert server.process.wait(2 * GRACEFUL_SECONDS) == 0
        assert "graceful timeout" not in server.log, "the whole grace time was waited"
        for screen in screens:
            screen.close()
        server.kill()
        server.start()
        again = [Stream(server.port, seeded.screen) for _ in range(SCREENS)]
        assert {screen.event() for screen in again} == first
        assert phone.insist("GET", f"/attempts/{own.attempt}").body["responses"] == {"1": own.saved[1]}
        for screen in again:
            screen.close()
