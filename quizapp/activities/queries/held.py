"""What was held and who took part: for plans, evaluation and boards."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from flask import current_app
from sqlalchemy import ColumnElement, func, select

from ...accounts.models import Member
from ...core import clock, local
from ...extensions import db
from ..attending import NOT_CALLED, TOOK_PART
from ..kinds import ActivityKind, ActivityState
from ..models import Activity, Attendance


@dataclass(frozen=True, slots=True)
class Held:
    """An activity that was held and closed. `minutes`: how long; `invited`: 应到; `present`: all who came."""

    id: int
    kind: ActivityKind
    title: str
    day: date
    group_id: int | None
    minutes: int
    present: int
    invited: int
    lecturer_ids: tuple[int, ...]
    host_id: int
    plan_item_id: int | None = None


@dataclass(frozen=True, slots=True)
class Attended:
    """A member took part in an activity."""

    member_id: int
    activity_id: int
    kind: ActivityKind
    day: date
    minutes: int


def held(branch_id: int, first: date, last: date) -> list[Held]:
    """Return what a branch and its groups held from `first` to `last`, local days, in order."""
    present = func.count().filter(Attendance.state.in_(TOOK_PART))
    called = func.count().filter(Attendance.expected.is_(True), Attendance.state.not_in(NOT_CALLED))
    rows = db.session.execute(
        select(Activity, present, called)
        .outerjoin(Attendance, Attendance.activity_id == Activity.id)
        .where(Activity.branch_id == branch_id, *_closed_within(first, last))
        .group_by(Activity.id)
        .order_by(Activity.starts_at, Activity.id)
    )
    return [_held(*row) for row in rows]


def attended(member_ids: Collection[int], first: date, last: date) -> list[Attended]:
    """Return what members took part in from `first` to `last`, of activities that are closed."""
    rows = db.session.execute(
        select(Attendance.member_id, Activity.id, Activity.kind, Activity.starts_at, Activity.ends_at)
        .join(Activity, Activity.id == Attendance.activity_id)
        .where(
            Attendance.member_id.in_(set(member_ids)),
            Attendance.state.in_(TOOK_PART),
            *_closed_within(first, last),
        )
        .order_by(Activity.starts_at, Activity.id)
    )
    return [
        Attended(member, activity, kind, local.day_of(starts), (ends - starts) // timedelta(minutes=1))
        for member, activity, kind, starts, ends in rows
    ]


def last_taking_part(branch_id: int) -> dict[int, date]:
    """Return the local day on which each member of a branch last took part in an activity that is closed.

    Who never did has no place in it.
    """
    rows = db.session.execute(
        select(Attendance.member_id, func.max(Activity.starts_at))
        .join(Activity, Activity.id == Attendance.activity_id)
        .join(Member, Member.id == Attendance.member_id)
        .where(
            Member.branch_id == branch_id,
            Attendance.state.in_(TOOK_PART),
            Activity.state == ActivityState.HELD,
        )
        .group_by(Attendance.member_id)
    )
    return {member_id: local.day_of(at) for member_id, at in rows}


def _closed_within(first: date, last: date) -> tuple[ColumnElement[bool], ...]:
    zone = current_app.extensions["settings"].zone
    return (
        Activity.state == ActivityState.HELD,
        Activity.starts_at >= clock.start_of(first, zone),
        Activity.starts_at < clock.start_of(last + timedelta(days=1), zone),
    )


def _held(row: Activity, present: int, called: int) -> Held:
    return Held(
        row.id,
        row.kind,
        row.title,
        local.day_of(row.starts_at),
        row.group_id,
        (row.ends_at - row.starts_at) // timedelta(minutes=1),
        present,
        called,
        tuple(row.lecturer_ids),
        row.host_id,
        row.plan_item_id,
    )
