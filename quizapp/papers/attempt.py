"""An attempt's clock and sums: what is decided without looking anything up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from ..bank.marking import Mark, is_unanswered


class AttemptState(StrEnum):
    """Where an attempt stands."""

    OPEN = "open"  # answers are taken until the deadline
    SUBMITTED = "submitted"  # by the member or by the deadline; marked


def deadline(
    started_at: datetime, limit_s: int | None, closes_at: datetime | None, extension_s: int = 0
) -> datetime | None:
    """Return when answering ends: the earlier of the time limit and the closing, plus what the person was granted.

    An extension moves the closing too, for that person alone. Without limit and closing there is none.
    """
    ends = [started_at + timedelta(seconds=limit_s)] if limit_s is not None else []
    if closes_at is not None:
        ends.append(closes_at)
    return min(ends) + timedelta(seconds=extension_s) if ends else None


def accepts(now: datetime, deadline: datetime | None, grace_ms: int = 0) -> bool:
    """Tell whether an answer that arrived at `now` counts: up to the deadline plus the stated grace, never longer."""
    return deadline is None or now <= deadline + timedelta(milliseconds=grace_ms)


def used_ms(started_at: datetime, submitted_at: datetime, deadline: datetime | None) -> int:
    """Return the time used in milliseconds; what lies in the grace after the deadline is not counted."""
    end = submitted_at if deadline is None else min(submitted_at, deadline)
    return max(0, (end - started_at) // timedelta(milliseconds=1))


def total(marks: Iterable[Mark]) -> int:
    """Return the sum of the marks in hundredths."""
    return sum(mark.points for mark in marks)


def unanswered(count: int, responses: Mapping[int, object]) -> tuple[int, ...]:
    """Return the positions (from 1 to `count`) that hold no response, or an empty one."""
    return tuple(position for position in range(1, count + 1) if is_unanswered(responses.get(position)))
