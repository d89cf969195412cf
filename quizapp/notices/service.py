"""Verbs on notices: tell, mark as read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from ..core.once import inserting
from ..core.services import services
from ..core.transaction import after_commit
from ..extensions import db
from .models import Notice
from .unread import CHANNEL

CHUNK = 500
NAMED = 50  # members named in one wake-up; of more than that everybody looks again


def tell(
    member_ids: Collection[int], kind: str, params: Mapping[str, Any], link: str, key: str, *, now: datetime
) -> None:
    """Tell members something once: under the same kind and key a member is never told again.

    `params` are texts and numbers that the kind's wording names; with `private` among them no mail says more
    than the kind's title. `link` is a path of this installation.
    """
    told = sorted(set(member_ids))
    shared = {"kind": kind, "key": key, "params": dict(params), "link": link, "created_at": now}
    for start in range(0, len(told), CHUNK):
        rows = [{"member_id": member_id, **shared} for member_id in told[start : start + CHUNK]]
        db.session.connection().execute(_unless_told(), rows)
    _look_again(told)


def _unless_told() -> Any:
    return inserting(Notice).on_conflict_do_nothing(index_elements=["member_id", "kind", "key"])


def mark_read(member_id: int, notice_id: int | None = None, *, now: datetime) -> None:
    """Mark one of a member's notices as read, or all of them; what was read keeps its moment."""
    unread = update(Notice).where(Notice.member_id == member_id, Notice.read_at.is_(None))
    if notice_id is not None:
        unread = unread.where(Notice.id == notice_id)
    db.session.execute(unread.values(read_at=now).execution_options(synchronize_session=False))
    _look_again([member_id])


def reword(kind: str, key: str, params: Mapping[str, Any]) -> None:
    """Say something else in the notices of a kind whose key is like `key`; who read them and when stays."""
    like = select(Notice).where(Notice.kind == kind, Notice.key.like(key))
    for row in db.session.scalars(like):
        row.params = {**row.params, **params}


def _look_again(member_ids: Collection[int]) -> None:
    if not member_ids:
        return
    bus, named = services().bus, "" if len(member_ids) > NAMED else ",".join(map(str, member_ids))
    after_commit(lambda: bus.publish(CHANNEL, named))
