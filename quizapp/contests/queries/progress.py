"""Reads of a running contest: who takes part, who has not yet, who is answering."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from ...accounts.models import Group, Member
from ...core.paging import Page
from ...extensions import db
from ...papers.attempt import AttemptState
from ...papers.models import Attempt, AttemptResult
from ...papers.on_paper import ON_PAPER
from ..models import Contest, ContestEvent
from .entering import is_eligible
from .lists import source_key

ATTEMPTS_PAGE = 50


@dataclass(frozen=True, slots=True)
class GroupProgress:
    """How many of a group have taken part; `absent` are the names of those who have not, `absent_ids` they."""

    group_id: int | None
    name: str
    eligible: int
    taken: int
    absent: tuple[str, ...]
    absent_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class AttemptLine:
    """An attempt as the organiser's list shows it; score in hundredths, of the marking that holds."""

    id: int
    member_id: int
    name: str
    group: str
    number: int
    state: AttemptState
    started_at: datetime
    deadline: datetime | None
    submitted_at: datetime | None
    used_ms: int | None
    score: int | None
    maximum: int | None
    submitted_by: str | None = None

    @property
    def on_paper(self) -> bool:
        """Whether it was answered on paper: there is a score and nothing else."""
        return self.submitted_by == ON_PAPER


@dataclass(frozen=True, slots=True)
class Pulse:
    """How far a contest is, in figures; `mark` changes whenever something on its page has changed."""

    eligible: int
    taken: int
    answering: int
    mark: str


def progress(contest: Contest, group_id: int | None = None) -> list[GroupProgress]:
    """Return by group who has taken part and who has not; of one group where `group_id` is given.

    Who came to the branch after the contest had closed is not missing from it.
    """
    submitted = _members(contest.id, AttemptState.SUBMITTED)
    groups: dict[int | None, list[Any]] = {}
    for row in invited(contest, group_id):
        if row.created_at >= contest.closes_at and row.id not in submitted:
            continue
        groups.setdefault(row.group_id, []).append(row)
    return [
        GroupProgress(
            key,
            members[0].group_name or "",
            len([row for row in members if not row.exempt or row.id in submitted]),
            len([row for row in members if row.id in submitted]),
            tuple(row.name for row in members if row.id not in submitted and not row.exempt),
            tuple(row.id for row in members if row.id not in submitted and not row.exempt),
        )
        for key, members in groups.items()
    ]


def invited(contest: Contest, group_id: int | None = None) -> list[Any]:
    """Return the members who may take part, of one group where `group_id` is given, in the order of the groups."""
    rows = db.session.execute(
        select(
            Member.id,
            Member.name,
            Member.kind,
            Member.exempt,
            Member.group_id,
            Member.created_at,
            Group.name.label("group_name"),
        )
        .outerjoin(Group, Group.id == Member.group_id)
        .where(Member.branch_id == contest.branch_id, Member.left_at.is_(None))
        .order_by(Group.position, Group.id, Member.id)
    )
    return [
        row
        for row in rows
        if (group_id is None or row.group_id == group_id)
        and is_eligible(contest, contest.branch_id, row.group_id, str(row.kind))
    ]


def given_up_groups(contest: Contest) -> list[tuple[int, str]]:
    """Return (id, name) of the invited groups that the branch has given up: they stay invited until taken out."""
    invited = contest.eligible.get("groups") or []
    query = select(Group.id, Group.name).where(Group.id.in_(invited), Group.archived_at.is_not(None))
    return [(row.id, row.name) for row in db.session.execute(query)]


def eligible_count(contest: Contest) -> int:
    """Return how many members may enter."""
    return len(invited(contest))


def _members(contest_id: int, state: AttemptState) -> set[int]:
    return set(
        db.session.scalars(
            select(Attempt.member_id).where(
                Attempt.source_key == source_key(contest_id), Attempt.state == state
            )
        )
    )


def pulse(contest: Contest, groups: Sequence[GroupProgress], group_id: int | None = None) -> Pulse:
    """Return how far a contest is, of one group where `group_id` is given."""
    key = source_key(contest.id)
    answering = select(func.count()).where(Attempt.source_key == key, Attempt.state == AttemptState.OPEN)
    if group_id is not None:
        answering = answering.where(Attempt.group_id == group_id)
    marks = db.session.scalar(
        select(func.max(AttemptResult.id))
        .join(Attempt, Attempt.id == AttemptResult.attempt_id)
        .where(Attempt.source_key == key)
    )
    starts = db.session.scalar(select(func.max(Attempt.id)).where(Attempt.source_key == key))
    steps = db.session.scalar(select(func.max(ContestEvent.id)).where(ContestEvent.contest_id == contest.id))
    eligible, taken = sum(group.eligible for group in groups), sum(group.taken for group in groups)
    mark = f"{contest.state}-{eligible}-{taken}-{starts or 0}-{marks or 0}-{steps or 0}"
    return Pulse(eligible, taken, db.session.scalar(answering) or 0, mark)


def open_attempts(contest_id: int) -> list[tuple[int, datetime, datetime | None]]:
    """Return (attempt, begun, deadline) of the attempts that are not submitted."""
    rows = db.session.execute(
        select(Attempt.id, Attempt.started_at, Attempt.deadline)
        .where(Attempt.source_key == source_key(contest_id), Attempt.state == AttemptState.OPEN)
        .order_by(Attempt.id)
    )
    return [(row.id, row.started_at, row.deadline) for row in rows]


def attempt_lines(
    contest_id: int, number: int = 1, text: str = "", member_id: int | None = None
) -> Page[AttemptLine]:
    """Return one page of a contest's attempts, those still open first, then the newest."""
    where: list[Any] = [Attempt.source_key == source_key(contest_id)]
    if member_id is not None:
        where.append(Attempt.member_id == member_id)
    for word in text.split():
        where.append(Member.name.icontains(word, autoescape=True))
    base = select(Attempt.id).join(Member, Member.id == Attempt.member_id).where(*where)
    total = db.session.scalar(select(func.count()).select_from(base.subquery())) or 0
    ids = db.session.scalars(
        base.order_by(Attempt.state != AttemptState.OPEN, Attempt.id.desc())
        .limit(ATTEMPTS_PAGE)
        .offset((number - 1) * ATTEMPTS_PAGE)
    ).all()
    found = _attempt_lines(ids)
    return Page([found[one] for one in ids], number, ATTEMPTS_PAGE, total)


def _attempt_lines(ids: Sequence[int]) -> dict[int, AttemptLine]:
    rows = db.session.execute(
        select(
            Attempt.id,
            Attempt.member_id,
            Member.name,
            func.coalesce(Group.name, "").label("group_name"),
            Attempt.number,
            Attempt.state,
            Attempt.started_at,
            Attempt.deadline,
            Attempt.submitted_at,
            Attempt.used_ms,
            AttemptResult.score,
            AttemptResult.maximum,
            Attempt.submitted_by,
        )
        .join(Member, Member.id == Attempt.member_id)
        .outerjoin(Group, Group.id == Attempt.group_id)
        .outerjoin(AttemptResult, AttemptResult.attempt_id == Attempt.id)
        .where(Attempt.id.in_(ids))
        .order_by(Attempt.id, AttemptResult.sequence)
    )
    return {row.id: AttemptLine(*tuple(row)) for row in rows}  # of several markings the last holds
