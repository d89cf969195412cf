"""The log in the database: appended as one unit, read on from where one stands; and the gate of everybody's answers.

Reads take a connection of their own: a session's transaction may have begun before what is to be seen.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Dialect, select
from sqlalchemy.exc import IntegrityError

from ..core.services import services
from ..extensions import db
from ..infra.writer import Statement
from ..papers.answers import bind
from .engine.events import Logged
from .engine.state import Phase, Stage, State
from .models import LiveAnswer, LiveContest, LiveEvent, LiveState

OVER = (LiveState.SETTLED, LiveState.CANCELLED)  # the log takes nothing any more
STATES = {Stage.LOBBY: LiveState.LOBBY, Stage.RUNNING: LiveState.RUNNING, Stage.FINISHED: LiveState.FINISHED}

_ADVANCE = (
    "UPDATE live_contest SET sequence = :last, state = :state, answering = :answering, "
    "finished_at = :finished_at WHERE id = :contest AND sequence = :before "
    "AND state NOT IN ('settled', 'cancelled')"
)
# Where the contest moved on meanwhile, these meet the events of another and the unit fails; where it takes
# nothing any more, they find nothing.
_APPEND = (
    'INSERT INTO live_event (contest_id, n, command, at, "by", kind, data, request_id) '
    "SELECT id, :n, :group, :at, :by, :kind, $data, :request_id FROM live_contest "
    "WHERE id = :contest AND sequence = :last"
)
_SHUT = "UPDATE live_contest SET answering = NULL WHERE id = :contest AND answering = :number"
_ANSWER = (
    'INSERT INTO live_answer (contest_id, number, player, response, at, after, "by") '
    "SELECT id, :number, :player, $response, :at, :after, :by FROM live_contest "
    "WHERE id = :contest AND answering = :number $share "
    "ON CONFLICT (contest_id, number, player) DO NOTHING"
)


@dataclass(frozen=True, slots=True)
class Tail:
    """Where a contest stands in the database, and the events after those one has."""

    sequence: int
    state: LiveState
    answering: int | None
    events: Sequence[Logged]
    requests: Mapping[str, int]  # request → n of its first event


@dataclass(frozen=True, slots=True)
class Stored:
    """An answer as it was taken."""

    response: Any
    at: int
    after: int
    by: str


def read(contest_id: int, after: int) -> Tail | None:
    """Return the contest and its events after `after`; None: no such contest."""
    contest, event = LiveContest.__table__.c, LiveEvent.__table__.c
    with db.engine.connect() as connection:
        row = connection.execute(
            select(contest.sequence, contest.state, contest.answering).where(contest.id == contest_id)
        ).one_or_none()
        if row is None:
            return None
        found = (
            connection.execute(
                select(event.n, event.command, event.at, event.by, event.kind, event.data, event.request_id)
                .where(event.contest_id == contest_id, event.n > after, event.n <= row.sequence)
                .order_by(event.n)
            ).all()
            if row.sequence > after
            else []
        )
    events = [Logged(one.n, one.command, one.at, one.by, one.kind, one.data) for one in found]
    requests = {one.request_id: one.n for one in found if one.request_id}
    return Tail(row.sequence, row.state, row.answering, events, requests)


def append(
    contest_id: int, events: Sequence[Logged], state: State, request: str | None, also: Sequence[Statement]
) -> bool:
    """Append events that lead to `state`, together with statements that belong to them; return once it is durable.

    False: nothing was stored, because somebody else moved the contest on or put it away.
    """
    first, last = events[0].n, events[-1].n
    advance = {
        "contest": contest_id,
        "before": first - 1,
        "last": last,
        "state": str(STATES[state.stage]),
        "answering": gate(state),
        "finished_at": bind(LiveContest.__table__.c.finished_at, finished_at(state)),
    }
    append_one = _sql(_APPEND, db.engine.dialect)
    rows = [
        (append_one, _event(contest_id, one, last, request if one.n == first else None)) for one in events
    ]
    try:
        done = services().writer.write([(_ADVANCE, advance), *rows, *also])
    except (sqlite3.IntegrityError, IntegrityError):
        return False
    return done[0].touched == 1


def _event(contest_id: int, one: Logged, last: int, request: str | None) -> dict[str, Any]:
    return {
        "contest": contest_id,
        "n": one.n,
        "group": one.group,
        "at": one.at,
        "by": one.by,
        "kind": one.kind,
        "data": bind(LiveEvent.__table__.c.data, dict(one.data)),
        "request_id": request,
        "last": last,
    }


def gate(state: State) -> int | None:
    """Return the number of the question that takes everybody's answers in this state."""
    asked = state.asked
    return asked.number if asked and asked.phase is Phase.OPEN and state.everyone else None


def finished_at(state: State) -> datetime | None:
    """Return when the contest came to its end, None where it has not."""
    if state.stage is not Stage.FINISHED:
        return None
    at = next(
        one.at for one in reversed(state.history) if one.kind == "finished" and one.n not in state.undone
    )
    return datetime.fromtimestamp(at / 1000, UTC)


def shut(contest_id: int, number: int) -> None:
    """Take no more answers to a question; whatever was acknowledged before can be read after this."""
    services().writer.write([(_SHUT, {"contest": contest_id, "number": number})])


def take(contest_id: int, number: int, player: str, stored: Stored) -> bool:
    """Store an answer durably where its question still takes any; False: it does not, or there is one already."""
    values = {
        "contest": contest_id,
        "number": number,
        "player": player,
        "response": bind(LiveAnswer.__table__.c.response, stored.response),
        "at": stored.at,
        "after": stored.after,
        "by": stored.by,
    }
    return bool(services().writer.write([(_sql(_ANSWER, db.engine.dialect), values)])[0].touched)


def answers(contest_id: int, number: int) -> dict[str, Stored]:
    """Return the answers taken for a question, by player, in the order of their arrival."""
    answer = LiveAnswer.__table__.c
    with db.engine.connect() as connection:
        rows = connection.execute(
            select(answer.player, answer.response, answer.at, answer.after, answer.by)
            .where(answer.contest_id == contest_id, answer.number == number)
            .order_by(answer.at, answer.player)
        ).all()
    return {one.player: Stored(one.response, one.at, one.after, one.by) for one in rows}


def answered(contest_id: int, number: int) -> list[str]:
    """Return the players whose answers to a question were taken."""
    answer = LiveAnswer.__table__.c
    with db.engine.connect() as connection:
        rows = connection.scalars(
            select(answer.player).where(answer.contest_id == contest_id, answer.number == number)
        )
        return list(rows)


def answer_of(contest_id: int, number: int, player: str) -> Stored | None:
    """Return a player's answer to a question."""
    answer = LiveAnswer.__table__.c
    with db.engine.connect() as connection:
        one = connection.execute(
            select(answer.response, answer.at, answer.after, answer.by).where(
                answer.contest_id == contest_id, answer.number == number, answer.player == player
            )
        ).one_or_none()
    return Stored(one.response, one.at, one.after, one.by) if one else None


@lru_cache(maxsize=8)
def _sql(sql: str, dialect: Dialect) -> str:
    """Return a statement as the database wants it.

    PostgreSQL lets an answer pass that looked at the gate before it was shut, unless it holds the row meanwhile.
    """
    postgres = dialect.name == "postgresql"
    for name in ("data", "response"):
        sql = sql.replace(f"${name}", f"CAST(:{name} AS JSON)" if postgres else f":{name}")
    return sql.replace("$share", "FOR SHARE" if postgres else "")
