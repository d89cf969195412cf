"""Presses of the buzzer: decided in the order of their arrival, every one of them kept with its time.

A press is noted before it waits for the contest's lock, and whoever gets the lock decides all that wait, in
order. With the contest's option *fair buzz* the decision waits a few milliseconds for presses whose way was
longer, and the order is that of arrival less the credit for the way (see `echoes`); the log keeps both.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..core import clock
from ..core.errors import DomainError
from ..core.i18n import N_
from ..core.services import services
from ..infra.writer import Statement
from . import deciding, due, hall
from .echoes import Trip, credit_of, doubt, most_credit
from .engine.events import Command, Logged, Refused
from .engine.finding import contestant
from .engine.lobby import player_of
from .engine.sheet import PRESSED
from .engine.state import Asked, Phase, Press, State
from .hall import Arrived, Done, Room, known, now_ms
from .queries import finding

#: A second press of the same team so soon after is the same one: a finger that trembles, a request sent again.
SAME_MS = 1_000
#: How long after the first press the others are still kept.
LATE_MS = 15_000
_OUTCOMES = {
    "too_late": "late",
    "question_closed": "late",
    "out_of_question": "out",
    "shut_out": "out",
    "not_in_playoff": "out",
}
_INSERT = (
    "INSERT INTO live_press (contest_id, number, player, contestant, at, after, rtt, reaction, outcome) "
    "VALUES (:contest, :number, :player, :contestant, :at, :after, :rtt, :reaction, :outcome)"
)


@dataclass(slots=True, eq=False)
class Waiting(Arrived):
    """A press that has arrived."""

    player: str
    contestant: str
    question: str
    at: int
    rtt: int | None
    reaction: int | None
    credit: int = 0
    trip: Trip | None = None


def press(
    contest_id: int, player: str, question: str, *, now: datetime, rtt: int | None, reaction: int | None
) -> Done:
    """Take a player's press that arrived at `now` and return once it is durable; raises Refused where it does not count.

    The first press again, and a team-mate's, return what the first one did.
    """
    at = now_ms(now)
    room = hall.room_of(contest_id)
    waiting = _arrived(room, player, question, at, rtt, reaction)
    room.waiting.append(waiting)
    with due.entered(contest_id, at) as room:
        if not waiting.decided:
            _hold(room)
            _decide(room, waiting)
    return waiting.outcome()


def echo(contest_id: int, player: str, seen: int | None, *, now: datetime) -> int:
    """Take a phone's echo, `seen` being the stamp it got with the last one; return the stamp to send back at once."""
    return hall.room_of(contest_id).echoes.note(player, seen, now_ms(now))


def _arrived(
    room: Room, player: str, question: Any, at: int, rtt: int | None, reaction: int | None
) -> Waiting:
    """Return a press of somebody who has a buzzer; refuses everybody else."""
    if not isinstance(question, str) or not question:
        raise Refused(N_("请说明是哪一题。"), code="question_missing", status=422)
    state = known(room)
    if player not in state.players:
        with room.lock:
            hall.catch_up(room)
        state = known(room)
    who = player_of(state, player)
    if not who.admitted:
        raise Refused(N_("请等主持人放你进来。"), code="not_admitted")
    if not state.setup.individual and who.team is None:
        raise Refused(N_("抢答由台上的队伍进行。"), code="not_contestant")
    return Waiting(player, contestant(state, who.id).id, question, at, _sane(rtt), _sane(reaction))


def _sane(ms: Any) -> int | None:
    """Return a time that a phone claims, None for what cannot be one."""
    whole = isinstance(ms, int) and not isinstance(ms, bool)
    return ms if whole and 0 <= ms <= 3_600_000 else None


def _hold(room: Room) -> None:
    """Wait for presses that were made earlier and have a longer way; a few milliseconds, in fair buzz alone."""
    asked = _pressable(known(room))
    if asked is None or not _is_fair(room):
        return
    trips = room.echoes.before(asked.asked_at)
    most = most_credit(trips)
    ends = [
        one.at + most - credit_of(trips.get(one.player), most, _after(asked, one.at), one.reaction)
        for one in list(room.waiting)
    ]
    wait = min(min(ends, default=0) - now_ms(clock.now()), most)
    if wait > 0:
        time.sleep(wait / 1000)


def _pressable(state: State) -> Asked | None:
    """Return the question under way where a press would decide it."""
    asked, rules = state.asked, state.rules
    if asked is None or rules is None or rules.kind not in PRESSED or state.paused_at is not None:
        return None
    return asked if asked.phase in (Phase.OPEN, Phase.READING) else None


def _is_fair(room: Room) -> bool:
    head = finding.by_id(room.id)
    return bool(head and head.fair_buzz)


