"""The line of a stream: what a greenlet writes when it is its turn, and others may write while it waits.

A hall's pump has the same news for a thousand phones. Waking a thousand greenlets for it costs more than the
news; so the pump writes to the lines of those that wait, and wakes only whoever could not take it all at once.
"""

from __future__ import annotations

import os
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import request


class Line:
    """A stream's connection, free for one writer at a time; taken from the start, until its greenlet waits."""

    def __init__(self, connection: Any = None) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        self._lock.acquire()
        self._rest = b""

    @property
    def is_open_to_others(self) -> bool:
        """Whether others than the stream's own greenlet can write to it."""
        return self._connection is not None

    def take(self) -> bool:
        """Take the line if nobody has it; who gets True has to `release` it."""
        return self._lock.acquire(blocking=False)

    def release(self) -> None:
        """Leave the line to the next writer."""
        self._lock.release()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the line; what another writer could not get rid of goes out first."""
        self._lock.acquire()
        try:
            rest, self._rest = self._rest, b""
            if rest:
                self._connection.sendall(rest)
            yield
        finally:
            self._lock.release()

    def write(self, data: bytes) -> bool:
        """Write a chunk without waiting; False where some of it is left for `held`, or the other side is gone."""
        chunk = b"%x\r\n%b\r\n" % (len(data), data)
        try:
            sent = os.write(self._connection.fileno(), chunk)
        except BlockingIOError:
            sent = 0
        except OSError:
            return False  # the stream's own greenlet finds out and ends
        self._rest = chunk[sent:]
        return not self._rest


def line_of_request() -> Line:
    """Return the line of the running request: open to others where the server hands out the connection itself."""
    connection = request.environ.get("gunicorn.socket")
    plain = connection is not None and not isinstance(connection, ssl.SSLSocket)
    in_chunks = request.environ.get("SERVER_PROTOCOL") == "HTTP/1.1"
    return Line(connection if plain and in_chunks else None)
