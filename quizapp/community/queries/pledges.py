"""Reads of pledges: the branch's open ones, the organisers' list, what a plate shows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select

from ...accounts.kinds import PARTY
from ...accounts.models import Branch, Group, Member
from ...extensions import db
from ..models import Pledge
from ..wording import Progress, Standing


@dataclass(frozen=True, slots=True)
class PledgeLine:
    """A member and the pledge of a year, where there is one."""

    member_id: int
    name: str
    group: str
    duty: str
    pledge: Pledge | None

    @property
    def done(self) -> int:
        return sum(item.progress is Progress.DONE for item in self.pledge.items) if self.pledge else 0


@dataclass(frozen=True, slots=True)
class Plate:
    """What stands on a plate."""

    name: str
    post: str
    branch: str
    year: int
    items: Sequence[str]
    vanguard: bool

    @property
    def head(self) -> str:
        """What the plate says at its head; a plate hangs in the office and is Chinese in every language."""
        return "党员先锋岗" if self.vanguard else "党员公开承诺"

    @property
    def title(self) -> str:
        """What stands above the promises."""
        return "我的承诺"


def lines(branch_id: int, year: int, *, group_id: int | None = None) -> list[PledgeLine]:
    """Return everybody of a branch who has joined the Party, by group and name, each with the year's pledge."""
    where: list[ColumnElement[bool]] = [Member.branch_id == branch_id, Member.left_at.is_(None)]
    where.append(Member.kind.in_(PARTY) | Pledge.id.is_not(None))
    if group_id is not None:
        where.append(Member.group_id == group_id)
    rows = db.session.execute(
        select(Member.id, Member.name, Group.name, Member.duty, Pledge)
        .outerjoin(Group, Group.id == Member.group_id)
        .outerjoin(Pledge, (Pledge.member_id == Member.id) & (Pledge.year == year))
        .where(*where)
        .order_by(Group.position.is_(None), Group.position, Group.id, Member.name, Member.id)
    ).all()
    return [PledgeLine(id, name, group or "", duty, pledge) for id, name, group, duty, pledge in rows]


def open_ones(branch_id: int, year: int) -> list[PledgeLine]:
    """Return the pledges of a year that the branch sees."""
    return [
        line
        for line in lines(branch_id, year)
        if line.pledge is not None and line.pledge.state is Standing.PUBLIC
    ]


def years(branch_id: int) -> list[int]:
    """Return the years of which a branch has pledges, the newest first."""
    return list(
        db.session.scalars(
            select(Pledge.year).where(Pledge.branch_id == branch_id).distinct().order_by(Pledge.year.desc())
        )
    )


def of_member(member_id: int) -> list[Pledge]:
    """Return a member's pledges, the newest first."""
    return list(
        db.session.scalars(select(Pledge).where(Pledge.member_id == member_id).order_by(Pledge.year.desc()))
    )


def plates(
    branch_id: int,
    year: int,
    *,
    ids: Collection[int] = (),
    group_id: int | None = None,
    vanguard_only: bool = True,
) -> list[Plate]:
    """Return the plates of a year's acknowledged pledges: those named, else a group's or the branch's."""
    branch = db.session.get_one(Branch, branch_id).name
    found = [
        (line, line.pledge)
        for line in lines(branch_id, year, group_id=None if ids else group_id)
        if line.pledge is not None and line.pledge.state is Standing.PUBLIC
    ]
    return [
        plate_of(pledge, line.name, line.duty, branch)
        for line, pledge in found
        if (pledge.id in ids if ids else pledge.vanguard or not vanguard_only)
    ]


def plate_of(pledge: Pledge, name: str, duty: str, branch: str) -> Plate:
    """Return what stands on one member's plate."""
    items = tuple(item.text for item in pledge.items)
    return Plate(name, pledge.post or duty, branch, pledge.year, items, pledge.vanguard)
