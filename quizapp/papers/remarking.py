"""Marking submitted papers anew after a ruling: which ones, what changes, and the new marking appended."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Text, cast, func, or_, select

from ..bank.marking import Verdict
from ..core import local
from ..core.permissions import Identity
from ..extensions import db
from . import queries
from .attempt import AttemptState
from .judging import Judge
from .models import Answer, Attempt, AttemptResult, Purpose
from .queries import AttemptHead, Result
from .questions import Slot
from .rulings import maximum_of, score_of
from .service import store_result
from .standing import Corrected, correct

#: So many papers are looked through at a time, by what they hold.
WINDOW = 2_000


@dataclass(frozen=True, slots=True)
class Changed:
    """A position whose mark is another one now; `given` in the author's letters."""

    slot: Slot
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    given: Any
    at: datetime


@dataclass(frozen=True, slots=True)
class Remark:
    """A submitted attempt whose marking changes."""

    head: AttemptHead
    before: Result
    marks: Sequence[Mapping[str, Any]]
    score: int
    maximum: int
    changed: Sequence[Changed]

    @property
    def after(self) -> Result:
        """The marking as it would hold."""
        right = sum(mark["verdict"] == Verdict.RIGHT for mark in self.marks)
        total = sum(mark.get("ruled") != "none" for mark in self.marks)
        was = self.before
        return Result(self.score, self.maximum, right, total, self.marks, was.created_at, was.reason)


@dataclass(frozen=True, slots=True)
class Found:
    """Submitted attempts that hold one of the versions, up to attempt `upto`; `more`: there may be later ones."""

    ids: Sequence[int]
    upto: int
    more: bool


def holding(branch_id: int, version_ids: Collection[int], after: int, limit: int = 100) -> Found:
    """Return the next submitted attempts of a branch, after attempt `after`, whose paper holds one of the versions."""
    last = db.session.scalar(select(func.max(Attempt.id)).where(Attempt.branch_id == branch_id)) or 0
    upto = min(last, after + WINDOW)
    paper = cast(Attempt.paper, Text)
    rows = db.session.scalars(
        select(Attempt.id)
        .where(
            Attempt.id > after,
            Attempt.id <= upto,
            Attempt.branch_id == branch_id,
            Attempt.state == AttemptState.SUBMITTED,
            or_(*(paper.contains(f'"version": {version_id},') for version_id in version_ids)),
        )
        .order_by(Attempt.id)
        .limit(limit)
    ).all()
    if len(rows) == limit:
        return Found(rows, rows[-1], True)
    return Found(rows, upto, upto < last)


def remarks(attempt_ids: Collection[int], judge: Judge, *, lock: bool = False) -> list[Remark]:
    """Return those of the attempts whose marking is another one under what the judge holds.

    With `lock` no other marking of them slips in until the unit of work ends.
    """
    query = select(Attempt).where(Attempt.id.in_(attempt_ids)).order_by(Attempt.id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    heads = [queries.head_of(row) for row in db.session.scalars(query) if row.state is AttemptState.SUBMITTED]
    results = queries.results([head.id for head in heads])
    answers = _answers(heads, judge)
    found = (_remark(head, results[head.id], answers, judge) for head in heads if head.id in results)
    return [remark for remark in found if remark.changed]


def _answers(heads: Sequence[AttemptHead], judge: Judge) -> dict[tuple[int, int], Answer]:
    positions = {slot.position for head in heads for slot in _ruled(head, judge)}
    rows = db.session.scalars(
        select(Answer).where(
            Answer.attempt_id.in_([head.id for head in heads]), Answer.position.in_(positions)
        )
    )
    return {(row.attempt_id, row.position): row for row in rows}


def _ruled(head: AttemptHead, judge: Judge) -> Iterator[Slot]:
    return (slot for slot in head.slots if slot.version_id in judge.rulings)


def _remark(
    head: AttemptHead, result: Result, answers: Mapping[tuple[int, int], Answer], judge: Judge
) -> Remark:
    marks, changed = list(result.marks), []
    for slot in _ruled(head, judge):
        answer = answers.get((head.id, slot.position))
        given = slot.letters(answer.response if answer else None)
        before = marks[slot.position - 1]
        after = judge.anew(slot, given, before)
        if after != before:
            at = answer.saved_at if answer and head.instant_feedback else head.submitted_at
            changed.append(Changed(slot, before, after, given, at or head.started_at))
            marks[slot.position - 1] = after
    points = [slot.points for slot in head.slots]
    return Remark(head, result, marks, score_of(marks), maximum_of(points, marks), changed)


def append(remark: Remark, *, cause: str, actor: Identity | None, now: datetime, reason: str) -> None:
    """Append the new marking, and let the member's book of mistakes follow; in the running unit of work."""
    store_result(remark.head, remark.marks, now, actor, reason, cause)
    day = local.day_of(now)
    for one in remark.changed:
        member_id, item_id = remark.head.member_id, one.slot.item_id
        was, right = counts_as(one.before), counts_as(one.after)
        correct(Corrected(member_id, item_id, was, right, one.at, remark.head.title, one.given), day)


def counts_as(mark: Mapping[str, Any]) -> bool | None:
    """Return how a mark counts in the book of mistakes: right, wrong, or (void, silent, not yet marked) not at all."""
    if mark.get("ruled") in ("full", "none"):
        return None
    verdict = Verdict(mark["verdict"])
    if verdict in (Verdict.UNANSWERED, Verdict.TO_MARK):
        return None
    return verdict is Verdict.RIGHT


@dataclass(frozen=True, slots=True)
class Done:
    """What marking anew did to one attempt; amounts in hundredths."""

    attempt_id: int
    member_id: int
    purpose: Purpose
    source_key: str
    title: str
    score_before: int
    score: int
    maximum_before: int
    maximum: int


def done_by(
    cause: str,
    *,
    source_key: str | None = None,
    purpose: Purpose | None = None,
    after: int = 0,
    limit: int | None = None,
) -> list[Done]:
    """Return what a cause changed, in the order of the attempts: of all sources, or of those named."""
    own, first = AttemptResult.__table__.alias("own"), AttemptResult.__table__.alias("first")
    query = (
        select(
            Attempt.id,
            Attempt.member_id,
            Attempt.purpose,
            Attempt.source_key,
            Attempt.title,
            first.c.score.label("score_before"),
            own.c.score,
            first.c.maximum.label("maximum_before"),
            own.c.maximum,
        )
        .join(own, own.c.attempt_id == Attempt.id)
        .join(first, (first.c.attempt_id == Attempt.id) & (first.c.sequence == own.c.sequence - 1))
        .where(own.c.cause == cause, Attempt.id > after)
        .order_by(Attempt.id)
        .limit(limit)
    )
    if source_key is not None:
        query = query.where(Attempt.source_key == source_key)
    if purpose is not None:
        query = query.where(Attempt.purpose == purpose)
    return [Done(*row) for row in db.session.execute(query)]


def sources_of(cause: str) -> list[str]:
    """Return the sources of the attempts that a cause marked anew."""
    rows = db.session.scalars(
        select(Attempt.source_key)
        .join(AttemptResult, AttemptResult.attempt_id == Attempt.id)
        .where(AttemptResult.cause == cause)
        .distinct()
        .order_by(Attempt.source_key)
    )
    return list(rows)
