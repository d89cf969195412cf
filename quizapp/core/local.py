"""The installation's own time: the calendar day where it stands, and its middle."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from flask import current_app

from . import clock


def day_of(at: datetime) -> date:
    """Return the local calendar day on which `at` falls."""
    return clock.day_of(at, current_app.extensions["settings"].zone)


def today() -> date:
    """Return the local day."""
    return day_of(clock.now())


def end_of(day: date) -> datetime:
    """Return the last moment of a local day."""
    zone = current_app.extensions["settings"].zone
    return clock.start_of(day + timedelta(days=1), zone) - timedelta(microseconds=1)


def noon_of(day: date) -> datetime:
    """Return the middle of a local day: when something happened of which only the day is known."""
    return datetime.combine(day, time(12), current_app.extensions["settings"].zone).astimezone(UTC)
