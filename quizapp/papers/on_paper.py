"""Attempts that were answered on paper: the score alone is kept, with who entered it; corrections are appended.

There is no answer to any question in them. So they feed no book of mistakes and no analysis of items, and a key that
is changed later does not move them: whoever entered the score corrects it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from ..accounts.models import Member
from ..core.errors import Invalid, NotFound
from ..core.i18n import N_
from ..core.permissions import Identity
from ..extensions import db
from .attempt import AttemptState
from .models import Attempt, AttemptEvent, AttemptResult, Purpose

#: What such an attempt says of who handed it in.
ON_PAPER = "paper"


@dataclass(frozen=True, slots=True)
class Sat:
    """What was answered: for which source, worth how much (hundredths), in what time, when."""

    purpose: Purpose
    source_key: str
    title: str
    maximum: int
    used_ms: int
    at: datetime


def record(sat: Sat, member_id: int, score: int, *, actor: Identity, now: datetime) -> int:
    """Keep a score as a submitted attempt of the member; return the attempt."""
    _check(score, sat.maximum)
    member = db.session.get(Member, member_id, with_for_update=True)
    if member is None:
        raise NotFound
    last = db.session.scalar(
        select(func.max(Attempt.number)).where(
            Attempt.member_id == member_id, Attempt.source_key == sat.source_key
        )
    )
    row = Attempt(
        member_id=member_id,
        branch_id=member.branch_id,
        group_id=member.group_id,
        purpose=sat.purpose,
        source_key=sat.source_key,
        number=(last or 0) + 1,
        title=sat.title,
        seed="",
        paper=[],
        state=AttemptState.SUBMITTED,
        started_at=sat.at,
        submitted_at=sat.at,
        submitted_by=ON_PAPER,
        used_ms=sat.used_ms,
    )
    db.session.add(row)
    db.session.flush()
    db.session.add(
        AttemptEvent(
            attempt_id=row.id, at=now, kind=ON_PAPER, data={"score": score}, actor_id=actor.member_id
        )
    )
    _append(row.id, 1, score, sat.maximum, actor, now)
    db.session.flush()
    return row.id


def correct(attempt_id: int, score: int, *, actor: Identity, now: datetime, reason: str) -> bool:
    """Give an attempt on paper another score, as a new marking; say whether it is another one."""
    row = db.session.get(Attempt, attempt_id, with_for_update=True, populate_existing=True)
    holds = db.session.scalars(
        select(AttemptResult)
        .where(AttemptResult.attempt_id == attempt_id)
        .order_by(AttemptResult.sequence.desc())
        .limit(1)
    ).one_or_none()
    if row is None or holds is None or row.submitted_by != ON_PAPER:
        raise NotFound
    _check(score, holds.maximum)
    if score == holds.score:
        return False
    if not reason.strip():
        raise Invalid(N_("更正已登记的成绩，请写明原因。"), field="reason")
    _append(attempt_id, holds.sequence + 1, score, holds.maximum, actor, now, reason.strip())
    db.session.flush()
    return True


def _check(score: int, maximum: int) -> None:
    if not 0 <= score <= maximum:
        raise Invalid(N_("得分应当在 0 到 %(most)s 分之间。"), field="score", most=f"{maximum / 100:g}")


def _append(
    attempt_id: int, sequence: int, score: int, maximum: int, actor: Identity, now: datetime, reason: str = ""
) -> None:
    db.session.add(
        AttemptResult(
            attempt_id=attempt_id,
            sequence=sequence,
            score=score,
            maximum=maximum,
            marks=[],
            created_at=now,
            actor_id=actor.member_id,
            reason=reason,
        )
    )
