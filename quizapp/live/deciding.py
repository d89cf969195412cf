"""How a contest changes: decide, append, evolve, tell. Everything here is called under the room's lock.

The lock is this process's; between processes the database guards the log: whoever decided on what is no longer
so, looks again and decides anew.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

from ..core.errors import Busy, DomainError
from ..core.i18n import N_
from ..core.services import services
from ..infra.writer import Statement
from . import log
from .engine import game
from .engine.events import Command, Logged, Refused
from .engine.state import State
from .hall import Also, Done, Order, Room, catch_up, channel, known
from .queries import finding

TRIES = 20
#: What ends everybody's answering: with answers from outside, never without.
CLOSES = frozenset({"close", "timeout"})

#: A phone's token is hashed in small letters: in capitals no token opens anything, and it can be given back.
_TOKENS = {
    "removed": "UPDATE live_participant SET token_hash = UPPER(token_hash) "
    "WHERE contest_id = :contest AND player = :player",
    "readmitted": "UPDATE live_participant SET token_hash = LOWER(token_hash) "
    "WHERE contest_id = :contest AND player = :player",
}


def request_key(by: str, request_id: str | None) -> str | None:
    """Return what the log keeps of a request's id: nobody can use up another's."""
    if not request_id:
        return None
    return blake2b(f"{by} {request_id}".encode(), digest_size=24).hexdigest()


def carry_out(
    room: Room, command: Command, at: int, request: str | None = None, also: Also | None = None
) -> Done:
    """Decide, append, evolve and tell; decide anew where somebody else was faster. Call it under the room's lock."""
    for _ in range(TRIES):
        state = known(room)
        if request and request in room.requests:
            return _as_before(state, room.requests[request])
        try:
            _not_over(room)
            logged = _decided(state, _with_answers(room, command), at)
        except DomainError:
            if catch_up(room):
                continue
            raise
        if not logged:
            if catch_up(room):
                continue
            return Done(state, ())
        after = _evolved(state, logged)
        more = [*(also(after, logged) if also else ()), *_tokens(room.id, logged)]
        if log.append(room.id, logged, after, request, more):
            _moved(room, after, logged, request)
            return Done(after, tuple(logged))
        catch_up(room)
    raise Busy


def carry_out_together(room: Room, own: Order) -> None:
    """Carry out everything that waits as one unit: a hall that comes in at once costs a few commits, not hundreds."""
    batch, room.orders = list(room.orders), []
    if own not in batch:
        batch.append(own)
    batch = [one for one in batch if not one.decided]
    for _ in range(TRIES):
        if _all_at_once(room, batch):
            return
    raise Busy


def _all_at_once(room: Room, batch: Sequence[Order]) -> bool:
    """Decide a batch, each on what the ones before it lead to, and append it; False: somebody else was faster."""
    state, logged, more = known(room), list[Logged](), list[Statement]()
    carried: list[tuple[Order, Done]] = []
    refused: list[tuple[Order, DomainError]] = []
    for one in batch:
        try:
            _not_over(room)
            own = _decided(state, one.command, one.at)
        except DomainError as error:
            refused.append((one, error))
            continue
        state = _evolved(state, own)
        more += [*(one.also(state, own) if one.also else ()), *_tokens(room.id, own)]
        logged += own
        carried.append((one, Done(state, tuple(own))))
    if refused and catch_up(room):
        return False
    if logged and not log.append(room.id, logged, state, None, more):
        catch_up(room)
        return False
    if logged:
        _moved(room, state, logged, None)
    for one, done in carried:
        one.done = done
    for one, why in refused:
        one.refused = why
    return True


def _not_over(room: Room) -> None:
    if room.over:
        raise Refused(N_("这场竞赛已经归档，不能再改。"), code="archived")


def _tokens(contest_id: int, logged: Sequence[Logged]) -> list[Statement]:
    """Return what ends the tokens of those who are sent out, and gives those who come back theirs."""
    return [
        (_TOKENS[one.kind], {"contest": contest_id, "player": one.data["player"]})
        for one in logged
        if one.kind in _TOKENS
    ]


def is_open(state: State) -> bool:
    """Say whether everybody is answering."""
    return bool(state.asked and state.asked.under_way and state.everyone)


def _with_answers(room: Room, command: Command) -> Command:
    """Return the command; one that closes everybody's question with all the answers that came through its gate.

    The gate is shut first, in a unit of its own: what was acknowledged before stands there to be read, and after it
    nothing is acknowledged any more.
    """
    state = known(room)
    if command.do not in CLOSES or not is_open(state) or state.asked is None or game.is_past(state, command):
        return command
    log.shut(room.id, state.asked.number)
    room.gate = None
    stored = log.answers(room.id, state.asked.number)
    given = {player: _given(state, one) for player, one in stored.items()}
    return Command("close", {**command.fields, "answers": given}, command.by)


def _given(state: State, one: log.Stored) -> dict[str, Any]:
    """Return a stored answer as the close grades it; to a spoken question it may be a host's word."""
    given = {"response": one.response, "at": one.at, "after": one.after}
    if state.question is None and isinstance(one.response, dict):
        return {**given, "response": "", "right": bool(one.response.get("right"))}
    return given


def _decided(state: State, command: Command, at: int) -> list[Logged]:
    if command.do == "join" and command.get("player") is None:
        command = Command("join", {**command.fields, "player": f"p{state.n + 1}"}, command.by)
    return game.log_events(state, game.decide(state, command, at), command.by, at)


def _evolved(state: State, logged: Sequence[Logged]) -> State:
    for one in logged:
        state = game.evolve(state, one)
    return state


def _moved(room: Room, state: State, logged: Sequence[Logged], request: str | None) -> None:
    before = known(room)
    room.state, room.gate, room.told = state, log.gate(state), max(room.told, state.n)
    room.looked = time.monotonic()
    if request:
        room.requests[request] = logged[0].n
    if before.stage is not state.stage or any(one.kind in _TOKENS for one in logged):
        finding.forget(room.id)
    services().bus.publish(channel(room.id), str(state.n))


def _as_before(state: State, n: int) -> Done:
    group = tuple(one for one in state.history if one.group == n)
    return Done(state, group, repeated=True)
