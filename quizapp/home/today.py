"""What a member sees of today: points got and to get, the week, what is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from ..contests import queries as contests
from ..contests.queries import ContestCard
from ..contests.window import ContestState
from ..core import clock
from ..core.permissions import Identity
from ..papers import progress
from ..record import queries as record
from ..record.queries import Task

STREAK_DAYS = 400


@dataclass(frozen=True, slots=True)
class WeekDay:
    """A day of the running week; `number` 0 is Monday."""

    number: int
    done: bool
    today: bool


@dataclass(frozen=True, slots=True)
class Today:
    """The home page. Points in hundredths; a task's cap bounds what it adds to the ring."""

    day: date
    got: int
    cap: int
    streak: int
    week: Sequence[WeekDay]
    tasks: Sequence[Task]
    contests: Sequence[ContestCard]
    mistakes: int


def today(member: Identity, now: datetime, zone: ZoneInfo) -> Today:
    """Gather the home page of a member."""
    day = clock.day_of(now, zone)
    tasks = record.tasks(member.member_id, member.branch_id, day)
    active = record.active_days(member.member_id, day - timedelta(days=STREAK_DAYS), day)
    monday = day - timedelta(days=day.weekday())
    week = [
        WeekDay(n, monday + timedelta(days=n) in active, monday + timedelta(days=n) == day) for n in range(7)
    ]
    return Today(
        day,
        sum(task.got for task in tasks),
        sum(task.cap for task in tasks),
        record.streak(active, day),
        week,
        tasks,
        contests.cards(member, now, (ContestState.RUNNING, ContestState.PUBLISHED)),
        progress.mistakes_waiting(member.member_id),
    )
