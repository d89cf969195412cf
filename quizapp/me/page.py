"""What the page of one member's record shows, gathered from the record and the papers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from flask_babel import gettext

from ..core import clock
from ..core.paging import Page
from ..papers import progress
from ..papers.progress import TopicShare
from ..record import queries
from ..record.models import LedgerEntry
from ..record.periods import Period, Span
from ..record.queries import Rank
from ..record.rules import REASONS

WEEKS = 53
LEVELS = 4


@dataclass(frozen=True, slots=True)
class HeatDay:
    """One day of the year's picture: level 0 to 4, the amount in hundredths."""

    date: date
    level: int
    amount: int
    shown: str


@dataclass(frozen=True, slots=True)
class DayOfEntries:
    """The entries of one day, with what they counted together."""

    day: date
    counted: int
    entries: Sequence[LedgerEntry]


@dataclass(frozen=True, slots=True)
class RecordPage:
    """Everything on the page of one member's record."""

    period: Period
    total: int
    year_total: int
    in_group: Rank | None
    in_branch: Rank
    heat: Sequence[HeatDay]
    topics: Sequence[TopicShare]
    page: Page[LedgerEntry]
    days: Sequence[DayOfEntries]


def record_page(
    member_id: int,
    branch_id: int,
    group_id: int | None,
    period: Period,
    number: int,
    now: datetime,
    zone: ZoneInfo,
) -> RecordPage:
    """Gather the page of a member's record for a period."""
    today = clock.day_of(now, zone)
    page = queries.entries(number, member_id=member_id, period=period)
    return RecordPage(
        period,
        queries.total(member_id, period),
        queries.total(member_id, Period.of(Span.YEAR, today)),
        queries.rank(member_id, branch_id, period, group_id) if group_id else None,
        queries.rank(member_id, branch_id, period),
        heat(member_id, today),
        progress.by_topic(member_id, branch_id),
        page,
        by_day(page.rows),
    )


def heat(member_id: int, today: date) -> list[HeatDay]:
    """Return a year of days ending today, the first a Monday; levels are quarters of the best usual day."""
    first = today - timedelta(days=today.weekday() + 7 * (WEEKS - 1))
    amounts = queries.by_day(member_id, first, today)
    step = _step(amounts)
    days = (first + timedelta(days=offset) for offset in range((today - first).days + 1))
    return [
        HeatDay(day, level(amounts.get(day, 0), step), amounts.get(day, 0), _shown(amounts.get(day, 0)))
        for day in days
    ]


def _step(amounts: Mapping[date, int]) -> int:
    """A quarter of the day that nine in ten days do not exceed: one great day must not pale the others."""
    ordered = sorted(amount for amount in amounts.values() if amount > 0)
    return max(1, ordered[int(len(ordered) * 0.9)] // LEVELS) if ordered else 1


def level(amount: int, step: int) -> int:
    """Return 0 for nothing, else 1 to 4."""
    return 0 if amount <= 0 else min(LEVELS, 1 + (amount - 1) // step)


def _shown(amount: int) -> str:
    return str(gettext("%(points)s 分", points=f"{amount / 100:g}"))


def by_day(entries: Sequence[LedgerEntry]) -> list[DayOfEntries]:
    """Return entries in their order, cut by the local day on which they fall."""
    return [
        DayOfEntries(day, sum(entry.counted for entry in rows), rows)
        for day, rows in ((day, list(group)) for day, group in groupby(entries, key=lambda entry: entry.day))
    ]


def reason_of(entry: LedgerEntry) -> str:
    """Return in words why an entry counts less than it earned, or why it was made."""
    if entry.why in REASONS:
        params = (entry.detail or {}).get("why", {})
        return str(gettext(REASONS[entry.why], **params))
    return entry.reason
