"""Contests for those without a phone: the paper to print, and the scores of what was answered on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ...core import audit
from ...core.errors import DomainError, Invalid, NotFound
from ...core.i18n import N_
from ...core.ids import new_short_seed
from ...core.permissions import Identity
from ...extensions import db
from ...papers import on_paper
from ...papers import queries as papers_queries
from ...papers.blueprint import Blueprint
from ...papers.draw import draw
from ...papers.models import Purpose
from ...papers.printing import service as printing
from ...record import correcting
from .. import queries
from ..models import Contest
from ..queries.on_paper import PaperScore
from ..window import ContestState
from .events import note_event, tell
from .restating import between, claims, is_settled
from .settling import add_results
from .steps import follow_clock


@dataclass(frozen=True, slots=True)
class Entered:
    """What entering scores did: so many for the first time, so many corrected."""

    new: int
    corrected: int


def print_paper(contest: Contest, look: printing.Look, *, actor: Identity, now: datetime) -> int:
    """Keep a paper of the contest for printing: the one of everybody, or one drawn for it; return the paper."""
    seed = new_short_seed()
    if contest.picks:
        picks: Sequence[tuple[int, int]] = [(item_id, points) for item_id, points in contest.picks]
    else:
        pool = papers_queries.pool(contest.bank_ids, contest.branch_id)
        blueprint, tired = Blueprint.from_json(contest.blueprint), frozenset(contest.resting or ())
        # The printed seed gives away nothing of the contest's own draws.
        drawn = draw(blueprint, pool, f"{contest.seed}:paper:{seed}", tired)
        if any(drawn.short_by):
            raise DomainError(N_("题库里的题不够这份出题方案，请先修改竞赛。"), code="contest.short")
        picks = [(one.item_id, one.points) for one in drawn.picks]
    source = queries.source_key(contest.id)
    return printing.keep(
        picks, look, seed, branch_id=contest.branch_id, source_key=source, actor=actor, now=now
    ).id


def enter_scores(
    contest: Contest, scores: Mapping[int, int], *, actor: Identity, now: datetime, reason: str
) -> Entered:
    """Enter scores (hundredths, by member) of what was answered on paper, all or none.

    A score that was entered before is corrected by a new marking, with a reason. Of a settled contest the places
    are restated, and the record is corrected by new entries; what was settled before stays beside them.
    """
    db.session.flush()
    db.session.refresh(contest, with_for_update=True)  # not while it is settled
    follow_clock(contest, now)
    if contest.state not in (ContestState.RUNNING, ContestState.CLOSED) and not is_settled(contest):
        raise DomainError(N_("竞赛开始以后才能登记纸质成绩。"), code="contest.state")
    before = queries.standings(contest) if is_settled(contest) else None
    lines = {line.member_id: line for line in queries.paper_scores(contest)}
    done = [_enter(contest, lines.get(one), one, score, actor, now, reason) for one, score in scores.items()]
    if before is not None and any(done):
        _restate(contest, before, actor, now, reason)
    tell(contest)
    return Entered(done.count("new"), done.count("corrected"))


def _enter(
    contest: Contest,
    line: PaperScore | None,
    member_id: int,
    score: int,
    actor: Identity,
    now: datetime,
    reason: str,
) -> str:
    """Enter one score; return new, corrected or "" when it is what it was."""
    if line is None:
        raise NotFound
    try:
        if line.attempt_id is None:
            if not line.may_enter:
                raise Invalid(N_("这个人的答题次数已经用完，或还有一份没交的答卷。"))
            on_paper.record(_sat(contest, now), member_id, score, actor=actor, now=now)
            done = "new"
        else:
            changed = on_paper.correct(line.attempt_id, score, actor=actor, now=now, reason=reason)
            done = "corrected" if changed else ""
    except Invalid as refused:
        if refused.field != "reason":
            refused.field = f"score-{member_id}"
        raise
    if done:
        _note(contest, line, score, actor, now, reason)
    return done


def _sat(contest: Contest, now: datetime) -> on_paper.Sat:
    """Return what was answered. Nobody timed it: it counts as having taken all of the time."""
    return on_paper.Sat(
        Purpose.CONTEST,
        queries.source_key(contest.id),
        contest.title,
        Blueprint.from_json(contest.blueprint).total,
        contest.limit_s * 1000,
        min(now, contest.closes_at),
    )


def _note(
    contest: Contest, line: PaperScore, score: int, actor: Identity, now: datetime, reason: str
) -> None:
    data = {"score": score} | ({} if line.score is None else {"was": line.score})
    note_event(contest, "on_paper", actor, now, member_id=line.member_id, reason=reason, data=data)
    audit.note(
        actor,
        "contest.on_paper",
        "member",
        line.member_id,
        at=now,
        branch_id=contest.branch_id,
        before=None if line.score is None else {"contest": contest.id, "score": line.score},
        after={"contest": contest.id, "score": score},
        reason=reason,
    )


def _restate(
    contest: Contest, before: Sequence[queries.StandingRow], actor: Identity, now: datetime, reason: str
) -> None:
    after = queries.standings(contest)
    cause = f"paper:{add_results(contest, after)}"
    for claim in claims(contest, between(before, after)):
        correcting.restate(claim, cause, actor=actor, now=now, reason=reason)
