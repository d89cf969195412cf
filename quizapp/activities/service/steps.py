"""The steps of an activity's life: announce, open, close, reopen, cancel; and a correction after the end."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from ...core import audit
from ...core.errors import DomainError, Invalid, NotFound
from ...core.i18n import N_
from ...core.ids import new_token
from ...core.permissions import Identity
from ...extensions import db
from ..attending import SETTABLE, TOOK_PART, AttendanceState, How, at_closing
from ..kinds import REASONED, STEPS, ActivityState, Invited, Step
from ..models import Activity, Attendance
from . import calling, crediting, telling
from .crediting import Settling

MOST_REASON = 300


def take_step(activity: Activity, step: Step, *, actor: Identity, now: datetime, reason: str = "") -> None:
    """Lead an activity to its next state, with all that belongs to it; a step that was taken before is no error."""
    activity = db.session.get_one(Activity, activity.id, with_for_update=True, populate_existing=True)
    before, target = STEPS[step]
    if activity.state is target:
        return
    if activity.state not in before:
        raise DomainError(N_("活动的状态已变，请刷新后再试。"), code="activity.state")
    if step in REASONED:
        check_reason(reason)
        activity.reason = reason.strip()
    activity.state = target
    activity.sequence += 1
    activity.updated_at = now
    _ACTS[step](activity, actor, now)
    audit.note(
        actor,
        f"activity.{step}",
        "activity",
        activity.id,
        at=now,
        branch_id=activity.branch_id,
        reason=reason,
    )
    db.session.flush()
    telling.wake(activity.id)


def check_reason(reason: str) -> None:
    """Refuse an empty or endless reason."""
    if not reason.strip():
        raise Invalid(N_("请写明原因。"), field="reason")
    if len(reason) > MOST_REASON:
        raise Invalid(N_("最多 %(max)d 个字。"), field="reason", max=MOST_REASON)


def _announce(activity: Activity, _actor: Identity, now: datetime) -> None:
    activity.announced_at = now
    telling.announced(activity, calling.call(activity), now=now)
    if activity.invited is Invited.SIGN_UP:
        telling.sign_up_opened(activity, calling.may_sign_up(activity), now=now)


def _open(activity: Activity, _actor: Identity, now: datetime) -> None:
    """Whoever joined the branch since is called too, and whoever left it is not."""
    calling.let_go(activity)
    telling.announced(activity, calling.call(activity), now=now)
    activity.screen_token = activity.screen_token or new_token(18)


def _close(activity: Activity, actor: Identity, now: datetime) -> None:
    calling.let_go(activity)
    rows = _list_of(activity)
    for row in rows:
        row.state = at_closing(row.state, expected=row.expected)
    activity.held_at, activity.late_open = now, False
    crediting.settle(activity, rows, Settling(actor, now, activity.reason))


def _reopen(activity: Activity, _actor: Identity, _now: datetime) -> None:
    """What was credited stands until it is closed again; only what differs then is reversed."""


def _cancel(activity: Activity, actor: Identity, now: datetime) -> None:
    crediting.settle(activity, _list_of(activity), Settling(actor, now, activity.reason))
    telling.cancelled(activity, now=now)


_ACTS = {
    Step.ANNOUNCE: _announce,
    Step.OPEN: _open,
    Step.CLOSE: _close,
    Step.REOPEN: _reopen,
    Step.CANCEL: _cancel,
}


def _list_of(activity: Activity) -> list[Attendance]:
    mine = Attendance.activity_id == activity.id
    return list(db.session.scalars(select(Attendance).where(mine).order_by(Attendance.member_id)))


def correct(
    activity: Activity,
    member_id: int,
    state: AttendanceState,
    reason: str,
    *,
    actor: Identity,
    now: datetime,
) -> None:
    """Correct one person's attendance after the end: the old credit is reversed, a new one given, both with
    reason and author. Somebody who was not on the list is put on it."""
    activity = db.session.get_one(Activity, activity.id, with_for_update=True, populate_existing=True)
    if activity.state is not ActivityState.HELD:
        raise DomainError(N_("活动结束后才能更正；现在可以直接改名单。"), code="activity.state")
    check_reason(reason)
    if state not in SETTABLE:
        raise Invalid(field="state")
    row = db.session.get(Attendance, (activity.id, member_id), populate_existing=True)
    if row is None:
        member = calling.members_of(activity, [member_id])[0]
        row = calling.attendance(activity, member)
        row.expected = False
        db.session.add(row)
    before = row.state
    if before is state:
        return
    row.state, row.by_id = state, actor.member_id
    if state not in TOOK_PART:
        row.at, row.how = None, None
    elif row.at is None:
        row.at, row.how = activity.starts_at, How.LIST
    db.session.flush()
    crediting.settle(activity, [row], Settling(actor, now, reason.strip()))
    _note_correction(activity, member_id, before, state, reason, actor, now)
    telling.corrected(activity, member_id, reason.strip(), now=now)
    telling.wake(activity.id)


def _note_correction(
    activity: Activity,
    member_id: int,
    before: AttendanceState | None,
    after: AttendanceState,
    reason: str,
    actor: Identity,
    now: datetime,
) -> None:
    audit.note(
        actor,
        "activity.corrected",
        "activity",
        activity.id,
        at=now,
        branch_id=activity.branch_id,
        before={"member": member_id, "state": before},
        after={"member": member_id, "state": after},
        reason=reason,
    )


def set_late_open(activity: Activity, on: bool, *, actor: Identity, now: datetime) -> None:
    """Let people sign in after the end, or no more."""
    if activity.state is not ActivityState.OPEN:
        raise NotFound
    if activity.late_open != on:
        activity.late_open = on
        action = "activity.late_opened" if on else "activity.late_closed"
        audit.note(actor, action, "activity", activity.id, at=now, branch_id=activity.branch_id)


def renew_screen(activity: Activity, *, actor: Identity, now: datetime) -> None:
    """Give the screen with the codes another address; the old one ends at once."""
    activity.screen_token = new_token(18)
    audit.note(actor, "activity.screen", "activity", activity.id, at=now, branch_id=activity.branch_id)
    telling.wake(activity.id)
