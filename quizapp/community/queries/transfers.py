"""Reads of transfers, and of where a member stood when: what was earned is shown with the place it was earned in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select

from ...accounts.models import Branch, Group, Member, Membership
from ...core import local
from ...core.paging import Page
from ...extensions import db
from ...record.belonging import day_of_entry
from ...record.models import LedgerEntry
from ..models import Transfer
from ..wording import TransferState

PAGE_SIZE = 30


@dataclass(frozen=True, slots=True)
class TransferLine:
    """A transfer as a list shows it."""

    id: int
    member_id: int
    name: str
    out: str
    to: str
    within_branch: bool
    day: date
    reason: str
    state: TransferState
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Stay:
    """A time in one group: from when to when, why it began, and what was earned there, in hundredths."""

    branch: str
    group: str
    from_at: datetime
    to_at: datetime | None
    reason: str
    points: int


def open_of(member_id: int) -> Transfer | None:
    """Return a member's transfer that is under way."""
    states = (TransferState.ASKED, TransferState.RELEASED)
    return db.session.scalar(
        select(Transfer).where(Transfer.member_id == member_id, Transfer.state.in_(states))
    )


def place_of(branch_id: int, group_id: int | None) -> str:
    """Return what a place is called."""
    branch = db.session.get_one(Branch, branch_id).name
    group = db.session.get(Group, group_id) if group_id else None
    return f"{branch} {group.name}" if group else branch


def of_branch(
    branch_id: int, number: int, *, group_id: int | None = None, state: TransferState | None = None
) -> Page[TransferLine]:
    """Return one page of the transfers that concern a branch, or one of its groups; the newest first."""
    here = or_(Transfer.from_branch_id == branch_id, Transfer.to_branch_id == branch_id)
    where: list[ColumnElement[bool]] = [here]
    if group_id is not None:
        where.append(or_(Transfer.from_group_id == group_id, Transfer.to_group_id == group_id))
    if state is not None:
        where.append(Transfer.state == state)
    total = db.session.scalar(select(func.count()).select_from(Transfer).where(*where)) or 0
    return Page(_lines(number, *where), number, PAGE_SIZE, total)


def of_member(member_id: int) -> list[TransferLine]:
    """Return a member's transfers, the newest first."""
    return _lines(1, Transfer.member_id == member_id)


def line(transfer_id: int) -> TransferLine | None:
    """Return one transfer."""
    return next(iter(_lines(1, Transfer.id == transfer_id)), None)


def _lines(number: int, *where: ColumnElement[bool]) -> list[TransferLine]:
    out_branch, to_branch = Branch.__table__.alias("out_branch"), Branch.__table__.alias("to_branch")
    out_group, to_group = Group.__table__.alias("out_group"), Group.__table__.alias("to_group")
    rows = db.session.execute(
        select(Transfer, Member.name, out_branch.c.name, out_group.c.name, to_branch.c.name, to_group.c.name)
        .join(Member, Member.id == Transfer.member_id)
        .join(out_branch, out_branch.c.id == Transfer.from_branch_id)
        .join(to_branch, to_branch.c.id == Transfer.to_branch_id)
        .outerjoin(out_group, out_group.c.id == Transfer.from_group_id)
        .outerjoin(to_group, to_group.c.id == Transfer.to_group_id)
        .where(*where)
        .order_by(Transfer.id.desc())
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    ).all()
    return [_line(*row) for row in rows]


def _line(
    row: Transfer, name: str, out: str, out_group: str | None, to: str, to_group: str | None
) -> TransferLine:
    within = row.within_branch
    return TransferLine(
        id=row.id,
        member_id=row.member_id,
        name=name,
        out=(out_group or "") if within else " ".join(filter(None, (out, out_group))),
        to=(to_group or "") if within else " ".join(filter(None, (to, to_group))),
        within_branch=within,
        day=row.day,
        reason=row.reason,
        state=row.state,
        ended_at=row.ended_at,
    )


def stays(member_id: int) -> list[Stay]:
    """Return where a member stood, from the first place to the present one, with what was earned in each."""
    rows = db.session.execute(
        select(Membership, Branch.name, Group.name)
        .join(Branch, Branch.id == Membership.branch_id)
        .outerjoin(Group, Group.id == Membership.group_id)
        .where(Membership.member_id == member_id)
        .order_by(Membership.from_at, Membership.id)
    ).all()
    every = [row for row, _, _ in rows]
    return [_stay(row, branch, group or "", every) for row, branch, group in rows]


def _stay(row: Membership, branch: str, group: str, every: Sequence[Membership]) -> Stay:
    """Return a stay; entries keep the branch and group in which they were earned, those that came late too."""
    points = db.session.scalar(select(func.sum(LedgerEntry.counted)).where(*_earned_in(row, every))) or 0
    return Stay(branch, group, row.from_at, row.to_at, row.reason, int(points))


def _earned_in(row: Membership, every: Sequence[Membership]) -> list[ColumnElement[bool]]:
    """Return the condition on the entries of a stay: of several in one place by the day to which they belong."""
    here = [one for one in every if (one.branch_id, one.group_id) == (row.branch_id, row.group_id)]
    at = here.index(row)
    where = [
        LedgerEntry.member_id == row.member_id,
        LedgerEntry.branch_id == row.branch_id,
        LedgerEntry.group_id.is_(None) if row.group_id is None else LedgerEntry.group_id == row.group_id,
    ]
    if at > 0:
        where.append(day_of_entry() >= local.day_of(row.from_at))
    if at + 1 < len(here):
        where.append(day_of_entry() < local.day_of(here[at + 1].from_at))
    return where
