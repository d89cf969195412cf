"""Reminders for a phone's calendar: the days on which a study set is due again. Pure.

The form is that of RFC 5545: lines end in CRLF and are folded at 75 octets.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from ...papers.mistakes import DUE_AFTER

_FOLD = 75  # octets of a line


def due_days(day: date) -> list[date]:
    """Return the days on which what was missed on `day` is due again: 1, 3 and 7 days later."""
    return [day + timedelta(days=gap) for gap in DUE_AFTER]


def calendar(title: str, text: str, url: str, *, key: str, day: date, now: datetime) -> str:
    """Return an iCalendar file with one whole-day event for each day on which the set is due again."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//quizapp//study set//ZH", "CALSCALE:GREGORIAN"]
    for due in due_days(day):
        lines += [
            "BEGIN:VEVENT",
            f"UID:{key}-{due:%Y%m%d}@quizapp",
            f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{due:%Y%m%d}",
            f"DTEND;VALUE=DATE:{due + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_escaped(title)}",
            f"DESCRIPTION:{_escaped(f'{text} {url}')}",
            f"URL:{url}",
            "END:VEVENT",
        ]
    return "".join(part + "\r\n" for line in [*lines, "END:VCALENDAR"] for part in _folded(line))


def _escaped(text: str) -> str:
    for char in ("\\", ";", ","):
        text = text.replace(char, "\\" + char)
    return text.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Yield a line in pieces of at most 75 octets, never cutting a character; the following ones begin with a space."""
    piece, size = "", 0
    for char in line:
        octets = len(char.encode())
        if size + octets > _FOLD:
            yield piece
            piece, size = " ", 1
        piece, size = piece + char, size + octets
    yield piece
