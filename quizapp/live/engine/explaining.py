"""Why a total is what it is: every entry of one contestant in order, with the sum as it grew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from .events import Logged
from .judged import is_cancelled, is_mark, mark_verdict
from .sheet import Verdict
from .state import Board, Entry, State

Changed = Mapping[tuple[int, str], Verdict]  # (event, whom) → the verdict after overruling


@dataclass(frozen=True, slots=True)
class Step:
    """One entry: when it came, what it was for, the total after it. `overruled`: a later step changes its verdict."""

    entry: Entry
    at: int | None
    total: int
    overruled: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """A question as it went: who answered what. `key` and texts stay with the question in the setup.

    `part`: which one of a run, whose questions have one number; 0 where the number is a question's own.
    """

    number: int
    round: str
    question: str | None
    value: int
    at: int
    verdicts: tuple[tuple[str, Verdict], ...] = ()  # contestant, verdict as it holds now
    right: int = 0  # of everybody's answers
    answered: int = 0
    silent: int = 0
    unmarked: int = 0  # of the answered: a judge has yet to say
    times: tuple[int, ...] = ()  # milliseconds of the right answers
    responses: Mapping[str, int] = field(default_factory=dict)
    void: bool = False
    part: int = 0

    @property
    def place(self) -> str:
        """Which question: its number, in a run with which one of it."""
        return f"{self.number}-{self.part}" if self.part else str(self.number)

    @property
    def facility(self) -> float | None:
        """The share of those who were asked that were right; None where nobody was."""
        asked = self.answered - self.unmarked + self.silent or len(self.verdicts)
        right = self.right + sum(verdict is Verdict.RIGHT for _, verdict in self.verdicts)
        return right / asked if asked else None


def why(state: State, to: str, board: Board = Board.MAIN) -> list[Step]:
    """Return the steps that make up a total; their amounts sum to it."""
    moments = {one.n: one.at for one in state.history}
    corrected = {one.corrects for one in state.entries if one.corrects is not None and one.to == to}
    total, steps = 0, []
    for entry in state.entries:
        if (entry.to, entry.board) == (to, board):
            total += entry.amount
            overruled = entry.corrects is None and entry.n in corrected
            steps.append(Step(entry, moments.get(entry.n), total, overruled))
    return steps


def holding(state: State) -> Iterable[Logged]:
    """Return the log without what was undone and the undoings."""
    return (one for one in state.history if one.n not in state.undone and one.kind != "undone")


def told(state: State) -> list[Told]:
    """Return every question that was put, in order, with how it went; of a run each one by itself."""
    found: dict[int, list[Told]] = {}
    changed = overruled(state)
    for log in holding(state):
        number = log.data.get("number")
        if log.kind in ("asked", "swapped"):
            found[log.data["number"]] = [_put(found, log)]
        elif log.kind == "chosen" and found:
            parts = found[max(found)]
            parts[-1] = replace(parts[-1], question=log.data["question"], value=log.data["value"])
        elif number in found and log.kind == "answered":
            found[number][-1:] = _answered(found[number][-1], log, changed)
        elif number in found:
            found[number] = [_after(one, log, changed) for one in found[number]]
    return [one for parts in found.values() for one in parts]


def _put(found: Mapping[int, list[Told]], log: Logged) -> Told:
    """Return a question as it is put; the one in whose place it comes is void from then on."""
    data = log.data
    was = found.get(data.get("was", 0))
    if was:
        was[-1] = replace(was[-1], void=True)
    key = data.get("round", was[-1].round if was else "")
    return Told(data["number"], key, data["question"], data.get("value", was[-1].value if was else 0), log.at)


def _answered(one: Told, log: Logged, changed: Changed) -> list[Told]:
    """Return a question with a verdict on it; in a run followed by the next one."""
    data = log.data
    verdict = changed.get((log.n, data["to"]), Verdict(data["verdict"]))
    one = replace(one, verdicts=(*one.verdicts, (data["to"], verdict)))
    if data["then"] != "next":
        return [one]
    one = replace(one, part=max(one.part, 1))
    next_one = Told(one.number, one.round, data.get("question"), one.value, log.at, part=one.part + 1)
    return [one, next_one]


def _after(one: Told, log: Logged, changed: Changed) -> Told:
    data = log.data
    if log.kind == "closed":
        return _closed(one, log, changed)
    if log.kind == "reopened":
        return replace(one, verdicts=(), right=0, answered=0, silent=0, unmarked=0, times=(), responses={})
    void = log.kind == "voided" or (log.kind == "pressed" and data.get("question") == "void")
    return replace(one, void=True) if void else one


def _closed(one: Told, log: Logged, changed: Changed) -> Told:
    responses: dict[str, int] = defaultdict(int)
    times, right, answered, unmarked = [], 0, 0, 0
    for player, result in log.data["results"].items():
        verdict = changed.get((log.n, player), Verdict(result["verdict"]))
        if verdict is Verdict.LATE:
            continue
        answered += 1
        unmarked += _is_unmarked(log, player, changed)
        if verdict is Verdict.RIGHT:
            right += 1
            times.append(result["ms"])
        given = result.get("response")
        for chosen in given if isinstance(given, list) else [given]:
            if isinstance(chosen, str):
                responses[chosen] += 1
    silent = len(log.data["silent"])
    return replace(
        one,
        right=right,
        answered=answered,
        silent=silent,
        unmarked=unmarked,
        times=tuple(times),
        responses=dict(responses),
    )


def _is_unmarked(log: Logged, player: str, changed: Changed) -> bool:
    """Say whether a judge has yet to say what an open answer is worth."""
    mine = log.data["results"].get(player, {})
    return bool(mine.get("unmarked")) and (log.n, player) not in changed


def overruled(state: State) -> dict[tuple[int, str], Verdict]:
    """Return the verdicts that overrulings and marks of open answers gave, by the event they change and whom they
    touch; the last one holds."""
    found: dict[tuple[int, str], Verdict] = {}
    closed: dict[int, Logged] = {}
    for log in holding(state):
        if log.kind == "closed":
            closed[log.data["number"]] = log
        elif log.kind == "overruled":
            found[log.data["of"], log.data["to"]] = Verdict(log.data["verdict"])
        elif log.kind == "marked":
            of, to = closed.get(log.data["number"]), log.data["to"]
            if of is not None and is_mark(log, of, to):
                found[of.n, to] = mark_verdict(log)
    return found


def spoken_to(state: State) -> dict[int, str | None]:
    """Return which question each spoken answer was to, by its event: in a run one follows another by one number."""
    now: dict[int, str | None] = {}
    found: dict[int, str | None] = {}
    for log in holding(state):
        if log.kind in ("asked", "swapped"):
            now[log.data["number"]] = log.data["question"]
        elif log.kind == "chosen" and now:
            now[max(now)] = log.data["question"]
        elif log.kind == "answered" and log.data.get("number") in now:
            number = log.data["number"]
            found[log.n] = now[number]
            now[number] = log.data.get("question") or now[number]
    return found


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one player, or the team the player sits in, was asked, answered and had right."""

    player: str
    asked: int = 0
    answered: int = 0
    right: int = 0
    missed: tuple[str, ...] = ()  # question ids not answered right
    known: tuple[str, ...] = ()  # question ids answered right
    ms: int = 0  # over the right answers


