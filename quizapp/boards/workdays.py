"""Working days: weekdays, without the days off and with the weekend days on which people work. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

_LINE = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:\s*(?:至|~|—|到)\s*(\d{4}-\d\d-\d\d))?\s*(休|班|放假|上班|off|works?)\s*(.{0,60})"
)
MOST_DAYS = 400


@dataclass(frozen=True, slots=True)
class Other:
    """A day that is other than its weekday says."""

    day: date
    works: bool
    title: str = ""


def is_working(day: date, others: Mapping[date, bool]) -> bool:
    """Say whether people work on a day."""
    return others.get(day, day.weekday() < 5)


def working_days(first: date, last: date, others: Mapping[date, bool]) -> frozenset[date]:
    """Return the working days from day to day, both counted."""
    days = (first + timedelta(days=at) for at in range((last - first).days + 1))
    return frozenset(day for day in days if is_working(day, others))


def read_days(text: str) -> tuple[list[Other], list[int]]:
    """Return the days of a list, one a line (2026-10-01 至 2026-10-07 休 国庆节), and the lines that cannot be read.

    `off` and `work` say the same as 休 and 班.
    """
    found: list[Other] = []
    wrong: list[int] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            days = _days_of(line.strip())
            found += days
            wrong += [] if days else [number]
    return found, wrong


def write_days(others: Iterable[Other]) -> str:
    """Return days as the list that `read_days` reads."""
    return "\n".join(
        f"{one.day.isoformat()} {'班' if one.works else '休'} {one.title}".rstrip() for one in others
    )


def _days_of(line: str) -> list[Other]:
    match = _LINE.fullmatch(line)
    if match is None:
        return []
    try:
        first = date.fromisoformat(match[1])
        last = date.fromisoformat(match[2]) if match[2] else first
    except ValueError:
        return []
    if not 0 <= (last - first).days < MOST_DAYS:
        return []
    works = match[3] in ("班", "上班", "work", "works")
    return [
        Other(first + timedelta(days=at), works, match[4].strip()) for at in range((last - first).days + 1)
    ]
