"""When people learn: for each one the days of half a year, and what is done on them. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from random import Random
from zoneinfo import ZoneInfo

from .people import STEADY, Person

#: How likely the most diligent learn on an ordinary day, of the many and of the printed accounts; fewer for most.
OFTEN, OFTEN_STEADY = 0.22, 0.3
#: Monday to Sunday: the weekend belongs to the family.
WEEK = (1.1, 1.15, 1.1, 1.2, 1.0, 0.65, 0.6)
#: When people take the phone out, (from, to) in minutes of the day, and how often.
HOURS = (((390, 510), 2), ((725, 830), 4), ((1140, 1330), 5))
#: The printed accounts have learned on each of the last so many days.
STREAK = 4
#: How many of the most diligent's practices have ten items instead of five.
TEN = 0.25
#: So close to now nothing is begun any more.
MARGIN = timedelta(minutes=16)


class Deed(StrEnum):
    """What is done in one sitting."""

    PRACTICE = "practice"
    REVIEW = "review"  # what stands in the book of mistakes
    READ = "read"
    LOOK = "look"  # a material is opened and left


@dataclass(frozen=True, slots=True)
class Sitting:
    """One thing done; `size` is the number of items of a practice."""

    at: datetime
    deed: Deed
    size: int = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days that the demo tells of, up to now."""

    now: datetime
    zone: ZoneInfo
    days: int

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    @property
    def first(self) -> date:
        return self.today - timedelta(days=self.days)

    def day(self, ago: int) -> date:
        """Return the day so many days ago; negative for days to come."""
        return self.today - timedelta(days=ago)

    def at(self, day: date, minutes: int) -> datetime:
        """Return a moment of a local day."""
        midnight = datetime.combine(day, time(), self.zone)
        return midnight.replace(hour=minutes // 60, minute=minutes % 60)

    def moment(self, rng: Random, day: date, not_before: datetime | None = None) -> datetime | None:
        """Return a moment of the day at which people learn; None when the day is too young for it."""
        (first, last), *_ = rng.choices([hours for hours, _ in HOURS], [often for _, often in HOURS])
        at = self.at(day, rng.randint(first, last)) + timedelta(seconds=rng.randrange(60))
        latest = self.now - MARGIN
        if day == self.today and at > latest:
            waking = self.at(day, min(HOURS[0][0][0], max(0, self._minute() - 60)))
            earliest = max(waking, not_before or waking)
            room = int((latest - earliest).total_seconds())
            return earliest + timedelta(seconds=rng.randrange(room)) if room > 0 else None
        return at if not_before is None or at >= not_before else None

    def _minute(self) -> int:
        local = self.now.astimezone(self.zone)
        return local.hour * 60 + local.minute


def sittings(person: Person, calendar: Calendar, rng: Random) -> Iterator[Sitting]:
    """Yield what a person does, day by day."""
    phase, was_active = rng.uniform(0, 2 * math.pi), False
    for ago in range(calendar.days - 1, -1, -1):
        day = calendar.day(ago)
        # More as it becomes usual, in busy weeks and quiet ones; who learned yesterday is likelier to learn today.
        tide = (1.6 - 1.2 * ago / calendar.days) * (1 + 0.45 * math.sin(ago / 9 + phase))
        chance = _usual(person, day) * tide * (1.5 if was_active else 0.85)
        if ago < STREAK and person.username in STEADY:
            chance = 1.0
        was_active = rng.random() < (chance if ago else 2 * chance)  # somebody is here today
        if was_active:
            yield from sorted(_sittings_of(person, calendar, day, rng), key=lambda one: one.at)


def _usual(person: Person, day: date) -> float:
    often = OFTEN_STEADY if person.username in STEADY else OFTEN
    return often * math.pow(person.diligence, 1.8) * WEEK[day.weekday()]


def _sittings_of(person: Person, calendar: Calendar, day: date, rng: Random) -> Iterator[Sitting]:
    for deed in _deeds(person, rng):
        at = calendar.moment(rng, day)
        if at:
            size = 10 if deed is Deed.PRACTICE and rng.random() < TEN * person.diligence else 5
            yield Sitting(at, deed, size)


def _deeds(person: Person, rng: Random) -> Iterator[Deed]:
    reads = rng.random() < 0.3
    if not reads or rng.random() < 0.5:
        yield Deed.PRACTICE
    if reads:
        yield Deed.LOOK if rng.random() < 0.15 else Deed.READ
    if rng.random() < (0.35 if person.username in STEADY else 0.2) * person.diligence:
        yield Deed.REVIEW
