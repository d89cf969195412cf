"""Reads of contests: what is open to a member, who has taken part, how they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, func, select

from ..accounts.models import Group, Member
from ..bank.marking import Verdict
from ..core.i18n import N_
from ..core.permissions import Identity
from ..extensions import db
from ..papers import queries as papers_queries
from ..papers.attempt import AttemptState
from ..papers.models import Attempt
from .models import Contest, ContestEvent, ContestResult
from .standings import CountPolicy, Taken, rank
from .window import ContestState

SETTINGS = (
    "title",
    "notice",
    "limit_s",
    "attempts",
    "counts",
    "same_paper",
    "review",
    "eligible",
    "for_record",
    "bank_ids",
    "blueprint",
)


@dataclass(frozen=True, slots=True)
class Chance:
    """Whether a member may begin an attempt now, and if not, why (a code and a sentence)."""

    used: int
    allowed: int
    may_start: bool
    code: str = ""
    why: str = ""
    extra_seconds: int = 0

    @property
    def left(self) -> int:
        return max(0, self.allowed - self.used)


@dataclass(frozen=True, slots=True)
class StandingRow:
    """One member's place. Amounts in hundredths; ties share a rank (1, 1, 3)."""

    rank: int
    member_id: int
    name: str
    branch_id: int
    group_id: int | None
    group: str
    score: int
    maximum: int
    used_ms: int
    attempts: int
    submitted_at: datetime


@dataclass(frozen=True, slots=True)
class GroupProgress:
    """How many of a group have taken part; `absent` are the names of those who have not."""

    group_id: int | None
    name: str
    eligible: int
    taken: int
    absent: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ContestCard:
    """A contest as lists show it to one member."""

    id: int
    title: str
    state: ContestState
    opens_at: datetime
    closes_at: datetime
    items: int
    limit_s: int
    total: int
    open_attempt: int | None
    chance: Chance
    best: int | None


def source_key(contest_id: int) -> str:
    """Return the key under which papers and record know a contest."""
    return f"contest:{contest_id}"


def settings_of(contest: Contest) -> dict[str, Any]:
    """Return what an organiser can set, for the audit."""
    kept = {name: getattr(contest, name) for name in SETTINGS}
    return {**kept, "opens_at": contest.opens_at.isoformat(), "closes_at": contest.closes_at.isoformat()}


def of_branch(branch_id: int, *, archived: bool = False) -> list[Contest]:
    """Return a branch's contests, newest first."""
    query = (
        select(Contest)
        .where(Contest.branch_id == branch_id)
        .order_by(Contest.opens_at.desc(), Contest.id.desc())
    )
    if archived:
        return list(db.session.scalars(query.where(Contest.state == ContestState.ARCHIVED)))
    return list(db.session.scalars(query.where(Contest.state != ContestState.ARCHIVED)))


def announced(branch_id: int) -> list[Contest]:
    """Return the contests that the branch's members may know of, newest first."""
    return [contest for contest in of_branch(branch_id) if contest.state is not ContestState.DRAFT]


def is_eligible(contest: Contest, branch_id: int, group_id: int | None, kind: str) -> bool:
    """Say whether somebody of this branch, group and kind may enter; nothing chosen means everybody."""
    groups, kinds = contest.eligible.get("groups") or [], contest.eligible.get("kinds") or []
    return (
        branch_id == contest.branch_id and (not groups or group_id in groups) and (not kinds or kind in kinds)
    )


def chance(contest: Contest, member: Identity, now: datetime) -> Chance:
    """Return whether the member may begin an attempt now."""
    used = len(papers_queries.attempts_at(source_key(contest.id), member.member_id))
    again = _allowances(contest.id, member.member_id)
    allowed = contest.attempts + len(again)
    extra = max((entry["extra_seconds"] for entry in again), default=0)

    def refuse(code: str, why: str) -> Chance:
        return Chance(used, allowed, False, code, why, extra)

    kind = db.session.scalar(select(Member.kind).where(Member.id == member.member_id))
    if not is_eligible(contest, member.branch_id, member.group_id, str(kind)):
        return refuse("not_eligible", N_("这场竞赛没有邀请你所在的党小组或类别。"))
    if contest.state in (ContestState.DRAFT, ContestState.PUBLISHED) or now < contest.opens_at:
        return refuse("not_open", N_("竞赛还没有开始。"))
    if contest.state in (ContestState.SETTLED, ContestState.ARCHIVED):
        return refuse("closed", N_("竞赛已经结束。"))
    if now >= contest.closes_at + timedelta(seconds=extra):
        return refuse("closed", N_("竞赛已经结束。"))
    if used >= allowed:
        return refuse("no_attempts", N_("答题次数已经用完。"))
    return Chance(used, allowed, True, extra_seconds=extra)


def _allowances(contest_id: int, member_id: int) -> list[Mapping[str, Any]]:
    return list(
        db.session.scalars(
            select(ContestEvent.data).where(
                ContestEvent.contest_id == contest_id,
                ContestEvent.member_id == member_id,
                ContestEvent.kind == "allowed",
            )
        )
    )


def cards(member: Identity, now: datetime) -> list[ContestCard]:
    """Return the contests that a member may know of, the open ones first."""
    found = [card(contest, member, now) for contest in announced(member.branch_id)]
    order = {ContestState.RUNNING: 0, ContestState.PUBLISHED: 1}
    return sorted(found, key=lambda one: order.get(one.state, 2))


