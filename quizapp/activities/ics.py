"""Activities as a calendar file (RFC 5545), for the calendar of a phone. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

LINE = 75  # octets


@dataclass(frozen=True, slots=True)
class Event:
    """An entry of a calendar. A later `sequence` replaces the entry of the same `uid`."""

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    text: str
    link: str
    sequence: int
    changed_at: datetime
    cancelled: bool = False


def calendar(name: str, events: Iterable[Event], also: Iterable[Iterable[str]] = ()) -> str:
    """Return a calendar of the events as its file's text; `also` are entries of others behind them."""
    return written(name, "activities", [*map(_event, events), *also])


def written(name: str, feature: str, entries: Iterable[Iterable[str]]) -> str:
    """Return a calendar as its file's text: its entries' lines in order, and which feature made it."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//quizapp//{feature}//ZH", "CALSCALE:GREGORIAN"]
    lines += ["METHOD:PUBLISH", f"X-WR-CALNAME:{escaped(name)}"]
    for entry in entries:
        lines += ["BEGIN:VEVENT", *entry, "END:VEVENT"]
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def _event(event: Event) -> list[str]:
    return [
        f"UID:{event.uid}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTAMP:{moment(event.changed_at)}",
        f"DTSTART:{moment(event.starts_at)}",
        f"DTEND:{moment(event.ends_at)}",
        f"SUMMARY:{escaped(event.title)}",
        f"LOCATION:{escaped(event.place)}",
        f"DESCRIPTION:{escaped(event.text)}",
        f"URL:{event.link}",
        f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}",
    ]


def escaped(text: str) -> str:
    """Return a text as a value of a calendar file."""
    for old, new in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n")):
        text = text.replace(old, new)
    return "".join(char for char in text if char >= " ")


def folded(line: str) -> Iterator[str]:
    """Break a line at 75 octets, never inside a character; the next ones begin with a blank."""
    part, size = "", 0
    for char in line:
        width = len(char.encode())
        if size + width > LINE:
            yield part
            part, size = " ", 1
        part, size = part + char, size + width
    yield part


def moment(at: datetime) -> str:
    """Return a moment as a value of a calendar file."""
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
