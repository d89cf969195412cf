"""A contest that is over, judged anew where a question's key was wrong: the referee's steps that it takes. Pure.

What was said aloud, and what judges marked, no key can judge: that is left, and said, for the referee to decide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ...bank.marking import ResponseShapeError
from ...core.i18n import N_
from ...papers.rulings import RulingKind
from ..engine import game
from ..engine.answering import verdict_for
from ..engine.events import Command, Logged, Refused
from ..engine.explaining import Told, holding, outcomes, spoken_to, told
from ..engine.judged import is_cancelled, verdict_now
from ..engine.setup import Question
from ..engine.sheet import Verdict
from ..engine.state import State

#: Why something is left to the referee.
LEFT: Mapping[str, str] = {
    "spoken": N_("口头作答，由裁判判定"),
    "open": N_("由评委评分"),
    "in_run": N_("一组题共用一个题号"),
    "refused": N_("规程不允许改判"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """A referee's step: on which question, about whom (nobody: all), and the verdict before and after."""

    command: Command
    number: int
    to: str = ""
    was: str = ""
    verdict: str = ""

    @property
    def key(self) -> str:
        """What tells this step from the others of the same regrade."""
        return f"{self.command.do}-{self.command.get('of') or self.number}-{self.to}"


@dataclass(frozen=True, slots=True)
class Left:
    """What no rule decides: `why` is a code of `LEFT`."""

    number: int
    to: str
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What it takes, what is left, and where it would lead."""

    steps: tuple[Step, ...]
    left: tuple[Left, ...]
    after: State


#: A question with the key that holds, by its id in the contest; whatever is not here stays as it was judged.
Fixed = Mapping[str, Question]


def plan(state: State, fixed: Fixed, kind: RulingKind, reason: str, by: str) -> Plan:
    """Return the steps by which a finished contest comes to what the ruling says of these questions."""
    wanted = (
        _voids(state, fixed, reason, by)
        if kind is RulingKind.NONE
        else _verdicts(state, fixed, kind, reason, by)
    )
    return _played(state, wanted)


def undo(state: State, events: Iterable[int], by: str) -> Plan:
    """Return the steps that take earlier steps back, the last one first; what was taken back already is passed over."""
    kept = {one.n: one for one in holding(state)}
    numbers = sorted((n for n in events if n in kept), reverse=True)
    return _played(
        state,
        [Step(Command("undo", {"of": n}, by), kept[n].data.get("number") or 0, str(n)) for n in numbers],
    )


def _played(state: State, wanted: Iterable[Step | Left]) -> Plan:
    """Try every step on the state that the ones before it lead to."""
    steps, left = [], []
    now = state.history[-1].at if state.history else 0
    for one in wanted:
        if isinstance(one, Left):
            left.append(one)
            continue
        try:
            after, logged = game.apply(state, one.command, now)
        except Refused as refused:
            why = refused.code if refused.code in LEFT else "refused"
            left.append(Left(one.number, one.to, why))
            continue
        if logged:
            state = after
            steps.append(one)
    return Plan(tuple(steps), tuple(left), state)


def _voids(state: State, fixed: Fixed, reason: str, by: str) -> Iterator[Step | Left]:
    for one in told(state):
        if one.question in fixed and not one.void:
            yield Step(Command("void", {"number": one.number, "reason": reason}, by), one.number)


def _verdicts(state: State, fixed: Fixed, kind: RulingKind, reason: str, by: str) -> Iterator[Step | Left]:
    put = {one.number: one for one in reversed(told(state))}
    spoken = spoken_to(state)
    for log in holding(state):
        if log.kind not in ("closed", "answered") or is_cancelled(state, log):
            continue
        question = _asked(log, put, spoken)
        if question in fixed:
            for to, given in _answers(log):
                yield from _step(state, log, (to, given), _wanted(kind, fixed[question]), (reason, by))


def _asked(log: Logged, put: Mapping[int, Told], spoken: Mapping[int, str | None]) -> str:
    one = put.get(log.data.get("number", 0))
    return (spoken.get(log.n) or "") if log.kind == "answered" else (one.question or "") if one else ""


def _answers(log: Logged) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield who answered, and what was kept of it; who said nothing in time did not answer."""
    if log.kind == "answered":
        yield log.data["to"], log.data
        return
    for to, result in log.data["results"].items():
        if result["verdict"] != Verdict.LATE:
            yield to, result


def _wanted(kind: RulingKind, question: Question) -> Callable[[Mapping[str, Any]], Verdict | str]:
    """Return what says how an answer is to stand, or why that is not to be said."""

    def verdict(given: Mapping[str, Any]) -> Verdict | str:
        if given.get("unmarked"):
            return "open"
        if kind is RulingKind.FULL:
            return Verdict.RIGHT
        response = given.get("response")
        if response in (None, ""):
            return "spoken"
        try:
            return verdict_for(question.share(response))
        except ResponseShapeError:
            return "refused"

    return verdict


def _step(
    state: State,
    log: Logged,
    answer: tuple[str, Mapping[str, Any]],
    wanted: Callable[[Mapping[str, Any]], Verdict | str],
    said: tuple[str, str],
) -> Iterator[Step | Left]:
    (to, given), (reason, by) = answer, said
    number, verdict = log.data.get("number") or 0, wanted(given)
    if not isinstance(verdict, Verdict):
        yield Left(number, to, verdict)
        return
    was = verdict_now(state, log, to)
    if was != verdict:
        fields = {"of": log.n, "verdict": str(verdict), "reason": reason, "player": to}
        yield Step(Command("overrule", fields, by), number, to, was or "", str(verdict))


@dataclass(frozen=True, slots=True)
class Turned:
    """A question that a player had right or wrong, and has no longer; None: it counts neither way."""

    player: str
    question: str
    was: bool | None
    right: bool | None


def turned(before: State, after: State) -> list[Turned]:
    """Return what became of each player's questions between two moments of a log."""
    first, then = outcomes(before), outcomes(after)
    found = []
    for player, outcome in then.items():
        old = first.get(player)
        if old is None:
            continue
        for question in sorted({*old.missed, *old.known, *outcome.missed, *outcome.known}):
            was = _stands(question, old.known, old.missed)
            right = _stands(question, outcome.known, outcome.missed)
            if was is not right:
                found.append(Turned(player, question, was, right))
    return found


def _stands(question: str, known: tuple[str, ...], missed: tuple[str, ...]) -> bool | None:
    return True if question in known else False if question in missed else None
