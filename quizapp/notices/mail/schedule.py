"""When the next digest is due. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

AT = time(8)  # local: before the working day
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=15), timedelta(days=1)


class Often(StrEnum):
    """How often a member wants the digest."""

    DAILY = "daily"
    WEEKLY = "weekly"  # on Mondays
    NEVER = "never"


def next_time(often: Often, now: datetime, zone: ZoneInfo) -> datetime | None:
    """Return the first moment after `now` at which a digest is due, None for never."""
    if often is Often.NEVER:
        return None
    day = now.astimezone(zone).date()
    while True:
        due = datetime.combine(day, AT, zone).astimezone(UTC)
        if due > now and (often is Often.DAILY or day.weekday() == 0):
            return due
        day += timedelta(days=1)


def pause(failures: int) -> timedelta:
    """Return how long to wait after so many failures in a row: twice as long each time, a day at most."""
    times: int = 2 ** min(max(0, failures - 1), 10)
    return min(LONGEST_PAUSE, FIRST_PAUSE * times)
