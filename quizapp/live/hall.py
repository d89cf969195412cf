"""The contests of this process in memory. The log is the truth; what stands here follows it.

A contest has one lock a process; how it changes under it, `deciding` says.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, cast

from flask import current_app

from ..core.errors import DomainError, NotFound
from ..core.services import services
from ..core.transaction import writing
from ..infra.writer import Statement
from . import log, setups
from .echoes import Echoes
from .engine import game
from .engine.events import Command, Logged
from .engine.state import State

#: How long what is in memory is believed without a look at the database, where nobody told of news.
BELIEVED_SECONDS = 0.2
COUNT = "count"  # the bus message that says "another answer came"

#: Whatever is stored in the same unit as the events that a command led to.
Also = Callable[[State, Sequence[Logged]], Sequence[Statement]]


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a command. `repeated`: the same request was carried out before, and this is what it did."""

    state: State
    appended: tuple[Logged, ...]
    repeated: bool = False


@dataclass(slots=True, eq=False, kw_only=True)
class Arrived:
    """Something that has arrived and is decided under the lock, together with others, and what became of it."""

    done: Done | None = None
    refused: DomainError | None = None

    @property
    def decided(self) -> bool:
        return self.done is not None or self.refused is not None

    def outcome(self) -> Done:
        """Return what came of it; raises the refusal."""
        if self.refused:
            raise self.refused
        assert self.done is not None
        return self.done


@dataclass(slots=True, eq=False)
class Order(Arrived):
    """A command, and what is stored with the events that it leads to."""

    command: Command
    at: int
    also: Also | None = None


@dataclass(slots=True)
class Room:
    """One contest in memory. `state` is replaced as a whole, so whoever reads needs no lock."""

    id: int
    lock: threading.RLock = field(default_factory=threading.RLock)
    state: State | None = None
    over: bool = False  # settled or put away
    gate: int | None = None  # as the database has it
    requests: dict[str, int] = field(default_factory=dict)
    told: int = 0  # the n that the bus told of
    looked: float = 0.0  # when the database was last looked at
    answered: tuple[int, set[str]] = field(default_factory=lambda: (0, set()))  # number, who has answered
    unsure: bool = True  # others may have taken answers that are not in `answered`
    counted: float = 0.0  # when `answered` was last read
    ticked: float = 0.0  # when the counter was last told
    to_tick: bool = False
    used: float = 0.0
    echoes: Echoes = field(default_factory=Echoes)
    orders: list[Order] = field(default_factory=list)  # commands that have arrived and are not decided
    waiting: list[Any] = field(default_factory=list)  # presses that have arrived and are not decided
    pressed: tuple[int, set[tuple[str, str]]] = field(
        default_factory=lambda: (0, set())
    )  # number, kept already


def now_ms(now: datetime) -> int:
    """Return a moment as the log keeps it."""
    return round(now.timestamp() * 1000)


def channel(contest_id: int) -> str:
    """Return the bus channel of a contest; its messages are the last n, or "count"."""
    return f"live:{contest_id}"


def rooms() -> dict[int, Room]:
    """Return the contests that this process has in memory."""
    return cast("dict[int, Room]", current_app.extensions.setdefault("live_rooms", {}))


def room_of(contest_id: int) -> Room:
    """Return a contest in memory, brought there at its first use; raises NotFound."""
    found = rooms().get(contest_id)
    if found is None:
        with _making():
            found = rooms().get(contest_id) or _made(contest_id)
    if found.state is None:
        with found.lock:
            if found.state is None:
                catch_up(found)
    found.used = time.monotonic()
    return found


@lru_cache(maxsize=1)
def _making() -> threading.RLock:
    """Return the lock under which rooms are made; made itself when gevent has patched what it has to."""
    return threading.RLock()


def _made(contest_id: int) -> Room:
    kept = rooms()
    room = kept[contest_id] = Room(contest_id)

    def hear(message: str) -> None:
        found = kept.get(contest_id)
        if found:
            _hear(found, message)

    heard = cast("set[int]", current_app.extensions.setdefault("live_heard", set()))
    if contest_id not in heard:
        heard.add(contest_id)
        services().bus.watch(channel(contest_id), hear)
    return room


def _hear(room: Room, message: str) -> None:
    """Take in what the bus tells of a contest."""
    if message == COUNT:
        room.unsure = True
    elif message.isdecimal():
        room.told = max(room.told, int(message))
    else:  # messages may have been lost
        room.looked, room.unsure = 0.0, True


def catch_up(room: Room) -> bool:
    """Bring a room to where the database stands; return whether anything was new. Call it under the room's lock."""
    state = room.state
    tail = log.read(room.id, state.n if state else 0)
    if tail is None:
        rooms().pop(room.id, None)
        raise NotFound
    if state is None:
        state = game.begin(setups.of(room.id))
    for one in tail.events:
        state = game.evolve(state, one)
    over = tail.state in log.OVER
    fresh = room.state is None or bool(tail.events) or over != room.over
    room.over, room.gate = over, tail.answering
    room.requests |= tail.requests
    room.looked, room.told = time.monotonic(), max(room.told, state.n)
    room.state = state
    return fresh


def known(room: Room) -> State:
    """Return the state in memory of a room that was brought there."""
    assert room.state is not None
    return room.state


def state_of(contest_id: int) -> State:
    """Return a contest as its log has it now; what the clock has done by itself meanwhile is done first."""
    room = room_of(contest_id)
    told = room.told > known(room).n
    behind = told or time.monotonic() - room.looked > BELIEVED_SECONDS
    # Whoever is just changing it has a newer one than we could read; and may wait for our unit of work to end.
    if behind and room.lock.acquire(blocking=told and not writing()):
        try:
            catch_up(room)
        finally:
            room.lock.release()
    return known(room)
