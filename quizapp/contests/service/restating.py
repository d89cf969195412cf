"""After papers were marked anew: who moves, the settled places restated, what the record is to say. The old stays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ...core import audit
from ...core.permissions import Identity
from ...extensions import db
from ...record.correcting import Claim
from .. import queries
from ..models import Contest, ContestEvent
from ..window import ContestState
from .events import note_event, tell
from .settling import add_results, credits_of

RULES = ("contest_taken", "contest_score", "contest_place")


@dataclass(frozen=True, slots=True)
class Moved:
    """A member whose score or place is another one; amounts in hundredths."""

    member_id: int
    name: str
    rank_before: int
    rank: int
    score_before: int
    score: int
    maximum: int


@dataclass(frozen=True, slots=True)
class Shift:
    """A contest's places before and after, and whom they move, best place first."""

    before: Sequence[queries.StandingRow]
    after: Sequence[queries.StandingRow]
    moved: Sequence[Moved]


def shift(
    contest: Contest, before: Mapping[int, tuple[int, int]], after: Mapping[int, tuple[int, int]]
) -> Shift:
    """Return how the places move when attempts come from one (score, maximum) to another; the rest as it holds now."""
    return between(queries.standings(contest, before), queries.standings(contest, after))


def between(first: Sequence[queries.StandingRow], then: Sequence[queries.StandingRow]) -> Shift:
    """Return how places move from one state to another; who was not there before comes from nothing."""
    were = {row.member_id: row for row in first}
    moved = [
        Moved(
            row.member_id,
            row.name,
            were[row.member_id].rank if row.member_id in were else 0,
            row.rank,
            were[row.member_id].score if row.member_id in were else 0,
            row.score,
            row.maximum,
        )
        for row in then
        if row.member_id not in were or _figures(row) != _figures(were[row.member_id])
    ]
    return Shift(first, then, moved)


def _figures(row: queries.StandingRow) -> tuple[int, int, int]:
    return row.rank, row.score, row.maximum


def is_settled(contest: Contest) -> bool:
    """Say whether the contest's places were fixed and its points posted."""
    return contest.state in (ContestState.SETTLED, ContestState.ARCHIVED) and queries.was_settled(contest.id)


def claims(contest: Contest, moves: Shift) -> Iterator[Claim]:
    """Yield what the record should hold for those who move; nothing where it holds nothing of the contest."""
    if not contest.for_record or not is_settled(contest):
        return
    touched = {one.member_id for one in moves.moved}
    key = queries.source_key(contest.id)
    for row in moves.after:
        if row.member_id in touched:
            credits = {credit.rule: credit for credit in credits_of(contest, row)}
            for rule in RULES:
                yield Claim(row.member_id, rule, key, credits.get(rule))


def note_regraded(
    contest: Contest, moves: Shift, cause: str, *, actor: Identity | None, now: datetime, reason: str
) -> None:
    """Restate a settled contest's places as a new settlement, and leave a line in its log; once for a cause."""
    if any(event.data and event.data.get("cause") == cause for event in _regradings(contest.id)):
        return
    data: dict[str, object] = {"cause": cause, "moved": len(moves.moved)}
    if is_settled(contest):
        was = queries.settled_sequence(contest.id)
        data |= {"from": was, "to": add_results(contest, moves.after)}
    note_event(contest, "regraded", actor, now, reason=reason, data=data)
    audit.note(
        actor,
        "contest.regraded",
        "contest",
        contest.id,
        at=now,
        branch_id=contest.branch_id,
        after=data,
        reason=reason,
    )
    tell(contest)


def _regradings(contest_id: int) -> Sequence[ContestEvent]:
    return db.session.scalars(
        select(ContestEvent).where(ContestEvent.contest_id == contest_id, ContestEvent.kind == "regraded")
    ).all()
