"""Taking answers: saved as they are given, acknowledged once they are durable."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Dialect, select
from sqlalchemy.types import TypeEngine

from ..bank import queries as bank_queries
from ..bank.item import ItemType
from ..bank.marking import Verdict, mark
from ..core.errors import DomainError, Invalid, NotFound
from ..core.i18n import N_
from ..core.services import services
from ..extensions import db
from . import queries
from .attempt import AttemptState, accepts
from .judging import Judge, hold_rulings, judge_of
from .models import Answer, Attempt, Purpose
from .queries import AttemptHead
from .questions import Slot
from .standing import by_hand, note_slots, verdict_of

CLOSED = N_("作答已结束，不能再保存。")
GIVEN = N_("这道题已经作答并看过答案，不能再改。")
MARKED = N_("这道题已经评过分。")


# The state is judged by the same statement that writes: a submission cannot slip in between.
_INSERT = (
    "INSERT INTO answer (attempt_id, position, response, saved_at, request_id) "
    "SELECT id, :position, $response, :saved_at, :request_id FROM attempt "
    "WHERE id = :attempt AND state = 'open' "
    "ON CONFLICT (attempt_id, position) DO UPDATE SET "
    "response = excluded.response, saved_at = excluded.saved_at, request_id = excluded.request_id"
)


@dataclass(frozen=True, slots=True)
class Saved:
    """An answer that is stored. `feedback` only where the paper gives it at once; `left`: items that
    thereby left the book of mistakes."""

    answered: int
    feedback: queries.Reviewed | None = None
    left: tuple[int, ...] = ()


def check_open(attempt: AttemptHead, now: datetime) -> AttemptHead:
    """Return the head of an attempt that takes answers at `now`, or refuse."""
    if attempt.state is AttemptState.OPEN and accepts(now, attempt.deadline, attempt.grace_ms):
        return attempt
    fresh = queries.head(attempt.id, fresh=True)  # it may have been extended or reopened elsewhere
    if fresh and fresh.state is AttemptState.OPEN and accepts(now, fresh.deadline, fresh.grace_ms):
        return fresh
    raise DomainError(CLOSED, code="attempt.closed")


def letters(slot: Slot, response: Any) -> Any:
    """Return a response in the author's letters; raise `ResponseShapeError` for one that cannot be."""
    stored = bank_queries.versions([slot.version_id])[slot.version_id]
    translated = slot.letters(response)
    mark(stored.item, translated, slot.points)
    return translated


def save_answer(
    attempt: AttemptHead, position: int, response: Any, *, now: datetime, request_id: str | None = None
) -> Saved:
    """Store a response and return once it is durable; for papers without instant feedback.

    `now` is the moment of arrival. Repeating is harmless; the last response before the submission counts.
    """
    return save_answers(attempt, {position: response}, now=now, request_id=request_id)


def save_answers(
    attempt: AttemptHead, given: Mapping[int, Any], *, now: datetime, request_id: str | None = None
) -> Saved:
    """Store responses by position, all or none, and return once they are durable.

    The error about a malformed response names its position in `field`.
    """
    attempt = check_open(attempt, now)
    for position, response in given.items():
        slot = attempt.slot(position)
        if slot is None:
            raise NotFound
        try:
            letters(slot, response)
        except Invalid as refused:
            refused.field = str(position)
            raise
    *saved, counted = services().writer.write(_save_statements(attempt.id, given, now, request_id))
    if not all(one.touched for one in saved):
        queries.forget_head(attempt.id)
        raise DomainError(CLOSED, code="attempt.closed")
    return Saved(counted.row[0] if counted.row else 0)


def _save_statements(
    attempt_id: int, given: Mapping[int, Any], now: datetime, request_id: str | None
) -> list[tuple[str, Mapping[str, Any]]]:
    values = Answer.__table__.c
    dialect = db.engine.dialect
    as_json = ":response" if dialect.name == "sqlite" else "CAST(:response AS JSON)"
    insert = _INSERT.replace("$response", as_json)
    saved_at = bind(values.saved_at, now)
    count = (
        "SELECT count(*) FROM answer WHERE attempt_id = :attempt "
        "AND response IS NOT NULL AND CAST(response AS TEXT) <> 'null'"
    )
    return [
        *(
            (
                insert,
                {
                    "attempt": attempt_id,
                    "position": position,
                    "response": bind(values.response, response),
                    "saved_at": saved_at,
                    "request_id": request_id,
                },
            )
            for position, response in sorted(given.items())
        ),
        (count, {"attempt": attempt_id}),
    ]


