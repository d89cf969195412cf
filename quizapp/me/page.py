"""What the page of one member's record shows, gathered from the record and the papers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
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
from .heat import Heat, first_day, picture


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
    heat: Heat
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
    standing = queries.standing(member_id, branch_id, group_id, period, Period.of(Span.YEAR, today))
    return RecordPage(
        period,
        standing.total,
        standing.year_total,
        standing.in_group,
        standing.in_branch,
        picture(queries.by_day(member_id, first_day(today), today), today),
        progress.by_topic(member_id, branch_id),
        page,
        by_day(page.rows),
    )


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
    return str(gettext(entry.reason)) if entry.reason else ""