def card(contest: Contest, member: Identity, now: datetime) -> ContestCard:
    """Return one contest as lists show it to a member."""
    rows = contest.blueprint["rows"]
    source = source_key(contest.id)
    mine = papers_queries.attempts_at(source, member.member_id)
    results = papers_queries.results([attempt.id for attempt in mine])
    return ContestCard(
        contest.id,
        contest.title,
        contest.state,
        contest.opens_at,
        contest.closes_at,
        sum(row["count"] for row in rows),
        contest.limit_s,
        sum(row["count"] * row["points"] for row in rows),
        next((attempt.id for attempt in mine if attempt.state is AttemptState.OPEN), None),
        chance(contest, member, now),
        max((result.score for result in results.values()), default=None),
    )


def started(contest_id: int) -> bool:
    """Say whether anybody has begun."""
    return bool(db.session.scalar(select(exists().where(Attempt.source_key == source_key(contest_id)))))


def settled_sequence(contest_id: int) -> int | None:
    """Return the sequence of the settled places that hold, None before settling."""
    return db.session.scalar(
        select(func.max(ContestResult.sequence)).where(ContestResult.contest_id == contest_id)
    )


def standings(contest: Contest) -> list[StandingRow]:
    """Return the places as the submitted attempts give them now."""
    attempts = [
        a for a in papers_queries.attempts_at(source_key(contest.id)) if a.state is AttemptState.SUBMITTED
    ]
    results = papers_queries.results([attempt.id for attempt in attempts])
    taken: dict[int, list[Taken]] = {}
    last: dict[int, Attempt] = {}
    for attempt in attempts:
        taken.setdefault(attempt.member_id, []).append(Taken(results[attempt.id].score, attempt.used_ms or 0))
        last[attempt.member_id] = attempt
    names = _names(list(taken))
    maximum = max((result.maximum for result in results.values()), default=0)
    rows = []
    for place in rank(taken, CountPolicy(contest.counts)):
        attempt = last[place.participant]
        name, group = names[place.participant]
        rows.append(
            StandingRow(
                place.rank,
                place.participant,
                name,
                attempt.branch_id,
                attempt.group_id,
                group,
                place.score,
                maximum,
                place.used_ms,
                len(taken[place.participant]),
                attempt.submitted_at or contest.closes_at,
            )
        )
    return rows


def _names(member_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    rows = db.session.execute(
        select(Member.id, Member.name, Group.name.label("group_name"))
        .outerjoin(Group, Group.id == Member.group_id)
        .where(Member.id.in_(member_ids))
    )
    return {row.id: (row.name, row.group_name or "") for row in rows}


def progress(contest: Contest, group_id: int | None = None) -> list[GroupProgress]:
    """Return by group who has taken part and who has not; of one group where `group_id` is given."""
    rows = db.session.execute(
        select(
            Member.id,
            Member.name,
            Member.kind,
            Member.exempt,
            Member.group_id,
            Group.name.label("group_name"),
        )
        .outerjoin(Group, Group.id == Member.group_id)
        .where(Member.branch_id == contest.branch_id, Member.left_at.is_(None))
        .order_by(Group.position, Group.id, Member.id)
    ).all()
    submitted = set(
        db.session.scalars(
            select(Attempt.member_id).where(
                Attempt.source_key == source_key(contest.id), Attempt.state == AttemptState.SUBMITTED
            )
        )
    )
    groups: dict[int | None, list[Any]] = {}
    for row in rows:
        wanted = group_id is None or row.group_id == group_id
        if wanted and is_eligible(contest, contest.branch_id, row.group_id, str(row.kind)):
            groups.setdefault(row.group_id, []).append(row)
    return [
        GroupProgress(
            key,
            members[0].group_name or "",
            len([row for row in members if not row.exempt or row.id in submitted]),
            len([row for row in members if row.id in submitted]),
            tuple(row.name for row in members if row.id not in submitted and not row.exempt),
        )
        for key, members in groups.items()
    ]


def waiting_for_marks(contest_id: int) -> list[tuple[int, int]]:
    """Return (attempt, position) of the short answers that wait for the organiser's points."""
    submitted = [
        a.id for a in papers_queries.attempts_at(source_key(contest_id)) if a.state is AttemptState.SUBMITTED
    ]
    return [
        (attempt_id, position)
        for attempt_id, result in papers_queries.results(submitted).items()
        for position, mark in enumerate(result.marks, 1)
        if mark["verdict"] == Verdict.TO_MARK
    ]


def may_review(contest: Contest, attempt_state: AttemptState) -> bool:
    """Say whether a member may see key and explanation of an own attempt now."""
    if attempt_state is AttemptState.OPEN or contest.review == "never":
        return False
    if contest.review == "submitted":
        return True
    return contest.state in (ContestState.CLOSED, ContestState.SETTLED, ContestState.ARCHIVED)


def events(contest_id: int) -> list[ContestEvent]:
    """Return what happened to a contest, newest first."""
    return list(
        db.session.scalars(
            select(ContestEvent).where(ContestEvent.contest_id == contest_id).order_by(ContestEvent.id.desc())
        )
    )


def get(contest_id: int) -> Contest | None:
    """Return a contest by id."""
    return db.session.get(Contest, contest_id)
