"""Reads of the record: sheets, entries, totals and ranks. Points are integers in hundredths.

What every page reads is a statement built once, with its values bound: building one costs three times as
much as running it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, cast

from flask import current_app, g, has_request_context
from sqlalchemy import Integer, ScalarSelect, Select, bindparam, func, select

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


@dataclass(frozen=True, slots=True)
class Standing:
    """What a member has in a period and in the year, in hundredths, and the places in branch and group."""

    total: int
    year_total: int
    in_branch: Rank
    in_group: Rank | None


def channel(branch_id: int) -> str:
    """Return the bus channel that wakes a branch's boards."""
    return f"board:{branch_id}"


def sheet_for(branch_id: int, day: date) -> tuple[int, Sheet]:
    """Return the points sheet that holds for a branch on a day: its own newest, else the default.

    Read once in a request: a page names the rule of each of its entries.
    """
    if not has_request_context():
        return _sheet_for(branch_id, day)
    read = cast("dict[tuple[int, date], tuple[int, Sheet]]", g.setdefault("sheets_read", {}))
    if (branch_id, day) not in read:
        read[branch_id, day] = _sheet_for(branch_id, day)
    return read[branch_id, day]


_SHEET = (
    select(PointsSheet.id, PointsSheet.content)
    .where(
        (PointsSheet.branch_id == bindparam("branch_id")) | PointsSheet.branch_id.is_(None),
        PointsSheet.valid_from <= bindparam("day"),
    )
    .order_by(PointsSheet.branch_id.is_(None), PointsSheet.valid_from.desc(), PointsSheet.version.desc())
    .limit(1)
)
_FIRST_SHEET = (
    select(PointsSheet.id, PointsSheet.content)
    .where(PointsSheet.branch_id.is_(None))
    .order_by(PointsSheet.valid_from)
    .limit(1)
)


def _sheet_for(branch_id: int, day: date) -> tuple[int, Sheet]:
    row = db.session.execute(_SHEET, {"branch_id": branch_id, "day": day}).one_or_none()
    if row is None:
        # Something that happened before the first sheet's date is judged by the first sheet.
        row = db.session.execute(_FIRST_SHEET).one()
    return row.id, _parsed(row.id, row.content)


def sheet_called(sheet_id: int) -> tuple[int, Sheet]:
    """Return a stored points sheet, with its id; read once in the process's life."""
    kept = cast("dict[int, Sheet]", current_app.extensions.setdefault("points_sheets", {}))
    if sheet_id not in kept:
        return sheet_id, _parsed(sheet_id, db.session.get_one(PointsSheet, sheet_id).content)
    return sheet_id, kept[sheet_id]


def _parsed(sheet_id: int, content: Any) -> Sheet:
    kept = cast("dict[int, Sheet]", current_app.extensions.setdefault("points_sheets", {}))
    if sheet_id not in kept:  # a stored sheet never changes
        kept[sheet_id] = parse_sheet(content)
    return kept[sheet_id]


def total(member_id: int, period: Period | None = None) -> int:
    """Return a member's counted points in a period, or in all."""
    query = select(func.sum(PointTotal.counted)).where(PointTotal.member_id == member_id)
    if period is None:
        query = query.where(PointTotal.kind == Span.YEAR)
    else:
        query = query.where(PointTotal.kind == period.span, PointTotal.start == period.first)
    return db.session.scalar(query) or 0


_GOT_TODAY = (
    select(LedgerEntry.rule, func.sum(LedgerEntry.counted).label("counted"))
    .where(
        LedgerEntry.member_id == bindparam("member_id"),
        LedgerEntry.day == bindparam("day"),
        LedgerEntry.reverses_id.is_(None),
        LedgerEntry.corrects_id.is_(None),
    )
    .group_by(LedgerEntry.rule)
)


def tasks(member_id: int, branch_id: int, day: date) -> list[Task]:
    """Return the day's tasks: every rule that says how, with a daily cap, and what the day has brought."""
    _, sheet = sheet_for(branch_id, day)
    daily = [rule for rule in sheet.rules.values() if rule.how and Span.DAY in rule.caps]
    rows = db.session.execute(_GOT_TODAY, {"member_id": member_id, "day": day})
    got = {row.rule: row.counted for row in rows}
    return [_task(rule, got.get(rule.name, 0)) for rule in daily]


def _task(rule: Rule, got: int) -> Task:
    return Task(rule.name, rule.title or rule.name, rule.how, got, rule.caps[Span.DAY])


def _sum_of(kind: str, start: str) -> ScalarSelect[int]:
    return (
        select(func.coalesce(func.sum(PointTotal.counted), 0))
        .where(
            PointTotal.member_id == bindparam("member_id"),
            PointTotal.kind == bindparam(kind),
            PointTotal.start == bindparam(start),
        )
        .scalar_subquery()
    )


