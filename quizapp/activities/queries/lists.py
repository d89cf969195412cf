"""Lists of activities: what a member sees coming and past, a month, and the organiser's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, and_, func, or_, select

from ...accounts.models import Group, Member
from ...core import clock
from ...core.dates import months_later
from ...core.paging import Page
from ...core.permissions import Identity, Permission, Reach, reach_of
from ...extensions import db
from .. import access
from ..attending import NOT_CALLED, TOOK_PART, AttendanceState
from ..kinds import ActivityKind, ActivityState
from ..models import Activity, Attendance

PAGE = 20
COMING = (ActivityState.ANNOUNCED, ActivityState.OPEN)
OVER = (ActivityState.HELD, ActivityState.CANCELLED)


@dataclass(frozen=True, slots=True)
class Card:
    """An activity in a list, and where the asker stands with it; None: not called."""

    activity: Activity
    group: str | None
    own: AttendanceState | None


@dataclass(frozen=True, slots=True)
class ManagedLine:
    """An activity in the organiser's list with how many are called and came."""

    activity: Activity
    group: str | None
    expected: int
    present: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the organiser's list is narrowed to; "" and None narrow nothing. `group_id` 0: the whole branch's."""

    kind: ActivityKind | None = None
    state: ActivityState | None = None
    month: date | None = None
    group_id: int | None = None
    text: str = ""


def coming(identity: Identity) -> list[Card]:
    """Return what is announced or open and the member may see, the next one first."""
    return _cards(identity, _seen(identity), Activity.state.in_(COMING), order=Activity.starts_at)


def past(identity: Identity, page: int, *, mine: bool) -> Page[Card]:
    """Return one page of what is over, the newest first; `mine`: only what the member took part in."""
    where = [_seen(identity), Activity.state.in_(OVER)]
    if mine:
        where.append(Attendance.state.in_(TOOK_PART))
    total = db.session.scalar(_with_own(select(func.count(Activity.id)), identity).where(*where)) or 0
    cards = _cards(identity, *where, order=Activity.starts_at.desc(), window=(PAGE, (page - 1) * PAGE))
    return Page(cards, page, PAGE, total)


def within(identity: Identity, first: date, last: date) -> list[Card]:
    """Return what the member sees from `first` until before `last`, but for drafts, in order."""
    zone = current_app.extensions["settings"].zone
    span = (
        Activity.starts_at >= clock.start_of(first, zone),
        Activity.starts_at < clock.start_of(last, zone),
    )
    return _cards(
        identity, _seen(identity), *span, Activity.state != ActivityState.DRAFT, order=Activity.starts_at
    )


def called_since(member_id: int, since: datetime) -> list[Activity]:
    """Return the activities after a moment to which a member is called, cancelled ones too, in order."""
    query = (
        select(Activity)
        .join(Attendance, Attendance.activity_id == Activity.id)
        .where(
            Attendance.member_id == member_id,
            Attendance.state.not_in(NOT_CALLED),
            Activity.state != ActivityState.DRAFT,
            Activity.starts_at > since,
        )
        .order_by(Activity.starts_at, Activity.id)
    )
    return list(db.session.scalars(query))


def _seen(identity: Identity) -> ColumnElement[bool]:
    """Say in SQL what `access.may_see` says of what was announced."""
    if access.is_guest(identity.branch_id):
        return Activity.id.in_(access.shared_ids(identity.branch_id))
    open_here = and_(
        Activity.branch_id == identity.branch_id,
        Activity.confidential.is_(False),
        or_(Activity.group_id.is_(None), Activity.group_id == identity.group_id),
    )
    managed = and_(Activity.branch_id == identity.branch_id, _managed(identity))
    called = Attendance.member_id.is_not(None)
    hosts = and_(Activity.branch_id == identity.branch_id, Activity.host_id == identity.member_id)
    return or_(open_here, managed, called, hosts)


def _managed(identity: Identity) -> ColumnElement[bool]:
    reach = reach_of(identity.role, Permission.MANAGE_ACTIVITIES)
    if reach is None:
        return Activity.id.is_(None)
    return Activity.id.is_not(None) if reach >= Reach.BRANCH else Activity.group_id == identity.group_id


def _with_own(query: Any, identity: Identity) -> Any:
    own = and_(Attendance.activity_id == Activity.id, Attendance.member_id == identity.member_id)
    return query.select_from(Activity).outerjoin(Attendance, own)


def _cards(
    identity: Identity,
    *where: ColumnElement[bool],
    order: Any,
    window: tuple[int, int] | None = None,
) -> list[Card]:
    query = _with_own(select(Activity, Group.name, Attendance.state), identity)
    query = query.outerjoin(Group, Group.id == Activity.group_id).where(*where).order_by(order, Activity.id)
    if window:
        query = query.limit(window[0]).offset(window[1])
    return [Card(*row) for row in db.session.execute(query)]


def managed(branch_id: int, identity: Identity, wanted: Wanted, page: int) -> Page[ManagedLine]:
    """Return one page of the activities that the asker manages in a branch, the newest first."""
    where = _narrowed(branch_id, identity, wanted)
    total = db.session.scalar(select(func.count(Activity.id)).where(*where)) or 0
    expected = func.count().filter(Attendance.expected.is_(True), Attendance.state.not_in(NOT_CALLED))
    rows = db.session.execute(
        select(Activity, Group.name, expected, func.count().filter(Attendance.state.in_(TOOK_PART)))
        .outerjoin(Group, Group.id == Activity.group_id)
        .outerjoin(Attendance, Attendance.activity_id == Activity.id)
        .where(*where)
        .group_by(Activity.id, Group.name)
        .order_by(Activity.starts_at.desc(), Activity.id.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return Page([ManagedLine(*row) for row in rows], page, PAGE, total)


def _narrowed(branch_id: int, identity: Identity, wanted: Wanted) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = [Activity.branch_id == branch_id, _managed(identity)]
    if wanted.kind:
        where.append(Activity.kind == wanted.kind)
    if wanted.state:
        where.append(Activity.state == wanted.state)
    if wanted.month:
        zone = current_app.extensions["settings"].zone
        first, after = month_of(wanted.month)
        where.append(Activity.starts_at >= clock.start_of(first, zone))
        where.append(Activity.starts_at < clock.start_of(after, zone))
    if wanted.group_id is not None:
        where.append(Activity.group_id == wanted.group_id if wanted.group_id else Activity.group_id.is_(None))
    if wanted.text:
        where.append(Activity.title.icontains(wanted.text, autoescape=True))
    return where


def month_of(day: date) -> tuple[date, date]:
    """Return the first day of a day's month and of the next one."""
    first = day.replace(day=1)
    return first, months_later(first, 1)


def people_of(branch_id: int) -> Sequence[tuple[int, str]]:
    """Return whom an activity of the branch can name, by name."""
    here = (Member.branch_id == branch_id, Member.left_at.is_(None))
    rows = db.session.execute(select(Member.id, Member.name).where(*here).order_by(Member.name, Member.id))
    return [(id, name) for id, name in rows]
