"""Taking answers: saved as they are given, acknowledged once they are durable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from ..bank import queries as bank_queries
from ..bank.item import Item
from ..bank.marking import Verdict, mark
from ..core.errors import DomainError, Invalid, NotFound
from ..core.i18n import N_
from ..core.services import services
from ..extensions import db
from . import queries
from .attempt import AttemptState, accepts
from .models import Answer, Purpose
from .queries import AttemptHead, Slot
from .standing import mark_json, note_slots, verdict_of

CLOSED = N_("作答已结束，不能再保存。")
GIVEN = N_("这道题已经作答并看过答案，不能再改。")


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
    """An answer that is stored. `feedback` only where the paper gives it at once."""

    answered: int
    feedback: queries.Reviewed | None = None


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
    attempt = check_open(attempt, now)
    slot = attempt.slot(position)
    if slot is None:
        raise NotFound
    letters(slot, response)
    saved, counted = services().writer.write(
        _save_statements(attempt.id, position, response, now, request_id)
    )
    if not saved.touched:
        queries.forget_head(attempt.id)
        raise DomainError(CLOSED, code="attempt.closed")
    return Saved(counted.row[0] if counted.row else 0)


def _save_statements(
    attempt_id: int, position: int, response: Any, now: datetime, request_id: str | None
) -> list[tuple[str, Mapping[str, Any]]]:
    values = Answer.__table__.c
    dialect = db.engine.dialect
    as_json = ":response" if dialect.name == "sqlite" else "CAST(:response AS JSON)"
    insert = _INSERT.replace("$response", as_json)
    params = {
        "attempt": attempt_id,
        "position": position,
        "response": bind(values.response, response),
        "saved_at": bind(values.saved_at, now),
        "request_id": request_id,
    }
    count = "SELECT count(*) FROM answer WHERE attempt_id = :attempt AND response IS NOT NULL"
    return [(insert, params), (count, {"attempt": attempt_id})]


def bind(column: Any, value: Any) -> Any:
    """Return a value as the driver stores it in `column`, for statements that pass the hot writer."""
    process = column.type.dialect_impl(db.engine.dialect).bind_processor(db.engine.dialect)
    return process(value) if process else value


def save_with_feedback(
    attempt: AttemptHead, position: int, response: Any, *, now: datetime, request_id: str | None = None
) -> Saved:
    """Store a practice response in the running unit of work, mark it and hand the feedback back.

    After feedback the same response is harmless and another one is refused. A response that says nothing
    is stored without feedback.
    """
    attempt = check_open(attempt, now)
    slot = attempt.slot(position)
    if slot is None:
        raise NotFound
    given = letters(slot, response)
    stored = bank_queries.versions([slot.version_id])[slot.version_id]
    marked = mark(stored.item, given, slot.points)
    row = db.session.get(Answer, (attempt.id, position))
    if row is not None and row.response is not None and _was_marked(stored.item, slot, row.response):
        if row.response != response:
            raise DomainError(GIVEN, code="attempt.answered")
    else:
        if row is None:
            row = Answer(attempt_id=attempt.id, position=position)
            db.session.add(row)
        row.response, row.saved_at, row.request_id = response, now, request_id
        note_slots(attempt, [(slot, marked.verdict, given)], now)
    db.session.flush()
    answered = db.session.scalar(
        select(func.count()).where(Answer.attempt_id == attempt.id, Answer.response.is_not(None))
    )
    if marked.verdict is Verdict.UNANSWERED:
        return Saved(answered or 0)
    feedback = queries.reviewed(slot, stored.item, response, mark_json(marked))
    return Saved(answered or 0, feedback)


def _was_marked(item: Item, slot: Slot, response: Any) -> bool:
    return mark(item, slot.letters(response), slot.points).verdict is not Verdict.UNANSWERED


def self_mark(attempt: AttemptHead, position: int, points: int, *, now: datetime) -> None:
    """Let a member mark an own short answer in practice, from nothing to the full points."""
    attempt = check_open(attempt, now)
    slot = attempt.slot(position)
    row = db.session.get(Answer, (attempt.id, position))
    if slot is None or row is None or attempt.purpose is not Purpose.PRACTICE:
        raise NotFound
    if not 0 <= points <= slot.points:
        raise Invalid(N_("得分超出了本题的分值。"), field="points")
    if row.self_points is None:
        note_slots(attempt, [(slot, verdict_of(slot, points), row.response)], now)
    row.self_points = points
