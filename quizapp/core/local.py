"""The installation's own time: the calendar day where it stands."""

from __future__ import annotations

from datetime import date, datetime

from flask import current_app

from . import clock


def day_of(at: datetime) -> date:
    """Return the local calendar day on which `at` falls."""
    return clock.day_of(at, current_app.extensions["settings"].zone)


def today() -> date:
    """Return the local day."""
    return day_of(clock.now())
