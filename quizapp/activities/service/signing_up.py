"""Signing up for what is voluntary: so many places, and a list of who waits."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from ...accounts.models import Member
from ...core.errors import DomainError
from ...core.i18n import N_
from ...core.permissions import Identity
from ...extensions import db
from ..attending import NOT_CALLED, AttendanceState
from ..kinds import ActivityState, Invited
from ..models import Activity, Attendance
from . import calling, telling


def join(activity: Activity, *, member: Identity, now: datetime) -> AttendanceState:
    """Sign up: a place while there is one, else the end of the waiting list. Done twice it is done once."""
    activity = _locked(activity)
    row = db.session.get(Attendance, (activity.id, member.member_id), populate_existing=True)
    if row is not None and row.state is not AttendanceState.WITHDRAWN:
        return row.state
    state = AttendanceState.INVITED if _has_place(activity) else AttendanceState.WAITING
    if row is None:
        row = calling.attendance(activity, db.session.get_one(Member, member.member_id), state)
        db.session.add(row)
    row.state, row.asked_at = state, now
    db.session.flush()
    telling.wake(activity.id)
    return state


def withdraw(activity: Activity, *, member: Identity, now: datetime) -> None:
    """Take the sign-up back; who waits longest gets the place and is told."""
    activity = _locked(activity)
    row = db.session.get(Attendance, (activity.id, member.member_id), populate_existing=True)
    if row is None or row.state not in (AttendanceState.INVITED, AttendanceState.WAITING):
        return
    row.state = AttendanceState.WITHDRAWN
    db.session.flush()
    fill_up(activity, now=now)
    telling.wake(activity.id)


def fill_up(activity: Activity, *, now: datetime) -> None:
    """Give free places to who waits, in the order in which they signed up."""
    waiting = (
        select(Attendance)
        .where(Attendance.activity_id == activity.id, Attendance.state == AttendanceState.WAITING)
        .order_by(Attendance.asked_at, Attendance.member_id)
    )
    for row in list(db.session.scalars(waiting)):
        if not _has_place(activity):
            return
        row.state = AttendanceState.INVITED
        db.session.flush()
        telling.place_free(activity, row.member_id, now=now)


def _has_place(activity: Activity) -> bool:
    if activity.seats is None:
        return True
    taken = select(func.count()).where(
        Attendance.activity_id == activity.id, Attendance.state.not_in(NOT_CALLED)
    )
    return (db.session.scalar(taken) or 0) < activity.seats


def _locked(activity: Activity) -> Activity:
    """Return the activity, held against others who sign up at the same moment."""
    found = db.session.get_one(Activity, activity.id, with_for_update=True, populate_existing=True)
    if found.invited is not Invited.SIGN_UP or found.state not in (
        ActivityState.ANNOUNCED,
        ActivityState.OPEN,
    ):
        raise DomainError(N_("这个活动现在不接受报名。"), code="activity.no_sign_up")
    return found
