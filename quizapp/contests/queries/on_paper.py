"""Reads for entering what was answered on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from ...extensions import db
from ...papers.attempt import AttemptState
from ...papers.models import Attempt, AttemptResult
from ...papers.on_paper import ON_PAPER
from ..models import Contest, ContestEvent
from ..window import attempts_allowed
from .lists import source_key
from .progress import invited


@dataclass(frozen=True, slots=True)
class PaperScore:
    """A member who may take part. `attempt_id` and `score` (hundredths) once a score on paper was entered.

    `online`: attempts made on a device; `may_enter`: whether a score can be entered for the first time.
    """

    member_id: int
    name: str
    group: str
    attempt_id: int | None
    score: int | None
    online: int
    may_enter: bool


def paper_scores(contest: Contest) -> list[PaperScore]:
    """Return those who may take part, by group, each with the score on paper where there is one."""
    begun: dict[int, dict[int, Any]] = {}
    for row in _begun(contest.id):
        begun.setdefault(row.member_id, {})[row.id] = row  # of several markings the last holds
    leaves = _leaves(contest.id)
    return [
        _line(row, list(begun.get(row.id, {}).values()), contest.attempts, leaves.get(row.id, 0))
        for row in invited(contest)
    ]


def _line(row: Any, attempts: Sequence[Any], base: int, leaves: int) -> PaperScore:
    paper = next((one for one in attempts if one.submitted_by == ON_PAPER), None)
    is_open = any(one.state is AttemptState.OPEN for one in attempts)
    return PaperScore(
        row.id,
        row.name,
        row.group_name or "",
        paper.id if paper else None,
        paper.score if paper else None,
        len(attempts) - bool(paper),
        not is_open and len(attempts) < attempts_allowed(base, leaves, None),
    )


def _begun(contest_id: int) -> Sequence[Any]:
    return db.session.execute(
        select(Attempt.id, Attempt.member_id, Attempt.state, Attempt.submitted_by, AttemptResult.score)
        .outerjoin(AttemptResult, AttemptResult.attempt_id == Attempt.id)
        .where(Attempt.source_key == source_key(contest_id))
        .order_by(Attempt.id, AttemptResult.sequence)
    ).all()


def _leaves(contest_id: int) -> dict[int, int]:
    """Return by member how many attempts more were given."""
    found: dict[int, int] = {}
    for member_id in db.session.scalars(
        select(ContestEvent.member_id).where(
            ContestEvent.contest_id == contest_id, ContestEvent.kind == "allowed"
        )
    ):
        if member_id is not None:
            found[member_id] = found.get(member_id, 0) + 1
    return found
