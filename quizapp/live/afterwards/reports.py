"""A contest afterwards, as rows for screens, paper and workbooks: why each total, what happened when, how questions went."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask_babel import gettext

from ...bank import markup
from ...bank.marking import mark
from ...core.i18n import N_
from ...papers.judging import Judge, judge_of
from ...papers.questions import Reviewed, Slot, mark_json, reviewed
from ...web.filters import counted
from ..engine.explaining import Outcome, Step, Told, outcomes, responses, spoken_to, told, why
from ..engine.setup import Question
from ..engine.standings import people, standings
from ..engine.state import Board, State
from ..words import sentences, terms

REASONS = {
    "base": N_("基础分"),
    "early": N_("抢答犯规"),
    "adjust": N_("裁判调整"),
    "overrule": N_("改判"),
    "void": N_("题目作废，收回得分"),
    "reopen": N_("重新作答，收回得分"),
    "mark": N_("评委评分"),
    "members": N_("队员同答得分"),
    "named": N_("指定的队没有答对"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One contestant in the final table; points in hundredths."""

    id: str
    name: str
    unit: str
    points: int
    rank: int


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of a total: when, in which round, at which question, what for."""

    at: datetime | None
    round: str
    number: int | None
    stem: str
    text: str
    amount: int
    total: int
    reason: str
    by: str
    overruled: bool


@dataclass(frozen=True, slots=True)
class Act:
    """One line of the protocol. `undone`: it was taken back later and does not count."""

    n: int
    at: datetime
    text: str
    by: str
    reason: str
    undone: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """One question afterwards: how it went, with its key and source."""

    told: Told
    round: str
    question: Question | None
    who: str
    mean_ms: int | None


@dataclass(frozen=True, slots=True)
class Person:
    """One player afterwards; `rank` on the players' own board where there is one."""

    id: str
    name: str
    unit: str
    team: str
    outcome: Outcome
    points: int
    removed: bool


def moment_of(ms: int) -> datetime:
    """Return a moment of the log."""
    return datetime.fromtimestamp(ms / 1000, UTC)


def table(state: State) -> list[Line]:
    """Return the final table, best first."""
    found = []
    for one in standings(state):
        contestant = state.contestants[one.id]
        found.append(Line(one.id, contestant.name, contestant.unit, one.amount, one.rank))
    return found


def board(state: State, which: Board) -> list[Line]:
    """Return the players' own board or the audience's, those with points only."""
    return [
        Line(one.id, state.players[one.id].name, state.players[one.id].unit, one.amount, one.rank)
        for one in people(state, which)
        if one.amount
    ]


def reasons(state: State, to: str) -> list[Reason]:
    """Return why a contestant has its total, step by step."""
    shown = {one.number: one.question for one in reversed(told(state))}  # a run by its first one
    spoken = spoken_to(state)
    return [_reason(state, shown, spoken, step) for step in why(state, to)]


def _reason(
    state: State, shown: Mapping[int, str | None], spoken: Mapping[int, str | None], step: Step
) -> Reason:
    entry = step.entry
    id = spoken.get(entry.corrects or entry.n) or shown.get(entry.question or 0)
    prepared = state.setup.questions.get(id or "")
    if entry.why in REASONS:
        text = gettext(REASONS[entry.why])
    else:
        text = terms.verdict_word(entry.verdict) if entry.verdict else ""
    return Reason(
        moment_of(step.at) if step.at else None,
        terms.round_title(state, entry.round) if entry.round else "",
        entry.question,
        markup.plain(prepared.item.stem) if prepared else "",
        text,
        entry.amount,
        step.total,
        entry.reason,
        entry.by,
        step.overruled,
    )


def protocol(state: State) -> list[Act]:
    """Return the whole log in words, in order, undone steps among it."""
    words = sentences(state, state.history)
    return [
        Act(
            log.n,
            moment_of(log.at),
            text,
            log.by,
            str(log.data.get("reason", "")),
            log.n in state.undone,
        )
        for log, text in zip(state.history, words, strict=True)
    ]


def questions(state: State) -> list[Asked]:
    """Return every question that was put, in order."""
    return [
        Asked(
            one,
            terms.round_title(state, one.round) if one.round else "",
            state.setup.questions.get(one.question or ""),
            _who(state, one),
            sum(one.times) // len(one.times) if one.times else None,
        )
        for one in told(state)
    ]


def _who(state: State, one: Told) -> str:
    """Return who answered, and how, in a few words."""
    if one.answered or one.silent:
        asked = one.answered + one.silent
        right = str(gettext("%(right)d / %(asked)d 人答对", right=one.right, asked=asked))
        waits = counted("%(n)d 人等评分", one.unmarked) if one.unmarked else ""
        return "，".join(part for part in (right, waits) if part)
    return "，".join(
        f"{terms.name_of(state, to)} {terms.verdict_word(verdict)}" for to, verdict in one.verdicts
    )


def persons(state: State) -> list[Person]:
    """Return the players, best on their own board first, then in the order in which they joined."""
    done = outcomes(state)
    which = Board.MAIN if state.setup.individual else Board.PEOPLE
    rows = [
        Person(
            one.id,
            one.name,
            one.unit,
            terms.name_of(state, one.team) if one.team else "",
            done[one.id],
            state.total(one.id, which) + (0 if which is Board.MAIN else state.total(one.id, Board.AUDIENCE)),
            one.removed,
        )
        for one in state.players.values()
    ]
    return sorted(rows, key=lambda one: (one.removed, -one.points))


def presses(state: State) -> Iterator[tuple[int, int, str, int | None, bool, int | None, int | None]]:
    """Yield every press of the log: question, moment, contestant, ms after the opening, early, round trip, reaction."""
    for log in state.history:
        if log.kind == "pressed":
            data = log.data
            yield (
                data["number"],
                log.at,
                data["to"],
                data["after"],
                data["early"],
                data.get("rtt"),
                data.get("reaction"),
            )


def study_set(state: State, player: str, branch_id: int) -> list[Reviewed]:
    """Return what a player missed, with the own answer, key, reason and source, in the order in which it was put.

    The key is the one that holds in the branch: one that was found wrong since is not taught again.
    """
    answers = responses(state, player)
    questions = [state.setup.questions[id] for id in outcomes(state)[player].missed]
    slots = [_slot(place, question) for place, question in enumerate(questions, 1)]
    judge = judge_of(branch_id, slots)
    return [
        _missed(slot, question, answers.get(question.id), judge)
        for slot, question in zip(slots, questions, strict=True)
    ]


def _slot(place: int, question: Question) -> Slot:
    item = question.item
    return Slot(place, question.item_id or 0, question.version_id or 0, item.type, 100, question.options)


def _missed(slot: Slot, question: Question, response: Any, judge: Judge) -> Reviewed:
    given = None if response is None else slot.letters(response)
    if slot.version_id not in judge.stored:  # not of a bank
        return reviewed(slot, question.item, response, mark_json(mark(question.item, given, slot.points)))
    return reviewed(slot, judge.item(slot), response, judge.mark(slot, given))
