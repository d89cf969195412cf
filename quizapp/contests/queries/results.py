"""Reads of what was reached: scores, places, groups, what waits for marks, what may be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from ...accounts.models import Branch, Group, Member
from ...bank import queries as bank_queries
from ...bank.marking import Verdict
from ...extensions import db
from ...papers import queries as papers_queries
from ...papers.attempt import AttemptState
from ...papers.models import Attempt, AttemptResult
from ..models import Contest, ContestResult
from ..standings import CountPolicy, Place, Taken, rank, rank_groups
from ..window import OVER, ContestState
from .entering import leaves_of
from .lists import source_key
from .progress import GroupProgress, open_attempts


@dataclass(frozen=True, slots=True)
class StandingRow:
    """One member's place. Amounts in hundredths; ties share a rank (1, 1, 3). `group`: of a guest, the unit."""

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
class GroupRow:
    """A group's place by score per head in hundredths, over all who were to take part."""

    rank: int
    group_id: int
    name: str
    mean: int
    heads: int
    taken: int


@dataclass(frozen=True, slots=True)
class SettledRow:
    """One place as it was settled."""

    rank: int
    member_id: int
    name: str
    score: int
    maximum: int
    used_ms: int


@dataclass(frozen=True, slots=True)
class Settlement:
    """The places as one settling, or one restatement, fixed them."""

    sequence: int
    places: Sequence[SettledRow]


@dataclass(frozen=True, slots=True)
class ToMark:
    """A short answer that waits for points: no name, so that nobody is marked by it."""

    attempt_id: int
    position: int
    stem: str
    model: str
    explanation: str
    response: str
    points: int  # the most it can get, in hundredths


def settled_sequence(contest_id: int) -> int | None:
    """Return the sequence of the settled places that hold, None before settling."""
    return db.session.scalar(
        select(func.max(ContestResult.sequence)).where(ContestResult.contest_id == contest_id)
    )


def standings(contest: Contest, instead: Mapping[int, tuple[int, int]] | None = None) -> list[StandingRow]:
    """Return the places as the submitted attempts give them now.

    `instead`: for some attempts another score and maximum than what holds, to see what would be.
    """
    taken: dict[int, list[Taken]] = {}
    last: dict[int, Any] = {}
    maximum: dict[int, int] = {}
    for row in _scored(contest.id).values():
        score, most = (instead or {}).get(row.id, (row.score, row.maximum))
        taken.setdefault(row.member_id, []).append(Taken(score, row.used_ms or 0))
        last[row.member_id] = row
        maximum[row.member_id] = max(most, maximum.get(row.member_id, 0))
    names, units = _names(list(taken)), _units(contest, [row.branch_id for row in last.values()])
    return [
        StandingRow(
            place.rank,
            place.participant,
            names[place.participant],
            last[place.participant].branch_id,
            last[place.participant].group_id,
            last[place.participant].group_name or units.get(last[place.participant].branch_id, ""),
            place.score,
            maximum[place.participant],
            place.used_ms,
            len(taken[place.participant]),
            last[place.participant].submitted_at or contest.closes_at,
        )
        for place in rank(taken, CountPolicy(contest.counts))
    ]


def _scored(contest_id: int) -> dict[int, Any]:
    """Return the submitted attempts in the order they were made, each with the marking that holds."""
    rows = db.session.execute(
        select(
            Attempt.id,
            Attempt.member_id,
            Attempt.branch_id,
            Attempt.group_id,
            Attempt.used_ms,
            Attempt.submitted_at,
            Group.name.label("group_name"),
            AttemptResult.score,
            AttemptResult.maximum,
        )
        .join(AttemptResult, AttemptResult.attempt_id == Attempt.id)
        .outerjoin(Group, Group.id == Attempt.group_id)
        .where(Attempt.source_key == source_key(contest_id), Attempt.state == AttemptState.SUBMITTED)
        .order_by(Attempt.id, AttemptResult.sequence)
    )
    return {row.id: row for row in rows}


def _names(member_ids: Sequence[int]) -> dict[int, str]:
    rows = db.session.execute(select(Member.id, Member.name).where(Member.id.in_(member_ids)))
    return {row.id: row.name for row in rows}


