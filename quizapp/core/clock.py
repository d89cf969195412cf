"""The only reader of real time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_frozen: datetime | None = None


def now() -> datetime:
    """Return the server's time, UTC-aware."""
    return _frozen or datetime.now(UTC)


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """Hold the clock still at `at`, for tests; nests."""
    global _frozen
    before, _frozen = _frozen, at.astimezone(UTC)
    try:
        yield
    finally:
        _frozen = before


def day_of(at: datetime, zone: ZoneInfo) -> date:
    """Return the local calendar day on which `at` falls."""
    return at.astimezone(zone).date()


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """Return the first moment of a local day, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def milliseconds(span: timedelta) -> int:
    """Return a duration in whole milliseconds."""
    return span // timedelta(milliseconds=1)
