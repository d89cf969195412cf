"""The host's part: the log, who is there, what comes next. What can be done at this moment, `deck` says."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ...core.errors import DomainError
from ..engine.events import Logged
from ..engine.finding import playing
from ..engine.sheet import Kind
from ..engine.state import Stage, State
from ..engine.undoing import NOT_UNDONE, undoable
from .course import next_round
from .telling import Telling, moment, name_of

LOG_LINES = 30


def has_more(state: State) -> bool:
    """Say whether the round under way has another question to ask."""
    if state.round is None:
        return False
    played, rules, way = playing(state)
    if rules.count is not None and played.asked >= rules.count and rules.kind is not Kind.RISK:
        return False
    if way.by_turn and rules.kind is not Kind.ARENA and way.next_to(state, rules, played) is None:
        return False
    prepared = state.setup.rounds.get(rules.key, ())
    return not prepared or any(one not in state.shown for one in prepared)


def following(state: State) -> dict[str, Any] | None:
    """Return what comes next: the next round, or whose turn it is and the next question prepared."""
    if state.stage is Stage.FINISHED:
        return None
    if state.round is None:
        after = next_round(state)
        return {"round": after.title or after.key, "to": None, "to_name": "", "stem": ""} if after else None
    if not has_more(state):
        return None
    played, rules, way = playing(state)
    to = way.next_to(state, rules, played) if way.by_turn else None
    left = [one for one in state.setup.rounds.get(rules.key, ()) if one not in state.shown]
    shown = state.setup.questions[left[0]] if left and rules.kind is not Kind.RISK else None
    return {"round": "", "to": to, "to_name": name_of(state, to), "stem": shown.item.stem if shown else ""}


def log_lines(state: State, now: datetime, telling: Telling) -> list[dict[str, Any]]:
    """Return the last steps in words, and which of them can be taken back."""
    last = state.history[-LOG_LINES:]
    return [
        {
            "n": one.n,
            "at": moment(one.at, now),
            "text": text,
            "undoable": _can_undo(state, one),
            "undone": one.n in state.undone,
        }
        for one, text in zip(last, telling.log(state, last) or [one.kind for one in last], strict=True)
    ]


def _can_undo(state: State, log: Logged) -> bool:
    if log.n in state.undone or log.kind in NOT_UNDONE:
        return False
    try:
        return bool(undoable(state, log.n))
    except DomainError:
        return False


def people(state: State, online: frozenset[str]) -> list[dict[str, Any]]:
    """Return everybody who is in the contest, in the order of coming in."""
    return [
        {
            "id": one.id,
            "name": one.name,
            "unit": one.unit,
            "team": one.team,
            "team_name": name_of(state, one.team),
            "seat": one.seat,
            "admitted": one.admitted,
            "member": one.member is not None,
            "online": one.id in online,
        }
        for one in state.players.values()
        if not one.removed
    ]


def reserve_left(state: State) -> int:
    """Return how many reserve questions have not been shown."""
    return sum(one not in state.shown for one in state.setup.reserve)
