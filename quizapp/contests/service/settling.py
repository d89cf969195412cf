"""Settling: the places are fixed and what each member earned is reported to the record, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ...core.errors import DomainError
from ...core.i18n import N_
from ...extensions import db
from ...papers import service as papers
from ...record import service as record
from ...record.rules import Outcome
from .. import queries, sharing
from ..models import Contest, ContestResult

PLACES_WITH_POINTS = 3


@dataclass(frozen=True, slots=True)
class Expected:
    """What settling would post for one member; points in hundredths, as they would count within the caps."""

    row: queries.StandingRow
    taken: int
    score: int
    place: int

    @property
    def total(self) -> int:
        return self.taken + self.score + self.place


def settle(contest: Contest, now: datetime) -> None:
    """Fix the places and report the credits; settling again after a restatement posts nothing twice."""
    still_open = queries.open_attempts(contest.id)
    if any(ends_at and ends_at > now for _, _, ends_at in still_open):
        raise DomainError(N_("还有人的答题时间没有结束，请稍后再结算。"), code="contest.open_attempts")
    for attempt_id, _, _ in still_open:
        papers.submit(attempt_id, now=now, by="deadline")
    if queries.waiting_for_marks(contest.id):
        raise DomainError(N_("还有简答题没有评分，请先评分再结算。"), code="contest.to_mark")
    rows = queries.standings(contest)
    add_results(contest, rows)
    if contest.for_record:
        report_credits(contest, rows, now)


def add_results(contest: Contest, rows: Sequence[queries.StandingRow]) -> int:
    """Fix these places; those of an earlier settling stay beside them. Return the sequence that holds now."""
    sequence = (queries.settled_sequence(contest.id) or 0) + 1
    db.session.add_all(
        ContestResult(
            contest_id=contest.id,
            sequence=sequence,
            member_id=row.member_id,
            group_id=row.group_id,
            rank=row.rank,
            score=row.score,
            maximum=row.maximum,
            used_ms=row.used_ms,
        )
        for row in rows
    )
    return sequence


def report_credits(contest: Contest, rows: Sequence[queries.StandingRow], now: datetime) -> None:
    """Report what each member earned: for taking part, for the score, for a place."""
    for row in rows:
        for credit in credits_of(contest, row):
            record.report(credit, now=now)


def credits_of(contest: Contest, row: queries.StandingRow) -> list[record.Credit]:
    """Return the credits of one place: taken, score, and place for the first three who scored.

    A guest of another unit has none, unless he wants a record of it.
    """
    if not sharing.keeps_record(row.member_id, row.branch_id):
        return []
    taken = record.Credit(
        member_id=row.member_id,
        rule="contest_taken",
        key=queries.source_key(contest.id),
        occurred_at=row.submitted_at,
        title=contest.title,
        detail={"contest": contest.id, "score": row.score, "maximum": row.maximum, "rank": row.rank},
    )
    credits = [taken, taken.of("contest_score", score=row.score, maximum=row.maximum)]
    if row.rank <= PLACES_WITH_POINTS and row.score:
        credits.append(taken.of("contest_place", outcome=str(row.rank)))
    return credits


def expected(contest: Contest) -> list[Expected]:
    """Return what settling now would post, best place first; nothing is written."""
    return [_expected(contest, row) for row in queries.standings(contest)]


def _expected(contest: Contest, row: queries.StandingRow) -> Expected:
    counted = {"contest_taken": 0, "contest_score": 0, "contest_place": 0}
    for credit in credits_of(contest, row) if contest.for_record else ():
        judged = record.judge(credit)
        if isinstance(judged, Outcome):
            counted[credit.rule] = judged.counted
    return Expected(row, counted["contest_taken"], counted["contest_score"], counted["contest_place"])
