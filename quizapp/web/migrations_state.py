"""Whether the database stands at the newest migration."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import text

from .. import resources
from ..extensions import db


@lru_cache(maxsize=1)
def revisions() -> tuple[str, ...]:
    """Return the revisions that this program ships, newest first."""
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(str(resources.MIGRATIONS))
    return tuple(script.revision for script in scripts.walk_revisions())


def head() -> str:
    """Return the newest revision that this program ships."""
    return revisions()[0]


def is_current() -> bool:
    """Say whether the database stands at `head`."""
    return _stored() == head()


def is_newer() -> bool:
    """Say whether the database stands at a revision that this program does not know."""
    stored = _stored()
    return stored is not None and stored not in revisions()


def _stored() -> str | None:
    try:
        return db.session.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except Exception:  # no such table, no such database: not current either way
        db.session.rollback()
        return None
