"""Reads of papers and attempts. What goes to the one who answers never holds a key."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from flask import current_app
from sqlalchemy import select

from ..bank import queries as bank_queries
from ..bank.item import ItemType
from ..bank.marking import Verdict
from ..extensions import db
from .attempt import AttemptState
from .judging import judge_of
from .models import Answer, Attempt, AttemptResult, Purpose
from .pool import Pool, PoolItem
from .questions import Question, Reviewed, Slot, question, reviewed, shown_key, source_line

__all__ = ["Question", "Reviewed", "Slot", "reviewed", "shown_key", "source_line"]

MAX_KEPT_POOLS = 16
MAX_KEPT_HEADS = 20_000


@dataclass(frozen=True, slots=True)
class AttemptHead:
    """What taking an answer needs to know of an attempt, kept in memory."""

    id: int
    member_id: int
    branch_id: int
    group_id: int | None
    purpose: Purpose
    source_key: str
    title: str
    state: AttemptState
    started_at: datetime
    deadline: datetime | None
    grace_ms: int
    instant_feedback: bool
    submitted_at: datetime | None
    used_ms: int | None
    slots: tuple[Slot, ...]

    def slot(self, position: int) -> Slot | None:
        return self.slots[position - 1] if 1 <= position <= len(self.slots) else None


@dataclass(frozen=True, slots=True)
class Result:
    """The marking of an attempt that holds now; amounts in hundredths."""

    score: int
    maximum: int
    right: int
    total: int
    marks: Sequence[Mapping[str, Any]]
    created_at: datetime
    reason: str


def pool(bank_ids: Collection[int], branch_id: int | None = None) -> Pool:
    """Return the banks' items ready for drawing, without those that the branch hides; kept until something changes."""
    kept = cast("dict[Any, Pool]", current_app.extensions.setdefault("pools", {}))
    hidden = bank_queries.hidden_items(branch_id)
    key = (bank_queries.revisions(bank_ids), hidden)
    if key not in kept:
        if len(kept) >= MAX_KEPT_POOLS:
            kept.pop(next(iter(kept)))
        kept[key] = Pool([item for item in _pool_items(bank_ids) if item.item_id not in hidden])
    return kept[key]


def pool_within(bank_ids: Collection[int], item_ids: Collection[int]) -> Pool:
    """Return those of the banks' items that are among `item_ids`, ready for drawing."""
    return Pool([item for item in _pool_items(bank_ids) if item.item_id in item_ids])


def _pool_items(bank_ids: Collection[int]) -> list[PoolItem]:
    rows, slugs = bank_queries.pool_rows(bank_ids), bank_queries.slugs(bank_ids)
    ids: dict[tuple[int | str, str], int] = {(row.bank_id, row.code): row.item_id for row in rows}
    ids |= {(slugs[row.bank_id], row.code): row.item_id for row in rows}
    return [
        PoolItem(
            row.item_id,
            row.topic,
            row.type,
            row.difficulty,
            tuple(ids[at] for at in _excluded(row) if at in ids),
        )
        for row in rows
    ]


def _excluded(row: bank_queries.PoolRow) -> list[tuple[int | str, str]]:
    """Return what an item excludes: by the bank, named where it is another one, and the author's id."""
    found: list[tuple[int | str, str]] = []
    for code in row.excludes:
        slug, slash, rest = code.partition("/")
        found.append((slug, rest) if slash else (row.bank_id, code))
    return found


def head(attempt_id: int, *, fresh: bool = False) -> AttemptHead | None:
    """Return an attempt's head, from memory unless `fresh`."""
    kept = _kept_heads()
    if not fresh and attempt_id in kept:
        return kept[attempt_id]
    row = db.session.get(Attempt, attempt_id, populate_existing=fresh)
    if row is None:
        return None
    if len(kept) >= MAX_KEPT_HEADS:
        kept.clear()
    kept[attempt_id] = head_of(row)
    return kept[attempt_id]


def forget_head(attempt_id: int) -> None:
    """Drop what memory holds of an attempt, after it changed."""
    _kept_heads().pop(attempt_id, None)


def _kept_heads() -> dict[int, AttemptHead]:
    return cast("dict[int, AttemptHead]", current_app.extensions.setdefault("attempt_heads", {}))


