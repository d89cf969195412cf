"""Verbs of practice: begin, answer, finish, and what it earns."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import func, select

from ..bank import markup
from ..bank import queries as bank_queries
from ..bank.item import ItemType
from ..bank.marking import Verdict
from ..core import clock, local
from ..core.errors import NotFound
from ..core.permissions import Identity
from ..extensions import db
from ..papers import answers, standing
from ..papers import queries as papers_queries
from ..papers import service as papers
from ..papers.answers import Saved
from ..papers.attempt import AttemptState
from ..papers.blueprint import Blueprint, Row
from ..papers.models import Attempt, AttemptResult, MemberItem, Purpose
from ..papers.orders import ITEM_POINTS, practice_order
from ..papers.queries import AttemptHead, Result
from ..papers.service import Started
from ..record import service as record
from ..record.correcting import Claim
from ..record.service import Credit

SHELF_SIZE = 20  # items in one practice of a shelf


@dataclass(frozen=True, slots=True)
class Choice:
    """What to draw from the branch's banks; empty: of any. Whoever names banks has seen that they are the branch's."""

    size: int
    topics: tuple[str, ...] = ()
    types: tuple[ItemType, ...] = ()
    bank_ids: tuple[int, ...] = ()


def begin(
    choice: Choice, title: str, *, member: Identity, now: datetime, request_id: str | None = None
) -> Started:
    """Begin a practice of items drawn at random; a repeated request finds the first."""
    blueprint = Blueprint((Row(choice.size, ITEM_POINTS, choice.topics, choice.types),))
    banks = choice.bank_ids or bank_queries.visible_bank_ids(member.branch_id)
    order = practice_order("practice", title, now)
    return papers.start(order, blueprint, banks, member=member, now=now, request_id=request_id)


def begin_with(
    source: str,
    item_ids: Sequence[int],
    title: str,
    *,
    member: Identity,
    now: datetime,
    request_id: str | None = None,
) -> Started:
    """Begin a practice of given items; `source` says from which shelf."""
    picks = [(item_id, ITEM_POINTS) for item_id in item_ids[:SHELF_SIZE]]
    order = practice_order(f"practice:{source}", title, now)
    return papers.start_with(order, picks, member=member, now=now, request_id=request_id)


def answer(
    attempt: AttemptHead, position: int, response: Any, *, now: datetime, request_id: str | None = None
) -> Saved:
    """Take a response, mark it, and credit the items that thereby left the book of mistakes."""
    saved = answers.save_with_feedback(attempt, position, response, now=now, request_id=request_id)
    _credit_cleared(attempt.member_id, saved.left, now)
    return saved


def mark_own(attempt: AttemptHead, position: int, points: int, *, now: datetime) -> None:
    """Take the member's own marking of a short answer."""
    _credit_cleared(attempt.member_id, answers.self_mark(attempt, position, points, now=now), now)


def _credit_cleared(member_id: int, item_ids: Collection[int], now: datetime) -> None:
    day = local.day_of(now)
    for item_id in item_ids:
        stored = bank_queries.stored_item(item_id)
        title = markup.plain(stored.item.stem)[:60] if stored else ""
        credit = Credit(
            member_id, "review", f"review:{item_id}:{day}", now, title, count=1, detail={"item": item_id}
        )
        record.report(credit, now=now)


def finish(attempt_id: int, *, now: datetime) -> Result:
    """Submit a practice and credit its items answered right for the first time that day; the second time the same."""
    head = papers_queries.head(attempt_id, fresh=True)
    if head is None or head.purpose is not Purpose.PRACTICE:
        raise NotFound
    late = head.deadline is not None and now > head.deadline
    result = papers.submit(attempt_id, now=now, by="deadline" if late else "member")
    row = db.session.get_one(Attempt, attempt_id)
    at = row.submitted_at or now
    credit = _credit(head, result, right_items(head, result) - _right_before(head, at), at)
    if credit:
        record.report(credit, now=now)
    return result


def _credit(head: AttemptHead, result: Result, new: Collection[int], at: datetime) -> Credit | None:
    if not new:
        return None
    return Credit(
        head.member_id,
        "practice",
        f"practice:{head.id}",
        at,
        head.title,
        count=len(new),
        detail={
            "topics": papers_queries.topics_of(head, result),
            "right": result.right,
            "total": result.total,
        },
    )


def claim(head: AttemptHead, instead: Mapping[int, Result] | None = None) -> Claim:
    """Return what the record should hold for a submitted practice, after papers were marked anew.

    `instead`: for some attempts another marking than the one that holds, to see what would be.
    """
    at = head.submitted_at or head.started_at
    results = papers_queries.results([head.id]) | dict(instead or {})
    result = results[head.id]
    new = right_items(head, result) - _right_before(head, at, instead)
    return Claim(head.member_id, "practice", f"practice:{head.id}", _credit(head, result, new, at))


def right_items(head: AttemptHead, result: Result) -> set[int]:
    """Return the items that were answered right in an attempt."""
    return {
        slot.item_id
        for slot, mark in zip(head.slots, result.marks, strict=True)
        if mark["verdict"] == Verdict.RIGHT
    }


def _right_before(head: AttemptHead, at: datetime, instead: Mapping[int, Result] | None = None) -> set[int]:
    """Return the items right in those of the member's practices that ended on the same local day and were marked first."""
    zone = current_app.extensions["settings"].zone
    day = clock.day_of(at, zone)
    marked = select(func.min(AttemptResult.id)).where(AttemptResult.attempt_id == Attempt.id)
    own = select(func.min(AttemptResult.id)).where(AttemptResult.attempt_id == head.id)
    others = db.session.scalars(
        select(Attempt).where(
            Attempt.member_id == head.member_id,
            Attempt.purpose == Purpose.PRACTICE,
            Attempt.state == AttemptState.SUBMITTED,
            Attempt.id != head.id,
            Attempt.submitted_at >= clock.start_of(day, zone),
            Attempt.submitted_at < clock.start_of(day + timedelta(days=1), zone),
            marked.correlate(Attempt).scalar_subquery() < own.scalar_subquery(),
        )
    ).all()
    results = papers_queries.results([row.id for row in others]) | dict(instead or {})
    found: set[int] = set()
    for row in others:
        found |= right_items(papers_queries.head_of(row), results[row.id])
    return found


def set_favourite(attempt: AttemptHead, position: int, *, on: bool, now: datetime) -> None:
    """Put the item at a position of an own paper on the favourites, or take it off."""
    slot = attempt.slot(position)
    if slot is None:
        raise NotFound
    stored = bank_queries.versions([slot.version_id])[slot.version_id]
    item = {"item_id": slot.item_id, "bank_id": stored.bank_id, "topic": stored.item.topic}
    standing.set_favourite(attempt.member_id, item, on=on, now=now)


def drop_favourite(member_id: int, item_id: int, *, now: datetime) -> None:
    """Take an item off the member's favourites."""
    row = db.session.get(MemberItem, (member_id, item_id))
    if row is None or row.favourite_at is None:
        raise NotFound
    row.favourite_at = None
