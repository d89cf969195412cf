"""Rows that two may begin at the same instant: the first is written, the second finds it there."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.inspection import inspect

from ..extensions import Model, db

Row = TypeVar("Row", bound=Model)


def inserting(table: Any) -> Any:
    """Return an INSERT of the running database, which can say what holds where a row is there already."""
    insert: Any = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    return insert(table)


def insert_once(table: type[Model], **values: object) -> bool:
    """Insert a row, and say whether it is new: one whose key is taken changes nothing."""
    db.session.flush()
    once = inserting(table).values(**values).on_conflict_do_nothing()
    return bool(db.session.connection().execute(once).rowcount)


def row_of(table: type[Row], **values: object) -> Row:
    """Return the row under a key for changing, begun with the other `values` where there was none.

    It is kept from others to the end of the unit: of two who act at once the second sees the first.
    """
    insert_once(table, **values)
    key = tuple(values[str(column.key)] for column in inspect(table).primary_key)
    return db.session.get_one(table, key, with_for_update=True, populate_existing=True)
