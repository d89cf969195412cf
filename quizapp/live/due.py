"""What the clock does by itself: questions that run out, closings that a crash interrupted, counters that wait to be told."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from flask import current_app
from sqlalchemy import select

from ..core.errors import DomainError
from ..core.transaction import writing
from ..extensions import db
from . import answers, deciding, hall
from .engine import game
from .engine.events import Command
from .engine.state import Stage
from .hall import Room, known
from .log import gate
from .models import LiveContest, LiveState

log = logging.getLogger(__name__)

#: How often contests that nobody has asked for here are looked for.
LOOK_SECONDS = 5.0
#: How long after the limit the clock waits for answers that came in time and still stand in the queue.
SETTLE_MS = 100
#: How long a finished contest stays in memory unused.
IDLE_SECONDS = 1800.0
#: More steps than this in a row the clock does not take.
MOST_STEPS = 20
_CLOSE = Command("close", by="clock")


@contextmanager
def entered(contest_id: int, at: int) -> Iterator[Room]:
    """Hold a contest's lock, with everything done that was due before `at`. Commits by itself."""
    if writing():
        raise RuntimeError("a live contest commits by itself: act outside of a unit of work")
    room = hall.room_of(contest_id)
    with room.lock:
        apply(room, at)
        yield room


def apply(room: Room, at: int) -> None:
    """Do what was due before `at`. Under the room's lock."""
    if room.over:
        return
    if _interrupted(room):
        deciding.carry_out(room, _CLOSE, at)
    for _ in range(MOST_STEPS):
        found = game.due(known(room))
        if found is None or found[0] >= at:
            return
        deciding.carry_out(room, found[1], found[0])


def _interrupted(room: Room) -> bool:
    """Say whether the gate was shut without the question being closed: a crash came between."""
    return room.gate is None and gate(known(room)) is not None


def run_due(now: datetime) -> None:
    """Do what the clock does by itself, in every contest that is under way. Safe to run in several processes."""
    _look()
    at = hall.now_ms(now)
    for room in list(hall.rooms().values()):
        if room.state is None:
            continue
        try:
            _run(room, at)
        except Exception:  # one contest that fails must not stop the others' clocks
            log.exception("the clock of contest %d failed", room.id)


def overdue(room: Room, at: int) -> bool:
    """Say whether the clock has something to do at `at`."""
    if room.over or known(room).stage is Stage.FINISHED:
        return False
    found = game.due(known(room))
    return _interrupted(room) or (found is not None and found[0] < at)


def _run(room: Room, at: int) -> None:
    if room.to_tick and time.monotonic() - room.ticked >= answers.TICK_SECONDS:
        answers.tick(room)
    if overdue(room, at - SETTLE_MS):
        run(room.id, at)
    elif known(room).stage is Stage.FINISHED and time.monotonic() - room.used > IDLE_SECONDS:
        hall.rooms().pop(room.id, None)


def run(contest_id: int, at: int) -> None:
    """Do what is due in one contest; what the rules refuse meanwhile was not due after all."""
    try:
        with entered(contest_id, at):
            """Entering does it."""
    except DomainError as refused:
        log.warning("the clock of contest %d was refused: %s", contest_id, refused)


def _look() -> None:
    """Bring running contests here that this process was not asked for: after a restart nobody may ask for a while."""
    looked = current_app.extensions.get("live_looked", 0.0)
    if time.monotonic() - looked < LOOK_SECONDS:
        return
    current_app.extensions["live_looked"] = time.monotonic()
    with db.engine.connect() as connection:
        running = connection.scalars(
            select(LiveContest.id).where(LiveContest.state == LiveState.RUNNING)
        ).all()
    for contest_id in running:
        if contest_id in hall.rooms():
            continue
        try:
            hall.room_of(contest_id)
        except Exception:  # nor must one that cannot be read
            hall.rooms().pop(contest_id, None)
            log.exception("contest %d cannot be read", contest_id)
