"""The unit of work: one short writing transaction, one commit, then what is to be told.

On SQLite a writer that yields to another greenlet while the other waits inside C freezes the whole
process. So: one writing unit at a time through a cooperative gate, BEGIN IMMEDIATE at once (a read
transaction that upgrades fails under load), and whoever finds the file locked by another process
waits cooperatively, never inside SQLite.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache

from sqlalchemy import Executable
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from ..extensions import db
from ..infra.os_thread import call_in_pool, gevent_is_active
from .errors import Busy

LOCK_WAIT_SECONDS = 10.0
_AFTER = "after_commit_calls"


@contextmanager
def unit_of_work() -> Iterator[None]:
    """Run the block in one writing transaction; commit at the end, or roll back all of it.

    Gather input (files, forms, password hashes) before entering: nothing inside may wait.
    Objects read earlier are read afresh inside. Does not nest.
    """
    session = db.session
    session.rollback()
    session.info[_AFTER] = []
    sqlite = db.engine.dialect.name == "sqlite"
    if sqlite:
        _gate().acquire()
    try:
        session.connection(execution_options={"immediate": True})
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        if sqlite:
            _gate().release()
    for call in session.info.pop(_AFTER, ()):
        call()


@lru_cache(maxsize=1)
def _gate() -> threading.RLock:
    """Return the process's one gate, made at its first use.

    Made at import it would be the system's lock, which lets every greenlet of the thread through: the
    command imports the application before it asks gevent to make waiting cooperative.
    """
    return threading.RLock()


def run_in_pool(statements: Sequence[tuple[Executable, Sequence[Mapping[str, object]]]]) -> None:
    """Run large statements inside a unit of work, which ends with them, without stopping the other greenlets.

    This alone may wait inside a unit: the other writers wait for it at the gate, or in a thread of their own.
    The commit is made there too on SQLite, where it is the disk's largest part; the unit's own finds it done.
    """
    connection = db.session.connection()

    def run() -> None:
        for statement, rows in statements:
            if rows:
                connection.execute(statement, list(rows))
            else:
                connection.execute(statement)

    if connection.dialect.name != "sqlite" or not gevent_is_active():
        run()  # the driver waits cooperatively by itself, or nobody else is in this thread
        return

    def run_and_commit() -> None:
        run()
        connection.exec_driver_sql("COMMIT")

    call_in_pool(run_and_commit)


def writing() -> bool:
    """Say whether a unit of work is under way here: what commits by itself must not be called from inside."""
    session = db.session
    return session().in_transaction() and bool(session.connection().get_execution_options().get("immediate"))


def hold_still(row: object) -> None:
    """Read a row afresh and keep it from others to the end of the unit: of two who act at once the second sees the first."""
    db.session.flush()
    db.session.refresh(row, with_for_update=True)


def after_commit(call: Callable[[], object]) -> None:
    """Have `call` made once the running unit of work has been committed (wake-ups, caches)."""
    db.session.info.setdefault(_AFTER, []).append(call)


def begin_immediate(connection: Connection) -> None:
    """Begin a SQLite transaction; a writing one waits cooperatively for another process's lock."""
    if not connection.get_execution_options().get("immediate"):
        connection.exec_driver_sql("BEGIN")
        return
    give_up = time.monotonic() + LOCK_WAIT_SECONDS
    while True:
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            return
        except DBAPIError as error:
            if "locked" not in str(error.orig) or time.monotonic() > give_up:
                raise Busy from error
            time.sleep(0.02)
