"""Pressing: who is first, who was too early and what that costs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ...core.i18n import N_
from . import finding
from .clocking import started
from .events import Command, Event, Logged, Refused
from .scoring import board_of, kept_above
from .sheet import PRESSED, Early, Round
from .state import Asked, Entry, Phase, Press, State

#: What is known of a press besides its moment: whose phone, its way, what it was credited, whether another came as
#: good as together with it, and in which order they arrived.
_MEASURED = ("player", "rtt", "reaction", "credit", "uncertain", "order")


def _buzz(state: State, command: Command, now: int) -> list[Event]:
    _, rules, _ = finding.playing(state)
    finding.unpaused(state)
    if rules.kind not in PRESSED:
        raise Refused(N_("这个环节不抢答。"), code="no_buzz")
    asked = finding.under_way(state)
    finding.same_question(asked, command)
    to = finding.contestant(state, command.get("by")).id
    _may_press(state, asked, to)
    early = _too_soon(asked, now) and rules.buzz.open != "during_read"
    if not state.setup.enforce and command.get("early") is True:
        early = True
    data: dict[str, Any] = {
        "number": asked.number,
        "to": to,
        "early": early,
        "after": None if asked.opened_at is None else now - asked.opened_at,
        **{name: command.get(name) for name in _MEASURED if command.get(name) is not None},
    }
    return [Event("pressed", data | _early(state, rules, asked, to) if early else data)]


def _too_soon(asked: Asked, at: int) -> bool:
    """Say whether a press came before the opening, though it may be decided only after it."""
    if asked.phase is Phase.READING:
        return True
    before = asked.phase is Phase.OPEN and asked.opened_at is not None and at < asked.opened_at
    if before and asked.given:  # it opened anew after somebody had answered
        raise Refused(N_("已有队先抢到。"), code="too_late")
    return before


def _may_press(state: State, asked: Asked, to: str) -> None:
    played = state.round
    if played and played.playoff and to not in played.playoff:
        raise Refused(N_("只有并列的队参加加赛。"), code="not_in_playoff")
    if played and to in played.shut_out:
        raise Refused(N_("这一队已不能参加本轮。"), code="shut_out")
    if to in asked.out:
        raise Refused(N_("这一队不能再抢这道题。"), code="out_of_question")
    if asked.phase is Phase.ANSWERING or asked.audience:
        raise Refused(N_("已有队先抢到。"), code="too_late")


def _early(state: State, rules: Round, asked: Asked, to: str) -> dict[str, Any]:
    """Return what an early press costs and whether the question goes on."""
    early = rules.buzz.early
    fouls = state.round.fouls if state.round else {}
    foul = next((one for one in rules.buzz.fouls if one.nth == fouls.get(to, 0) + 1), None)
    points = early.points if foul is None or foul.points is None else foul.points
    out = early.exclude is not None or rules.buzz.fouler_may_press is not True
    found = _cost(state, rules, to, early, points)
    return found | {"out": out, "shut_out": found["shut_out"] or bool(foul and foul.exclude_from_round)}


def _cost(state: State, rules: Round, to: str, early: Early, points: int | None) -> dict[str, Any]:
    void = early.question in ("void", "void_no_replacement")
    return {
        "points": kept_above(state, rules, to, points or 0),
        "out": early.exclude is not None,
        "shut_out": early.exclude == "round",
        "question": "void" if void else "continue",
        "replaced": early.question != "void_no_replacement" and rules.void_replaced is True,
    }


def _blurt(state: State, command: Command, now: int) -> list[Event]:
    """Speaking out of turn, which costs what the sheet says; it stands in the log as a foul like an early press."""
    _, rules, _ = finding.playing(state)
    finding.unpaused(state)
    if rules.blurt is None:
        raise Refused(N_("规程没有写抢话怎样处罚，请用“调整分数”。"), code="no_blurt")
    asked = finding.under_way(state)
    to = finding.contestant(state, command.get("by")).id
    if to == asked.answerer:
        raise Refused(N_("正轮到这一队作答。"), code="its_turn")
    if to in asked.out:
        raise Refused(N_("这一队不能再抢这道题。"), code="out_of_question")
    data = {"number": asked.number, "to": to, "early": True, "after": None, "blurt": True}
    return [Event("pressed", data | _cost(state, rules, to, rules.blurt, rules.blurt.points))]


def _press_for(state: State, command: Command, now: int) -> list[Event]:
    """Press for a seat that has no phone; the log says who did it."""
    seat = command.get("seat") or command.get("by")
    return _buzz(state, Command("buzz", {**command.fields, "by": seat}, command.by), now)


def _pressed(state: State, log: Logged) -> State:
    data: Any = log.data
    asked, rules = state.asked, state.rules
    if asked is None or rules is None or state.round is None:
        return state
    press = Press(
        data["to"],
        log.at,
        data["after"],
        data["early"],
        data.get("player", ""),
        data.get("rtt"),
        data.get("reaction"),
        data.get("credit", 0),
        data.get("uncertain", False),
    )
    asked = replace(asked, presses=(*asked.presses, press))
    if not data["early"]:
        named = state.setup.manual_clock and rules.clock.starts in ("named", "host_go", "after_read")
        asked = replace(asked, phase=Phase.ANSWERING, answerer=press.to, opened_at=log.at, ends_at=None)
        return replace(state, asked=asked if named else started(asked, log.at))
    return _fouled(replace(state, asked=asked), log, rules)


def _fouled(state: State, log: Logged, rules: Round) -> State:
    data: Any = log.data
    played, asked = state.round, state.asked
    if played is None or asked is None:
        return state
    to = data["to"]
    void = data["question"] == "void"
    state = state.playing(
        fouls={**played.fouls, to: played.fouls.get(to, 0) + 1},
        shut_out=played.shut_out | {to} if data["shut_out"] else played.shut_out,
        asked=played.asked - (1 if void and data.get("replaced") else 0),
    )
    out = asked.out | {to} if data["out"] else asked.out
    state = state.asking(out=out, **({"phase": Phase.VOID, "reason": "early"} if void else {}))
    if not data["points"]:
        return state
    return state.credited(
        Entry(log.n, to, data["points"], "early", board_of(state), rules.key, asked.number, by=log.by)
    )


DECIDE: dict[str, Callable[[State, Command, int], list[Event]]] = {
    "buzz": _buzz,
    "press_for": _press_for,
    "blurt": _blurt,
}
EVOLVE: dict[str, Callable[[State, Logged], State]] = {"pressed": _pressed}
