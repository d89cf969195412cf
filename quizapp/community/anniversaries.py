"""入党纪念日: on which day it falls, how many years it marks, what the card says. Pure.

The day is that of joining the Party and nothing else: no date or age of birth is known here. The years are
counted from joining; 党龄 begins with full membership (Party constitution, article 7) and is not claimed.
"""

from __future__ import annotations

from datetime import date

from ..core.dates import months_later
from ..core.i18n import N_


def anniversary(joined: date, year: int) -> date:
    """Return the anniversary in a year; 29 February is kept on the last day of that month in common years."""
    return months_later(joined, 12 * (year - joined.year))


def years_on(joined: date | None, day: date) -> int | None:
    """Return how many years `day` marks when it is the anniversary itself; None on every other day."""
    if joined is None or day.year <= joined.year or anniversary(joined, day.year) != day:
        return None
    return day.year - joined.year


def next_after(joined: date, day: date) -> tuple[date, int]:
    """Return the first anniversary on or after `day`, and the years it marks."""
    year = max(day.year, joined.year + 1)
    if anniversary(joined, year) < day:
        year += 1
    return anniversary(joined, year), year - joined.year


def is_round(years: int) -> bool:
    """Say whether it is a full decade."""
    return years > 0 and years % 10 == 0


def greeting(years: int) -> str:
    """Return what the card says, with a place for %(years)d."""
    if years == 1:
        return N_("一年前的今天，你加入了中国共产党。愿这份热忱一直都在。")
    if is_round(years):
        return N_("整整 %(years)d 年前的今天，你加入了中国共产党。谢谢这些年的坚守和付出。")
    return N_("%(years)d 年前的今天，你加入了中国共产党。初心不改，一路同行。")
