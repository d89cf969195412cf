"""Contests in the room after a key turned out to be wrong: found, judged anew step by step, settled again.

Taking the steps commits by itself, through the room; the rest belongs to the caller's unit of work. A settled
contest is opened for the steps and settled again under its old key, so that the record gets the differences alone;
what was settled before stays beside it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Text, cast, or_, select

from ...bank.item import Item
from ...core import audit, local
from ...core.errors import DomainError
from ...core.i18n import N_
from ...core.permissions import Identity
from ...extensions import db
from ...papers import standing
from ...papers.rulings import RulingKind, rekeyed
from ...papers.standing import Corrected
from ...record.correcting import Claim
from .. import room, setups
from ..afterwards.crediting import earned, results
from ..afterwards.rejudging import Left, Plan, Step, Turned, plan, turned, undo
from ..engine import game
from ..engine.events import Refused
from ..engine.setup import Question
from ..engine.standings import Moved, difference
from ..engine.state import State
from ..models import LiveContest, LiveState
from ..room import state_of
from .settling import RULES, credits_of, source_key, whole

OVER = (LiveState.FINISHED, LiveState.SETTLED)
UNDER_WAY = (LiveState.LOBBY, LiveState.RUNNING)


def holding(branch_id: int, version_ids: Collection[int], states: Sequence[LiveState]) -> list[LiveContest]:
    """Return a branch's contests in these states that were played with one of the versions; no rehearsals."""
    setup = cast(LiveContest.setup, Text)
    rows = db.session.scalars(
        select(LiveContest)
        .where(
            LiveContest.branch_id == branch_id,
            LiveContest.state.in_(states),
            LiveContest.rehearsal.is_(False),
            or_(*(setup.contains(f'"version": {version_id},') for version_id in version_ids)),
        )
        .order_by(LiveContest.id)
    )
    return list(rows)


def plan_of(
    contest: LiveContest, rulings: Mapping[int, tuple[RulingKind, Item | None]], reason: str, by: str
) -> Plan:
    """Return what it takes to bring a contest to what was ruled: version → what, and by whose key."""
    state = state_of(contest.id)
    steps: list[Step] = []
    left: list[Left] = []
    for kind in RulingKind:
        fixed = dict(_fixed(state, {id: key for id, (one, key) in rulings.items() if one is kind}))
        if kind is RulingKind.WRITTEN or not fixed:
            continue
        part = plan(state, fixed, kind, reason, by)
        steps, left, state = [*steps, *part.steps], [*left, *part.left], part.after
    return Plan(tuple(steps), tuple(left), state)


def undo_of(contest: LiveContest, events: Collection[int], by: str) -> Plan:
    """Return what it takes to take these steps of a contest back."""
    return undo(state_of(contest.id), events, by)


def _fixed(state: State, keys: Mapping[int, Item | None]) -> Iterator[tuple[str, Question]]:
    for id, question in state.setup.questions.items():
        if question.version_id is not None and question.version_id in keys:
            key = keys[question.version_id]
            item = rekeyed(question.item, key) if key else question.item
            if item is not None:
                yield id, replace(question, item=item)


def lift(contest: LiveContest) -> None:
    """Open a settled contest for the referee's steps; its places and points stand until it is settled again."""
    db.session.refresh(contest, with_for_update=True)
    if contest.state is LiveState.SETTLED:
        contest.state = LiveState.FINISHED


def take(
    contest_id: int, steps: Sequence[Step], request: str, *, now: datetime
) -> tuple[list[int], list[Left]]:
    """Take the steps, each once for a request; return the events that they made, and what was refused."""
    made: list[int] = []
    refused: list[Left] = []
    for step in steps:
        try:
            done = room.act(contest_id, step.command, now=now, request_id=f"{request}-{step.key}")
        except Refused:
            refused.append(Left(step.number, step.to, "refused"))
        else:
            made += [one.n for one in done.appended]
    return made, refused


