"""Days, weeks, months, quarters and years by the local calendar.

Weeks run Monday to Sunday and are numbered by ISO 8601: one week, and one window, even over New Year.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum

from ..core.i18n import N_

#: Years that can be asked for; leaves room for a week or a step beyond either end.
YEARS = range(1900, 3000)


class Span(StrEnum):
    """How long a window is, shortest first."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


_LABELS: Mapping[Span, str] = {
    Span.DAY: N_("%(year)d年%(month)d月%(day)d日"),
    Span.WEEK: N_("%(year)d年第%(number)d周"),
    Span.MONTH: N_("%(year)d年%(month)d月"),
    Span.QUARTER: N_("%(year)d年第%(number)d季度"),
    Span.YEAR: N_("%(year)d年"),
}

_PATTERN = re.compile(
    r"(?P<year>\d{4})(?:-W(?P<week>\d\d)|-Q(?P<quarter>[1-4])|-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?", re.ASCII
)


def local_day(at: datetime, zone: tzinfo) -> date:
    """Return the local calendar day on which `at` falls; raises ValueError for a naive `at`."""
    if at.tzinfo is None:
        raise ValueError("a naive datetime has no local day")
    return at.astimezone(zone).date()


def window(span: Span, day: date) -> tuple[date, date]:
    """Return the first and last day of the span that contains `day`."""
    if span is Span.DAY:
        return day, day
    if span is Span.WEEK:
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    if span is Span.YEAR:
        return day.replace(month=1, day=1), day.replace(month=12, day=31)
    months = 3 if span is Span.QUARTER else 1
    first = day.replace(month=(day.month - 1) // months * months + 1, day=1)
    beyond = (first + timedelta(days=31 * months)).replace(day=1)
    return first, beyond - timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """One window with a name that can stand in an address: 2026-03-02, 2026-W10, 2026-03, 2026-Q1, 2026."""

    span: Span
    first: date

    @classmethod
    def of(cls, span: Span, day: date) -> Period:
        """Return the period that contains `day`."""
        return cls(span, window(span, day)[0])

    @classmethod
    def parse(cls, text: str) -> Period:
        """Return the period with this name; raises ValueError for anything else, or a year outside `YEARS`."""
        match = _PATTERN.fullmatch(text)
        if not match or int(match["year"]) not in YEARS:
            raise ValueError(f"not a period: {text!r}")
        year = int(match["year"])
        if match["week"]:
            return cls(Span.WEEK, date.fromisocalendar(year, int(match["week"]), 1))
        if match["quarter"]:
            return cls(Span.QUARTER, date(year, int(match["quarter"]) * 3 - 2, 1))
        span = Span.DAY if match["day"] else Span.MONTH if match["month"] else Span.YEAR
        return cls(span, date(year, int(match["month"] or 1), int(match["day"] or 1)))

    def __str__(self) -> str:
        if self.span is Span.DAY:
            return self.first.isoformat()
        if self.span is Span.MONTH:
            return f"{self._year}-{self.first.month:02d}"
        if self.span is Span.YEAR:
            return f"{self._year}"
        return (
            f"{self._year}-W{self._number:02d}" if self.span is Span.WEEK else f"{self._year}-Q{self._number}"
        )

    @property
    def last(self) -> date:
        """The last day."""
        return window(self.span, self.first)[1]

    @property
    def label_parts(self) -> tuple[str, Mapping[str, int]]:
        """A Chinese source text of the catalogue and the numbers for its places."""
        numbers = {
            "year": self._year,
            "number": self._number,
            "month": self.first.month,
            "day": self.first.day,
        }
        return _LABELS[self.span], numbers

    @property
    def label(self) -> str:
        """The period in Chinese: 2026年第10周."""
        text, numbers = self.label_parts
        return text % numbers

    def previous(self) -> Period:
        """Return the period before this one."""
        return Period.of(self.span, self.first - timedelta(days=1))

    def next(self) -> Period:
        """Return the period after this one."""
        return Period.of(self.span, self.last + timedelta(days=1))

    @property
    def _year(self) -> int:
        return self.first.isocalendar().year if self.span is Span.WEEK else self.first.year

    @property
    def _number(self) -> int:
        if self.span is Span.WEEK:
            return self.first.isocalendar().week
        return (self.first.month + 2) // 3
