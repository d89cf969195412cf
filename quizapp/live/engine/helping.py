"""Helps: 免答, 求助, 去掉错项."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from hashlib import blake2b
from typing import Any

from ...core.i18n import N_
from . import finding
from .clocking import is_late, started
from .events import Command, Event, Logged, Refused
from .sheet import Help
from .state import Asked, Phase, State


def _use_help(state: State, command: Command, now: int) -> list[Event]:
    played, rules, _ = finding.playing(state)
    finding.unpaused(state)
    asked = finding.under_way(state)
    by = finding.contestant(state, command.get("by")).id
    if by != asked.answerer or asked.phase is not Phase.ANSWERING:
        raise Refused(N_("还没轮到这一队。"), code="not_your_turn")
    name = command.get("help") or (rules.helps[0].name if rules.helps else None)
    found = next((one for one in rules.helps if one.name == name), None)
    if found is None:
        raise Refused(N_("规程里没有这种求助。"), code="no_such_help")
    scope = {"round": played.key, "duel": f"{played.key}/{_duel(played.pairs, by)}"}.get(found.per, "")
    key = f"{by}/{found.name}/{scope}"
    if state.setup.enforce and state.helps.get(key, 0) >= found.times:
        raise Refused(N_("求助机会已经用完。"), code="help_used")
    if is_late(state, asked, now):
        raise Refused(N_("时间已到，不能再求助。"), code="late")
    return [Event("helped", {"by": by, "help": found.name, "key": key, **_help_does(state, asked, found)})]


def _duel(pairs: tuple[tuple[str, ...], ...], by: str) -> str:
    """Return a name for the duel that `by` is in: a contestant paired anew has a new one."""
    return next(("-".join(pair) for pair in reversed(pairs) if by in pair), "")


def _help_does(state: State, asked: Asked, found: Help) -> dict[str, Any]:
    if found.name == "skip":
        return {"then": "closed"}
    if found.name == "remove":
        return {"gone": _wrong_options(state, asked), "restart": found.restarts_clock}
    return {"restart": found.restarts_clock}


def _wrong_options(state: State, asked: Asked) -> list[str]:
    """Return half of the wrong options, drawn by lot: the same ones for everybody."""
    question = state.question
    if question is None or len(question.options) < 3:
        raise Refused(N_("这道题没有可去掉的选项。"), code="no_options")
    wrong = [id for id, letter in question.options if letter not in question.item.key_letters]
    left = [id for id in wrong if id not in asked.gone]
    if len(left) < 2:
        raise Refused(N_("这道题没有可去掉的选项。"), code="no_options")
    drawn = sorted(
        left, key=lambda one: blake2b(f"{state.setup.seed}/{asked.number}/{one}".encode()).digest()
    )
    return drawn[: (len(left) + 1) // 2]


def _helped(state: State, log: Logged) -> State:
    data: Any = log.data
    state = replace(state, helps={**state.helps, data["key"]: state.helps.get(data["key"], 0) + 1})
    if data.get("then") == "closed":
        return state.asking(phase=Phase.CLOSED, ends_at=None)
    if state.asked and data.get("gone"):
        state = state.asking(gone=(*state.asked.gone, *data["gone"]))
    if state.asked and data.get("restart"):
        state = replace(state, asked=started(state.asked, log.at))
    return state


DECIDE: dict[str, Callable[[State, Command, int], list[Event]]] = {"use_help": _use_help}
EVOLVE: dict[str, Callable[[State, Logged], State]] = {"helped": _helped}
