"""Alembic's environment: forward migrations on SQLite and PostgreSQL, run by `quizapp init`."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

import quizapp.core.audit  # noqa: F401 - its table belongs to no feature
from quizapp.bank.search.tables import is_declared
from quizapp.core.types import Name, UtcDateTime
from quizapp.extensions import db


def render_item(kind: str, obj: Any, _context: Any) -> str | Literal[False]:
    """Write our column types as what the database stores, so that old migrations do not lean on our code."""
    if kind == "type" and isinstance(obj, Name):
        return "sa.String(length=32)"
    if kind == "type" and isinstance(obj, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def _differ(_context: Any, _inspected: Any, _column: Any, _inspected_type: Any, type_: Any) -> bool | None:
    """Leave our own types to the eye: what they store is written out in the migration."""
    return False if isinstance(type_, (Name, UtcDateTime)) else None


def run() -> None:
    """Migrate over the application's own engine, so that SQLite's transactions are begun as everywhere."""
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=_differ,
            render_item=render_item,
            include_name=is_declared,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
