"""How a member, and the branch, fare by topic; and how much waits in the book of mistakes."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, func, select

from ..accounts.models import Member
from ..extensions import db
from .models import MemberItem


@dataclass(frozen=True, slots=True)
class TopicShare:
    """Right answers among all given to a topic, in whole percent; None where nobody has answered."""

    name: str
    mine: int | None
    mean: int | None


_COUNTS = (
    MemberItem.topic,
    func.sum(MemberItem.tries).label("tries"),
    func.sum(MemberItem.rights).label("rights"),
)
_MINE = select(*_COUNTS).where(MemberItem.member_id == bindparam("member_id")).group_by(MemberItem.topic)
_BRANCH = (
    select(*_COUNTS)
    .join(Member, Member.id == MemberItem.member_id)
    .where(
        Member.branch_id == bindparam("branch_id"),
        MemberItem.topic.in_(bindparam("topics", expanding=True)),
    )
    .group_by(MemberItem.topic)
)
_WAITING = select(func.count()).where(
    MemberItem.member_id == bindparam("member_id"), MemberItem.mistake_since.is_not(None)
)


def by_topic(member_id: int, branch_id: int, limit: int = 6) -> list[TopicShare]:
    """Return the topics that the member has answered most, with the share right of member and branch."""
    mine = {
        row.topic: (row.tries, row.rights)
        for row in db.session.execute(_MINE, {"member_id": member_id})
        if row.tries
    }
    if not mine:
        return []
    topics = sorted(mine, key=lambda topic: (-mine[topic][0], topic))[:limit]
    branch = {
        row.topic: (row.tries, row.rights)
        for row in db.session.execute(_BRANCH, {"branch_id": branch_id, "topics": topics})
    }
    return [
        TopicShare(topic, _percent(*mine[topic]), _percent(*branch.get(topic, (0, 0))))
        for topic in sorted(topics)
    ]


def _percent(tries: int, rights: int) -> int | None:
    return round(100 * rights / tries) if tries else None


def mistakes_waiting(member_id: int) -> int:
    """Return how many items stand in the member's book of mistakes."""
    return db.session.scalar(_WAITING, {"member_id": member_id}) or 0
