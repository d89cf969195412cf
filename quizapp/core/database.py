"""Binding the database: connection set-up on SQLite, transactions begun by us."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import event

from ..extensions import db
from ..infra import sqlite
from .transaction import begin_immediate


def init_app(app: Flask) -> None:
    """Prepare every SQLite connection of the app's engine."""
    with app.app_context():
        engine = db.engine
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _connect(dbapi_connection: Any, _record: Any) -> None:
        # No waiting inside C: it would stop every greenlet. `begin_immediate` waits cooperatively.
        sqlite.prepare(dbapi_connection, busy_timeout_ms=0)

    event.listen(engine, "begin", begin_immediate)
