"""Reading a stream of server-sent events as a client does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from werkzeug.test import TestResponse


@dataclass(frozen=True)
class Frame:
    """One event of a stream."""

    event: str
    id: int | None
    data: Any
    retry: int | None = None


def parsed(text: str) -> list[Frame]:
    """Return the events that a piece of a stream holds."""
    return [_frame(block) for block in text.split("\n\n") if block.strip()]


def _frame(block: str) -> Frame:
    fields = dict(line.split(": ", 1) for line in block.splitlines())
    assert fields.keys() <= {"event", "id", "data", "retry"}, block
    number, retry = fields.get("id"), fields.get("retry")
    return Frame(
        fields["event"],
        None if number is None else int(number),
        json.loads(fields["data"]),
        None if retry is None else int(retry),
    )


class Listening:
    """A stream that is being read; keeps all it received."""

    def __init__(self, response: TestResponse) -> None:
        assert response.status_code == 200, response.text
        assert response.mimetype == "text/event-stream"
        self.received = ""
        self._response = response
        self._parts: Iterator[bytes] = iter(response.response)  # type: ignore[arg-type]  # WSGI gives bytes
        self._waiting: list[Frame] = []

    def next(self) -> Frame:
        """Return the next event, waiting for it."""
        while not self._waiting:
            text = next(self._parts)
            piece = text.decode() if isinstance(text, bytes) else str(text)
            self.received += piece
            self._waiting = parsed(piece)
        return self._waiting.pop(0)

    def until(self, n: int) -> list[Frame]:
        """Return the events up to the one with this number; a stream in which nothing more happens has failed."""
        found = [self.next()]
        while found[-1].id is None or found[-1].id < n:
            found.append(self.next())
            assert sum(frame.event == "heartbeat" for frame in found) < 3, found
        return found

    def rest(self) -> Iterator[bytes]:
        """Return what comes as it comes, until the stream ends."""
        return self._parts

    def close(self) -> None:
        """Go away."""
        self._response.close()
