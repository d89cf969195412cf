"""A plan's items as a calendar file of whole days, for the calendar of a phone. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from ..activities.ics import escaped, folded


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
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//quizapp//plans//ZH", "CALSCALE:GREGORIAN"]
    lines += ["METHOD:PUBLISH", f"X-WR-CALNAME:{escaped(name)}"]
    for one in days:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{one.uid}",
            f"DTSTAMP:{one.changed_at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{one.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{one.day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{escaped(one.title)}",
            f"DESCRIPTION:{escaped(one.text)}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))
