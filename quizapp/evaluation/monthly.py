"""Months of committee members' work: opened with a list of deductions, marked on three sheets, closed with the scores."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import exists, select

from ..accounts.models import Branch, Member
from ..core import audit
from ..core.errors import DomainError, Forbidden, Invalid, NotFound
from ..core.i18n import N_
from ..core.permissions import Identity, Role
from ..core.transaction import hold_still
from ..extensions import db
from ..notices import service as notices
from . import standing_in
from .models import WorkMark, WorkMonth
from .work import SOURCES, score, weighed

MOST_ITEMS, MOST_TIMES = 30, 31


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody's month: each source's mean and number of sheets, and the weighed score where it is complete."""

    member_id: int
    name: str
    scores: Mapping[str, Fraction | None]
    sheets: Mapping[str, int]
    total: Fraction | None


@dataclass(frozen=True, slots=True)
class ToMark:
    """A sheet that somebody may fill in; `done` says whether it is, `branch` whose it is where that is another."""

    month: WorkMonth
    source: str
    member_id: int
    name: str
    done: bool
    branch: str = ""


def open_month(
    branch_id: int,
    month: date,
    people: Collection[int],
    items: Sequence[Mapping[str, Any]],
    weights: Mapping[str, int],
    *,
    actor: Identity,
    now: datetime,
) -> WorkMonth:
    """Open a month for marking, and tell those who are asked for a sheet."""
    month = month.replace(day=1)
    taken = select(exists().where(WorkMonth.branch_id == branch_id, WorkMonth.month == month))
    if db.session.scalar(taken):
        raise Invalid(N_("这个月已经开过了。"), field="month")
    _check(branch_id, people, items, weights)
    row = WorkMonth(
        branch_id=branch_id,
        month=month,
        items=[{"title": item["title"], "points": item["points"]} for item in items],
        weights={source: int(weights.get(source, 0)) for source in SOURCES},
        people=sorted(set(people)),
        author_id=actor.member_id,
        created_at=now,
    )
    db.session.add(row)
    db.session.flush()
    _note(row, "opened", actor, now)
    asked = db.session.scalars(
        select(Member.id).where(Member.branch_id == branch_id, Member.left_at.is_(None))
    )
    params = {"month": month.strftime("%Y-%m"), "n": len(row.people)}
    above = {one for sheet in standing_in.missing(row) for one in sheet.ids}
    notices.tell(
        [*asked, *sorted(above)], "evaluation.work", params, "/evaluation/marks", f"work:{row.id}", now=now
    )
    return row


def mark(
    row: WorkMonth,
    member_id: int,
    source: str,
    times: Sequence[int],
    note: str = "",
    *,
    actor: Identity,
    now: datetime,
) -> WorkMark:
    """Write one sheet, or write it anew while the month is open."""
    hold_still(row)
    if row.closed_at is not None:
        raise DomainError(N_("这个月已经结束评分。"), code="work.closed")
    if not may_mark(row, member_id, source, actor):
        raise Forbidden
    if len(times) != len(row.items) or not all(0 <= count <= MOST_TIMES for count in times):
        raise Invalid(N_("次数应当在 0 到 %(most)d 之间。"), field="times", most=MOST_TIMES)
    made = sheet_by(row.id, member_id, source, actor.member_id)
    if made is None:
        made = WorkMark(
            work_month_id=row.id, member_id=member_id, source=source, rater_id=actor.member_id, created_at=now
        )
        db.session.add(made)
    made.times, made.note, made.created_at = list(times), note.strip()[:300], now
    db.session.flush()
    return made


def close(row: WorkMonth, *, actor: Identity, now: datetime) -> None:
    """End the marking: the scores stand, and each person sees the own one."""
    hold_still(row)
    if row.closed_at is not None:
        raise DomainError(N_("这个月已经结束评分。"), code="work.closed")
    if any(line.total is None for line in results(row)):
        raise DomainError(N_("还有评分表没有填，不能结束。"), code="work.missing")
    row.closed_at = now
    _note(row, "closed", actor, now)


def may_mark(row: WorkMonth, member_id: int, source: str, identity: Identity) -> bool:
    """Say whether somebody may fill in this sheet: nobody the own one; a leader for the own group.

    Where the branch has nobody else in charge, an administrator of the installation stands in.
    """
    if member_id not in row.people or member_id == identity.member_id or not row.weights.get(source):
        return False
    if identity.branch_id != row.branch_id:
        return standing_in.marks_for_the_branch(row, member_id, source, identity)
    if source == "committee":
        return identity.is_organiser
    if source == "leader":
        group = db.session.scalar(select(Member.group_id).where(Member.id == member_id))
        return identity.is_organiser or (
            identity.role is Role.LEADER and group is not None and group == identity.group_id
        )
    return source == "colleagues"


