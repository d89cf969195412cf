"""The duties of organisational life: the rules' floor, the branch's own rule above it, and how periods stand. Pure.

A duty is filled by what was held. Of each period one asks: was it met, can it still be, was it missed, is it
not yet due. Numbers are the regulation's or the branch's; where the regulation has none, none is made up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from ..core.dates import months_later
from .articles import ARTICLES


class Span(StrEnum):
    """How long a period is."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


MONTHS: dict[Span, int] = {Span.MONTH: 1, Span.QUARTER: 3, Span.HALF: 6, Span.YEAR: 12}
MOST_TIMES = 12  # in one period


class Scope(StrEnum):
    """For whom a duty is counted: the branch once, or each group, or each kind of pair by itself."""

    BRANCH = "branch"
    GROUP = "group"
    PAIR = "pair"


class State(StrEnum):
    """How a period stands with a duty."""

    MET = "met"
    OPEN = "open"  # can still be met
    MISSED = "missed"
    LATER = "later"  # not yet due
    BEFORE = "before"  # the branch did not keep its record here yet
    GONE = "gone"  # the group was given up in it or before


@dataclass(frozen=True, slots=True)
class Rule:
    """So many times in each period."""

    times: int
    span: Span


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty and where it is written. `floor` None: the regulation has no number.

    `from_month`: the month from which a yearly duty is usually held; before it nobody is warned.
    """

    key: str
    floor: Rule | None
    scope: Scope = Scope.BRANCH
    from_month: int = 1
    optional: bool = False  # a branch without the body has not the duty

    @property
    def title(self) -> str:
        return ARTICLES[self.key].title


DUTIES: dict[str, Duty] = {
    duty.key: duty
    for duty in (
        Duty("assembly", Rule(1, Span.QUARTER)),
        Duty("committee", Rule(1, Span.MONTH), optional=True),
        Duty("group", Rule(1, Span.MONTH), Scope.GROUP),
        Duty("lecture", None),
        Duty("secretary_lecture", Rule(1, Span.YEAR)),
        Duty("party_day", Rule(1, Span.MONTH)),
        Duty("life", Rule(1, Span.YEAR), from_month=10),
        Duty("review", Rule(1, Span.YEAR), from_month=10),
        Duty("talk", Rule(1, Span.YEAR), Scope.PAIR),
    )
}
#: Days before the end of a period from which people are warned; ours to choose, a branch's to change.
LEAD_DAYS: dict[Span, int] = {Span.MONTH: 10, Span.QUARTER: 20, Span.HALF: 30, Span.YEAR: 60}


@dataclass(frozen=True, slots=True)
class Period:
    """A span of whole months of one year; `number` counts from 1."""

    year: int
    span: Span
    number: int

    @property
    def first(self) -> date:
        return date(self.year, (self.number - 1) * MONTHS[self.span] + 1, 1)

    @property
    def last(self) -> date:
        return months_later(self.first, self.months) - timedelta(days=1)

    @property
    def months(self) -> int:
        return MONTHS[self.span]

    def holds(self, day: date) -> bool:
        """Say whether a day lies in the period."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Meeting:
    """Something held that fills a duty. `part`: the group's id or the kind of pair it counts for, "" for the branch."""

    duty: str
    day: date
    part: str = ""
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A duty in a period: how often it was held and is asked, and what filled it.

    `short`: people who still lack it, where each needs it; `warned`: somebody should act now.
    """

    period: Period
    state: State
    held: int
    times: int
    meetings: Sequence[Meeting]
    warned: bool
    short: int = 0

    @property
    def left(self) -> int:
        return max(0, self.times - self.held)


@dataclass(frozen=True, slots=True)
class Row:
    """A duty over a year, of the branch or of one part of it. `rule` None: counted, not asked for."""

    duty: Duty
    part: str
    rule: Rule | None
    cells: Sequence[Cell]

    @property
    def warnings(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.warned]


def periods(year: int, span: Span) -> list[Period]:
    """Return the periods of a year in order; together they are the year."""
    return [Period(year, span, number) for number in range(1, 12 // MONTHS[span] + 1)]


def is_enough(own: Rule, floor: Rule | None) -> bool:
    """Say whether whoever keeps `own` keeps `floor` too, wherever in its periods the meetings lie.

    So its period may not be longer than the floor's: four times a year need not be once a quarter.
    """
    if not 1 <= own.times <= MOST_TIMES:
        return False
    if floor is None:
        return True
    if MONTHS[own.span] > MONTHS[floor.span]:
        return False
    return own.times * (MONTHS[floor.span] // MONTHS[own.span]) >= floor.times


@dataclass(frozen=True, slots=True)
class Setting:
    """What a branch chose: its own rules by duty, the duties it has not, and the days of warning."""

    rules: Mapping[str, Rule] = field(default_factory=dict)
    left_out: Collection[str] = ()
    lead: Mapping[Span, int] = field(default_factory=lambda: LEAD_DAYS)

    def rule_of(self, duty: Duty) -> Rule | None:
        """Return the rule that holds: the branch's own when it keeps the floor, else the floor."""
        own = self.rules.get(duty.key)
        return own if own and is_enough(own, duty.floor) else duty.floor


