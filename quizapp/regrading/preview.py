"""Whom a ruling would touch, worked out from what is stored; nothing is written."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Text, cast, func, or_, select

from ..accounts.queries import names_of
from ..contests import service as contests
from ..contests.models import Contest
from ..extensions import db
from ..live.afterwards.rejudging import Plan
from ..live.engine.standings import Moved as LiveMoved
from ..live.models import LiveContest
from ..live.room import state_of
from ..live.service import rejudging
from ..live.service.rejudging import OVER, UNDER_WAY
from ..papers import remarking
from ..papers.attempt import AttemptState
from ..papers.models import Attempt, Purpose
from ..papers.queries import Result
from ..papers.remarking import Remark
from ..practice import service as practice
from ..record import correcting
from ..record.correcting import Claim
from .docket import Docket
from .models import RegradeEffect

PREVIEW = "preview"
PLACES = 3


@dataclass(frozen=True, slots=True)
class Posting:
    """An amount by which a member's points move under a rule, in hundredths."""

    member_id: int
    rule: str
    amount: int


@dataclass(frozen=True, slots=True)
class Paper:
    """An attempt whose score changes; amounts in hundredths."""

    attempt_id: int
    member_id: int
    title: str
    score_before: int
    score: int
    maximum_before: int
    maximum: int


@dataclass(frozen=True, slots=True)
class ContestEffect:
    """What happens to a contest over a window. `prizes`: who comes to or leaves one of the first three places."""

    contest_id: int
    title: str
    is_settled: bool
    papers: Sequence[Paper]
    moved: Sequence[contests.Moved]
    postings: Sequence[Posting]

    @property
    def prizes(self) -> list[contests.Moved]:
        return [
            one
            for one in self.moved
            if one.rank_before != one.rank and min(one.rank_before, one.rank) <= PLACES
        ]


@dataclass(frozen=True, slots=True)
class LiveEffect:
    """What happens to a contest in the room; ids of the log with the names behind them."""

    contest_id: int
    title: str
    is_settled: bool
    plan: Plan
    moved: Sequence[LiveMoved]
    names: Mapping[str, str]
    postings: Sequence[Posting]


@dataclass(frozen=True, slots=True)
class Effects:
    """All that a ruling would do. `open_papers`: papers under way, which are marked by it when they are handed in."""

    practices: Sequence[Paper] = ()
    practice_postings: Sequence[Posting] = ()
    contests: Sequence[ContestEffect] = ()
    lives: Sequence[LiveEffect] = ()
    under_way: Sequence[str] = ()
    open_papers: int = 0
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def papers(self) -> list[Paper]:
        return [*self.practices, *(one for contest in self.contests for one in contest.papers)]

    @property
    def postings(self) -> list[Posting]:
        live = [one for contest in self.lives for one in contest.postings]
        return [
            *self.practice_postings,
            *(one for contest in self.contests for one in contest.postings),
            *live,
        ]

    @property
    def members(self) -> set[int]:
        return {one.member_id for one in self.papers} | {one.member_id for one in self.postings}

    @property
    def points(self) -> int:
        return sum(one.amount for one in self.postings)

    @property
    def is_nothing(self) -> bool:
        return not self.papers and not any(one.plan.steps for one in self.lives)


def effects_of(docket: Docket) -> Effects:
    """Return whom a docket would touch."""
    by_source: dict[str, list[Remark]] = {}
    practices: list[Remark] = []
    for remark in _remarks(docket):
        if remark.head.purpose is Purpose.CONTEST:
            by_source.setdefault(remark.head.source_key, []).append(remark)
        else:
            practices.append(remark)
    found = Effects(
        [_paper(one) for one in practices],
        list(_postings(_practice_claims(practices))),
        [effect for source, remarks in by_source.items() for effect in _contest(source, remarks)],
        [_live(contest, docket) for contest in rejudging.holding(docket.branch_id, docket.rulings, OVER)],
        [one.title for one in rejudging.holding(docket.branch_id, docket.rulings, UNDER_WAY)],
        _open_papers(docket),
    )
    return replace(found, names=names_of(found.members))


def _remarks(docket: Docket) -> Iterator[Remark]:
    """Yield the papers that would be marked anew, a slice at a time, others let in between."""
    judge, after, more = docket.judge(), 0, True
    while more:
        found = remarking.holding(docket.branch_id, docket.rulings, after)
        yield from remarking.remarks(found.ids, judge)
        after, more = found.upto, found.more
        time.sleep(0)


def _paper(remark: Remark) -> Paper:
    head, before = remark.head, remark.before
    scores = (before.score, remark.score, before.maximum, remark.maximum)
    return Paper(head.id, head.member_id, head.title, *scores)


def _practice_claims(remarks: Sequence[Remark]) -> Iterator[Claim]:
    instead: dict[int, Result] = {one.head.id: one.after for one in remarks}
    for remark in remarks:
        if remark.head.purpose is Purpose.PRACTICE:
            yield practice.claim(remark.head, instead)


def _postings(claims: Iterable[Claim]) -> Iterator[Posting]:
    for claim, amount in correcting.differences(list(claims), PREVIEW):
        time.sleep(0)  # others first
        yield Posting(claim.member_id, claim.rule, amount)


def _contest(source: str, remarks: Sequence[Remark]) -> Iterator[ContestEffect]:
    contest = db.session.get(Contest, int(source.partition(":")[2]))
    if contest is None:
        return
    after = {one.head.id: (one.score, one.maximum) for one in remarks}
    moves = contests.shift(contest, {}, after)
    yield ContestEffect(
        contest.id,
        contest.title,
        contests.is_settled(contest),
        [_paper(one) for one in remarks],
        moves.moved,
        list(_postings(contests.claims(contest, moves))),
    )


def _live(contest: LiveContest, docket: Docket) -> LiveEffect:
    before = state_of(contest.id)
    plan = live_plan(contest, docket, "", "host")
    settled = contest.settled_at is not None
    claims = rejudging.claims(contest, before, plan.after) if settled else ()
    return LiveEffect(
        contest.id,
        contest.title,
        settled,
        plan,
        rejudging.moved(before, plan.after),
        rejudging.names(plan.after),
        list(_postings(claims)),
    )


def live_plan(contest: LiveContest, docket: Docket, reason: str, by: str) -> Plan:
    """Return the referee's steps that bring a contest to a docket; those of the regrade that it takes back are undone."""
    reason = reason or PREVIEW
    if docket.undoes is None:
        return rejudging.plan_of(contest, docket.by_item(), reason, by)
    effect = db.session.get(RegradeEffect, (docket.undoes, source_of(contest)))
    return rejudging.undo_of(contest, effect.data.get("events", []) if effect else [], by)


def source_of(contest: LiveContest) -> str:
    """Return the name of a contest in the room as a source."""
    return f"live:{contest.id}"


def _open_papers(docket: Docket) -> int:
    paper = cast(Attempt.paper, Text)
    held = or_(*(paper.contains(f'"version": {one},') for one in docket.rulings))
    query = select(func.count()).where(
        Attempt.branch_id == docket.branch_id, Attempt.state == AttemptState.OPEN, held
    )
    return db.session.scalar(query) or 0
