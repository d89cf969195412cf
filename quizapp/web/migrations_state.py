"""Whether the database stands at the newest migration."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import text

from .. import resources
from ..extensions import db


@lru_cache(maxsize=1)
def head() -> str | None:
    """Return the newest revision that this program ships."""
    from alembic.script import ScriptDirectory

    return ScriptDirectory(str(resources.MIGRATIONS)).get_current_head()


def is_current() -> bool:
    """Say whether the database stands at `head`."""
    try:
        return db.session.execute(text("SELECT version_num FROM alembic_version")).scalar() == head()
    except Exception:  # no such table, no such database: not current either way
        db.session.rollback()
        return False
