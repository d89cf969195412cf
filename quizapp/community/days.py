"""The local day and its bounds, as the installation's time zone has them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from flask import current_app

from ..core import clock, local


def local_day(now: datetime) -> date:
    """Return the local day on which a moment falls."""
    return local.day_of(now)


def noon_of(day: date) -> datetime:
    """Return the middle of a local day: when something happened of which only the day is known."""
    return clock.start_of(day, current_app.extensions["settings"].zone) + timedelta(hours=12)
