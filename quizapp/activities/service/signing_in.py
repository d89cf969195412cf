"""Signing in: one statement through the hot writer, so that a hall of people is one commit. First come counts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import select

from ...core import audit
from ...core.errors import DomainError, Invalid, TooMany
from ...core.i18n import N_
from ...core.permissions import Identity
from ...core.services import services
from ...extensions import db
from .. import codes
from ..attending import MAY_SIGN_IN, SETTABLE, TOOK_PART, AttendanceState, How, state_at
from ..kinds import ActivityState
from ..models import Activity, Attendance
from ..nearness import Nearness, nearness
from . import calling, telling

WRONG_CODES = 8
WINDOW_S = 60
_SIGN_IN = (
    "INSERT INTO attendance (activity_id, member_id, state, expected, votes, reason, answer, how, at, device, distance) "
    "SELECT activity.id, :member, :state, :expected, :votes, '', '', :how, :at, :device, :distance "
    "FROM activity WHERE activity.id = :activity AND activity.state = 'open'{lock} "
    "ON CONFLICT (activity_id, member_id) DO UPDATE SET state = excluded.state, how = excluded.how, "
    "at = excluded.at, device = excluded.device, distance = excluded.distance "
    "WHERE attendance.state IN ({states})"
)


def check_code(activity: Activity, text: str, *, member: Identity, now: datetime) -> None:
    """Refuse a typed code that is not good now; whoever guesses must wait."""
    limits, key = services().limits, f"sign-in:{activity.id}:{member.member_id}"
    if limits.failures(key, WINDOW_S) >= WRONG_CODES:
        raise TooMany(seconds=WINDOW_S)
    if not codes.accepts(activity.code_key, activity.id, text.strip(), now):
        limits.failed(key, WINDOW_S)
        raise Invalid(N_("签到码不对或已过期，请看屏幕上现在的数字。"), field="code")


def sign_in(
    activity: Activity,
    how: How,
    *,
    member: Identity,
    now: datetime,
    device: str = "",
    distance: int | None = None,
) -> Attendance:
    """Sign a member in and return the line of the list; whoever is signed in already stays as of the first time.

    A write of its own, durable when this returns: not to be called inside a unit of work.
    """
    activity_id = activity.id
    try:
        check_open(activity, now)
    except DomainError:
        found = _signed(activity_id, member.member_id)
        if found is None:
            raise
        return found
    row = Attendance(
        activity_id=activity_id,
        member_id=member.member_id,
        state=state_at(now, activity.starts_at, activity.late_after),
        how=how,
        at=now,
        device=device,
        distance=distance,
    )
    if _write(row):
        services().bus.publish(telling.channel(activity_id), "")
        return row
    found = _signed(activity_id, member.member_id)
    if found is None:
        raise DomainError(N_("签到刚刚结束。到场了请找主持人补签。"), code="activity.closed")
    return found


def _write(row: Attendance) -> bool:
    """Store a line and say whether it is new: not of who is signed in already, nor after the closing."""
    db.session.rollback()  # what was read so far must not hold the writer up
    values = {
        "activity": row.activity_id,
        "member": row.member_id,
        "state": str(row.state),
        "expected": False,
        "votes": False,
        "how": str(row.how),
        "at": _bound(row.at),
        "device": row.device,
        "distance": row.distance,
    }
    (done,) = services().writer.write([(_statement(db.engine.dialect.name), values)])
    return done.touched > 0


def check_open(activity: Activity, now: datetime) -> None:
    """Refuse signing in before it was opened, after it was closed, and after the end unless the host lets it."""
    if activity.state in (ActivityState.ANNOUNCED, ActivityState.DRAFT):
        raise DomainError(N_("签到还没有开始，请等主持人开启。"), code="activity.not_open")
    if activity.state is not ActivityState.OPEN:
        raise DomainError(N_("签到已结束。到场了请找主持人补签。"), code="activity.closed")
    if not activity.lets_in(now):
        raise DomainError(
            N_("活动时间已过，不能再自己签到。到场了请找主持人补签。"), code="activity.too_late"
        )


def near(activity: Activity, phone: tuple[float, float], accuracy: float) -> Nearness:
    """Say how near a phone is to the place of an activity that offers signing in by place."""
    if activity.latitude is None or activity.longitude is None:
        raise DomainError(N_("这个活动不用位置签到。"), code="activity.no_place")
    return nearness((activity.latitude, activity.longitude), phone, accuracy, activity.radius)


def _signed(activity_id: int, member_id: int) -> Attendance | None:
    """Return the line of somebody who is signed in, read afresh."""
    db.session.rollback()
    mine = (Attendance.activity_id == activity_id, Attendance.member_id == member_id)
    signed = select(Attendance).where(*mine, Attendance.state.in_(TOOK_PART))
    return db.session.scalars(signed.execution_options(populate_existing=True)).one_or_none()


@lru_cache(maxsize=2)
def _statement(dialect: str) -> str:
    states = ", ".join(f"'{state}'" for state in MAY_SIGN_IN)
    return _SIGN_IN.format(lock=" FOR SHARE" if dialect == "postgresql" else "", states=states)


def _bound(at: datetime | None) -> Any:
    """Return a moment as the driver stores it, for the statement that passes the hot writer."""
    process = Attendance.__table__.c.at.type.dialect_impl(db.engine.dialect).bind_processor(db.engine.dialect)
    return process(at) if process else at


def mark(
    activity: Activity,
    member_ids: Collection[int],
    state: AttendanceState | None,
    *,
    actor: Identity,
    now: datetime,
) -> int:
    """Tick people on the list, or with `state` None take the tick back; return how many lines changed.

    Who stands in that state already stays as it is, with the first moment.
    """
    calling.hold(activity)
    if activity.state is not ActivityState.OPEN:
        raise DomainError(N_("只有签到中的活动可以改名单。"), code="activity.not_open")
    if state is not None and state not in SETTABLE:
        raise Invalid(field="state")
    rows = _lines(activity, member_ids)
    new = set(member_ids) - {row.member_id for row in rows}
    if new:
        calling.add(activity, calling.members_of(activity, new))
        rows = _lines(activity, member_ids)
    changed = [row for row in rows if _set(row, state, actor, now)]
    if changed:
        after = {"state": state, "members": sorted(row.member_id for row in changed)}
        audit.note(
            actor,
            "activity.marked",
            "activity",
            activity.id,
            at=now,
            branch_id=activity.branch_id,
            after=after,
        )
        telling.wake(activity.id)
    return len(changed)


def _lines(activity: Activity, member_ids: Collection[int]) -> list[Attendance]:
    mine = (Attendance.activity_id == activity.id, Attendance.member_id.in_(set(member_ids)))
    found = select(Attendance).where(*mine).order_by(Attendance.member_id).with_for_update()
    return list(db.session.scalars(found.execution_options(populate_existing=True)))


def _set(row: Attendance, state: AttendanceState | None, actor: Identity, now: datetime) -> bool:
    target = state or AttendanceState.INVITED
    if row.state is target:
        return False
    row.state, row.by_id = target, actor.member_id
    came = target in TOOK_PART
    row.at, row.how = (row.at or now, row.how or How.LIST) if came else (None, None)
    return True
