"""Taking a question back: void, or opened anew. What was earned on it is taken back by entries of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ...core.i18n import N_
from . import finding
from .events import Command, Event, Logged, Refused
from .explaining import told
from .judged import streaks
from .refereeing import Change, credited
from .scoring import kept_above
from .sheet import EVERYONE, Kind, Round, Verdict
from .state import Asked, Board, Phase, Stage, State


def _void(state: State, command: Command, now: int) -> list[Event]:
    """Void the last question, or by its `number` one that is past: then nothing of the course since is touched."""
    number = command.get("number")
    if number is not None and (
        state.stage is Stage.FINISHED or state.asked is None or state.asked.number != number
    ):
        return _void_past(state, command, number)
    _, rules, _ = finding.playing(state)
    asked = finding.asked(state)
    if asked.phase is Phase.VOID:
        return []
    data = {
        "number": asked.number,
        "reason": finding.text_of(command, "reason"),
        "changes": _taken_back(state, rules, asked.number),
        "replaced": rules.void_replaced is True,
    }
    return [Event("voided", data)]


def _void_past(state: State, command: Command, number: Any) -> list[Event]:
    put = [one for one in told(state) if one.number == number]
    rules = state.rules_of(put[0].round) if put else None
    if rules is None:
        raise Refused(N_("没有这道题。"), code="no_question")
    if len(put) > 1:
        raise Refused(N_("一组题共用一个题号，请用“调整分数”。"), code="in_run")
    if put[0].void:
        return []
    data = {
        "number": number,
        "reason": finding.text_of(command, "reason"),
        "changes": _taken_back(state, rules, number),
        "replaced": False,
        "past": True,
        "round": put[0].round,
    }
    return [Event("voided", data)]


def _reopen(state: State, command: Command, now: int) -> list[Event]:
    """Take the answering up again: what was judged on this question is taken back, and the clock runs anew."""
    _, rules, _ = finding.playing(state)
    finding.unpaused(state)
    asked = finding.asked(state)
    if asked.phase is not Phase.CLOSED:
        raise Refused(N_("只有已关闭、还没公布答案的题可以重新开放。"), code="cannot_reopen")
    phase = _opens_as(rules, asked)
    given = command.get("seconds")
    data = {
        "number": asked.number,
        "phase": str(phase),
        "limit": asked.limit if given is None else finding.ms_of(given),
        "changes": _taken_back(state, rules, asked.number),
    }
    return [Event("reopened", data)]


def _opens_as(rules: Round, asked: Asked) -> Phase:
    if rules.kind in EVERYONE or asked.audience:
        return Phase.OPEN
    if rules.kind is Kind.RISK and not asked.value:
        return Phase.CHOOSING
    return Phase.ANSWERING if asked.to is not None or asked.given else Phase.OPEN


def _taken_back(state: State, rules: Round, number: int) -> list[Change]:
    """Return what undoes all that was earned on a question; fouls stay, they were acts, not answers."""
    sums: dict[tuple[Board, str], int] = defaultdict(int)
    for entry in state.entries:
        if entry.question == number and entry.why != "early":
            sums[entry.board, entry.to] += entry.amount
    kept = [
        [str(board), to, kept_above(state, rules, to, -amount, board)] for (board, to), amount in sums.items()
    ]
    return [one for one in kept if one[2]]


def _voided(state: State, log: Logged) -> State:
    asked, played = state.asked, state.round
    if log.data.get("past"):
        state = credited(state, log, "void", (log.data["round"], log.data["number"]), None)
        return replace(state, streaks=streaks(state))
    if asked is None or played is None:
        return state
    state = _uncounted(credited(state, log, "void", (asked.round, asked.number), None))
    if log.data["replaced"]:
        turns = dict(played.turns)
        if asked.to is not None:
            turns[asked.to] = max(turns.get(asked.to, 0) - 1, 0)
        state = state.playing(asked=max(played.asked - 1, 0), turns=turns)
    return state.asking(phase=Phase.VOID, reason=log.data["reason"], ends_at=None)


def _uncounted(state: State) -> State:
    """Take the question's verdicts out of what the round counts, and back who left or stopped by them."""
    asked, played = state.asked, state.round
    if asked is None or played is None:
        return state
    rights, wrongs = dict(played.rights), dict(played.wrongs)
    back: dict[str, set[str]] = {"done": set(), "shut_out": set(), "won": set()}
    exits = state.exits
    logs = {one.n: one.data for one in state.history if one.n in {given.n for given in asked.given}}
    for one in asked.given:
        count = rights if one.verdict is Verdict.RIGHT else wrongs
        count[one.to] = count.get(one.to, 0) - 1
        data = logs[one.n]
        for name, whose in back.items():
            if data.get(name):
                whose.add(one.to)
        if data.get("exit"):
            exits = tuple(left for left in exits if left != data["exit"])
            played = replace(played, champion=data["held"])
    played = replace(
        played,
        rights=rights,
        wrongs=wrongs,
        done=played.done - back["done"],
        shut_out=played.shut_out - back["shut_out"],
        won=tuple(one for one in played.won if one not in back["won"]),
    )
    state = replace(state, round=played, exits=exits)
    return replace(state, streaks=streaks(state)) if asked.graded or state.everyone else state


def _reopened(state: State, log: Logged) -> State:
    data: Any = log.data
    asked = state.asked
    if asked is None:
        return state
    state = _uncounted(credited(state, log, "reopen", (asked.round, asked.number), None))
    phase, everyone = Phase(data["phase"]), state.everyone
    last = asked.given[-1].to if asked.given else asked.to
    timed = phase is Phase.ANSWERING or everyone
    return state.asking(
        phase=phase,
        answerer=last if phase is Phase.ANSWERING else None,
        given=(),
        graded={},
        reason="",
        # How fast somebody was is reckoned from the first opening and by its limit.
        opened_at=asked.opened_at if everyone and asked.opened_at is not None else log.at,
        limit=asked.limit if everyone else data["limit"],
        ends_at=log.at + data["limit"] if timed and data["limit"] is not None else None,
    )


DECIDE: dict[str, Callable[[State, Command, int], list[Event]]] = {"void": _void, "reopen": _reopen}
EVOLVE: dict[str, Callable[[State, Logged], State]] = {"voided": _voided, "reopened": _reopened}
