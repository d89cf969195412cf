"""After the end: mistakes go into the members' books, points into the record, once; and back again if need be."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from ...bank import queries as bank_queries
from ...bank.marking import Verdict as Marking
from ...core import audit, local
from ...core.errors import Busy, DomainError
from ...core.i18n import N_
from ...core.permissions import Identity
from ...extensions import db
from ...papers import standing
from ...papers.draw import to_letters
from ...papers.standing import Marked
from ...record import service as record
from ...record.models import LedgerEntry
from ..afterwards.crediting import Earned, earned, results
from ..engine.explaining import Outcome, outcomes, responses
from ..engine.setup import Question
from ..engine.state import State
from ..models import LiveContest, LiveState
from ..room import state_of
from . import pins

RULES = ("contest_taken", "contest_score", "contest_place")


def settle(contest: LiveContest, *, actor: Identity, now: datetime) -> int:
    """Fix the places and report each member's credits; return how many members got any.

    The log takes no further step until the settlement is taken back.
    """
    if contest.rehearsal:
        raise DomainError(N_("排练不计入学习记录，不用结算。"), code="live.rehearsal")
    state = whole(contest)
    kept = contest.results or {}
    turn = kept.get("turn", 0) + 1
    found = earned(state) if contest.for_record else []
    for one in found:
        for credit in credits_of(contest, one, turn):
            record.report(credit, now=now, actor=actor)
    contest.results = {**kept, **results(state), "turn": turn}
    contest.state, contest.settled_at = LiveState.SETTLED, now
    audit.note(
        actor,
        "live.settled",
        "live_contest",
        contest.id,
        at=now,
        branch_id=contest.branch_id,
        after={"members": len(found), "hash": contest.results["hash"]},
    )
    return len(found)


def whole(contest: LiveContest) -> State:
    """Return the state with every step of the log, which takes no other until the caller has committed."""
    db.session.refresh(contest, with_for_update=True)
    if contest.state is not LiveState.FINISHED:
        raise DomainError(N_("只有已结束、还没结算的竞赛可以结算。"), code="live.not_finished")
    state = state_of(contest.id)
    if state.n != contest.sequence:  # a referee's step of this very moment is not in memory yet
        raise Busy
    return state


def credits_of(contest: LiveContest, one: Earned, turn: int) -> list[record.Credit]:
    """Return the credits of one member: for taking part, for the score, for one of the first places."""
    taken = record.Credit(
        member_id=one.member_id,
        rule="contest_taken",
        key=source_key(contest.id, turn),
        occurred_at=contest.finished_at or contest.created_at,
        title=contest.title,
        detail={"live": contest.id, "score": one.score, "maximum": one.maximum, "rank": one.rank},
    )
    found = [taken]
    if one.maximum:
        found.append(taken.of("contest_score", score=one.score, maximum=one.maximum))
    if one.place:
        found.append(taken.of("contest_place", outcome=str(one.place)))
    return found


def source_key(contest_id: int, turn: int) -> str:
    """Return the key under which a settlement's credits stand; a later settlement has its own."""
    return f"live:{contest_id}" if turn == 1 else f"live:{contest_id}:{turn}"


def unsettle(contest: LiveContest, reason: str, *, actor: Identity, now: datetime) -> int:
    """Take the settlement back with a reason, so that the referee can correct the log; return the entries reversed."""
    if contest.state is not LiveState.SETTLED:
        raise DomainError(N_("这场竞赛还没有结算。"), code="live.not_settled")
    key = source_key(contest.id, contest.results["turn"])
    back = select(LedgerEntry.reverses_id).where(LedgerEntry.reverses_id.is_not(None))
    entries = db.session.scalars(
        select(LedgerEntry.id)
        .where(
            LedgerEntry.key == key,
            LedgerEntry.kind.in_(RULES),
            LedgerEntry.reverses_id.is_(None),
            LedgerEntry.id.not_in(back),
        )
        .order_by(LedgerEntry.id)
    ).all()
    for entry_id in entries:
        record.reverse(entry_id, actor=actor, now=now, reason=reason)
    contest.state, contest.settled_at = LiveState.FINISHED, None
    contest.pin = contest.pin or pins.new_pin()
    audit.note(
        actor,
        "live.unsettled",
        "live_contest",
        contest.id,
        at=now,
        branch_id=contest.branch_id,
        reason=reason,
    )
    return len(entries)


def waiting_for_books() -> list[int]:
    """Return the finished contests whose answers have not been fed into the members' books of mistakes."""
    rows = db.session.execute(
        select(LiveContest.id, LiveContest.results).where(
            LiveContest.state.in_((LiveState.FINISHED, LiveState.SETTLED)), LiveContest.rehearsal.is_(False)
        )
    )
    return [row.id for row in rows if not (row.results or {}).get("books")]


def feed_books(contest: LiveContest, *, now: datetime) -> None:
    """Feed what the members missed and knew into their books of mistakes, once for a contest."""
    if (contest.results or {}).get("books"):
        return
    state = state_of(contest.id)
    day = local.day_of(contest.finished_at or now)
    needed = standing.days_needed(contest.branch_id)
    for player, outcome in outcomes(state).items():
        member_id = state.players[player].member
        if member_id is not None and (outcome.missed or outcome.known):
            marked = _marked(state, outcome)
            standing.note(member_id, marked, title=contest.title, at=now, day=day, needed=needed)
    contest.results = {**(contest.results or {}), "books": True}


def _marked(state: State, outcome: Outcome) -> list[Marked]:
    answers = responses(state, outcome.player)
    found = []
    for id, verdict in (
        *((one, Marking.WRONG) for one in outcome.missed),
        *((one, Marking.RIGHT) for one in outcome.known),
    ):
        question = state.setup.questions[id]
        if question.item_id is not None and question.version_id is not None:
            stored = bank_queries.versions([question.version_id])[question.version_id]
            response = _letters(question, answers.get(id))
            found.append(Marked(question.item_id, stored.bank_id, stored.item.topic, verdict, response))
    return found


def _letters(question: Question, response: Any) -> Any:
    return None if response is None else to_letters(response, question.options, question.item.type)