def settle_again(contest: LiveContest, *, actor: Identity | None, now: datetime, reason: str) -> None:
    """Fix the places anew after `lift` and the steps; the earlier ones are kept with the hash of their log."""
    state = whole(contest)
    kept = dict(contest.results or {})
    before = {name: kept.get(name) for name in ("hash", "sequence", "standings")}
    anew = results(state)
    if anew["hash"] != before["hash"]:
        kept["earlier"] = [*kept.get("earlier", []), {**before, "until": now.isoformat()}]
    contest.results = {**kept, **anew}
    contest.state = LiveState.SETTLED
    audit.note(
        actor,
        "live.regraded",
        "live_contest",
        contest.id,
        at=now,
        branch_id=contest.branch_id,
        before={"hash": before["hash"]},
        after={"hash": anew["hash"]},
        reason=reason,
    )


def claims(contest: LiveContest, before: State, after: State) -> Iterator[Claim]:
    """Yield what the record should hold of a settled contest for those who earned, or earn, anything."""
    if not contest.for_record or contest.rehearsal:
        return
    turn = (contest.results or {}).get("turn", 1)
    first, then = ({one.member_id: one for one in earned(state)} for state in (before, after))
    for member_id in sorted(first.keys() | then.keys()):
        if first.get(member_id) == then.get(member_id):
            continue
        one = then.get(member_id)
        credits = {credit.rule: credit for credit in credits_of(contest, one, turn)} if one else {}
        for rule in RULES:
            yield Claim(member_id, rule, source_key(contest.id, turn), credits.get(rule))


def state_at(contest: LiveContest, n: int) -> State:
    """Return a contest as it stood after event `n`."""
    now = state_of(contest.id)
    return game.replay(setups.of(contest.id), now.history[:n])


def current(contest: LiveContest) -> State:
    """Return a contest as it stands, no longer than until the unit of work ends."""
    db.session.refresh(contest, with_for_update=True)
    if contest.state not in OVER:
        raise DomainError(N_("这场竞赛还没有结束。"), code="live.not_finished")
    return state_of(contest.id)


def moved(before: State, after: State) -> list[Moved]:
    """Return which contestants move, by points or place."""
    return difference(before, after)


def names(state: State) -> dict[str, str]:
    """Return the names behind the log's ids of contestants and players."""
    players = {one.id: one.name for one in state.players.values()}
    return players | {one.id: one.name for one in state.contestants.values()}


def score_changes(before: State, after: State) -> dict[int, tuple[int, int]]:
    """Return by member how many questions were right before and after, for those to whom it is not the same."""
    first, then = ({one.member_id: one.score for one in earned(state)} for state in (before, after))
    touched = {one for one in first.keys() | then.keys() if first.get(one, 0) != then.get(one, 0)}
    return {one: (first.get(one, 0), then.get(one, 0)) for one in sorted(touched)}


def correct_books(contest: LiveContest, before: State, after: State, *, now: datetime) -> None:
    """Let the members' books of mistakes follow, where the contest's answers were fed into them."""
    if not (contest.results or {}).get("books"):
        return
    day = local.day_of(now)
    for one in turned(before, after):
        corrected = _corrected(contest, after, one)
        if corrected:
            standing.correct(corrected, day)


def _corrected(contest: LiveContest, state: State, one: Turned) -> Corrected | None:
    member_id, item_id = state.players[one.player].member, state.setup.questions[one.question].item_id
    if member_id is None or item_id is None:
        return None
    at = contest.finished_at or contest.created_at
    return Corrected(member_id, item_id, one.was, one.right, at, contest.title)


def as_json(plan: Plan) -> dict[str, Any]:
    """Return what a plan changes and leaves, as it is kept and shown."""
    return {
        "steps": [[one.command.do, one.number, one.to, one.was, one.verdict] for one in plan.steps],
        "left": [[one.number, one.to, one.why] for one in plan.left],
    }
