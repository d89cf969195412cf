"""A contest's states and its window: which step is allowed when, and where the clock has brought it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ..core.i18n import N_


class ContestState(StrEnum):
    """draft → published → running → closed → settled → archived."""

    DRAFT = "draft"
    PUBLISHED = "published"  # announced, the window has not opened
    RUNNING = "running"
    CLOSED = "closed"  # the window has passed; results are looked at
    SETTLED = "settled"  # places fixed, points posted
    ARCHIVED = "archived"


#: Each state as lists and chips say it.
STATE_TITLES: Mapping[ContestState, str] = {
    ContestState.DRAFT: N_("草稿"),
    ContestState.PUBLISHED: N_("即将开始"),
    ContestState.RUNNING: N_("进行中"),
    ContestState.CLOSED: N_("待结算"),
    ContestState.SETTLED: N_("已结算"),
    ContestState.ARCHIVED: N_("已归档"),
}

#: From these states on everybody may see the places: the window has passed.
OVER = (ContestState.CLOSED, ContestState.SETTLED, ContestState.ARCHIVED)


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


@dataclass(frozen=True, slots=True)
class Leave:
    """One attempt more that a person was given, to be begun and ended by `until` where that is later."""

    until: datetime | None = None


def personal_closing(closes_at: datetime, leaves: Sequence[Leave]) -> datetime:
    """Return when the window closes for a person: for all, or later by a leave."""
    return max([closes_at, *(leave.until for leave in leaves if leave.until)])


def attempts_allowed(base: int, leaves: int, begun_in_time: int | None) -> int:
    """Return how many attempts a person may make in all.

    `begun_in_time` is None while the window is open. After it, what was left of the common attempts is
    gone, and only leaves that were not used up before give more.
    """
    if begun_in_time is None:
        return base + leaves
    return begun_in_time + max(0, leaves - max(0, begun_in_time - base))
