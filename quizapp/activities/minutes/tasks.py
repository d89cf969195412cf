"""Verbs on tasks: give, do, drop, and remind of what is due."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select

from ...accounts import queries as accounts
from ...core import audit
from ...core.errors import DomainError, Invalid
from ...core.i18n import N_
from ...core.permissions import Identity
from ...extensions import db
from ...notices import service as notices
from ..models import Activity
from . import queries
from .models import ActivityTask

MOST_TEXT, MOST_NOTE = 500, 300
LINK = "/activities/tasks"


def give(
    activity: Activity, owner_id: int, text: str, due_on: date, *, actor: Identity, now: datetime
) -> ActivityTask:
    """Give somebody of the branch a task, who is told."""
    clean = text.strip()
    if not clean or len(clean) > MOST_TEXT:
        raise Invalid(N_("请写清要做什么，最多 500 个字。"), field="text")
    if owner_id not in dict(queries.people_of(activity)):
        raise Invalid(N_("请从本支部成员里选。"), field="owner_id")
    row = ActivityTask(
        activity_id=activity.id,
        branch_id=activity.branch_id,
        owner_id=owner_id,
        text=clean,
        due_on=due_on,
        author_id=actor.member_id,
        created_at=now,
    )
    db.session.add(row)
    db.session.flush()
    _tell(row, "task.given", [owner_id], f"{row.id}", now)
    return row


def finish(row: ActivityTask, note: str, *, now: datetime) -> None:
    """Note that a task is done; who gave it is told."""
    if row.done_at is not None:
        return
    row.done_at, row.done_note = now, note.strip()[:MOST_NOTE]
    if row.author_id != row.owner_id:
        _tell(row, "task.done", [row.author_id], f"{row.id}:{now.isoformat()}", now)


def resume(row: ActivityTask) -> None:
    """Note that a task is not done after all."""
    row.done_at, row.done_note = None, ""


def drop(row: ActivityTask, *, actor: Identity, now: datetime) -> None:
    """Take a task back; its owner is told."""
    if row.dropped_at is not None or row.done_at is not None:
        raise DomainError(N_("任务已经办完或取消了。"), code="task.over")
    row.dropped_at = now
    audit.note(actor, "task.dropped", "activity", row.activity_id, at=now, branch_id=row.branch_id)
    _tell(row, "task.dropped", [row.owner_id], f"{row.id}", now)


def remind(today: date, *, now: datetime) -> None:
    """Remind owners the day before, and owners, givers and organisers once a task is late; each once."""
    still_open = (ActivityTask.done_at.is_(None), ActivityTask.dropped_at.is_(None))
    query = select(ActivityTask).where(*still_open, ActivityTask.due_on <= today + timedelta(days=1))
    for row in db.session.scalars(query.where(ActivityTask.due_on > today - timedelta(days=60))):
        if row.due_on >= today:
            _tell(row, "task.due", [row.owner_id], f"{row.id}:{row.due_on}", now)
        else:
            told = {row.owner_id, row.author_id, *accounts.organisers_of(row.branch_id)}
            _tell(row, "task.late", sorted(told), f"{row.id}:{row.due_on}", now)


def _tell(row: ActivityTask, kind: str, told: list[int], key: str, now: datetime) -> None:
    activity = db.session.get_one(Activity, row.activity_id)
    params = {"text": row.text[:80], "day": row.due_on.isoformat(), "private": activity.confidential}
    notices.tell(told, kind, params, LINK, key, now=now)
