"""Reads of political birthdays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, bindparam, extract, select

from ...accounts import queries as people
from ...accounts.kinds import PARTY
from ...accounts.models import Branch, Group, Member, Membership
from ...extensions import db
from ..anniversaries import anniversary, is_round, years_on
from ..models import BirthdayHeld, CommunityChoice

WAY_SETTING = "birthday_notice"
#: So long the hub welcomes somebody who came.
WELCOME = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Mark:
    """Somebody's anniversary in a year."""

    member_id: int
    name: str
    group: str
    joined: date
    day: date
    years: int
    shown: bool
    held_on: date | None = None
    activity_id: int | None = None
    note: str = ""

    @property
    def is_round(self) -> bool:
        return is_round(self.years)


@dataclass(frozen=True, slots=True)
class Greeting:
    """What greets a member today: the years that the day marks, and whether the member came lately."""

    years: int | None
    is_new: bool
    shown: bool


_GREETING = (
    select(
        Member.joined_party_on,
        Member.kind,
        Member.created_at,
        CommunityChoice.birthday_shown,
        CommunityChoice.welcomed_at,
        Membership.from_at,
    )
    .outerjoin(CommunityChoice, CommunityChoice.member_id == Member.id)
    .outerjoin(Membership, (Membership.member_id == Member.id) & Membership.to_at.is_(None))
    .where(Member.id == bindparam("member_id"))
    .order_by(Membership.id.desc())
    .limit(1)
)


def greeting(member_id: int, today: date, now: datetime) -> Greeting:
    """Return what greets a member, in one read: the home page asks it each time."""
    row = db.session.execute(_GREETING, {"member_id": member_id}).one()
    years = years_on(row.joined_party_on, today) if row.kind in PARTY else None
    came = row.from_at or row.created_at
    seen = row.welcomed_at is not None and row.welcomed_at >= came
    return Greeting(years, now - came <= WELCOME and not seen, row.birthday_shown is not False)


def way_of(branch_id: int) -> str:
    """Return how a branch wants to be told: by day or by month."""
    return str(people.branch_setting(branch_id, WAY_SETTING, "day"))


def branches_to_tell() -> list[tuple[int, str, list[int]]]:
    """Return the branches in use, how each wants to be told, and who looks after it."""
    rows = db.session.execute(select(Branch.id, Branch.settings).where(Branch.archived_at.is_(None))).all()
    return [
        (id, str((settings or {}).get(WAY_SETTING, "day")), people.organisers_of(id)) for id, settings in rows
    ]


def in_month(branch_id: int, year: int, month: int) -> list[Mark]:
    """Return the anniversaries of a month, by day; also of those who are not shown to others."""
    marks = _marks(year, Member.branch_id == branch_id, extract("month", Member.joined_party_on) == month)
    return sorted(marks, key=lambda mark: (mark.day, mark.member_id))


def on_day(branch_id: int | None, day: date) -> list[Mark]:
    """Return the anniversaries of a day, of a branch or of all."""
    where = [extract("month", Member.joined_party_on) == day.month]
    if branch_id is not None:
        where.append(Member.branch_id == branch_id)
    return [mark for mark in _marks(day.year, *where) if mark.day == day]


def of_year(branch_id: int, year: int, member_id: int) -> Mark | None:
    """Return the anniversary of a year of somebody in the branch."""
    return next(iter(_marks(year, Member.branch_id == branch_id, Member.id == member_id)), None)


def undated(branch_id: int) -> list[str]:
    """Return who has joined the Party and whose day nobody wrote down."""
    return list(
        db.session.scalars(
            select(Member.name)
            .where(
                Member.branch_id == branch_id,
                Member.left_at.is_(None),
                Member.joined_party_on.is_(None),
                Member.kind.in_(PARTY),
            )
            .order_by(Member.name)
        )
    )


def of_member(member_id: int, day: date) -> Mark | None:
    """Return a member's anniversary when `day` is the one."""
    return next((mark for mark in _marks(day.year, Member.id == member_id) if mark.day == day), None)


def shown_in_month(branch_id: int, day: date) -> tuple[Sequence[Mark], Sequence[Mark]]:
    """Return who is shown to others: those of this very day, and those of the month."""
    month = [mark for mark in in_month(branch_id, day.year, day.month) if mark.shown]
    return [mark for mark in month if mark.day == day], month


def _marks(year: int, *where: ColumnElement[bool]) -> list[Mark]:
    held = (BirthdayHeld.member_id == Member.id) & (BirthdayHeld.year == year)
    rows = db.session.execute(
        select(
            Member.id,
            Member.name,
            Group.name.label("group"),
            Member.joined_party_on,
            CommunityChoice.birthday_shown,
            BirthdayHeld.held_on,
            BirthdayHeld.activity_id,
            BirthdayHeld.note,
        )
        .outerjoin(Group, Group.id == Member.group_id)
        .outerjoin(CommunityChoice, CommunityChoice.member_id == Member.id)
        .outerjoin(BirthdayHeld, held)
        .where(
            *where,
            Member.left_at.is_(None),
            Member.joined_party_on.is_not(None),
            Member.kind.in_(PARTY),
        )
    )
    found = []
    for row in rows:
        joined: date = row.joined_party_on
        if year > joined.year:
            day = anniversary(joined, year)
            shown = row.birthday_shown is not False
            more = (row.held_on, row.activity_id, row.note or "")
            mark = Mark(row.id, row.name, row.group or "", joined, day, year - joined.year, shown, *more)
            found.append(mark)
    return found
