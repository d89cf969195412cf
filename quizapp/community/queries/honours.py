"""Reads of honours: the wall, one with its story, the organisers' desk, what evaluation asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, extract, func, select

from ...accounts.models import Branch, Group, Member
from ...core.paging import Page
from ...extensions import db
from ..models import Honour
from ..wording import HonourLevel, Standing

PAGE_SIZE = 24
SCREEN_HONOURS = 6


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the wall is narrowed to; empty narrows nothing."""

    text: str = ""
    year: int | None = None
    level: HonourLevel | None = None
    whose: str = ""  # member, group or branch


@dataclass(frozen=True, slots=True)
class HonourLine:
    """An honour with whose it is. Points in hundredths."""

    id: int
    title: str
    whose: str
    kind: str  # member, group or branch
    member_id: int | None
    awarded_by: str
    awarded_on: date
    level: HonourLevel
    story: str
    points: int
    state: Standing
    reason: str
    proposer: str


def _lines(*where: ColumnElement[bool]) -> Select[Any]:
    proposer = Member.__table__.alias("proposer")
    return (
        select(Honour, Member.name, Group.name, Branch.name, proposer.c.name)
        .join(Branch, Branch.id == Honour.branch_id)
        .join(proposer, proposer.c.id == Honour.proposer_id)
        .outerjoin(Member, Member.id == Honour.member_id)
        .outerjoin(Group, Group.id == Honour.group_id)
        .where(*where)
    )


def _line(row: Any) -> HonourLine:
    honour, member, group, branch, proposer = row
    kind = "member" if honour.member_id else "group" if honour.group_id else "branch"
    return HonourLine(
        id=honour.id,
        title=honour.title,
        whose=member or group or branch,
        kind=kind,
        member_id=honour.member_id,
        awarded_by=honour.awarded_by,
        awarded_on=honour.awarded_on,
        level=honour.level,
        story=honour.story,
        points=honour.points,
        state=honour.state,
        reason=honour.reason,
        proposer=proposer,
    )


def wall(branch_id: int, wanted: Wanted, number: int) -> Page[HonourLine]:
    """Return one page of a branch's honours, the newest first."""
    where = [Honour.branch_id == branch_id, Honour.state == Standing.PUBLIC, *_narrowed(wanted)]
    return _page(number, *where)


def _narrowed(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.text:
        named = [table.icontains(wanted.text, autoescape=True) for table in (Honour.title, Honour.story)]
        by_name = Honour.member_id.in_(
            select(Member.id).where(Member.name.icontains(wanted.text, autoescape=True))
        )
        found.append(named[0] | named[1] | by_name)
    if wanted.year:
        found.append(Honour.awarded_on.between(date(wanted.year, 1, 1), date(wanted.year, 12, 31)))
    if wanted.level:
        found.append(Honour.level == wanted.level)
    if wanted.whose == "member":
        found.append(Honour.member_id.is_not(None))
    elif wanted.whose == "group":
        found.append(Honour.group_id.is_not(None))
    elif wanted.whose == "branch":
        found += [Honour.member_id.is_(None), Honour.group_id.is_(None)]
    return found


def desk(branch_id: int, state: Standing, number: int) -> Page[HonourLine]:
    """Return one page of what an organiser looks at."""
    return _page(number, Honour.branch_id == branch_id, Honour.state == state)


def waiting(branch_id: int) -> int:
    """Return how many wait to be confirmed."""
    own = select(func.count()).where(Honour.branch_id == branch_id, Honour.state == Standing.WAITING)
    return db.session.scalar(own) or 0


def _page(number: int, *where: ColumnElement[bool]) -> Page[HonourLine]:
    count = select(func.count()).select_from(Honour).where(*where)
    query = _lines(*where).order_by(Honour.awarded_on.desc(), Honour.id.desc())
    rows = db.session.execute(query.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE))
    return Page([_line(row) for row in rows], number, PAGE_SIZE, db.session.scalar(count) or 0)


def line(honour_id: int) -> HonourLine | None:
    """Return one honour with whose it is."""
    row = db.session.execute(_lines(Honour.id == honour_id)).one_or_none()
    return _line(row) if row else None


def years(branch_id: int) -> list[int]:
    """Return the years in which a branch was honoured, the newest first."""
    year = extract("year", Honour.awarded_on)
    own = (Honour.branch_id == branch_id, Honour.state == Standing.PUBLIC)
    return [int(row) for row in db.session.scalars(select(year).where(*own).distinct().order_by(year.desc()))]


def of_member(member_id: int, first: date, last: date) -> list[HonourLine]:
    """Return a member's own confirmed honours that were awarded between two days, the oldest first."""
    query = _lines(
        Honour.member_id == member_id,
        Honour.state == Standing.PUBLIC,
        Honour.awarded_on.between(first, last),
    )
    return [_line(row) for row in db.session.execute(query.order_by(Honour.awarded_on, Honour.id))]


def proposed_by(member_id: int) -> list[HonourLine]:
    """Return what a member proposed and is not on the wall, the newest first."""
    query = _lines(Honour.proposer_id == member_id, Honour.state != Standing.PUBLIC)
    return [_line(row) for row in db.session.execute(query.order_by(Honour.id.desc()).limit(20))]


def on_screen(branch_id: int) -> list[HonourLine]:
    """Return the newest honours, for the big screen."""
    query = _lines(Honour.branch_id == branch_id, Honour.state == Standing.PUBLIC)
    rows = db.session.execute(
        query.order_by(Honour.awarded_on.desc(), Honour.id.desc()).limit(SCREEN_HONOURS)
    )
    return [_line(row) for row in rows]