def bind(column: Any, value: Any) -> Any:
    """Return a value as the driver stores it in `column`, for statements that pass the hot writer."""
    process = _bind_processor(column.type, db.engine.dialect)
    return process(value) if process else value


@lru_cache(maxsize=32)
def _bind_processor(kind: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def save_with_feedback(
    attempt: AttemptHead, position: int, response: Any, *, now: datetime, request_id: str | None = None
) -> Saved:
    """Store a practice response in the running unit of work, mark it and hand the feedback back.

    After feedback the same response is harmless and another one is refused. A response that says nothing
    is stored without feedback.
    """
    attempt = check_open(_locked(attempt), now)
    slot = attempt.slot(position)
    if slot is None:
        raise NotFound
    given = letters(slot, response)
    hold_rulings(attempt.branch_id)
    judge = judge_of(attempt.branch_id, [slot])
    verdict = Verdict(judge.mark(slot, given)["verdict"])
    row = db.session.get(Answer, (attempt.id, position))
    left: list[int] = []
    if row is not None and _was_marked(judge, slot, row.response):
        if row.response != response:
            raise DomainError(GIVEN, code="attempt.answered")
    else:
        if row is None:
            row = Answer(attempt_id=attempt.id, position=position)
            db.session.add(row)
        row.response, row.saved_at, row.request_id = response, now, request_id
        left = note_slots(attempt, [(slot, verdict, given)], now)
    db.session.flush()
    answered = len(queries.responses(attempt.id))
    if not _was_marked(judge, slot, row.response):
        return Saved(answered)
    return Saved(answered, _feedback(judge, slot, row), tuple(left))


def _locked(attempt: AttemptHead) -> AttemptHead:
    """Hold the attempt until the end of the unit of work, so that no submission or second tab slips in."""
    row = db.session.get(Attempt, attempt.id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound
    return queries.head_of(row)


def _was_marked(judge: Judge, slot: Slot, response: Any) -> bool:
    item = judge.stored[slot.version_id].item
    return mark(item, slot.letters(response), slot.points).verdict is not Verdict.UNANSWERED


def feedback(attempt: AttemptHead) -> dict[int, queries.Reviewed]:
    """Return by position what was answered and marked so far; empty for papers without instant feedback."""
    if not attempt.instant_feedback:
        return {}
    judge = judge_of(attempt.branch_id, attempt.slots)
    found = {}
    for row in db.session.scalars(select(Answer).where(Answer.attempt_id == attempt.id)):
        slot = attempt.slots[row.position - 1]
        if _was_marked(judge, slot, row.response):
            found[row.position] = _feedback(judge, slot, row)
    return found


def _feedback(judge: Judge, slot: Slot, row: Answer) -> queries.Reviewed:
    given = slot.letters(row.response)
    marked = judge.mark(slot, given)
    if row.self_points is not None:
        marked = judge.anew(slot, given, by_hand(slot, row.self_points))
    return queries.reviewed(slot, judge.item(slot), row.response, marked)


def self_mark(attempt: AttemptHead, position: int, points: int, *, now: datetime) -> tuple[int, ...]:
    """Let a member mark an own short answer in practice, from nothing to the full points, once.

    Return the items that thereby left the book of mistakes.
    """
    attempt = check_open(_locked(attempt), now)
    slot = attempt.slot(position)
    row = db.session.get(Answer, (attempt.id, position))
    if (
        slot is None
        or slot.type is not ItemType.SHORT
        or row is None
        or row.response is None
        or attempt.purpose is not Purpose.PRACTICE
    ):
        raise NotFound
    if not 0 <= points <= slot.points:
        raise Invalid(N_("得分超出了本题的分值。"), field="points")
    if row.self_points is not None:
        if row.self_points != points:
            raise DomainError(MARKED, code="attempt.marked")
        return ()
    row.self_points = points
    return tuple(note_slots(attempt, [(slot, verdict_of(slot, points), row.response)], now))
