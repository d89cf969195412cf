"""Verbs on the democratic review: one's own words, the ballots' figures, the committee's opinion and level."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ...core import audit
from ...core.errors import DomainError, Invalid
from ...core.i18n import N_
from ...core.permissions import Identity
from ...extensions import db
from .. import access
from ..models import Activity
from . import queries
from .levels import Level
from .models import ReviewResult

MOST_SELF, MOST_OPINION, MOST_POINTS = 5000, 1000, 10_000


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the branch says of a member: ballots by level, the committee's opinion, its level, points in hundredths."""

    votes: Mapping[Level, int] = field(default_factory=dict)
    opinion: str = ""
    level: Level | None = None
    points: int | None = None


def write_self(activity: Activity, year: int, text: str, *, member: Identity, now: datetime) -> None:
    """Keep a member's own words, changed until the committee has given its level."""
    clean = text.replace("\r\n", "\n").strip()
    if not clean or len(clean) > MOST_SELF:
        raise Invalid(N_("请写个人自评，最多 5000 个字。"), field="text")
    row = _row(activity, member.member_id, year)
    if row.level is not None:
        raise DomainError(N_("支部已经定了等次，自评不能再改。"), code="review.decided")
    row.self_text, row.self_at = clean, now


def judge(
    activity: Activity, member_id: int, year: int, judgement: Judgement, *, actor: Identity, now: datetime
) -> None:
    """Keep the ballots' figures and what the committee decided; each change of the level leaves a line."""
    if any(not 0 <= count <= 9999 for count in judgement.votes.values()):
        raise Invalid(N_("票数是不小于 0 的整数。"), field="votes")
    if judgement.points is not None and not 0 <= judgement.points <= MOST_POINTS:
        raise Invalid(N_("得分在 0 到 100 之间。"), field="points")
    row = _row(activity, member_id, year)
    before = {"level": row.level, "points": row.points}
    row.votes = {level.value: count for level, count in judgement.votes.items()}
    row.opinion = judgement.opinion.strip()[:MOST_OPINION]
    row.level, row.points = judgement.level, judgement.points
    row.decided_at, row.decided_by = (now, actor.member_id) if judgement.level else (None, None)
    after = {"level": row.level, "points": row.points}
    if before != after:
        audit.note(
            actor,
            "review.judged",
            "member",
            member_id,
            at=now,
            branch_id=activity.branch_id,
            before=before,
            after=after,
        )


def _row(activity: Activity, member_id: int, year: int) -> ReviewResult:
    row = queries.result_of(member_id, year)
    if row is None:
        if not access.is_called(activity.id, member_id):
            raise Invalid(N_("只评议列在名单上的党员。"), field="member_id")
        row = ReviewResult(branch_id=activity.branch_id, member_id=member_id, year=year, votes={})
        db.session.add(row)
    row.activity_id = activity.id
    db.session.flush()
    return row
