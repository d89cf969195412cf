"""Reads of the hours: entries, sums of minutes, and how a year stands against what is asked. Minutes are integers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from ..accounts.models import Group, Member
from ..accounts.queries import branch_setting
from ..committee import queries as committee
from ..core.paging import Page
from ..extensions import db
from .amounts import Standard, standard_of
from .models import HourEntry

SETTING = "hours"
PAGE = 20
#: Words in 职务 by which a member belongs to the committee of a branch that has none written down.
OFFICES = ("书记", "委员", "支委")


@dataclass(frozen=True, slots=True)
class Line:
    """An entry in a list. `back_by`: the entry that took it back."""

    id: int
    source: str
    title: str
    day: date
    minutes: int
    reason: str
    evidence: str
    actor: str | None
    reverses_id: int | None
    back_by: int | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A member's minutes of a year and the minutes asked; 0 asked of who is exempt."""

    member_id: int
    name: str
    group: str
    in_committee: bool
    exempt: bool
    minutes: int
    asked: int

    @property
    def reached(self) -> bool:
        return self.minutes >= self.asked


def standard(branch_id: int) -> Standard:
    """Return a branch's own measure."""
    return standard_of(branch_setting(branch_id, SETTING))


def unit(branch_id: int) -> int:
    """Return how many minutes the branch counts as one 学时."""
    return standard(branch_id).unit


def year(number: int) -> tuple[date, date]:
    """Return the first and last day of a year."""
    return date(number, 1, 1), date(number, 12, 31)


def minutes_of(member_ids: Collection[int], first: date, last: date) -> dict[int, int]:
    """Return the minutes of each of these members from day to day, 0 included."""
    query = (
        select(HourEntry.member_id, func.sum(HourEntry.minutes))
        .where(HourEntry.member_id.in_(set(member_ids)), HourEntry.day.between(first, last))
        .group_by(HourEntry.member_id)
    )
    found = {member_id: int(minutes) for member_id, minutes in db.session.execute(query)}
    return {member_id: found.get(member_id, 0) for member_id in member_ids}


def by_source(member_id: int, first: date, last: date) -> dict[str, int]:
    """Return a member's minutes from day to day by source, the largest first."""
    query = (
        select(HourEntry.source, func.sum(HourEntry.minutes))
        .where(HourEntry.member_id == member_id, HourEntry.day.between(first, last))
        .group_by(HourEntry.source)
    )
    found = {source: int(minutes) for source, minutes in db.session.execute(query) if minutes}
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def entry_of(member_id: int, key: str) -> HourEntry | None:
    """Return the entry under a key that stands, None when there was none or the last of them was taken back."""
    back = select(HourEntry.reverses_id).where(HourEntry.reverses_id.is_not(None))
    query = select(HourEntry).where(
        HourEntry.member_id == member_id,
        (HourEntry.key == key) | HourEntry.key.startswith(f"{key}~", autoescape=True),
        HourEntry.id.not_in(back),
    )
    return db.session.scalars(query.order_by(HourEntry.id.desc()).limit(1)).one_or_none()


def entries(member_id: int, first: date, last: date, number: int = 1) -> Page[Line]:
    """Return one page of a member's entries from day to day, the newest first."""
    own = (HourEntry.member_id == member_id, HourEntry.day.between(first, last))
    total = db.session.scalar(select(func.count()).select_from(HourEntry).where(*own)) or 0
    query = _lines().where(*own).order_by(HourEntry.day.desc(), HourEntry.id.desc())
    rows = db.session.execute(query.limit(PAGE).offset((number - 1) * PAGE))
    return Page([Line(*row) for row in rows], number, PAGE, total)


def all_entries(member_ids: Collection[int], first: date, last: date) -> list[tuple[int, Line]]:
    """Return these members' entries from day to day by member and day, for an export."""
    query = (
        _lines(HourEntry.member_id)
        .where(HourEntry.member_id.in_(set(member_ids)), HourEntry.day.between(first, last))
        .order_by(HourEntry.member_id, HourEntry.day, HourEntry.id)
    )
    return [(row[-1], Line(*row[:-1])) for row in db.session.execute(query)]


def _lines(*more: Any) -> Any:
    back = aliased(HourEntry)
    return (
        select(
            HourEntry.id,
            HourEntry.source,
            HourEntry.title,
            HourEntry.day,
            HourEntry.minutes,
            HourEntry.reason,
            HourEntry.evidence,
            Member.name,
            HourEntry.reverses_id,
            back.id,
            *more,
        )
        .outerjoin(Member, Member.id == HourEntry.actor_id)
        .outerjoin(back, back.reverses_id == HourEntry.id)
    )


def has(member_id: int, key: str) -> bool:
    """Say whether there is an entry under exactly this key, taken back or not."""
    mine = (HourEntry.member_id == member_id, HourEntry.key == key)
    return bool(db.session.scalar(select(exists().where(*mine))))


def standings(
    branch_id: int, first: date, last: date, *, group_id: int | None = None, member_id: int | None = None
) -> list[Standing]:
    """Return how each member of a branch, a group or alone stands, by group and name.

    In the committee are those who stand in it on the last day.
    """
    query = (
        select(Member.id, Member.name, Group.name, Member.duty, Member.exempt)
        .outerjoin(Group, Group.id == Member.group_id)
        .where(Member.branch_id == branch_id, Member.left_at.is_(None))
        .order_by(Group.position.is_(None), Group.position, Group.id, Member.name, Member.id)
    )
    if group_id is not None:
        query = query.where(Member.group_id == group_id)
    if member_id is not None:
        query = query.where(Member.id == member_id)
    rows, measure = db.session.execute(query).all(), standard(branch_id)
    minutes = minutes_of([row.id for row in rows], first, last)
    in_office = set(committee.members_on(branch_id, last)) or {
        row.id for row in rows if any(word in row.duty for word in OFFICES)
    }
    return [_standing(row, minutes[row.id], row.id in in_office, measure) for row in rows]


def _standing(row: Any, minutes: int, office: bool, measure: Standard) -> Standing:
    member_id, name, group, _duty, exempt = row
    asked = measure.asked(in_committee=office, exempt=exempt)
    return Standing(member_id, name, group or "", office, exempt, minutes, asked)
