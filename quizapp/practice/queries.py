"""Reads of practice: what can be practised and how far one is, what is open, what a practice brought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import case, func, select

from ..accounts.models import Member
from ..bank import queries as bank_queries
from ..bank.item import ItemStatus, ItemType
from ..bank.models import Item
from ..extensions import db
from ..papers.attempt import AttemptState
from ..papers.models import Answer, Attempt, MemberItem, Purpose
from ..record import queries as record_queries
from ..record.models import LedgerEntry


@dataclass(frozen=True, slots=True)
class TopicProgress:
    """A topic of a bank: its items, how many the member met and last answered right, shares right in percent."""

    topic: str
    total: int
    seen: int
    right: int
    mine: int | None
    branch: int | None


@dataclass(frozen=True, slots=True)
class BankProgress:
    """A bank and its topics."""

    name: str
    topics: Sequence[TopicProgress]

    @property
    def total(self) -> int:
        return sum(topic.total for topic in self.topics)


@dataclass(frozen=True, slots=True)
class OpenPractice:
    """A practice that was left half-way."""

    id: int
    title: str
    started_at: datetime
    answered: int
    total: int


@dataclass(frozen=True, slots=True)
class Earned:
    """Points that a practice brought, and what the day has brought of what it can. In hundredths.

    `earned` None: nothing new was right; `cap` None: the sheet sets none.
    """

    earned: int | None
    counted: int
    today: int
    cap: int | None


def progress(member_id: int, branch_id: int, *, with_branch: bool = False) -> list[BankProgress]:
    """Return the branch's banks by topic with the member's progress; with the branch's shares if asked."""
    banks = bank_queries.visible_banks(branch_id)
    ids = [bank.id for bank in banks]
    mine = _sums(ids, member_id=member_id)
    ours = _sums(ids, branch_id=branch_id) if with_branch else {}
    return [
        BankProgress(
            bank.name,
            [
                _topic(topic, total, mine.get((bank.id, topic)), ours.get((bank.id, topic)))
                for topic, total in bank.topics.items()
            ],
        )
        for bank in banks
        if bank.items
    ]


@dataclass(frozen=True, slots=True)
class _Sum:
    seen: int
    right: int
    tries: int
    rights: int

    @property
    def share(self) -> int | None:
        return round(100 * self.rights / self.tries) if self.tries else None


def _topic(topic: str, total: int, mine: _Sum | None, ours: _Sum | None) -> TopicProgress:
    mine = mine or _Sum(0, 0, 0, 0)
    return TopicProgress(
        topic, total, min(mine.seen, total), min(mine.right, total), mine.share, ours.share if ours else None
    )


def _sums(
    bank_ids: Sequence[int], *, member_id: int | None = None, branch_id: int | None = None
) -> dict[tuple[int, str], _Sum]:
    met, right = MemberItem.tries > 0, MemberItem.last_right.is_(True)
    query = (
        select(
            Item.bank_id,
            Item.topic,
            func.sum(case((met, 1), else_=0)).label("seen"),
            func.sum(case((right, 1), else_=0)).label("right"),
            func.sum(MemberItem.tries).label("tries"),
            func.sum(MemberItem.rights).label("rights"),
        )
        .join(Item, Item.id == MemberItem.item_id)
        .where(Item.bank_id.in_(bank_ids), Item.status == ItemStatus.APPROVED)
        .group_by(Item.bank_id, Item.topic)
    )
    if member_id is not None:
        query = query.where(MemberItem.member_id == member_id)
    if branch_id is not None:
        query = query.join(Member, Member.id == MemberItem.member_id).where(Member.branch_id == branch_id)
    return {
        (row.bank_id, row.topic): _Sum(row.seen, row.right, row.tries, row.rights)
        for row in db.session.execute(query)
    }


def types(branch_id: int) -> list[ItemType]:
    """Return the item types that the branch's banks hold."""
    banks = bank_queries.visible_bank_ids(branch_id)
    found = set(
        db.session.scalars(
            select(Item.type).distinct().where(Item.bank_id.in_(banks), Item.status == ItemStatus.APPROVED)
        )
    )
    return [kind for kind in ItemType if kind in found]


def open_practices(member_id: int, now: datetime) -> list[OpenPractice]:
    """Return the member's practices that can be continued, newest first."""
    rows = db.session.scalars(
        select(Attempt)
        .where(
            Attempt.member_id == member_id,
            Attempt.purpose == Purpose.PRACTICE,
            Attempt.state == AttemptState.OPEN,
            Attempt.deadline > now,
        )
        .order_by(Attempt.id.desc())
    ).all()
    counted = db.session.execute(
        select(Answer.attempt_id, func.count().label("answers"))
        .where(Answer.attempt_id.in_([row.id for row in rows]))
        .group_by(Answer.attempt_id)
    )
    answered = {row.attempt_id: row.answers for row in counted}
    return [
        OpenPractice(row.id, row.title, row.started_at, answered.get(row.id, 0), len(row.paper))
        for row in rows
    ]


def earned(attempt_id: int, member_id: int, branch_id: int, day: date) -> Earned:
    """Return what a practice brought to the record."""
    entry = db.session.execute(
        select(LedgerEntry.earned, LedgerEntry.counted).where(
            LedgerEntry.member_id == member_id,
            LedgerEntry.kind == "practice",
            LedgerEntry.key == f"practice:{attempt_id}",
        )
    ).one_or_none()
    tasks = record_queries.tasks(member_id, branch_id, day)
    task = next((task for task in tasks if task.rule == "practice"), None)
    return Earned(
        entry.earned if entry else None,
        entry.counted if entry else 0,
        task.got if task else 0,
        task.cap if task else None,
    )
