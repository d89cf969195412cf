"""Reads of the record: sheets, entries, totals and ranks. Points are integers in hundredths."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from flask import current_app
from sqlalchemy import func, select

from ..accounts.models import Member
from ..core.paging import Page
from ..extensions import db
from .models import LedgerEntry, PointsSheet, PointTotal
from .periods import Period, Span, window
from .sheet import Rule, Sheet, parse_sheet


@dataclass(frozen=True, slots=True)
class Task:
    """A rule with a daily cap, as the day's task: what was got and what can be got."""

    rule: str
    title: str
    how: str
    got: int
    cap: int


@dataclass(frozen=True, slots=True)
class Rank:
    """A member's place among `of` people by counted points; ties share a place."""

    place: int
    of: int


def channel(branch_id: int) -> str:
    """Return the bus channel that wakes a branch's boards."""
    return f"board:{branch_id}"


def sheet_for(branch_id: int, day: date) -> tuple[int, Sheet]:
    """Return the points sheet that holds for a branch on a day: its own newest, else the default."""
    row = db.session.execute(
        select(PointsSheet.id, PointsSheet.content)
        .where(
            (PointsSheet.branch_id == branch_id) | PointsSheet.branch_id.is_(None),
            PointsSheet.valid_from <= day,
        )
        .order_by(PointsSheet.branch_id.is_(None), PointsSheet.valid_from.desc(), PointsSheet.version.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        # Something that happened before the first sheet's date is judged by the first sheet.
        row = db.session.execute(
            select(PointsSheet.id, PointsSheet.content)
            .where(PointsSheet.branch_id.is_(None))
            .order_by(PointsSheet.valid_from)
            .limit(1)
        ).one()
    kept = cast("dict[int, Sheet]", current_app.extensions.setdefault("points_sheets", {}))
    if row.id not in kept:  # a stored sheet never changes
        kept[row.id] = parse_sheet(row.content)
    return row.id, kept[row.id]


def total(member_id: int, period: Period | None = None) -> int:
    """Return a member's counted points in a period, or in all."""
    query = select(func.sum(PointTotal.counted)).where(PointTotal.member_id == member_id)
    if period is None:
        query = query.where(PointTotal.kind == Span.YEAR)
    else:
        query = query.where(PointTotal.kind == period.span, PointTotal.start == period.first)
    return db.session.scalar(query) or 0


def tasks(member_id: int, branch_id: int, day: date) -> list[Task]:
    """Return the day's tasks: every rule that says how, with a daily cap, and what the day has brought."""
    _, sheet = sheet_for(branch_id, day)
    daily = [rule for rule in sheet.rules.values() if rule.how and Span.DAY in rule.caps]
    rows = db.session.execute(
        select(LedgerEntry.rule, func.sum(LedgerEntry.counted).label("counted"))
        .where(LedgerEntry.member_id == member_id, LedgerEntry.day == day, LedgerEntry.reverses_id.is_(None))
        .group_by(LedgerEntry.rule)
    )
    got = {row.rule: row.counted for row in rows}
    return [_task(rule, got.get(rule.name, 0)) for rule in daily]


def _task(rule: Rule, got: int) -> Task:
    return Task(rule.name, rule.title or rule.name, rule.how, got, rule.caps[Span.DAY])


def rank(member_id: int, branch_id: int, period: Period, group_id: int | None = None) -> Rank:
    """Return a member's place in the branch, or in the group where `group_id` is given, for a period."""
    who = [Member.branch_id == branch_id, Member.left_at.is_(None)]
    if group_id is not None:
        who.append(Member.group_id == group_id)
    of = db.session.scalar(select(func.count()).select_from(Member).where(*who)) or 0
    mine = total(member_id, period)
    sums = (
        select(PointTotal.member_id)
        .join(Member, Member.id == PointTotal.member_id)
        .where(PointTotal.kind == period.span, PointTotal.start == period.first, *who)
        .group_by(PointTotal.member_id)
        .having(func.sum(PointTotal.counted) > mine)
    )
    better = db.session.scalar(select(func.count()).select_from(sums.subquery())) or 0
    return Rank(better + 1, max(of, better + 1))


def by_day(member_id: int, first: date, last: date) -> dict[date, int]:
    """Return counted points by day, days without entries left out."""
    rows = db.session.execute(
        select(PointTotal.start, func.sum(PointTotal.counted).label("counted"))
        .where(
            PointTotal.member_id == member_id,
            PointTotal.kind == Span.DAY,
            PointTotal.start.between(first, last),
        )
        .group_by(PointTotal.start)
    )
    return {row.start: row.counted for row in rows}


def active_days(member_id: int, first: date, last: date) -> set[date]:
    """Return the days with at least one entry."""
    return set(by_day(member_id, first, last))


def streak(days: set[date], today: date) -> int:
    """Return how many days in a row were active, up to today or yesterday."""
    day = today if today in days else today - timedelta(days=1)
    count = 0
    while day in days:
        count += 1
        day -= timedelta(days=1)
    return count


def entries(
    number: int,
    size: int = 30,
    *,
    member_id: int | None = None,
    branch_id: int | None = None,
    group_id: int | None = None,
    period: Period | None = None,
    rule: str = "",
) -> Page[LedgerEntry]:
    """Return one page of ledger entries, newest first, of a member, a group or a branch."""
    where: list[Any] = []
    if member_id is not None:
        where.append(LedgerEntry.member_id == member_id)
    if branch_id is not None:
        where.append(LedgerEntry.branch_id == branch_id)
    if group_id is not None:
        where.append(LedgerEntry.group_id == group_id)
    if period is not None:
        where.append(LedgerEntry.day.between(*window(period.span, period.first)))
    if rule:
        where.append(LedgerEntry.rule == rule)
    count = db.session.scalar(select(func.count()).select_from(LedgerEntry).where(*where)) or 0
    rows = db.session.scalars(
        select(LedgerEntry)
        .where(*where)
        .order_by(LedgerEntry.occurred_at.desc(), LedgerEntry.id.desc())
        .limit(size)
        .offset((number - 1) * size)
    ).all()
    return Page(rows, number, size, count)


def entry(entry_id: int) -> LedgerEntry | None:
    """Return one ledger entry."""
    return db.session.get(LedgerEntry, entry_id)
