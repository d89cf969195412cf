"""Leave: asked for with a reason, granted or refused by who runs the activity."""

from __future__ import annotations

from datetime import datetime

from ...core.errors import DomainError, Invalid, NotFound
from ...core.i18n import N_
from ...core.permissions import Identity
from ...extensions import db
from ..attending import ON_LEAVE, AttendanceState
from ..kinds import ActivityState
from ..models import Activity, Attendance
from . import calling, telling
from .steps import MOST_REASON, check_reason

_BEFORE_END = (ActivityState.ANNOUNCED, ActivityState.OPEN)


def ask(activity: Activity, reason: str, *, member: Identity, now: datetime) -> None:
    """Ask for leave; asked again it carries the newer reason."""
    row = _line(activity, member.member_id)
    check_reason(reason)
    if row.state not in (AttendanceState.INVITED, AttendanceState.LEAVE_ASKED):
        raise DomainError(N_("现在不能请假，请看签到状态。"), code="activity.attendance")
    row.state, row.asked_at, row.reason, row.answer = (
        AttendanceState.LEAVE_ASKED,
        now,
        reason.strip(),
        "",
    )
    telling.leave_asked(activity, member, now=now)
    telling.wake(activity.id)


def take_back(activity: Activity, *, member: Identity) -> None:
    """Come after all."""
    row = _line(activity, member.member_id)
    if row.state in ON_LEAVE:
        row.state = AttendanceState.INVITED
        telling.wake(activity.id)


def decide(
    activity: Activity, member_id: int, granted: bool, answer: str, *, actor: Identity, now: datetime
) -> None:
    """Grant a leave or refuse it, with a word if there is one; decided twice the later word holds."""
    row = _line(activity, member_id)
    if len(answer) > MOST_REASON:
        raise Invalid(N_("最多 %(max)d 个字。"), field="answer", max=MOST_REASON)
    if row.state not in ON_LEAVE:
        raise DomainError(N_("这个人现在没有请假。"), code="activity.attendance")
    target = AttendanceState.LEAVE_GRANTED if granted else AttendanceState.INVITED
    if row.state is target:
        return
    row.state, row.answer, row.by_id = target, answer.strip(), actor.member_id
    telling.leave_answered(activity, member_id, granted, now=now)
    telling.wake(activity.id)


def _line(activity: Activity, member_id: int) -> Attendance:
    """Return a line, held against signing in and closing at the same moment."""
    calling.hold(activity)
    mine = (activity.id, member_id)
    row = db.session.get(Attendance, mine, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound
    if activity.state not in _BEFORE_END:
        raise DomainError(N_("活动已结束，不能再请假；出席有误请联系主持人更正。"), code="activity.over")
    return row
