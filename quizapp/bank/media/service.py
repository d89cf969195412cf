"""Verbs on pictures: keep what was decoded, hold what versions name, drop what nobody named."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update

from ...core import audit
from ...core.errors import Invalid
from ...core.i18n import N_
from ...core.permissions import Identity
from ...core.pictures import Decoded
from ...extensions import db
from .models import Picture

UNUSED_FOR = timedelta(days=1)
MOST_WAITING = 300  # of a branch, uploaded and not yet in any item


def keep_picture(decoded: Decoded, branch_id: int | None, *, actor: Identity, now: datetime) -> None:
    """Keep a picture for a branch; one that the branch has already is kept once, its day begins anew."""
    own = select(Picture).where(Picture.name == decoded.name, Picture.branch_id == branch_id)
    found = db.session.scalar(own)
    if found:
        found.created_at = now
        return
    waiting = select(func.count()).where(Picture.branch_id == branch_id, Picture.used.is_(False))
    if (db.session.scalar(waiting) or 0) >= MOST_WAITING:
        raise Invalid(N_("还没有用上的图片太多，请先保存题目，或明天再传。"), field="picture")
    picture = Picture(
        name=decoded.name,
        branch_id=branch_id,
        data=decoded.data,
        width=decoded.width,
        height=decoded.height,
        author_id=actor.member_id,
        created_at=now,
    )
    db.session.add(picture)
    db.session.flush()
    after = {"name": decoded.name, "bytes": len(decoded.data)}
    audit.note(actor, "picture.kept", "picture", picture.id, at=now, branch_id=branch_id, after=after)


def hold(names: Collection[str], branch_id: int | None) -> set[str]:
    """Mark pictures as named by a version; return those that neither the branch nor the installation has."""
    if not names:
        return set()
    reach = (Picture.branch_id == branch_id) | Picture.branch_id.is_(None)
    known = set(db.session.scalars(select(Picture.name).where(Picture.name.in_(names), reach)))
    db.session.execute(
        update(Picture)
        .where(Picture.name.in_(known), reach, Picture.used.is_(False))
        .values(used=True)
        .execution_options(synchronize_session=False)
    )
    return set(names) - known


def drop_unused(now: datetime) -> int:
    """Drop pictures that no version has named for a day; return how many."""
    old = delete(Picture).where(Picture.used.is_(False), Picture.created_at < now - UNUSED_FOR)
    done = db.session.execute(old.execution_options(synchronize_session=False))
    return int(done.rowcount)  # type: ignore[attr-defined]  # a cursor's result has it
