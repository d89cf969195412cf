"""Verbs on what is planned: write, change, copy, repeat by the month, delete a draft."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import delete, func, select

from ...accounts.models import Group, Member
from ...core import audit, dates
from ...core.errors import DomainError, Forbidden, Invalid
from ...core.i18n import N_
from ...core.ids import new_token
from ...core.permissions import Identity, Permission, allowed
from ...extensions import db
from ...files import service as files
from ...files.models import StoredFile
from ..kinds import EDITABLE, KINDS, ActivityKind, ActivityState, Invited, Way
from ..models import Activity
from . import signing_up, telling

#: What files of an activity hang on: the activity itself, and its pictures.
SUBJECTS = ("activity", "activity_photo")
LONGEST = timedelta(days=31)
MOST_AHEAD = 12  # months of a series


@dataclass(frozen=True, slots=True)
class Draft:
    """What an organiser decides about an activity; moments in UTC."""

    kind: ActivityKind
    title: str
    starts_at: datetime
    ends_at: datetime
    host_id: int
    place: str = ""
    way: Way | None = None
    group_id: int | None = None
    plan_item_id: int | None = None
    confidential: bool = False
    agenda: str = ""
    lecturer_ids: tuple[int, ...] = ()
    guest_lecturer: str = ""
    invited: Invited = Invited.MEMBERS
    invited_ids: tuple[int, ...] = ()
    seats: int | None = None
    late_after: int = 10
    latitude: float | None = None
    longitude: float | None = None
    radius: int = 300


def create_activity(draft: Draft, *, branch_id: int, actor: Identity, now: datetime) -> Activity:
    """Write an activity of a branch as a draft, which nobody else sees yet."""
    _check(draft, branch_id, actor)
    row = Activity(
        branch_id=branch_id,
        code_key=new_token(),
        state=ActivityState.DRAFT,
        sequence=0,
        author_id=actor.member_id,
        created_at=now,
    )
    _write(row, draft, now)
    db.session.add(row)
    db.session.flush()
    _note(row, "activity.created", actor, now)
    return row


def edit_activity(activity: Activity, draft: Draft, *, actor: Identity, now: datetime) -> None:
    """Change an activity that is not over; who was called hears of a new time or place.

    Whom it calls and what it is stay as they were announced.
    """
    if activity.state not in EDITABLE:
        raise DomainError(N_("活动已结束或取消，不能再修改；要改先重新打开。"), code="activity.over")
    if activity.state is not ActivityState.DRAFT:
        draft = replace(
            draft,
            kind=activity.kind,
            group_id=activity.group_id,
            invited=activity.invited,
            invited_ids=tuple(activity.invited_ids),
        )
    _check(draft, activity.branch_id, actor)
    before = (activity.starts_at, activity.ends_at, activity.place)
    _write(activity, draft, now)
    activity.sequence += 1
    _note(activity, "activity.edited", actor, now)
    if activity.invited is Invited.SIGN_UP and activity.state is not ActivityState.DRAFT:
        db.session.flush()
        signing_up.fill_up(activity, now=now)
    moved = before != (activity.starts_at, activity.ends_at, activity.place)
    if moved and activity.state is not ActivityState.DRAFT:
        telling.changed(activity, now=now)


def draft_of(activity: Activity) -> Draft:
    """Return what was decided about an activity."""
    names = Draft.__dataclass_fields__
    values = {name: getattr(activity, name) for name in names}
    for name in ("lecturer_ids", "invited_ids"):
        values[name] = tuple(values[name])
    return Draft(**values)


def copy_activity(activity: Activity, starts_at: datetime, *, actor: Identity, now: datetime) -> Activity:
    """Make a draft like an activity at another time; who came and what was written of it stays with the first."""
    draft = draft_of(activity)
    moved = replace(draft, starts_at=starts_at, ends_at=starts_at + (draft.ends_at - draft.starts_at))
    return create_activity(
        replace(moved, plan_item_id=None), branch_id=activity.branch_id, actor=actor, now=now
    )


def repeat_activity(activity: Activity, months: int, *, actor: Identity, now: datetime) -> list[Activity]:
    """Make drafts of an activity for the months after it, on the same day and hour of the wall clock.

    A month without that day has it on its last one.
    """
    if not 1 <= months <= MOST_AHEAD:
        raise Invalid(N_("请填 1 到 %(max)d 之间的月数。"), field="months", max=MOST_AHEAD)
    return [
        copy_activity(activity, months_later(activity.starts_at, number), actor=actor, now=now)
        for number in range(1, months + 1)
    ]


def months_later(at: datetime, months: int) -> datetime:
    """Return the same day and local hour so many months later."""
    zone = current_app.extensions["settings"].zone
    local = at.astimezone(zone)
    day = dates.months_later(local.date(), months)
    moved: datetime = datetime.combine(day, local.timetz()).astimezone(at.tzinfo)
    return moved


def delete_draft(activity: Activity, *, actor: Identity, now: datetime) -> None:
    """Delete a draft; what was announced is cancelled instead."""
    if activity.state is not ActivityState.DRAFT:
        raise DomainError(N_("已通知的活动不能删除，可以取消。"), code="activity.announced")
    _note(activity, "activity.deleted", actor, now)
    _delete_what_hangs_on(activity.id, actor, now)
    db.session.delete(activity)


def _delete_what_hangs_on(activity_id: int, actor: Identity, now: datetime) -> None:
    """Take away what was prepared for a draft: agenda, pictures, files. Nobody else has seen any of it."""
    for table in reversed(db.metadata.sorted_tables):
        for key in table.foreign_keys:
            if key.column.table.name == Activity.__tablename__:
                db.session.execute(delete(table).where(key.parent == activity_id))
    mine = (StoredFile.subject_kind.in_(SUBJECTS), StoredFile.subject_id == activity_id)
    for file in db.session.scalars(select(StoredFile).where(*mine)):
        files.remove(file, actor=actor, now=now)


def _check(draft: Draft, branch_id: int, actor: Identity) -> None:
    if not draft.title.strip():
        raise Invalid(N_("请填写这一项。"), field="title")
    if not timedelta() < draft.ends_at - draft.starts_at <= LONGEST:
        raise Invalid(N_("结束时间必须晚于开始时间，最长一个月。"), field="ends_at")
    _check_group(draft, branch_id)
    if not allowed(actor, Permission.MANAGE_ACTIVITIES, branch_id=branch_id, group_id=draft.group_id):
        raise Forbidden(N_("党小组组长只能安排本小组的活动。"))
    if draft.invited is Invited.CHOSEN and not draft.invited_ids:
        raise Invalid(N_("请至少选一个人。"), field="invited_ids")
    named = {draft.host_id, *draft.lecturer_ids, *draft.invited_ids}
    here = select(func.count()).where(Member.id.in_(named), Member.branch_id == branch_id)
    if db.session.scalar(here) != len(named):
        raise Invalid(N_("所选人员不在本支部，请重新选择。"), field="host_id")
    if (draft.latitude is None) != (draft.longitude is None):
        raise Invalid(N_("纬度和经度要一起填写，或都留空。"), field="latitude")


def _check_group(draft: Draft, branch_id: int) -> None:
    if draft.group_id is None:
        if draft.kind is ActivityKind.GROUP or draft.invited is Invited.GROUP:
            raise Invalid(N_("请选择是哪个党小组。"), field="group_id")
        return
    group = db.session.get(Group, draft.group_id)
    if group is None or group.branch_id != branch_id:
        raise Invalid(N_("请选择是哪个党小组。"), field="group_id")
    if not KINDS[draft.kind].in_group:
        raise Invalid(N_("这类活动由支部举行，不能只由一个党小组举行。"), field="group_id")


def _write(row: Activity, draft: Draft, now: datetime) -> None:
    for name, value in asdict(draft).items():
        setattr(row, name, list(value) if isinstance(value, tuple) else value)
    row.title = draft.title.strip()
    row.updated_at = now


def _note(activity: Activity, action: str, actor: Identity, now: datetime) -> None:
    shown = {"title": activity.title, "starts_at": activity.starts_at.isoformat()}
    audit.note(
        actor,
        action,
        "activity",
        activity.id,
        at=now,
        branch_id=activity.branch_id,
        after=None if activity.confidential else shown,
    )
