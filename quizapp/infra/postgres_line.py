"""A line between processes over PostgreSQL's LISTEN and NOTIFY, where there is no Redis.

Costs two connections a process that no pooler may share. A notice holds less than 8,000 bytes; a longer
text is refused by the server and lost like any other that did not leave.
"""

from __future__ import annotations

import threading
from collections.abc import Generator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from psycopg import Connection

CHANNEL = "quizapp_bus"
POLL_SECONDS = 0.5
CONNECT_SECONDS = 3


class PostgresLine:
    """Texts by NOTIFY on the installation's own database."""

    name = "PostgreSQL"

    def __init__(self, database_url: str) -> None:
        scheme, rest = database_url.split("://", 1)
        self._conninfo = f"{scheme.partition('+')[0]}://{rest}"
        self._sending: Connection | None = None
        self._closed = False
        self._lock = threading.Lock()

    def send(self, text: str) -> None:
        with self._lock:
            if self._closed:
                raise ConnectionError("the line is closed")
            if self._sending is None:
                self._sending = self._connect()
            try:
                self._sending.execute("SELECT pg_notify(%s, %s)", (CHANNEL, text))
            except Exception:
                self._sending.close()
                self._sending = None
                raise

    def listen(self) -> Generator[str | None, None, None]:
        with self._connect() as connection:
            connection.execute(f"LISTEN {CHANNEL}")
            yield None
            while True:
                for notice in connection.notifies(timeout=POLL_SECONDS):
                    yield notice.payload
                yield None

    def close(self) -> None:
        with self._lock:
            self._closed = True  # a sender that is late must not open it again
            if self._sending is not None:
                self._sending.close()
                self._sending = None

    def _connect(self) -> Connection:
        import psycopg

        return psycopg.connect(
            self._conninfo,
            autocommit=True,
            connect_timeout=CONNECT_SECONDS,
            application_name="quizapp bus",
            tcp_user_timeout=5_000,  # a machine that vanished is noticed
        )