def _units(contest: Contest, branch_ids: Sequence[int]) -> dict[int, str]:
    """Return the names of the guests' units."""
    guests = set(branch_ids) - {contest.branch_id}
    if not guests:
        return {}
    rows = db.session.execute(select(Branch.id, Branch.name).where(Branch.id.in_(guests)))
    return {row.id: row.name for row in rows}


def settlements(contest_id: int) -> list[Settlement]:
    """Return the settled places of a contest, the first settling first; the last one holds."""
    rows = db.session.execute(
        select(ContestResult, Member.name)
        .join(Member, Member.id == ContestResult.member_id)
        .where(ContestResult.contest_id == contest_id)
        .order_by(ContestResult.sequence, ContestResult.rank, ContestResult.member_id)
    )
    found: dict[int, list[SettledRow]] = {}
    for row, name in rows:
        settled = SettledRow(row.rank, row.member_id, name, row.score, row.maximum, row.used_ms)
        found.setdefault(row.sequence, []).append(settled)
    return [Settlement(sequence, tuple(places)) for sequence, places in found.items()]


def group_standings(rows: Sequence[StandingRow], groups: Sequence[GroupProgress]) -> list[GroupRow]:
    """Return the groups by score per head, given the places and who was to take part."""
    names = {group.group_id: group.name for group in groups if group.group_id is not None}
    heads = {group.group_id: group.eligible for group in groups if group.group_id is not None}
    places = [Place(row.rank, row.member_id, row.score, row.used_ms) for row in rows]
    group_of = {row.member_id: row.group_id for row in rows if row.group_id is not None}
    return [
        GroupRow(one.rank, one.group_id, names[one.group_id], one.mean, one.heads, one.taken)
        for one in rank_groups(places, group_of, heads)
    ]


def waiting_for_marks(contest_id: int) -> list[tuple[int, int]]:
    """Return (attempt, position) of the short answers that wait for the organiser's points."""
    submitted = db.session.scalars(
        select(Attempt.id).where(
            Attempt.source_key == source_key(contest_id), Attempt.state == AttemptState.SUBMITTED
        )
    )
    return [
        (attempt_id, position)
        for attempt_id, result in papers_queries.results(submitted.all()).items()
        for position, mark in enumerate(result.marks, 1)
        if mark["verdict"] == Verdict.TO_MARK
    ]


def to_mark(contest_id: int) -> list[ToMark]:
    """Return the short answers that wait, the answers to one question together."""
    found: list[tuple[int, ToMark]] = []
    for attempt_id, position in waiting_for_marks(contest_id):
        head = papers_queries.head(attempt_id)
        slot = head.slot(position) if head else None
        if slot is None:
            continue
        item = bank_queries.versions([slot.version_id])[slot.version_id].item
        given = papers_queries.responses(attempt_id).get(position, "")
        model = str(papers_queries.shown_key(slot, item) or "")
        one = ToMark(attempt_id, position, item.stem, model, item.explanation, str(given), slot.points)
        found.append((slot.item_id, one))
    return [one for _, one in sorted(found, key=lambda pair: (pair[0], pair[1].attempt_id))]


def may_see_standings(contest: Contest) -> bool:
    """Say whether members may see the places: once the window has closed."""
    return contest.state in OVER


def may_review(contest: Contest, attempt_state: AttemptState, now: datetime | None = None) -> bool:
    """Say whether a member may see key and explanation of an own attempt now.

    Under `closed` not while somebody still answers by an extension, nor, where `now` is given, while
    somebody may still begin by the organiser's leave.
    """
    if attempt_state is AttemptState.OPEN or contest.review == "never":
        return False
    if contest.review == "submitted":
        return True
    if contest.state is ContestState.CLOSED:
        return not open_attempts(contest.id) and not (now and leave_until(contest.id, now))
    return contest.state in OVER


def leave_until(contest_id: int, now: datetime) -> datetime | None:
    """Return the latest moment until which somebody may still begin by the organiser's leave; None when nobody may."""
    ends = [leave.until for leave in leaves_of([contest_id]).get(contest_id, []) if leave.until]
    return max((end for end in ends if end > now), default=None)
