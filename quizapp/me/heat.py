"""The year's picture: a year of days as weeks and cells, by what each day counted. Pure.

Amounts are integers in hundredths. A day without an entry has no cell: the picture draws its place once
for all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WEEKS = 53
LEVELS = 4
LEAST_BETWEEN_MONTHS = 3  # weeks, so that two names do not run into each other


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A day with entries: column (week) and row (0 is Monday), level 0 to 4."""

    date: date
    column: int
    row: int
    level: int
    amount: int


@dataclass(frozen=True, slots=True)
class HeatWeek:
    """A week with entries, for the table behind the picture."""

    first: date
    days: int
    amount: int


@dataclass(frozen=True, slots=True)
class Heat:
    """The picture: whole weeks, the days of the running one, cells, weeks newest first, (column, month) names."""

    whole_weeks: int
    days_this_week: int
    cells: Sequence[HeatCell]
    weeks: Sequence[HeatWeek]
    months: Sequence[tuple[int, int]]


def first_day(today: date) -> date:
    """Return the Monday on which the picture ending today begins."""
    return today - timedelta(days=today.weekday() + 7 * (WEEKS - 1))


def picture(amounts: Mapping[date, int], today: date) -> Heat:
    """Return the picture of a year ending today; levels are quarters of the best usual day."""
    first, step = first_day(today), _step(amounts)
    cells = [
        HeatCell(day, (day - first).days // 7, day.weekday(), level(amount, step), amount)
        for day, amount in sorted(amounts.items())
        if first <= day <= today
    ]
    return Heat(WEEKS - 1, today.weekday() + 1, cells, _weeks(cells), list(_months(first)))


def _step(amounts: Mapping[date, int]) -> int:
    """A quarter of the day that nine in ten days do not exceed: one great day must not pale the others."""
    ordered = sorted(amount for amount in amounts.values() if amount > 0)
    return max(1, ordered[int(len(ordered) * 0.9)] // LEVELS) if ordered else 1


def level(amount: int, step: int) -> int:
    """Return 0 for nothing, else 1 to 4."""
    return 0 if amount <= 0 else min(LEVELS, 1 + (amount - 1) // step)


def _weeks(cells: Sequence[HeatCell]) -> list[HeatWeek]:
    found: dict[date, list[int]] = {}
    for cell in cells:
        found.setdefault(cell.date - timedelta(days=cell.row), []).append(cell.amount)
    return [
        HeatWeek(first, sum(one > 0 for one in rows), sum(rows)) for first, rows in reversed(found.items())
    ]


def _months(first: date) -> Iterator[tuple[int, int]]:
    """Yield the column and number of each month whose name fits: the first column, then where a month begins."""
    last = -LEAST_BETWEEN_MONTHS
    for column in range(WEEKS):
        monday = first + timedelta(days=7 * column)
        sunday = monday + timedelta(days=6)
        begins = monday.day == 1 or monday.month != sunday.month
        if (begins or column == 0) and column - last >= LEAST_BETWEEN_MONTHS:
            yield column, (sunday if begins else monday).month
            last = column