def results(row: WorkMonth) -> list[Line]:
    """Return every person's month, the best first, who is incomplete last."""
    names = {one.id: one.name for one in db.session.scalars(select(Member).where(Member.id.in_(row.people)))}
    sheets: dict[int, dict[str, list[int]]] = {member_id: {} for member_id in row.people}
    for made in db.session.scalars(select(WorkMark).where(WorkMark.work_month_id == row.id)):
        sheets[made.member_id].setdefault(made.source, []).append(score(row.items, made.times))
    lines = [
        Line(
            member_id,
            names.get(member_id, ""),
            {source: _mean(scores.get(source, ())) for source in SOURCES},
            {source: len(scores.get(source, ())) for source in SOURCES},
            weighed(scores, row.weights),
        )
        for member_id, scores in sheets.items()
    ]
    return sorted(lines, key=lambda line: (line.total is None, -(line.total or 0), line.name))


def months_of(branch_id: int) -> list[WorkMonth]:
    """Return a branch's months, the latest first."""
    query = select(WorkMonth).where(WorkMonth.branch_id == branch_id).order_by(WorkMonth.month.desc())
    return list(db.session.scalars(query))


def month_of(branch_id: int, month_id: int) -> WorkMonth:
    """Return one of a branch's months; raises NotFound."""
    row = db.session.get(WorkMonth, month_id)
    if row is None or row.branch_id != branch_id:
        raise NotFound
    return row


def month_for(identity: Identity, month_id: int) -> WorkMonth:
    """Return a month in which somebody may have a sheet to fill in; raises NotFound."""
    elsewhere = {row.id: row for row in standing_in.months_elsewhere(identity)}
    return elsewhere.get(month_id) or month_of(identity.branch_id, month_id)


def sheet_by(month_id: int, member_id: int, source: str, rater_id: int) -> WorkMark | None:
    """Return the sheet that a rater has written on somebody."""
    return db.session.scalars(
        select(WorkMark).where(
            WorkMark.work_month_id == month_id,
            WorkMark.member_id == member_id,
            WorkMark.source == source,
            WorkMark.rater_id == rater_id,
        )
    ).one_or_none()


def to_mark(identity: Identity) -> list[ToMark]:
    """Return the sheets of open months that somebody may fill in."""
    found: list[ToMark] = []
    for row in [*months_of(identity.branch_id), *standing_in.months_elsewhere(identity)]:
        if row.closed_at is None:
            found += _sheets_of(row, identity)
    return found


def scores_of(member_id: int, first: date, last: date) -> list[tuple[date, Fraction]]:
    """Return somebody's scores of the closed months from day to day."""
    rows = db.session.scalars(
        select(WorkMonth)
        .where(WorkMonth.month.between(first, last), WorkMonth.closed_at.is_not(None))
        .order_by(WorkMonth.month)
    )
    found = []
    for row in rows:
        if member_id in row.people:
            line = next(one for one in results(row) if one.member_id == member_id)
            if line.total is not None:
                found.append((row.month, line.total))
    return found


def _sheets_of(row: WorkMonth, identity: Identity) -> list[ToMark]:
    names = {one.id: one.name for one in db.session.scalars(select(Member).where(Member.id.in_(row.people)))}
    done = {
        (made.source, made.member_id)
        for made in db.session.scalars(
            select(WorkMark).where(WorkMark.work_month_id == row.id, WorkMark.rater_id == identity.member_id)
        )
    }
    away = "" if row.branch_id == identity.branch_id else db.session.get_one(Branch, row.branch_id).name
    return [
        ToMark(row, source, member_id, names.get(member_id, ""), (source, member_id) in done, away)
        for source in SOURCES
        for member_id in row.people
        if may_mark(row, member_id, source, identity)
    ]


def _mean(scores: Sequence[int]) -> Fraction | None:
    return Fraction(sum(scores), len(scores)) if scores else None


def _check(
    branch_id: int, people: Collection[int], items: Sequence[Mapping[str, Any]], weights: Mapping[str, int]
) -> None:
    known = set(
        db.session.scalars(select(Member.id).where(Member.branch_id == branch_id, Member.id.in_(set(people))))
    )
    if not people or known != set(people):
        raise Invalid(N_("请选择要评分的人。"), field="people")
    if not 1 <= len(items) <= MOST_ITEMS:
        raise Invalid(N_("扣分项应当有 1 到 %(most)d 条。"), field="items", most=MOST_ITEMS)
    if any(weight < 0 for weight in weights.values()) or not sum(weights.values()):
        raise Invalid(N_("权重不能是负数，也不能全是 0。"), field="weights")


def _note(row: WorkMonth, verb: str, actor: Identity, now: datetime) -> None:
    audit.note(actor, f"work.{verb}", "work_month", row.id, at=now, branch_id=row.branch_id)