def rows(
    year: int,
    setting: Setting,
    parts: Mapping[Scope, Mapping[str, int]],
    meetings: Iterable[Meeting],
    *,
    today: date,
    begun: date,
    since: Mapping[str, date] | None = None,
    until: Mapping[str, date] | None = None,
) -> list[Row]:
    """Return the year's duties with their cells.

    `parts` are the groups and kinds of pair, each with how many people still lack it; `begun` is the first day
    of which the branch keeps a record here, `since` that of parts that are younger, `until` the last of parts that
    are no more.
    """
    kept = sorted(meetings, key=lambda one: (one.day, one.id or 0))
    found = []
    for duty in DUTIES.values():
        if duty.key in setting.left_out and duty.optional:
            continue
        for part, short in parts.get(duty.scope, {"": 0}).items():
            own = [one for one in kept if one.duty == duty.key and one.part == part]
            first = max(begun, (since or {}).get(part, begun))
            end = (until or {}).get(part)
            found.append(_row(year, duty, part, short, setting, own, today, first, end))
    return found


def _row(
    year: int,
    duty: Duty,
    part: str,
    short: int,
    setting: Setting,
    own: list[Meeting],
    today: date,
    begun: date,
    until: date | None,
) -> Row:
    rule = setting.rule_of(duty)
    span = rule.span if rule else Span.QUARTER
    cells = [
        cell(
            period,
            rule.times if rule else 0,
            [one for one in own if period.holds(one.day)],
            today=today,
            begun=begun,
            lead=setting.lead[span],
            from_month=duty.from_month if span is Span.YEAR else 1,
            short=short,
            until=until,
        )
        for period in periods(year, span)
    ]
    return Row(duty, part, rule, cells)


def cell(
    period: Period,
    times: int,
    meetings: Sequence[Meeting],
    *,
    today: date,
    begun: date,
    lead: int,
    from_month: int = 1,
    short: int = 0,
    until: date | None = None,
) -> Cell:
    """Return how a period stands on a day with what was held in it, and how many people still lack it."""
    is_met = len(meetings) >= max(times, 1) and not short
    is_gone = until is not None and until <= period.last
    missing = State.GONE if is_gone else _unmet(period, times, today, begun, from_month)
    state = State.MET if is_met else missing
    warned = state is State.OPEN and (period.last - today).days <= lead
    return Cell(period, state, len(meetings), times, tuple(meetings), warned, short)


def _unmet(period: Period, times: int, today: date, begun: date, from_month: int) -> State:
    if period.last < begun:
        return State.BEFORE
    if not times:
        return State.LATER
    if today > period.last:
        return State.MISSED
    due = period.first.replace(month=max(period.first.month, from_month))
    return State.LATER if today < due else State.OPEN


def summary(found: Iterable[Row]) -> dict[State, int]:
    """Count the cells of all duties that ask for something by state."""
    counts = Counter(cell.state for row in found if row.rule for cell in row.cells)
    return {state: counts[state] for state in State}
