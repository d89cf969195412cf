"""From the question to its key: opening, the clock, more time, another question in its place, the reveal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ...core.i18n import N_
from . import finding
from .asking import question_for, shown
from .clocking import clock_of, started
from .events import Command, Event, Logged, Refused
from .rounds import WAYS
from .sheet import EVERYONE, PRESSED, Kind, Round
from .state import Asked, Phase, State


def _open_buzz(state: State, command: Command, now: int) -> list[Event]:
    _, rules, _ = finding.playing(state)
    finding.unpaused(state)
    asked = finding.under_way(state)
    if rules.kind not in PRESSED:
        raise Refused(N_("这个环节不抢答。"), code="no_buzz")
    if asked.phase is Phase.OPEN:
        return []
    if asked.phase is not Phase.READING:
        raise Refused(N_("已经有队抢到。"), code="already_pressed")
    return [Event("opened", {"number": asked.number})]


def _start_clock(state: State, command: Command, now: int) -> list[Event]:
    """Start the answer's clock: reading is over, or the host has named the team that pressed."""
    _, rules, _ = finding.playing(state)
    finding.unpaused(state)
    asked = finding.under_way(state)
    if asked.phase is Phase.READING and rules.kind not in PRESSED:
        return [Event("clock_started", {"number": asked.number})]
    if asked.phase is Phase.ANSWERING:
        running = asked.ends_at is not None or asked.limit is None
        return [] if running else [Event("clock_started", {"number": asked.number})]
    raise Refused(N_("现在不需要开始计时。"), code="no_clock")


def _extend(state: State, command: Command, now: int) -> list[Event]:
    finding.playing(state)
    asked = finding.under_way(state)
    if asked.ends_at is None:
        raise Refused(N_("现在没有在计时。"), code="no_clock")
    return [Event("extended", {"number": asked.number, "ms": finding.ms_of(command.get("seconds"), 600)})]


def _swap(state: State, command: Command, now: int) -> list[Event]:
    """Put another question in the place of a bad one; nothing that was answered to the bad one counts."""
    _, rules, _ = finding.playing(state)
    asked = finding.asked(state)
    if asked.phase is Phase.CHOOSING:
        raise Refused(N_("还没有选分值。"), code="value_missing")
    judged = any(one.question == asked.number and one.why != "early" for one in state.entries)
    if asked.phase is not Phase.VOID and (asked.phase is Phase.REVEALED or asked.given or judged):
        raise Refused(N_("这道题已经判过，请改用“作废”。"), code="already_judged")
    question = _instead(state, command, rules, asked)
    data = {"number": finding.next_number(state), "was": asked.number, "question": question}
    return [Event("swapped", {**data, "phase": str(_begins(state, rules))})]


def _instead(state: State, command: Command, rules: Round, asked: Asked) -> str | None:
    given = command.get("item")
    if given is None and state.setup.questions:
        left = [one for one in state.setup.reserve if one not in state.shown]
        fitting = [one for one in left if state.setup.questions[one].value in (None, asked.value)]
        if not fitting:
            raise Refused(N_("没有备用题了。"), code="no_reserve")
        given = fitting[0]
    return question_for(state, Command("ask", {"item": given}), rules, asked.value) if given else None


def _begins(state: State, rules: Round) -> Phase:
    """Return how a question begins whose value is known."""
    if rules.kind is not Kind.RISK:
        return WAYS[rules.kind].phase(state, rules)
    waits = state.setup.manual_clock and rules.clock.starts in ("after_read", "host_go")
    return Phase.READING if waits else Phase.ANSWERING


def _reveal(state: State, command: Command, now: int) -> list[Event]:
    asked = state.asked
    if asked is None:
        raise Refused(N_("还没有出题。"), code="no_question")
    if asked.under_way:
        raise Refused(N_("还在作答，请先关闭再公布答案。"), code="question_open")
    if asked.phase in (Phase.REVEALED, Phase.VOID):
        return []
    return [Event("revealed", {"number": asked.number})]


def _opened(state: State, log: Logged) -> State:
    return state.asking(phase=Phase.OPEN, opened_at=log.at, ends_at=None)


def _clock_started(state: State, log: Logged) -> State:
    if state.asked is None:
        return state
    return replace(state, asked=started(replace(state.asked, phase=Phase.ANSWERING), log.at))


def _extended(state: State, log: Logged) -> State:
    """A clock that has run out already is extended from now: the seconds are there to be used."""
    ends = state.asked.ends_at if state.asked else None
    return (
        state if ends is None else state.asking(ends_at=max(ends, clock_of(state, log.at)) + log.data["ms"])
    )


def _swapped(state: State, log: Logged) -> State:
    data: Any = log.data
    if state.asked is None:
        return state
    phase, was, at = Phase(data["phase"]), state.asked, clock_of(state, log.at)
    # Whoever had it keeps it, also one who was named or to whom it was handed.
    answers = was.to is not None and phase in (Phase.ANSWERING, Phase.READING)
    fresh = Asked(
        number=data["number"],
        round=was.round,
        phase=phase,
        question=data["question"],
        value=was.value,
        to=was.to,
        seat=was.seat,
        asked_at=log.at,
        limit=was.limit,
        answerer=(was.answerer or was.to) if answers else None,
        author=was.author,
    )
    if phase in (Phase.OPEN, Phase.ANSWERING):
        reading = state.rules.clock.read_ms if state.rules and state.rules.kind in EVERYONE else 0
        fresh = started(fresh, at + reading)
    return replace(state, asked=fresh, shown=shown(state, data["question"]))


DECIDE: dict[str, Callable[[State, Command, int], list[Event]]] = {
    "open_buzz": _open_buzz,
    "start_clock": _start_clock,
    "extend": _extend,
    "swap": _swap,
    "reveal": _reveal,
}
EVOLVE: dict[str, Callable[[State, Logged], State]] = {
    "opened": _opened,
    "clock_started": _clock_started,
    "extended": _extended,
    "swapped": _swapped,
    "revealed": lambda state, log: state.asking(phase=Phase.REVEALED),
}