def _decide(room: Room, own: Waiting) -> None:
    """Decide everything that waits. Under the contest's lock."""
    batch, room.waiting = list(room.waiting), []
    if own not in batch:
        batch.append(own)
    _credit(room, batch)
    batch.sort(key=lambda one: (one.at - one.credit, one.at))
    kept: list[Statement] = []
    for one in batch:
        if one.decided:
            continue
        try:
            one.done = _carried_out(room, one, batch)
        except DomainError as refused:
            one.refused = refused
            kept += _once(room, one, _OUTCOMES.get(refused.code, ""))
    if kept:
        services().writer.write(kept)


def _credit(room: Room, batch: Sequence[Waiting]) -> None:
    """Give each press what it is credited for its way, where the contest wants it so."""
    asked = _pressable(known(room))
    if asked is None:
        return
    trips = room.echoes.before(asked.asked_at)
    most = most_credit(trips) if _is_fair(room) else 0
    for one in batch:
        one.trip = trips.get(one.player)
        one.credit = credit_of(one.trip, most, _after(asked, one.at), one.reaction)


def _carried_out(room: Room, one: Waiting, batch: Sequence[Waiting]) -> Done:
    state = known(room)
    again = _again(state, one)
    if again:
        return again
    fields = {
        "by": one.contestant,
        "player": one.player,
        "question": one.question,
        "rtt": one.trip.least if one.trip else one.rtt,
        "reaction": one.reaction,
        **_fairness(room, one, batch),
    }

    def also(_after: State, logged: Sequence[Logged]) -> Sequence[Statement]:
        asked = known(room).asked
        assert asked is not None  # the engine has just taken a press at it
        return [_row(room, asked, one, "early" if logged[0].data["early"] else "first")]

    return deciding.carry_out(room, Command("buzz", fields, f"player:{one.player}"), one.at, also=also)


def _again(state: State, one: Waiting) -> Done | None:
    """Return what the team's press did, where this only repeats it."""
    asked = state.asked
    if asked is None or one.question != f"q{asked.number}":
        return None
    mine = [made for made in asked.presses if made.to == one.contestant]
    if not mine or (mine[-1].early and not 0 <= one.at - mine[-1].at <= SAME_MS):
        return None
    if not mine[-1].early and asked.answerer != one.contestant:
        return None
    found = next(
        log
        for log in reversed(state.history)
        if log.kind == "pressed" and log.data["to"] == one.contestant and log.n not in state.undone
    )
    return Done(state, (found,), repeated=True)


def _fairness(room: Room, one: Waiting, batch: Sequence[Waiting]) -> dict[str, Any]:
    """Return what the log keeps of a decision with credit: both orders, and whether it was too close to call."""
    others = [other for other in batch if other.contestant != one.contestant and not other.decided]
    if not _is_fair(room) or _pressable(known(room)) is None:
        return {}
    close = [
        other
        for other in others
        if abs((other.at - other.credit) - (one.at - one.credit)) < doubt(one.trip, other.trip)
    ]
    order = [
        {"to": other.contestant, "player": other.player, "at": other.at, "credit": other.credit}
        for other in sorted([one, *others], key=lambda other: other.at)
    ]
    return {"credit": one.credit, "uncertain": bool(close), "order": order}


def _after(asked: Asked, at: int) -> int | None:
    """Return how long after the buzzers opened something came."""
    first = next((made for made in reversed(asked.presses) if not made.early), None)
    if first is not None and asked.phase is not Phase.OPEN:
        return None if first.after is None else at - (first.at - first.after)
    return None if asked.opened_at is None else at - asked.opened_at


def _once(room: Room, one: Waiting, outcome: str) -> list[Statement]:
    """Keep a press that did not count, once for each player and outcome; long after the first one, not at all."""
    asked = known(room).asked
    if not outcome or asked is None or one.question != f"q{asked.number}" or _stale(asked, one.at):
        return []
    if room.pressed[0] != asked.number:
        room.pressed = (asked.number, set())
    if (one.player, outcome) in room.pressed[1]:
        return []
    room.pressed[1].add((one.player, outcome))
    return [_row(room, asked, one, outcome)]


def _row(room: Room, asked: Asked, one: Waiting, outcome: str) -> Statement:
    values = {
        "contest": room.id,
        "number": asked.number,
        "player": one.player,
        "contestant": one.contestant,
        "at": one.at,
        "after": _after(asked, one.at),
        "rtt": one.trip.least if one.trip else one.rtt,
        "reaction": one.reaction,
        "outcome": outcome,
    }
    return (_INSERT, values)


def _stale(asked: Asked, at: int) -> bool:
    first: Press | None = next((made for made in asked.presses if not made.early), None)
    return first is not None and at - first.at > LATE_MS
