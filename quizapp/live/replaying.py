"""Playing a contest again from its log, and comparing with everything that is stored of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from ..core.errors import DomainError
from ..extensions import db
from . import log, setups
from .afterwards.crediting import results
from .engine import game
from .engine.events import Command, Logged
from .engine.standings import standings
from .engine.state import Board, State
from .models import LiveContest, LiveEvent, LiveState
from .queries.finding import Head

#: What a log may make the engine stumble over that no engine has written.
BROKEN = (DomainError, KeyError, TypeError, ValueError, AttributeError, StopIteration)


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not what the log says."""

    what: str
    stored: Any
    rebuilt: Any


@dataclass(frozen=True, slots=True)
class Replayed:
    """A contest played again: the state its log leads to (None: it leads nowhere), and what differs."""

    head: Head
    events: int
    state: State | None
    differences: Sequence[Difference]

    @property
    def places(self) -> list[dict[str, Any]]:
        """Return who stands where, amounts in hundredths."""
        if self.state is None:
            return []
        names = self.state.contestants
        return [
            {"id": one.id, "name": names[one.id].name, "points": one.amount, "rank": one.rank}
            for one in standings(self.state)
        ]


@dataclass(frozen=True, slots=True)
class _Stored:
    row: Any  # sequence, state, answering, finished_at, results
    events: Sequence[Logged]


def replay(head: Head) -> Replayed:
    """Rebuild a contest from its log, at one moment, though it may be going on."""
    stored = _read(head.id)
    setup = setups.of(head.id)
    try:
        state = game.replay(setup, stored.events)
    except BROKEN as error:
        broken = Difference("log", f"{type(error).__name__}: {error}", None)
        return Replayed(head, len(stored.events), None, [broken])
    found = [*_numbers(stored), *_in_step(stored, state), *_sums(state), *_gradings(head.id, state)]
    return Replayed(head, len(stored.events), state, [*found, *_settled(stored, state)])


def _read(contest_id: int) -> _Stored:
    """Read the contest and its whole log as they stand at one moment."""
    postgres = db.engine.dialect.name == "postgresql"
    options = {"isolation_level": "REPEATABLE READ"} if postgres else {}
    with db.engine.connect().execution_options(**options) as connection:
        return _Stored(_row(connection, contest_id), _events(connection, contest_id))


def _row(connection: Connection, contest_id: int) -> Any:
    contest = LiveContest.__table__.c
    columns = (
        contest.sequence,
        contest.state,
        contest.answering,
        contest.finished_at,
        contest.results,
    )
    return connection.execute(select(*columns).where(contest.id == contest_id)).one()


def _events(connection: Connection, contest_id: int) -> list[Logged]:
    event = LiveEvent.__table__.c
    rows = connection.execute(
        select(event.n, event.command, event.at, event.by, event.kind, event.data)
        .where(event.contest_id == contest_id)
        .order_by(event.n)
    )
    return [Logged(*row) for row in rows]


def _numbers(stored: _Stored) -> Iterator[Difference]:
    """The log has no holes and ends where the contest says it does."""
    found = [one.n for one in stored.events]
    whole = list(range(1, len(found) + 1))
    if found != whole:
        hole = next(n for n, wanted in zip(found, whole, strict=True) if n != wanted)
        yield Difference("log", f"n = {hole}", f"n = {whole[found.index(hole)]}")
    if stored.row.sequence != len(found):
        yield Difference("sequence", stored.row.sequence, len(found))


def _in_step(stored: _Stored, state: State) -> Iterator[Difference]:
    """The contest's row says what its log says; settling and putting away are not the log's."""
    row = stored.row
    if row.state not in log.OVER and row.state != log.STATES[state.stage]:
        yield Difference("state", str(row.state), str(log.STATES[state.stage]))
    # A gate that is shut before its question is closed is the moment between the two, or a crash that is healed.
    if row.answering not in (None, log.gate(state)):
        yield Difference("answering", row.answering, log.gate(state))
    if row.state is not LiveState.CANCELLED and row.finished_at != log.finished_at(state):
        yield Difference("finished_at", row.finished_at, log.finished_at(state))


def _sums(state: State) -> Iterator[Difference]:
    """Every total is the sum of entries, each from an event that holds, whether steps were undone one way or the other."""
    entries: dict[tuple[Board, str], int] = {}
    for one in state.entries:
        entries[one.board, one.to] = entries.get((one.board, one.to), 0) + one.amount
    folded = game.fold(state.setup, state.history, state.undone).totals
    for key in sorted({*state.totals, *folded, *entries}):
        sums = (state.totals.get(key, 0), entries.get(key, 0), folded.get(key, 0))
        if len(set(sums)) > 1:
            yield Difference("total " + " ".join(key), sums[0], sums[1:])


def _gradings(contest_id: int, state: State) -> Iterator[Difference]:
    """Every question that everybody answered is graded again from the answers that were taken."""
    last = {
        one.data["number"]: one.n
        for one in state.history
        if one.kind == "closed" and one.n not in state.undone
    }
    at = game.begin(state.setup)
    for one in state.history:
        if one.n in last.values():
            yield from _grading(contest_id, at, one)
        at = game.evolve(at, one)


def _grading(contest_id: int, before: State, closed: Logged) -> Iterator[Difference]:
    number = closed.data["number"]
    given = {
        player: {"response": one.response, "at": one.at, "after": one.after}
        for player, one in log.answers(contest_id, number).items()
    }
    command = Command("close", {"answers": given}, closed.by)
    try:
        anew = next(iter(game.decide(before, command, closed.at))).data["results"]
    except BROKEN as error:
        yield Difference(f"question {number}", "closed", str(error))
        return
    kept = closed.data["results"]
    for player in sorted({*kept, *anew}):
        if kept.get(player) != anew.get(player):
            yield Difference(f"question {number} {player}", kept.get(player), anew.get(player))


def _settled(stored: _Stored, state: State) -> Iterator[Difference]:
    """The places that were settled, and the fingerprint of the log, are those of the log."""
    if stored.row.state is not LiveState.SETTLED:
        return
    kept, anew = stored.row.results or {}, results(state)
    for name in ("hash", "sequence", "standings"):
        if kept.get(name) != anew[name]:
            yield Difference(f"settled {name}", kept.get(name), anew[name])
