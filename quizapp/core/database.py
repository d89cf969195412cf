"""Binding the database: connection set-up on SQLite, transactions begun by us."""

from __future__ import annotations

import sqlite3
import time
from typing import Any

from flask import Flask
from sqlalchemy import event

from ..extensions import db
from ..infra import sqlite
from .transaction import LOCK_WAIT_SECONDS, begin_immediate


def init_app(app: Flask) -> None:
    """Prepare every SQLite connection of the app's engine."""
    with app.app_context():
        engine = db.engine
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _connect(dbapi_connection: Any, _record: Any) -> None:
        _prepare(dbapi_connection)

    event.listen(engine, "begin", begin_immediate)


def _prepare(dbapi_connection: Any) -> None:
    """Set a connection up, waiting for one who is just opening or closing the file.

    No waiting inside C: it would stop every greenlet. `begin_immediate` waits cooperatively, too.
    """
    give_up = time.monotonic() + LOCK_WAIT_SECONDS
    while True:
        try:
            sqlite.prepare(dbapi_connection, busy_timeout_ms=0)
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > give_up:
                raise
            time.sleep(0.02)