def head_of(row: Attempt) -> AttemptHead:
    """Return the head of an attempt's row."""
    return AttemptHead(
        row.id,
        row.member_id,
        row.branch_id,
        row.group_id,
        row.purpose,
        row.source_key,
        row.title,
        row.state,
        row.started_at,
        row.deadline,
        row.grace_ms,
        row.instant_feedback,
        row.submitted_at,
        row.used_ms,
        tuple(_slot(position, entry) for position, entry in enumerate(row.paper, 1)),
    )


def _slot(position: int, entry: Mapping[str, Any]) -> Slot:
    options = tuple((option[0], option[1]) for option in entry["options"])
    return Slot(position, entry["item"], entry["version"], ItemType(entry["type"]), entry["points"], options)


def open_attempt(member_id: int, source_key: str) -> int | None:
    """Return the member's open attempt at a source."""
    return db.session.scalar(
        select(Attempt.id)
        .where(
            Attempt.member_id == member_id,
            Attempt.source_key == source_key,
            Attempt.state == AttemptState.OPEN,
        )
        .order_by(Attempt.id.desc())
        .limit(1)
    )


def attempts_at(source_key: str, member_id: int | None = None) -> list[Attempt]:
    """Return the attempts at a source, of one member or of all, oldest first."""
    query = select(Attempt).where(Attempt.source_key == source_key).order_by(Attempt.id)
    if member_id is not None:
        query = query.where(Attempt.member_id == member_id)
    return list(db.session.scalars(query))


def questions(attempt: AttemptHead) -> list[Question]:
    """Return the paper as the one who answers sees it."""
    stored = bank_queries.versions(slot.version_id for slot in attempt.slots)
    return [question(slot, stored[slot.version_id].item) for slot in attempt.slots]


def responses(attempt_id: int) -> dict[int, Any]:
    """Return the responses by position, in the paper's option ids; cleared ones are left out."""
    rows = db.session.execute(select(Answer.position, Answer.response).where(Answer.attempt_id == attempt_id))
    return {row.position: row.response for row in rows if row.response is not None}


def result(attempt_id: int) -> Result | None:
    """Return the marking that holds now."""
    row = db.session.scalars(
        select(AttemptResult)
        .where(AttemptResult.attempt_id == attempt_id)
        .order_by(AttemptResult.sequence.desc())
        .limit(1)
    ).one_or_none()
    return _result(row) if row else None


def results(attempt_ids: Collection[int]) -> dict[int, Result]:
    """Return the markings that hold now, by attempt."""
    rows = db.session.scalars(
        select(AttemptResult)
        .where(AttemptResult.attempt_id.in_(attempt_ids))
        .order_by(AttemptResult.sequence)
    )
    return {row.attempt_id: _result(row) for row in rows}


def topics_of(head: AttemptHead, result: Result) -> dict[str, list[int]]:
    """Return by topic how many were right, and of how many."""
    stored = bank_queries.versions(slot.version_id for slot in head.slots)
    topics: dict[str, list[int]] = {}
    for slot, mark in zip(head.slots, result.marks, strict=True):
        share = topics.setdefault(stored[slot.version_id].item.topic, [0, 0])
        share[0] += mark["verdict"] == Verdict.RIGHT
        share[1] += 1
    return topics


def _result(row: AttemptResult) -> Result:
    right = sum(mark["verdict"] == Verdict.RIGHT for mark in row.marks)
    total = sum(mark.get("ruled") != "none" for mark in row.marks)
    return Result(row.score, row.maximum, right, total, row.marks, row.created_at, row.reason)


def review(attempt: AttemptHead, positions: Collection[int] | None = None) -> list[Reviewed]:
    """Return marked positions with key, explanation and source; the caller has decided that they may be shown."""
    marked = result(attempt.id)
    if marked is None:
        return []
    given = responses(attempt.id)
    judge = judge_of(attempt.branch_id, attempt.slots)
    return [
        reviewed(slot, judge.item(slot), given.get(slot.position), marked.marks[slot.position - 1])
        for slot in attempt.slots
        if positions is None or slot.position in positions
    ]