def outcomes(state: State) -> dict[str, Outcome]:
    """Return by player how the questions went that the player (or the player's team) was asked."""
    questions = {one.number: one for one in reversed(told(state))}  # a run by its first one
    found = {id: Outcome(id) for id in state.players}
    changed = overruled(state)
    to = spoken_to(state)
    for log in holding(state):
        one = questions.get(log.data.get("number", 0))
        if one is None or one.void or (log.kind in ("closed", "answered") and is_cancelled(state, log)):
            continue
        if log.kind == "closed":
            for player in {*log.data["results"], *log.data["silent"]} & found.keys():
                found[player] = _count(found[player], one, log, changed)
        elif log.kind == "answered":
            put = replace(one, question=to.get(log.n, one.question))
            for player in state.players.values():
                if log.data["to"] in (player.team, player.id):
                    found[player.id] = _spoken(found[player.id], put, log, changed)
    return found


def _spoken(was: Outcome, one: Told, log: Logged, changed: Changed) -> Outcome:
    right = changed.get((log.n, log.data["to"]), Verdict(log.data["verdict"])) is Verdict.RIGHT
    was = replace(was, asked=was.asked + 1, answered=was.answered + 1, right=was.right + right)
    return _kept(was, one, right)


def _count(was: Outcome, one: Told, log: Logged, changed: Changed) -> Outcome:
    result = log.data["results"].get(was.player)
    verdict = changed.get((log.n, was.player), Verdict(result["verdict"]) if result else Verdict.LATE)
    right = verdict is Verdict.RIGHT
    answered = result is not None and Verdict(result["verdict"]) is not Verdict.LATE
    was = replace(
        was,
        asked=was.asked + 1,
        answered=was.answered + answered,
        right=was.right + right,
        ms=was.ms + (result["ms"] if result and right else 0),
    )
    if _is_unmarked(log, was.player, changed):
        return was
    return _kept(was, one, right)


def _kept(was: Outcome, one: Told, right: bool) -> Outcome:
    if one.question is None or one.question in (*was.missed, *was.known):
        return was
    return (
        replace(was, known=(*was.known, one.question))
        if right
        else replace(was, missed=(*was.missed, one.question))
    )


def responses(state: State, player: str) -> dict[str, Any]:
    """Return what a player answered on the phone, by question id."""
    shown: dict[int, str] = {}
    given: dict[str, Any] = {}
    for log in state.history:
        if log.kind in ("asked", "swapped") and log.data["question"]:
            shown[log.data["number"]] = log.data["question"]
        elif log.kind == "closed" and log.n not in state.undone:
            result = log.data["results"].get(player, {})
            if result.get("response") is not None and log.data["number"] in shown:
                given[shown[log.data["number"]]] = result["response"]
    return given
