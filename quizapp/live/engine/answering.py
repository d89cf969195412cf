"""Answering and judging one contestant at a time; time that runs out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from ...bank.marking import Verdict as Marked
from ...core.i18n import N_
from . import finding
from .asking import shown
from .clocking import is_late, started
from .events import Command, Event, Logged, Refused
from .rounds import WAYS
from .scoring import board_of, earned
from .sheet import Kind, Round, Verdict
from .state import Entry, Given, Phase, State


def verdict_event(state: State, rules: Round, to: str, verdict: Verdict, value: int, **more: Any) -> Event:
    """Return the event of a verdict: what it earns, who else it touches, and what follows."""
    asked = state.asked
    points = earned(state, rules, verdict, value, to)
    data: dict[str, Any] = {"to": to, "verdict": str(verdict), "value": value, "points": points}
    if asked is not None and asked.round == rules.key and asked.under_way:
        data["number"] = asked.number
        if asked.author and rules.kind is Kind.RISK:
            data |= _named(state, rules, verdict, value, asked.author)
        data |= WAYS[rules.kind].follows(state, rules, asked, to, verdict)
        data |= _next_of_run(state, rules) if data["then"] == "next" else {}
    else:
        data["then"] = "closed"
    return Event("answered", data | more)


def _named(state: State, rules: Round, verdict: Verdict, value: int, author: str) -> dict[str, Any]:
    """Return what a question is to who named another for it: the value, when the named one misses it."""
    if verdict is Verdict.RIGHT:
        return {"author": author, "author_points": 0}
    gets = earned(state, rules, Verdict.RIGHT, value, author)
    return {"points": 0, "author": author, "author_points": gets}


def _next_of_run(state: State, rules: Round) -> dict[str, Any]:
    """Return the run's next question; a run whose prepared questions are used up ends."""
    prepared = state.setup.rounds.get(rules.key, ())
    left = [one for one in prepared if one not in state.shown]
    if not prepared:
        return {}
    return {"question": left[0]} if left else {"then": "closed"}


def _answer(state: State, command: Command, now: int) -> list[Event]:
    _, rules, _ = finding.playing(state)
    asked = finding.under_way(state)
    if state.everyone:
        raise Refused(N_("同答题的答案由选手在自己的手机上提交。"), code="everyone")
    finding.same_question(asked, command)
    finding.unpaused(state)
    if asked.phase is Phase.CHOOSING:
        raise Refused(N_("还没有选分值。"), code="value_missing")
    if asked.answerer is None:
        raise Refused(N_("还没有队抢到，不能作答。"), code="nobody_pressed")
    to = finding.contestant(state, command.get("by") or asked.answerer).id
    if to != asked.answerer:
        raise Refused(N_("还没轮到这一队。"), code="not_your_turn")
    named = command.get("verdict")
    if named is None and is_late(state, asked, now):
        raise Refused(N_("时间已到，这个答案不算。"), code="late")
    verdict = verdict_of(state, command)
    extra = {"response": command.get("response")} if command.get("response") is not None else {}
    return [verdict_event(state, rules, to, verdict, asked.value, **extra)]


def verdict_of(state: State, command: Command) -> Verdict:
    """Return the verdict that a command gives or that its response comes to."""
    named, right, response = command.get("verdict"), command.get("right"), command.get("response")
    if named is not None:
        if named not in list(Verdict):
            raise Refused(N_("没有这种判定。"), code="bad_verdict")
        return Verdict(named)
    if isinstance(right, bool):
        return Verdict.RIGHT if right else Verdict.WRONG
    if response is not None and state.question is not None:
        marked = state.question.marked(response)
        if marked.verdict is Marked.TO_MARK:
            raise Refused(N_("这道题要由评委判定。"), code="to_judge")
        return verdict_for(Fraction(marked.points, 100_00))
    raise Refused(N_("请说明对错。"), code="verdict_missing")


