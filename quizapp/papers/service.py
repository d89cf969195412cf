"""Verbs on attempts: start, submit, extend, reopen, mark by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from ..accounts.models import Member
from ..bank import queries as bank_queries
from ..bank.marking import Verdict
from ..core.errors import Invalid, NotFound
from ..core.i18n import N_
from ..core.permissions import Identity
from ..core.services import services
from ..core.transaction import after_commit
from ..extensions import db
from . import queries
from .attempt import AttemptState, accepts, used_ms
from .blueprint import Blueprint
from .draw import draw, shuffle_options
from .judging import hold_rulings, judge_of
from .models import Answer, Attempt, AttemptEvent, AttemptResult, Purpose
from .orders import Order
from .queries import AttemptHead, Result, Slot
from .rulings import maximum_of, score_of
from .standing import by_hand, note_slots


@dataclass(frozen=True, slots=True)
class Started:
    """An attempt that began, or the open one that was found. `short_by`: items that the banks lack."""

    attempt_id: int
    short_by: int = 0
    found: bool = False


def start(
    order: Order,
    blueprint: Blueprint,
    bank_ids: Sequence[int],
    *,
    member: Identity,
    now: datetime,
    request_id: str | None = None,
    tired: frozenset[int] = frozenset(),
) -> Started:
    """Draw a paper by a blueprint and begin; a repeated request or an open contest attempt is found again.

    Items in `tired` are drawn only where there is no other.
    """
    found = _found(order, member, request_id)
    if found:
        return found
    drawn = draw(blueprint, queries.pool(bank_ids, member.branch_id), order.seed, tired)
    picks = [(pick.item_id, pick.points) for pick in drawn.picks]
    return Started(_begin(order, picks, member, now, request_id), sum(drawn.short_by))


def start_with(
    order: Order,
    picks: Sequence[tuple[int, int]],
    *,
    member: Identity,
    now: datetime,
    request_id: str | None = None,
) -> Started:
    """Begin with given items: (item id, points in hundredths) in their order."""
    return _found(order, member, request_id) or Started(_begin(order, picks, member, now, request_id))


def _found(order: Order, member: Identity, request_id: str | None) -> Started | None:
    # One start at a time for a member, so that two taps or two tabs make one attempt.
    db.session.get(Member, member.member_id, with_for_update=True)
    if request_id:
        same = db.session.scalar(
            select(Attempt.id).where(Attempt.member_id == member.member_id, Attempt.request_id == request_id)
        )
        if same:
            return Started(same, found=True)
    if order.purpose is Purpose.CONTEST:
        running = queries.open_attempt(member.member_id, order.source_key)
        if running:
            return Started(running, found=True)
    return None


def _begin(
    order: Order, picks: Sequence[tuple[int, int]], member: Identity, now: datetime, request_id: str | None
) -> int:
    if not picks:
        raise Invalid(N_("没有符合条件的题目，请换一个范围。"), code="paper.empty")
    row = Attempt(
        member_id=member.member_id,
        branch_id=member.branch_id,
        group_id=member.group_id,
        purpose=order.purpose,
        source_key=order.source_key,
        number=_next_number(member.member_id, order.source_key),
        title=order.title,
        seed=order.seed,
        paper=_paper(picks, order.seed),
        instant_feedback=order.instant_feedback,
        state=AttemptState.OPEN,
        started_at=now,
        deadline=order.deadline,
        grace_ms=order.grace_ms,
        request_id=request_id,
    )
    db.session.add(row)
    db.session.flush()
    db.session.add(AttemptEvent(attempt_id=row.id, at=now, kind="started"))
    return row.id


def _next_number(member_id: int, source_key: str) -> int:
    last = db.session.scalar(
        select(func.max(Attempt.number)).where(
            Attempt.member_id == member_id, Attempt.source_key == source_key
        )
    )
    return (last or 0) + 1


def _paper(picks: Sequence[tuple[int, int]], seed: str) -> list[dict[str, Any]]:
    current = bank_queries.current_versions([item_id for item_id, _ in picks])
    stored = bank_queries.versions(current.values())
    paper = []
    for position, (item_id, points) in enumerate(picks, 1):
        item = stored[current[item_id]].item
        options = shuffle_options(item, seed, position)
        paper.append(
            {
                "item": item_id,
                "version": current[item_id],
                "type": item.type,
                "points": points,
                "options": options,
            }
        )
    return paper


def submit(attempt_id: int, *, now: datetime, by: str = "member") -> Result:
    """Close an attempt and mark it; the second time the same result. `by` is member or deadline."""
    row = db.session.get(Attempt, attempt_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound
    if row.state is AttemptState.SUBMITTED:
        found = queries.result(attempt_id)
        if found is None:
            raise NotFound
        return found
    row.state = AttemptState.SUBMITTED
    row.submitted_at = now if row.deadline is None else min(now, row.deadline)
    row.submitted_by = by
    row.used_ms = (row.used_ms or 0) + used_ms(row.resumed_at or row.started_at, now, row.deadline)
    db.session.add(AttemptEvent(attempt_id=row.id, at=now, kind="submitted", data={"by": by}))
    _mark_all(queries.head_of(row), now)
    db.session.flush()
    channel, bus = row.source_key, services().bus
    after_commit(lambda: queries.forget_head(attempt_id))
    after_commit(lambda: bus.publish(channel, str(attempt_id)))
    found = queries.result(attempt_id)
    if found is None:
        raise NotFound
    return found


def _mark_all(attempt: AttemptHead, now: datetime) -> None:
    answers = {
        row.position: row for row in db.session.scalars(select(Answer).where(Answer.attempt_id == attempt.id))
    }
    hold_rulings(attempt.branch_id)
    judge = judge_of(attempt.branch_id, attempt.slots)
    marks: list[dict[str, Any]] = []
    to_note: list[tuple[Slot, Verdict, Any]] = []
    for slot in attempt.slots:
        answer = answers.get(slot.position)
        given = slot.letters(answer.response if answer else None)
        marked = judge.mark(slot, given)
        if answer and answer.self_points is not None:
            marked = judge.anew(slot, given, by_hand(slot, answer.self_points))
        marks.append(marked)
        to_note.append((slot, Verdict(marked["verdict"]), given))
    store_result(attempt, marks, now)
    if not attempt.instant_feedback:  # those were noted as they were given
        note_slots(attempt, to_note, now)


def store_result(
    attempt: AttemptHead,
    marks: Sequence[Mapping[str, Any]],
    now: datetime,
    actor: Identity | None = None,
    reason: str = "",
    cause: str | None = None,
) -> None:
    """Append a marking of an attempt; it holds from now on, those before it stay readable."""
    last = db.session.scalar(
        select(func.max(AttemptResult.sequence)).where(AttemptResult.attempt_id == attempt.id)
    )
    db.session.add(
        AttemptResult(
            attempt_id=attempt.id,
            sequence=(last or 0) + 1,
            score=score_of(marks),
            maximum=maximum_of([slot.points for slot in attempt.slots], marks),
            marks=list(marks),
            created_at=now,
            actor_id=actor.member_id if actor else None,
            reason=reason,
            cause=cause,
        )
    )


def mark_by_hand(
    attempt_id: int, position: int, points: int, *, actor: Identity, now: datetime, reason: str = ""
) -> None:
    """Give a submitted answer its points by hand: a new marking, the old one stays readable."""
    row = db.session.get(Attempt, attempt_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound
    # Read under the lock: of two organisers who mark at once, neither's marking may miss the other's.
    head, found = queries.head_of(row), queries.result(attempt_id)
    slot = head.slot(position)
    if slot is None or found is None:
        raise NotFound
    if not 0 <= points <= slot.points:
        raise Invalid(N_("得分超出了本题的分值。"), field="points")
    marks = [dict(entry) for entry in found.marks]
    marks[position - 1] = judge_of(head.branch_id, [slot]).anew(slot, None, by_hand(slot, points))
    store_result(head, marks, now, actor, reason)


def extend(attempt_id: int, deadline: datetime, *, actor: Identity, now: datetime, reason: str) -> None:
    """Give an attempt a later deadline; a submitted one is open again, its marking stays in the history."""
    row = db.session.get(Attempt, attempt_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound
    if deadline <= now:
        raise Invalid(N_("新的截止时间必须晚于现在。"), field="deadline")
    kind = "extended" if row.state is AttemptState.OPEN else "reopened"
    before = row.deadline.isoformat() if row.deadline else None
    if kind == "reopened":
        row.resumed_at = now
    row.state, row.deadline, row.submitted_at, row.submitted_by = AttemptState.OPEN, deadline, None, None
    db.session.add(
        AttemptEvent(
            attempt_id=row.id,
            at=now,
            kind=kind,
            data={"from": before, "to": deadline.isoformat()},
            actor_id=actor.member_id,
            reason=reason,
        )
    )
    after_commit(lambda: queries.forget_head(attempt_id))


def expired(now: datetime, limit: int = 200) -> list[int]:
    """Return open attempts whose deadline and grace have passed."""
    rows = db.session.execute(
        select(Attempt.id, Attempt.deadline, Attempt.grace_ms)
        .where(Attempt.state == AttemptState.OPEN, Attempt.deadline < now)
        .order_by(Attempt.deadline)
        .limit(limit)
    )
    return [row.id for row in rows if not accepts(now, row.deadline, row.grace_ms)]
