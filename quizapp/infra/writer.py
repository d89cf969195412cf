"""The hot writer: many small writes, one commit, acknowledged after the commit.

Answers arrive faster than a disk can sync. Each waits in a queue; one thread takes what is waiting,
runs it in one transaction on its own connection in a real OS thread, commits, and only then lets the
waiting requests answer. The batch grows when the load grows, so throughput hardly depends on the disk.
PostgreSQL groups commits itself: `DirectWriter` has the same interface.
"""

from __future__ import annotations

import logging
import queue
import sqlite3
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple, Protocol

from . import sqlite
from .os_thread import os_thread_runner

log = logging.getLogger(__name__)

MAX_BATCH = 256
MAX_WAITING = 5_000
MAX_WAIT_SECONDS = 10.0
BUSY_TIMEOUT_MS = 5_000

Params = Mapping[str, Any]
Runner = Callable[[Callable[[], Any]], Any]  # makes a call where it may wait
Statement = tuple[str, Params]  # SQL with :named places, and their values


class Done(NamedTuple):
    """What one statement did: rows touched, and the first row where it returns any."""

    touched: int
    row: tuple[Any, ...] | None


class WriterBusy(RuntimeError):
    """The queue is full or the write waited too long; nothing was acknowledged."""


class WriterFailed(RuntimeError):
    """The disk did not take the write (full, read-only, broken); nothing was acknowledged."""


class Writer(Protocol):
    """Takes statements that belong together and returns once they are durable."""

    def write(self, statements: Sequence[Statement]) -> list[Done]:
        """Run the statements as one unit; return what each one did."""

    def close(self) -> None:
        """Finish what waits and stop."""


@dataclass(slots=True)
class _Job:
    statements: Sequence[Statement]
    done: threading.Event = field(default_factory=threading.Event)
    results: list[Done] = field(default_factory=list)
    error: Exception | None = None
    abandoned: bool = False


class SqliteWriter:
    """One queue, one thread, one connection to the SQLite file at `path`."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._jobs: queue.Queue[_Job | None] = queue.Queue(MAX_WAITING)
        self._start = threading.Lock()
        self._thread: threading.Thread | None = None

    def write(self, statements: Sequence[Statement]) -> list[Done]:
        job = _Job(statements)
        self._ensure_started()
        try:
            self._jobs.put_nowait(job)
        except queue.Full as error:
            raise WriterBusy("the write queue is full") from error
        if not job.done.wait(MAX_WAIT_SECONDS):
            job.abandoned = True
            raise WriterBusy("the write waited too long")
        if job.error:
            raise job.error
        return job.results

    def close(self) -> None:
        with self._start:
            thread, self._thread = self._thread, None
        if thread:
            self._jobs.put(None)
            thread.join(MAX_WAIT_SECONDS)

    def _ensure_started(self) -> None:
        if self._thread:
            return
        with self._start:
            if not self._thread:
                self._thread = threading.Thread(target=self._run, name="hot-writer", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        # Under gevent this thread is a greenlet; what waits for the disk or a lock runs in an OS thread.
        in_os_thread = os_thread_runner()
        connection: sqlite3.Connection | None = None
        while True:
            batch, stop = self._take()
            if batch:
                connection = self._commit(connection, batch, in_os_thread)
                for job in batch:
                    job.done.set()
            if stop:
                if connection:
                    in_os_thread(connection.close)
                return

    def _take(self) -> tuple[list[_Job], bool]:
        batch: list[_Job] = []
        job = self._jobs.get()
        while job is not None:
            batch.append(job)
            if len(batch) == MAX_BATCH:
                return batch, False
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return batch, False
        return batch, True

    def _commit(
        self, connection: sqlite3.Connection | None, batch: Sequence[_Job], in_os_thread: Runner
    ) -> sqlite3.Connection | None:
        """Commit a batch and return the connection for the next one, None where it must be opened anew.

        The statements, microseconds each, run right here: in a thread beside a busy one each would wait for
        its turn. Never raises: whatever befalls one batch, the next one must find the writer alive.
        """
        try:
            connection = connection or in_os_thread(partial(_connect, self._path))
            _begin(connection, in_os_thread)
            for job in batch:
                if not job.abandoned:
                    _run_job(connection, job)
            in_os_thread(partial(connection.execute, "COMMIT"))
        except Exception as error:
            log.exception("a batch of %d writes failed", len(batch))
            for job in batch:
                job.error = job.error or _refusal(error)
            if connection:
                connection.close()  # undoes what was not committed
            return None
        return connection


def _connect(path: str) -> sqlite3.Connection:
    """Open the file, waiting for one who is just closing it; the transactions then ask without waiting."""
    connection = sqlite3.connect(path, check_same_thread=False)
    sqlite.prepare(connection, BUSY_TIMEOUT_MS)
    connection.execute("PRAGMA busy_timeout=0")
    return connection


def _begin(connection: sqlite3.Connection, in_os_thread: Runner) -> None:
    """Take the write lock at once where it is free, else wait for it in the OS thread."""
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if "locked" not in str(error):
            raise
        in_os_thread(partial(_wait_and_begin, connection))


def _wait_and_begin(connection: sqlite3.Connection) -> None:
    connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    try:
        connection.execute("BEGIN IMMEDIATE")
    finally:
        connection.execute("PRAGMA busy_timeout=0")


def _refusal(error: Exception) -> Exception:
    """Return what those who wait are told of a batch that could not be committed."""
    locked = isinstance(error, sqlite3.OperationalError) and "locked" in str(error)
    return WriterBusy(str(error)) if locked else WriterFailed(str(error))


def _run_job(connection: sqlite3.Connection, job: _Job) -> None:
    """Run one job inside the batch; its failure undoes it alone.

    A value that cannot be stored (too large a number, half a character) is no error of the database's.
    """
    connection.execute("SAVEPOINT job")
    try:
        job.results = [_done(connection.execute(sql, params)) for sql, params in job.statements]
    except (sqlite3.Error, OverflowError, ValueError) as error:
        job.error = _refusal(error) if isinstance(error, sqlite3.OperationalError) else error
        connection.execute("ROLLBACK TO job")
    connection.execute("RELEASE job")


def _done(cursor: sqlite3.Cursor) -> Done:
    return Done(cursor.rowcount, cursor.fetchone() if cursor.description else None)


class DirectWriter:
    """For PostgreSQL: each write is its own transaction, `begin` opens one."""

    def __init__(self, begin: Callable[[], Any], text: Callable[[str], Any]) -> None:
        self._begin = begin
        self._text = text

    def write(self, statements: Sequence[Statement]) -> list[Done]:
        with self._begin() as connection:
            return [
                self._done(connection.execute(self._text(sql), dict(params))) for sql, params in statements
            ]

    @staticmethod
    def _done(result: Any) -> Done:
        if not result.returns_rows:
            return Done(result.rowcount, None)
        row = result.first()
        return Done(result.rowcount, tuple(row) if row is not None else None)

    def close(self) -> None:
        """Nothing waits here."""
