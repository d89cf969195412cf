"""The list of one activity: who is called, who came, who seems to have signed in for others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import func, select

from ...accounts.kinds import MemberKind
from ...accounts.models import Group, Member
from ...core.permissions import Identity, Role
from ...extensions import db
from ..access import may_read_reason
from ..attending import ON_LEAVE, TOOK_PART, AttendanceState, Count, How, Standing, count
from ..models import Activity, Attendance


@dataclass(frozen=True, slots=True)
class Line:
    """A person on the list. `reason` is empty for whoever may not read it; `device` names a browser."""

    member_id: int
    name: str
    group: str | None
    kind: MemberKind
    exempt: bool
    state: AttendanceState
    expected: bool
    votes: bool
    how: How | None
    at: datetime | None
    reason: str
    answer: str
    distance: int | None
    device: str
    led: bool


@dataclass(frozen=True, slots=True)
class Named:
    """Who hosts an activity and who lectures, by name."""

    host: str
    lecturers: Sequence[str]


def lines_of(activity: Activity, identity: Identity, text: str = "") -> list[Line]:
    """Return an activity's list by group and name, narrowed to names that hold `text`."""
    query = (
        select(Attendance, Member, Group.name)
        .join(Member, Member.id == Attendance.member_id)
        .outerjoin(Group, Group.id == Member.group_id)
        .where(Attendance.activity_id == activity.id)
        .order_by(Group.position.is_(None), Group.position, Group.id, Member.name, Member.id)
    )
    if text:
        query = query.where(Member.name.icontains(text, autoescape=True))
    return [_line(activity, identity, *row) for row in db.session.execute(query)]


def _line(activity: Activity, identity: Identity, row: Attendance, member: Member, group: str | None) -> Line:
    open_to = may_read_reason(activity, member.id, member.group_id, identity)
    own = member.branch_id == activity.branch_id
    return Line(
        member.id,
        member.name,
        group if own else member.branch.name,
        member.kind,
        member.exempt,
        row.state,
        row.expected,
        row.votes,
        row.how,
        row.at,
        row.reason if open_to else "",
        row.answer if open_to else "",
        row.distance,
        row.device,
        member.id in activity.lecturer_ids,
    )


def count_of(activity_id: int) -> Count:
    """Return how many are called to an activity and came."""
    rows = db.session.execute(
        select(Attendance.state, Attendance.expected, Attendance.votes).where(
            Attendance.activity_id == activity_id
        )
    )
    return count(cast(Iterable[Standing], rows))


def waiting_at(activity_id: int) -> int:
    """Return how many wait for a place."""
    waiting = (Attendance.activity_id == activity_id, Attendance.state == AttendanceState.WAITING)
    return db.session.scalar(select(func.count()).where(*waiting)) or 0


def own_line(activity: Activity, member_id: int) -> Attendance | None:
    """Return where a member stands with an activity, None when not on its list."""
    return db.session.get(Attendance, (activity.id, member_id), populate_existing=True)


def leaves_of_group(activity: Activity, identity: Identity) -> list[Line]:
    """Return who of the asker's own group asked for leave or has it, with the reason: a leader's alone."""
    if identity.role is not Role.LEADER or identity.group_id is None:
        return []
    query = (
        select(Attendance, Member, Group.name)
        .join(Member, Member.id == Attendance.member_id)
        .join(Group, Group.id == Member.group_id)
        .where(
            Attendance.activity_id == activity.id,
            Attendance.state.in_(ON_LEAVE),
            Member.group_id == identity.group_id,
        )
        .order_by(Member.name, Member.id)
    )
    return [_line(activity, identity, *row) for row in db.session.execute(query)]


def shared_devices(lines: Collection[Line]) -> list[list[Line]]:
    """Return people who signed in from one browser, each such browser's together: somebody to ask about."""
    by_device: dict[str, list[Line]] = {}
    for line in lines:
        if line.device and line.state in TOOK_PART and line.how is not How.LIST:
            by_device.setdefault(line.device, []).append(line)
    return [found for found in by_device.values() if len(found) > 1]


def named(activity: Activity) -> Named:
    """Return the names of who hosts an activity and who lectures."""
    ids = [activity.host_id, *activity.lecturer_ids]
    rows = db.session.execute(select(Member.id, Member.name).where(Member.id.in_(ids)))
    names: dict[int, str] = {row.id: row.name for row in rows}
    own = [names[id] for id in activity.lecturer_ids if id in names]
    guests = [activity.guest_lecturer] if activity.guest_lecturer else []
    return Named(names.get(activity.host_id, ""), [*own, *guests])


def not_listed(activity: Activity, text: str, most: int = 20) -> list[tuple[int, str]]:
    """Return people of the branch who are not on the list and whose name holds `text`."""
    listed = select(Attendance.member_id).where(Attendance.activity_id == activity.id)
    query = (
        select(Member.id, Member.name)
        .where(
            Member.branch_id == activity.branch_id,
            Member.left_at.is_(None),
            Member.name.icontains(text, autoescape=True),
            Member.id.not_in(listed),
        )
        .order_by(Member.name, Member.id)
        .limit(most)
    )
    return [(id, name) for id, name in db.session.execute(query)]


def is_invited(activity_id: int, member_id: int) -> bool:
    """Say whether somebody is called and has said nothing yet."""
    row = db.session.get(Attendance, (activity_id, member_id))
    return row is not None and row.state is AttendanceState.INVITED