def _standing() -> Select[int, int, int, int, int, int]:
    mine = _sum_of("kind", "start")
    roll = [Member.branch_id == bindparam("branch_id"), Member.left_at.is_(None)]
    sums = (
        select(Member.group_id, func.sum(PointTotal.counted).label("points"))
        .join(Member, Member.id == PointTotal.member_id)
        .where(PointTotal.kind == bindparam("kind"), PointTotal.start == bindparam("start"), *roll)
        .group_by(PointTotal.member_id, Member.group_id)
        .subquery()
    )
    better = select(func.count()).select_from(sums).where(sums.c.points > mine)
    heads = select(func.count()).select_from(Member).where(*roll)
    return select(
        mine,
        _sum_of("year_kind", "year_start"),
        better.scalar_subquery(),
        heads.scalar_subquery(),
        better.where(sums.c.group_id == bindparam("group_id")).scalar_subquery(),
        heads.where(Member.group_id == bindparam("group_id")).scalar_subquery(),
    )


_STANDING = _standing()


def standing(
    member_id: int, branch_id: int, group_id: int | None, period: Period, year: Period | None = None
) -> Standing:
    """Return a member's totals in a period and in `year`, with the places that the period's gives, in one read."""
    year = year or period
    row = db.session.execute(
        _STANDING,
        {
            "member_id": member_id,
            "branch_id": branch_id,
            "group_id": group_id,
            "kind": period.span.value,
            "start": period.first,
            "year_kind": year.span.value,
            "year_start": year.first,
        },
    ).one()
    in_group = Rank(row[4] + 1, max(row[5], row[4] + 1)) if group_id is not None else None
    return Standing(row[0], row[1], Rank(row[2] + 1, max(row[3], row[2] + 1)), in_group)


_BY_DAY = (
    select(PointTotal.start, func.sum(PointTotal.counted).label("counted"))
    .where(
        PointTotal.member_id == bindparam("member_id"),
        PointTotal.kind == Span.DAY,
        PointTotal.start.between(bindparam("first"), bindparam("last")),
    )
    .group_by(PointTotal.start)
)


def by_day(member_id: int, first: date, last: date) -> dict[date, int]:
    """Return counted points by day, days without entries left out."""
    rows = db.session.execute(_BY_DAY, {"member_id": member_id, "first": first, "last": last})
    return {row.start: row.counted for row in rows}


_ACTIVE_DAYS = select(PointTotal.start).where(
    PointTotal.member_id == bindparam("member_id"),
    PointTotal.kind == Span.DAY,
    PointTotal.start.between(bindparam("first"), bindparam("last")),
    PointTotal.gained > 0,
)


def active_days(member_id: int, first: date, last: date) -> set[date]:
    """Return the days on which something was earned, whatever was taken off besides."""
    given = {"member_id": member_id, "first": first, "last": last}
    return set(db.session.scalars(_ACTIVE_DAYS, given))


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
    given: dict[str, object] = {"member_id": member_id, "branch_id": branch_id, "group_id": group_id}
    if period is not None:
        given["first"], given["last"] = window(period.span, period.first)
    given["rule"] = rule or None
    given = {name: value for name, value in given.items() if value is not None}
    counting, reading = _entries_by(frozenset(given))
    count = db.session.scalar(counting, given) or 0
    rows = db.session.scalars(reading, {**given, "size": size, "skipped": (number - 1) * size}).all()
    return Page(rows, number, size, count)


@lru_cache(maxsize=32)
def _entries_by(names: frozenset[str]) -> tuple[Select[int], Select[LedgerEntry]]:
    """Return the statements that count and read the entries found by these names, each built once."""
    columns = {
        "member_id": LedgerEntry.member_id,
        "branch_id": LedgerEntry.branch_id,
        "group_id": LedgerEntry.group_id,
        "rule": LedgerEntry.rule,
    }
    where = [column == bindparam(name) for name, column in columns.items() if name in names]
    if "first" in names:
        where.append(LedgerEntry.day.between(bindparam("first"), bindparam("last")))
    reading = (
        select(LedgerEntry)
        .where(*where)
        .order_by(LedgerEntry.occurred_at.desc(), LedgerEntry.id.desc())
        .limit(bindparam("size", type_=Integer))
        .offset(bindparam("skipped", type_=Integer))
    )
    return select(func.count()).select_from(LedgerEntry).where(*where), reading


def entry(entry_id: int) -> LedgerEntry | None:
    """Return one ledger entry."""
    return db.session.get(LedgerEntry, entry_id)
