"""How every SQLite connection is opened: WAL, durable, transactions begun by us."""

from __future__ import annotations

from typing import Any

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA cache_size=-32768",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA wal_autocheckpoint=1000",
)


def prepare(dbapi_connection: Any, busy_timeout_ms: int) -> None:
    """Set a raw sqlite3 connection up; the driver must not begin transactions by itself."""
    dbapi_connection.isolation_level = None
    cursor = dbapi_connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={int(busy_timeout_ms)}")
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()
