"""From stored answers to what is counted of them: practice, a contest over a window, a contest in the room."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from ..bank.marking import Verdict
from ..extensions import db
from ..live.engine.explaining import holding, overruled, told
from ..live.engine.judged import is_cancelled
from ..live.engine.setup import Question
from ..live.engine.sheet import Verdict as LiveVerdict
from ..live.engine.state import State
from ..papers import queries as papers
from ..papers.attempt import AttemptState
from ..papers.models import Answer, Attempt
from ..papers.queries import AttemptHead, Result, Slot
from ..papers.rulings import RulingKind
from .figures import CHOSEN
from .tally import Given, times_used

#: What a question in the room is worth here: one point, whatever the round gives for it.
QUESTION = 100
#: Rulings under which a mark says nothing of the item.
VOID = (RulingKind.FULL, RulingKind.NONE)


@dataclass(frozen=True, slots=True)
class Taken:
    """One attempt with its marked positions."""

    head: AttemptHead
    given: tuple[Given, ...]


def attempts(attempt_ids: Collection[int]) -> list[Taken]:
    """Return submitted attempts with what each position came to, in the order of their ids."""
    rows = db.session.scalars(
        select(Attempt)
        .where(Attempt.id.in_(attempt_ids), Attempt.state == AttemptState.SUBMITTED)
        .order_by(Attempt.id)
    )
    heads = [papers.head_of(row) for row in rows]
    results, answers = papers.results([head.id for head in heads]), _answers([head.id for head in heads])
    return [
        Taken(head, tuple(_positions(head, results[head.id], answers.get(head.id, {}))))
        for head in heads
        if head.id in results
    ]


def _answers(attempt_ids: Collection[int]) -> dict[int, dict[int, tuple[Any, datetime]]]:
    found: dict[int, dict[int, tuple[Any, datetime]]] = {}
    rows = db.session.execute(
        select(Answer.attempt_id, Answer.position, Answer.response, Answer.saved_at).where(
            Answer.attempt_id.in_(attempt_ids)
        )
    )
    for row in rows:
        found.setdefault(row.attempt_id, {})[row.position] = (row.response, row.saved_at)
    return found


def _positions(
    head: AttemptHead, result: Result, answers: Mapping[int, tuple[Any, datetime]]
) -> Iterator[Given]:
    used = times_used(head.started_at, {position: saved for position, (_, saved) in answers.items()})
    for slot, mark in zip(head.slots, result.marks, strict=True):
        verdict = Verdict(mark["verdict"])
        if verdict is Verdict.TO_MARK or mark.get("ruled") in VOID or not slot.points:
            continue
        response = answers.get(slot.position, (None, None))[0]
        omitted = verdict is Verdict.UNANSWERED
        yield Given(
            slot.item_id,
            slot.version_id,
            mark["points"],
            slot.points,
            omitted,
            () if omitted else _letters(slot, response),
            None if omitted else used.get(slot.position),
        )


def _letters(slot: Slot, response: Any) -> tuple[str, ...]:
    if slot.type not in CHOSEN or response is None:
        return ()
    given = slot.letters(response)
    return (given,) if isinstance(given, str) else tuple(given or ())


def first_attempts(source: str) -> list[int]:
    """Return each member's first attempt at a contest: who may try again has seen the items by then."""
    first = (
        select(Attempt.member_id, func.min(Attempt.number).label("number"))
        .where(Attempt.source_key == source)
        .group_by(Attempt.member_id)
        .subquery()
    )
    return list(
        db.session.scalars(
            select(Attempt.id)
            .join(first, (first.c.member_id == Attempt.member_id) & (first.c.number == Attempt.number))
            .where(Attempt.source_key == source)
        )
    )


def live_papers(state: State) -> list[list[Given]]:
    """Return by player what everybody's questions came to, each question by its last closing that counts."""
    closings: dict[str, Any] = {}
    void = {one.number for one in told(state) if one.void}
    shown: dict[int, str | None] = {}
    for log in holding(state):
        if log.kind in ("asked", "swapped"):
            shown[log.data["number"]] = log.data["question"]
        elif log.kind == "closed" and not is_cancelled(state, log):
            question = shown.get(log.data["number"])
            if question and question in state.setup.questions and log.data["number"] not in void:
                closings[question] = log
    changed = overruled(state)
    found: dict[str, list[Given]] = {}
    for id, log in closings.items():
        for player in {*log.data["results"], *log.data["silent"]} & state.players.keys():
            given = _live(state.setup.questions[id], log, player, changed.get((log.n, player)))
            if given and not state.players[player].removed:
                found.setdefault(player, []).append(given)
    return list(found.values())


def _live(question: Question, log: Any, player: str, overruled: LiveVerdict | None) -> Given | None:
    """Return one player's answer; None where a judge has not said, or the item is not the bank's."""
    if question.item_id is None or question.version_id is None:
        return None
    result = log.data["results"].get(player)
    if result is None or LiveVerdict(result["verdict"]) is LiveVerdict.LATE:
        return Given(question.item_id, question.version_id, 0, QUESTION, omitted=True)
    if result.get("unmarked") and overruled is None:
        return None
    response = result.get("response")
    verdict = overruled or LiveVerdict(result["verdict"])
    share = 0
    if verdict is LiveVerdict.RIGHT:
        share = QUESTION
    elif overruled is None and response is not None:
        share = int(question.share(response) * QUESTION)
    slot = Slot(
        0, question.item_id, question.version_id, question.item.type, QUESTION, tuple(question.options)
    )
    return Given(
        question.item_id,
        question.version_id,
        share,
        QUESTION,
        letters=_letters(slot, response),
        ms=result.get("ms"),
    )


def live_asked(state: State) -> set[int]:
    """Return the bank's items that were put in a contest in the room, void ones too: everybody has seen them."""
    found = (state.setup.questions.get(one.question or "") for one in told(state))
    return {one.item_id for one in found if one and one.item_id is not None}
