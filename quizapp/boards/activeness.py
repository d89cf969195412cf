"""How active the branches are in a window: read from the running totals of days, the calendar and the duties."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy import func, select

from ..accounts import queries as accounts
from ..accounts.models import Member
from ..extensions import db
from ..plans.duties import State
from ..plans.gathering import calendar as duty_calendar
from ..record.models import PointTotal
from ..record.periods import Period, Span
from . import calendar, queries
from .ranking import Placed, rank
from .vitality import Counted, Vitality, Weights, vitality

SETTING = "activity_weights"
TOP = 10
TREND = 6  # periods


@dataclass(frozen=True, slots=True)
class Line:
    """A branch on the board of activeness, with its figures."""

    place: int
    id: int
    name: str
    moved: int | None
    figures: Vitality
    heads: int
    taking_part: int
    working_days: int


def weights() -> Weights:
    """Return the installation's weights."""
    kept = accounts.setting(SETTING) or {}
    return Weights(**{name: int(kept.get(name, usual)) for name, usual in asdict(Weights()).items()})


def board(period: Period, today: date) -> list[Line]:
    """Return the branches that share their figures, the most active first; up to today where the period runs."""
    branches = queries.sharing()
    counted = counts(branches, period.first, min(period.last, today), today)
    past = period.previous()
    before = counts(branches, past.first, past.last, today)
    how = weights()
    figures = {branch_id: vitality(one, how) for branch_id, one in counted.items()}
    earlier = {branch_id: vitality(one, how).figure for branch_id, one in before.items()}
    placed = rank({branch_id: one.figure for branch_id, one in figures.items()}, earlier)
    return [_line(one, branches, figures, counted) for one in placed]


def trend(branch_id: int, period: Period, today: date) -> list[tuple[Period, Vitality]]:
    """Return a branch's figures in the last periods, the oldest first."""
    periods = [period]
    while len(periods) < TREND:
        periods.append(periods[-1].previous())
    names, how = {branch_id: ""}, weights()
    return [
        (one, vitality(counts(names, one.first, min(one.last, today), today)[branch_id], how))
        for one in reversed(periods)
    ]


def counts(branch_ids: Iterable[int], first: date, last: date, today: date) -> dict[int, Counted]:
    """Return what each branch did from day to day, of its members on the roll now and not exempt."""
    ids = list(branch_ids)
    heads = _heads(ids)
    by_day, taking_part = _active(ids, first, last)
    others = calendar.others(first, last)
    with_duties = bool(weights().duties)
    found = {}
    for branch_id in ids:
        days = calendar.working(others, branch_id, first, last) if first <= last else frozenset()
        active = sum(count for day, count in by_day[branch_id].items() if day in days)
        found[branch_id] = Counted(
            active,
            taking_part[branch_id],
            heads[branch_id],
            len(days),
            _duties(branch_id, first, last, today) if with_duties else None,
        )
    return found


def _heads(ids: list[int]) -> Counter[int]:
    rows = db.session.execute(
        select(Member.branch_id, func.count())
        .where(Member.branch_id.in_(ids), Member.left_at.is_(None), Member.exempt.is_(False))
        .group_by(Member.branch_id)
    )
    return Counter({row[0]: row[1] for row in rows})


def _active(ids: list[int], first: date, last: date) -> tuple[dict[int, dict[date, int]], Counter[int]]:
    """Return how many members of each branch were active on each day, and how many on any."""
    joined = (PointTotal.member_id == Member.id) & (PointTotal.branch_id == Member.branch_id)
    where = (
        Member.branch_id.in_(ids),
        Member.left_at.is_(None),
        Member.exempt.is_(False),
        PointTotal.kind == Span.DAY,
        PointTotal.start.between(first, last),
        PointTotal.gained > 0,
    )
    by_day: dict[int, dict[date, int]] = defaultdict(dict)
    days = select(Member.branch_id, PointTotal.start, func.count()).join(PointTotal, joined).where(*where)
    for branch_id, day, count in db.session.execute(days.group_by(Member.branch_id, PointTotal.start)):
        by_day[branch_id][day] = count
    people = select(Member.branch_id, func.count(func.distinct(Member.id))).join(PointTotal, joined)
    rows = db.session.execute(people.where(*where).group_by(Member.branch_id))
    return by_day, Counter({row[0]: row[1] for row in rows})


def _duties(branch_id: int, first: date, last: date, today: date) -> Fraction | None:
    """Return how many of the duties whose period ended in the window were met, of 100; None when none did."""
    states = [
        cell.state
        for year in range(first.year, last.year + 1)
        for row in duty_calendar(branch_id, year, today)
        if row.rule is not None
        for cell in row.cells
        if first <= cell.period.last <= last and cell.period.last < today
    ]
    met, missed = states.count(State.MET), states.count(State.MISSED)
    return Fraction(100 * met, met + missed) if met + missed else None


def _line(
    placed: Placed[int],
    names: Mapping[int, str],
    figures: Mapping[int, Vitality],
    counted: Mapping[int, Counted],
) -> Line:
    one = counted[placed.what]
    return Line(
        placed.place,
        placed.what,
        names[placed.what],
        placed.moved,
        figures[placed.what],
        one.heads,
        one.taking_part,
        one.working_days,
    )
