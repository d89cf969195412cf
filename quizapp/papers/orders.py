"""Orders: what somebody is to answer, for which source and under which clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from ..core.ids import new_seed
from .models import Purpose

PRACTICE_LASTS = timedelta(hours=24)
ITEM_POINTS = 100  # hundredths of an item in a practice


@dataclass(frozen=True, slots=True)
class Order:
    """What to start: for which source, under which clock."""

    purpose: Purpose
    source_key: str
    title: str
    seed: str
    deadline: datetime | None = None
    grace_ms: int = 0
    instant_feedback: bool = False


def practice_order(source_key: str, title: str, now: datetime) -> Order:
    """Return the order of a practice: it says at once what was right, and is over after a day."""
    return Order(
        Purpose.PRACTICE,
        source_key,
        title[:120],
        new_seed(),
        deadline=now + PRACTICE_LASTS,
        instant_feedback=True,
    )
