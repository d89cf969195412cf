"""Time: limits, grace, pauses. The engine reads no clock; every command brings its moment."""

from __future__ import annotations

from dataclasses import replace

from .sheet import EVERYONE
from .state import Asked, Phase, State


def grace(state: State) -> int:
    """Return the milliseconds after the limit in which an answer still counts."""
    rules = state.rules
    return rules.phone.grace_ms if rules and rules.kind in EVERYONE else 0


def is_late(state: State, asked: Asked, at: int) -> bool:
    """Say whether `at` is past the limit and its grace; the last instant still counts."""
    return asked.ends_at is not None and at > asked.ends_at + grace(state)


def shifted(state: State, by: int) -> State:
    """Return the state with the running clock moved on: time stood still for so long."""
    asked = state.asked
    if asked is None or not asked.under_way:
        return state
    return state.asking(
        opened_at=None if asked.opened_at is None else asked.opened_at + by,
        ends_at=None if asked.ends_at is None else asked.ends_at + by,
    )


def clock_of(state: State, at: int) -> int:
    """Return where the contest's clock stands at `at`: while paused, where it was stopped."""
    return at if state.paused_at is None else state.paused_at


def started(asked: Asked, at: int) -> Asked:
    """Return the question with the clock of its present phase beginning at `at`."""
    ends = None if asked.limit is None else at + asked.limit
    return replace(asked, opened_at=at, ends_at=ends)


def runs_out(state: State) -> int | None:
    """Return when the clock ends the question by itself: everyone's answers, a run, buzzers nobody presses."""
    asked, rules = state.asked, state.rules
    if asked is None or rules is None or not asked.under_way or state.paused_at is not None:
        return None
    by_clock = state.everyone or rules.answering == "phone" or rules.kind in ("speed", "relay")
    if asked.ends_at is not None and by_clock and asked.phase in (Phase.OPEN, Phase.ANSWERING):
        return asked.ends_at + grace(state)
    if (
        asked.phase is Phase.OPEN
        and not state.everyone
        and rules.buzz.no_press_ms
        and asked.opened_at is not None
    ):
        return asked.opened_at + rules.buzz.no_press_ms
    return None
