"""Whom an activity calls together."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import ColumnElement, func, or_, select

from ...accounts.kinds import PARTY, MemberKind
from ...accounts.models import Member, Membership
from ...committee import queries as committee
from ...core import local
from ...core.errors import Invalid
from ...core.i18n import N_
from ...extensions import db
from ..attending import AttendanceState
from ..kinds import Invited
from ..models import Activity, Attendance

WITH_A_SEAT = (MemberKind.FORMAL, MemberKind.PROBATIONARY)
_OFFICES = ("书记", "委员")


def hold(activity: Activity) -> None:
    """Read an activity afresh and let nobody take a step with it until the unit ends."""
    db.session.get_one(Activity, activity.id, with_for_update={"read": True}, populate_existing=True)


def call(activity: Activity) -> list[int]:
    """Put whom the activity calls on its list and return who is new there; who was taken off it stays off.

    The host and who lectures are called in any case. Who is exempt is called, and not expected.
    """
    return add(activity, called_by(activity))


def let_go(activity: Activity) -> None:
    """Take off the list who had left the branch before the activity began: nobody is absent where he no longer is."""
    last = (
        select(func.max(Membership.to_at))
        .where(Membership.member_id == Member.id, Membership.branch_id == activity.branch_id)
        .scalar_subquery()
    )
    gone = select(Member.id).where(
        or_(Member.left_at.is_not(None), Member.branch_id != activity.branch_id), last <= activity.starts_at
    )
    rows = select(Attendance).where(
        Attendance.activity_id == activity.id,
        Attendance.state.in_((AttendanceState.INVITED, AttendanceState.LEAVE_ASKED)),
        Attendance.member_id.in_(gone),
    )
    for row in db.session.scalars(rows):
        row.state = AttendanceState.WITHDRAWN


def called_by(activity: Activity) -> list[Member]:
    """Return whom an activity calls, by the rule it has."""
    always = [activity.host_id, *activity.lecturer_ids]
    here = (Member.branch_id == activity.branch_id, Member.left_at.is_(None))
    where = or_(_by_rule(activity), Member.id.in_(always))
    return list(db.session.scalars(select(Member).where(*here, where).order_by(Member.id)))


def may_sign_up(activity: Activity) -> list[int]:
    """Return who may sign up for what is voluntary: everybody of the branch, or of its group, not called already."""
    here = [Member.branch_id == activity.branch_id, Member.left_at.is_(None)]
    if activity.group_id is not None:
        here.append(Member.group_id == activity.group_id)
    called = select(Attendance.member_id).where(Attendance.activity_id == activity.id)
    return list(db.session.scalars(select(Member.id).where(*here, Member.id.not_in(called))))


def _by_rule(activity: Activity) -> ColumnElement[bool]:
    kinds = {Invited.MEMBERS: WITH_A_SEAT, Invited.ALL: PARTY}.get(activity.invited)
    if kinds:
        called = Member.kind.in_(kinds)
        return called if activity.group_id is None else called & (Member.group_id == activity.group_id)
    if activity.invited is Invited.GROUP:
        return Member.group_id == activity.group_id
    if activity.invited is Invited.COMMITTEE:
        return Member.id.in_(_committee(activity))
    return Member.id.in_(activity.invited_ids if activity.invited is Invited.CHOSEN else ())


def _committee(activity: Activity) -> list[int]:
    """Return the committee on the day; where none is written down, those whose duty says so."""
    day = local.day_of(activity.starts_at)
    found = committee.members_on(activity.branch_id, day)
    if found:
        return found
    words = or_(*(Member.duty.contains(word) for word in _OFFICES))
    here = (Member.branch_id == activity.branch_id, Member.left_at.is_(None), words)
    return list(db.session.scalars(select(Member.id).where(*here)))


def add(activity: Activity, members: Iterable[Member]) -> list[int]:
    """Put people on an activity's list; return who was not on it."""
    known = set(db.session.scalars(select(Attendance.member_id).where(Attendance.activity_id == activity.id)))
    new = [member for member in members if member.id not in known]
    db.session.add_all(attendance(activity, member) for member in new)
    db.session.flush()
    return [member.id for member in new]


def attendance(
    activity: Activity, member: Member, state: AttendanceState = AttendanceState.INVITED
) -> Attendance:
    """Return a line of the list for somebody who is called."""
    return Attendance(
        activity_id=activity.id,
        member_id=member.id,
        state=state,
        expected=not member.exempt,
        votes=member.kind is MemberKind.FORMAL,
    )


def members_of(activity: Activity, ids: Collection[int]) -> list[Member]:
    """Return people of the activity's branch by their ids; refuse others."""
    found = list(
        db.session.scalars(
            select(Member).where(
                Member.id.in_(set(ids)), Member.branch_id == activity.branch_id, Member.left_at.is_(None)
            )
        )
    )
    if len(found) != len(set(ids)) or not found:
        raise Invalid(N_("请至少选一个人。"), field="members")
    return found