def verdict_for(share: Fraction) -> Verdict:
    """Return the verdict for the part of a question that is right."""
    if share == 1:
        return Verdict.RIGHT
    return Verdict.INCOMPLETE if share else Verdict.WRONG


def timeout(state: State, command: Command, now: int) -> list[Event]:
    """The time is up: the one who answers is late, buzzers close, a run ends."""
    _, rules, way = finding.playing(state)
    asked = finding.asked(state)
    if not asked.under_way:
        late = any(one.verdict is Verdict.LATE for one in asked.given)
        if late or asked.reason in ("silence", "time"):
            return []
        raise Refused(N_("这道题已经结束。"), code="question_closed")
    finding.unpaused(state)
    if state.everyone:
        raise Refused(N_("大家都在作答，请用“收题”。"), code="everyone")
    if rules.kind in (Kind.SPEED, Kind.RELAY):
        return [Event("run_ended", {"number": asked.number})]
    if asked.phase is Phase.CHOOSING and asked.to is not None:
        return [verdict_event(state, rules, asked.to, Verdict.DECLINED, 0)]
    if asked.answerer is not None:
        return [verdict_event(state, rules, asked.answerer, Verdict.LATE, asked.value)]
    return [Event("silent", {"number": asked.number, **way.silence(state, rules, asked)})]


def _answered(state: State, log: Logged) -> State:
    data: Any = log.data
    asked, played = state.asked, state.round
    if asked is None or played is None:
        return state
    to, verdict, points = data["to"], Verdict(data["verdict"]), data["points"]
    given = Given(log.n, to, verdict, points)
    where = (board_of(state), asked.round, asked.number, verdict, data["value"])
    entries = [Entry(log.n, to, points, "verdict", *where, by=log.by)]
    if data.get("author_points"):
        entries.append(Entry(log.n, data["author"], data["author_points"], "named", *where, by=log.by))
    state = state.credited(*entries).asking(given=(*asked.given, given))
    count = played.rights if verdict is Verdict.RIGHT else played.wrongs
    count = {**count, to: count.get(to, 0) + 1}
    state = state.playing(**({"rights": count} if verdict is Verdict.RIGHT else {"wrongs": count}))
    return _followed(_kept(state, data), log)


def _kept(state: State, data: Any) -> State:
    """Keep what the round's kind wants kept of a verdict."""
    played = state.round
    if played is None:
        return state
    to = data["to"]
    if data.get("done"):
        state = state.playing(done=played.done | {to})
    if data.get("shut_out"):
        state = state.playing(shut_out=played.shut_out | {to})
    if data.get("won"):
        state = state.playing(won=(*played.won, to))
    if data.get("exit"):
        state = replace(state, exits=(*state.exits, data["exit"])).playing(champion=data.get("champion"))
    return state


def _followed(state: State, log: Logged) -> State:
    data: Any = log.data
    then = data["then"]
    if then == "next" and state.asked:
        question = data.get("question", state.asked.question)
        state = state.asking(seat=data.get("seat", state.asked.seat), question=question, gone=())
        return replace(state, shown=shown(state, data.get("question")))
    if then == "open":
        return state.asking(
            phase=Phase.OPEN,
            answerer=None,
            out=(state.asked.out if state.asked else frozenset()) | {data["to"]},
            opened_at=log.at,
            ends_at=None,
        )
    if then == "audience" and state.asked:
        opened = replace(state.asked, phase=Phase.OPEN, answerer=None, audience=True)
        return replace(state, asked=started(opened, log.at))
    return state.asking(phase=Phase.CLOSED, ends_at=None)


def _silent(state: State, log: Logged) -> State:
    return _followed(state.asking(reason="silence"), log)


DECIDE: dict[str, Callable[[State, Command, int], list[Event]]] = {
    "answer": _answer,
    "timeout": timeout,
}
EVOLVE: dict[str, Callable[[State, Logged], State]] = {
    "answered": _answered,
    "silent": _silent,
    "run_ended": lambda state, log: state.asking(phase=Phase.CLOSED, ends_at=None, reason="time"),
}
