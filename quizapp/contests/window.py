"""A contest's states and its window: which step is allowed when, and where the clock has brought it. Pure."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum


class ContestState(StrEnum):
    """draft → published → running → closed → settled → archived."""

    DRAFT = "draft"
    PUBLISHED = "published"  # announced, the window has not opened
    RUNNING = "running"
    CLOSED = "closed"  # the window has passed; results are looked at
    SETTLED = "settled"  # places fixed, points posted
    ARCHIVED = "archived"


class Step(StrEnum):
    """What an organiser may do with a contest as a whole."""

    PUBLISH = "publish"
    WITHDRAW = "withdraw"  # back to the draft, while nobody has started
    CLOSE = "close"  # before its time
    SETTLE = "settle"
    ARCHIVE = "archive"
    RESTORE = "restore"


_STEPS: dict[Step, frozenset[ContestState]] = {
    Step.PUBLISH: frozenset({ContestState.DRAFT}),
    Step.WITHDRAW: frozenset({ContestState.PUBLISHED, ContestState.RUNNING}),
    Step.CLOSE: frozenset({ContestState.RUNNING}),
    Step.SETTLE: frozenset({ContestState.CLOSED}),
    Step.ARCHIVE: frozenset({ContestState.DRAFT, ContestState.SETTLED}),
    Step.RESTORE: frozenset({ContestState.ARCHIVED}),
}


def allows(state: ContestState, step: Step) -> bool:
    """Say whether a contest in `state` can take `step`."""
    return state in _STEPS[step]


def by_clock(state: ContestState, opens_at: datetime, closes_at: datetime, now: datetime) -> ContestState:
    """Return the state that the clock has brought a contest to; only published and running ones move by themselves."""
    if state not in (ContestState.PUBLISHED, ContestState.RUNNING):
        return state
    if now >= closes_at:
        return ContestState.CLOSED
    return ContestState.RUNNING if now >= opens_at else ContestState.PUBLISHED


def after_restore(was_settled: bool) -> ContestState:
    """Return the state of a contest taken out of the archive."""
    return ContestState.SETTLED if was_settled else ContestState.DRAFT
