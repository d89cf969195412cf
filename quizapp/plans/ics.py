"""A plan's items as a calendar file of whole days, for the calendar of a phone. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ..activities.ics import escaped, moment, written


@dataclass(frozen=True, slots=True)
class Day:
    """An entry of a calendar that takes one whole day."""

    uid: str
    title: str
    day: date
    text: str
    changed_at: datetime


def calendar(days: Iterable[Day], name: str) -> str:
    """Return a calendar of whole days as its file's text."""
    return written(name, "plans", map(entry, days))


def entry(one: Day) -> list[str]:
    """Return a day as the lines of its entry in a calendar file."""
    return [
        f"UID:{one.uid}",
        f"DTSTAMP:{moment(one.changed_at)}",
        f"DTSTART;VALUE=DATE:{one.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{one.day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{escaped(one.title)}",
        f"DESCRIPTION:{escaped(one.text)}",
        "TRANSP:TRANSPARENT",
    ]
