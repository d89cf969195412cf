"""The engine: `decide` says what a command leads to, `evolve` what an event makes of the state. Both are pure.

state = replay(setup, log). A command's events share a group; an undo is an event that names others, and the
fold passes over those.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from ...core.i18n import N_
from . import (
    answering,
    asking,
    everyone,
    flow,
    helping,
    lobby,
    opening,
    pressing,
    refereeing,
    reopening,
    undoing,
)
from .clocking import runs_out, shifted
from .events import Command, Event, Logged, Refused
from .setup import Setup
from .standings import Moved, difference
from .state import Board, Entry, State

_PARTS = (
    lobby,
    flow,
    asking,
    opening,
    pressing,
    answering,
    helping,
    everyone,
    refereeing,
    reopening,
    undoing,
)
_DECIDE: dict[str, Callable[[State, Command, int], list[Event]]] = {
    name: call for part in _PARTS for name, call in part.DECIDE.items()
}
_EVOLVE: dict[str, Callable[[State, Logged], State]] = {
    name: call for part in _PARTS for name, call in part.EVOLVE.items()
}

#: Every command the engine knows.
COMMANDS = frozenset(_DECIDE)


def begin(setup: Setup) -> State:
    """Return the contest before its first event: the lobby, with every contestant at the base score."""
    base = setup.sheet.base or 0
    state = State(setup, contestants={one.id: one for one in setup.contestants})
    return state.credited(*(Entry(0, one.id, base, "base") for one in setup.contestants)) if base else state


def decide(state: State, command: Command, now: int) -> list[Event]:
    """Return what `command`, arriving at `now`, leads to; nothing where it happened already.

    Raises Refused where the rules do not allow it, and ResponseShapeError for a response that cannot be one.
    """
    if command.do not in _DECIDE:
        raise Refused(N_("没有这个操作。"), code="unknown_action", status=404)
    if is_past(state, command):
        return []
    return _DECIDE[command.do](state, command, now)


def is_past(state: State, command: Command) -> bool:
    """Say whether another question was asked since: `seen` is the number of the last one its sender saw, 0 none.

    Two hosts who press "next" at the same moment mean the same step.
    """
    seen = command.get("seen")
    return seen is not None and str(seen) != str(state.asked.number if state.asked else 0)


def evolve(state: State, log: Logged) -> State:
    """Return the state after one more event."""
    history = (*state.history, log)
    if log.kind == "undone":
        return fold(state.setup, history, state.undone | set(log.data["of"]))
    return _EVOLVE[log.kind](replace(state, history=history), log)


def fold(setup: Setup, history: Sequence[Logged], undone: frozenset[int]) -> State:
    """Return the state that a log leads to, passing over the events that were undone."""
    state = begin(setup)
    shifts = _shifts(history)
    for log in history:
        if log.n in undone:
            continue
        if log.kind == "undone":
            state = shifted(state, shifts.get(log.n, 0))
            if log.data.get("paused") and state.paused_at is None:
                state = replace(state, paused_at=log.at)
        else:
            state = _EVOLVE[log.kind](replace(state, history=(*state.history, log)), log)
    return replace(state, history=tuple(history), undone=undone)


def _shifts(history: Sequence[Logged]) -> dict[int, int]:
    """Return by how much each undoing moves the clock; one that lies within the span of a later one is part of it."""
    found: dict[int, int] = {}
    first = history[-1].n + 1 if history else 0
    for log in reversed(history):
        if log.kind == "undone" and log.data.get("shift"):
            if log.n < first:
                found[log.n] = log.data["shift"]
            first = min(first, *log.data["of"])
    return found


def replay(setup: Setup, history: Iterable[Logged]) -> State:
    """Return the state that a whole log leads to."""
    state = begin(setup)
    for log in history:
        state = evolve(state, log)
    return state


def log_events(state: State, events: Iterable[Event], by: str, at: int) -> list[Logged]:
    """Return decided events as the log takes them, numbered on from the state's last one."""
    first = state.n + 1
    return [Logged(first + index, first, at, by, one.kind, one.data) for index, one in enumerate(events)]


def apply(state: State, command: Command, now: int) -> tuple[State, list[Logged]]:
    """Decide and evolve in one; return the new state and what to append to the log."""
    appended = log_events(state, decide(state, command, now), command.by, now)
    for log in appended:
        state = evolve(state, log)
    return state, appended


def due(state: State) -> tuple[int, Command] | None:
    """Return what the clock does by itself, and when; None: nothing until somebody acts."""
    at = runs_out(state)
    if at is None:
        return None
    return at, Command("close" if state.everyone else "timeout", by="clock")


def preview(state: State, command: Command, now: int) -> list[Moved]:
    """Return whom a command would move, and how, without doing it."""
    return difference(state, apply(state, command, now)[0])


__all__ = [
    "COMMANDS",
    "Board",
    "apply",
    "begin",
    "decide",
    "due",
    "evolve",
    "fold",
    "is_past",
    "log_events",
    "preview",
    "replay",
]
