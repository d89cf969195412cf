"""The way into a contest that is under way. Everything here commits by itself: not for use inside a unit of work.

act       a command: decide → append durably → evolve → tell
answer    everybody's answers, each in a row of its own
press     a buzzer
state_of  where the contest stands
"""

from __future__ import annotations

from datetime import datetime

from ..core import clock
from ..core.transaction import writing
from . import answers, deciding, due, hall
from .answers import answer, answered, received
from .due import run_due
from .engine import game
from .engine.events import Command
from .engine.sheet import Verdict
from .engine.state import State
from .hall import Also, Done, channel, known, now_ms
from .presses import echo, press

__all__ = [
    "Done",
    "act",
    "answer",
    "answered",
    "channel",
    "echo",
    "now_ms",
    "press",
    "received",
    "run_due",
    "state_of",
]

#: Whoever reads does what the clock should have done, but leaves it so long to the clock's own job.
LAG_MS = 300
#: What ends everybody's answering before it can happen.
_CLOSE_FIRST = frozenset({"ask", "end_round", "finish", "start_round"})
#: What is another thing while everybody answers: these look first whether another process has asked meanwhile.
_LOOK_FIRST = _CLOSE_FIRST | {"answer"}


def state_of(contest_id: int) -> State:
    """Return a contest as its log has it now; raises NotFound where no lobby was opened."""
    state = hall.state_of(contest_id)
    at = now_ms(clock.now()) - LAG_MS
    if due.overdue(hall.room_of(contest_id), at) and not writing():
        due.run(contest_id, at)
        return hall.state_of(contest_id)
    return state


def act(
    contest_id: int,
    command: Command,
    *,
    now: datetime,
    request_id: str | None = None,
    also: Also | None = None,
) -> Done:
    """Carry out a command that arrived at `now` and return once what it led to is durable; raises Refused.

    The same request again returns what it did the first time. `also` gives statements that belong to the events
    and are committed with them.
    """
    at, request = now_ms(now), deciding.request_key(command.by, request_id)
    if command.do == "join" and request is None:
        return _come_in(contest_id, hall.Order(command, at, also))
    with due.entered(contest_id, at) as room:
        if command.do in _LOOK_FIRST and not (request and request in room.requests):
            hall.catch_up(room)
            if deciding.is_open(known(room)) and not game.is_past(known(room), command):
                if command.do == "answer":
                    answers.host_answer(contest_id, command, now=now)
                    return Done(known(room), ())
                deciding.carry_out(room, Command("close", by=command.by), at)
        return deciding.carry_out(room, _read(room, command), at, request, also)


def _read(room: hall.Room, command: Command) -> Command:
    """Return a host's command as the engine has it.

    The author's letters, which hosts and scripts may use, become option ids. `right` becomes the verdict: what was
    spoken is judged by the referee's word, and not by the moment at which somebody got round to pressing for it.
    """
    if command.do != "answer" or command.by.startswith("player:"):
        return command
    fields, right = dict(command.fields), command.get("right")
    if fields.get("response") is not None:
        fields["response"] = answers.in_option_ids(known(room).question, fields["response"])
    elif isinstance(right, bool) and fields.get("verdict") is None:
        fields["verdict"] = str(Verdict.RIGHT if right else Verdict.WRONG)
    return Command(command.do, fields, command.by)


def _come_in(contest_id: int, order: hall.Order) -> Done:
    """Let somebody in, together with all who stand at the door."""
    hall.room_of(contest_id).orders.append(order)
    with due.entered(contest_id, order.at) as room:
        if not order.decided:
            deciding.carry_out_together(room, order)
    return order.outcome()
