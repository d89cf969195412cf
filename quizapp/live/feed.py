"""The feed of a contest in this process: one linked list of what happened, and whoever follows it.

A follower holds a place in the list, so a slow one grows no queue and stops nobody. One pump for each contest
hears the bus, reads what is new once, and wakes the followers slice by slice, host and screens first, letting
other requests run in between. It ends when nobody has followed for a while.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, current_app

from ..core.services import services
from ..infra.bus import Subscription
from . import answers, hall, log
from .engine.events import Logged
from .engine.state import Phase, State

logger = logging.getLogger(__name__)

#: What concerns one person comes in bursts: told at most so often, many at once.
PEOPLE = frozenset({"joined", "admitted", "removed", "readmitted", "renamed", "moved"})
TICK_SECONDS = 0.25
#: A message that was lost costs no more than this.
LOOK_SECONDS = 2.0
LINGER_SECONDS = 30.0
#: So many are woken before others get a turn.
SLICE = 100
REPLACED, CLOSING = "replaced", "closing"


@dataclass(eq=False, slots=True)
class Node:
    """What happened at one moment: events told together, where the contest stands after them, and what phones had
    answered by then to the question under way."""

    logs: tuple[Logged, ...]
    state: State
    answers: Mapping[str, Any] = field(default_factory=dict)
    next: Node | None = None


@dataclass(eq=False, slots=True)
class Follower:
    """Whoever follows: `player` a phone, else a host or a screen. `ended` says why its stream has to end."""

    player: str | None
    place: Node
    counted: int  # the last count that it was told
    wake: threading.Event = field(default_factory=threading.Event)
    ended: str = ""
    tell: Callable[[], bool] | None = (
        None  # writes the news from outside while the stream waits; False: wake it
    )


class Feed:
    """One contest's list and its followers."""

    def __init__(self, app: Flask, contest_id: int) -> None:
        self.contest_id, self.app = contest_id, app
        self._lock = threading.Lock()
        self._pump: _Pump | None = None
        self._quiet_since = time.monotonic()
        self.tail: Node | None = None
        self.watchers: set[Follower] = set()
        self.players: dict[str, Follower] = {}
        self.count = 0  # grows with every tick of the counter

    def follow(self, player: str | None) -> Follower:
        """Follow from where the contest stands now; an older stream of the same player ends."""
        with self._lock:
            if self._pump is None:
                self._start()
            assert self.tail is not None
            follower, before = Follower(player, self.tail, self.count), None
            if player is None:
                self.watchers.add(follower)
            else:
                before, self.players[player] = self.players.get(player), follower
        if before:
            dismiss(before, REPLACED)
        return follower

    def leave(self, follower: Follower) -> None:
        """Follow no longer."""
        self.watchers.discard(follower)
        if follower.player is not None and self.players.get(follower.player) is follower:
            del self.players[follower.player]
        self._quiet_since = time.monotonic()

    def _start(self) -> None:
        """Hear the bus first, then look where the contest stands: nothing falls in between."""
        heard = services().bus.subscribe(hall.channel(self.contest_id))
        self.tail = Node((), hall.state_of(self.contest_id))
        self._pump = _Pump(self, heard)
        self._pump.start()

    def append(self, state: State, new: tuple[Logged, ...]) -> None:
        """Put what is new at the end of the list and wake everybody."""
        node = Node(new, state, _answers(self.contest_id, state, new))
        if self.tail is not None:
            self.tail.next = node
        self.tail = node
        _wake(self.everybody())

    def tick(self) -> None:
        """Tell host and screens that more answers have come."""
        self.count += 1
        _wake(list(self.watchers))

    def everybody(self) -> list[Follower]:
        """Return the followers, those whom the whole hall looks at first."""
        return [*self.watchers, *self.players.values()]

    def join(self, seconds: float) -> None:
        """Wait for the end of the pump, once the bus was closed."""
        if self._pump:
            self._pump.join(seconds)

    def is_deserted(self) -> bool:
        """Say whether nobody has followed for a while; the pump then ends, and whoever comes starts another."""
        with self._lock:
            if self.everybody() or time.monotonic() - self._quiet_since < LINGER_SECONDS:
                return False
            self._pump = None
            return True


def dismiss(follower: Follower, why: str) -> None:
    """Have a follower's stream end."""
    follower.ended = why
    follower.wake.set()


def concerns(logs: Iterable[Logged], player: str | None) -> bool:
    """Say whether a viewer has to look anew: a phone need not for what befalls another person."""
    return player is None or any(one.kind not in PEOPLE or one.data.get("player") == player for one in logs)


def _answers(contest_id: int, state: State, new: tuple[Logged, ...]) -> Mapping[str, Any]:
    """Return what phones have answered to the question under way, read once for all who look at it anew."""
    asked = state.asked
    begins = any(one.kind in ("asked", "swapped") for one in new)
    if asked is None or begins or asked.phase is not Phase.OPEN or not state.everyone:
        return {}
    given = log.answers(contest_id, asked.number)
    return {player: answers.shown(state.question, one.response) for player, one in given.items()}


def _wake(followers: Iterable[Follower]) -> None:
    for index, follower in enumerate(followers, start=1):
        if follower.tell is None or not follower.tell():
            follower.wake.set()
        if index % SLICE == 0:
            time.sleep(0)  # a large hall must not keep an answer waiting


class _Pump:
    """Hears the bus for one feed, in a thread of its own (a greenlet under gevent)."""

    def __init__(self, feed: Feed, heard: Subscription) -> None:
        self._feed, self._heard = feed, heard
        self._thread = threading.Thread(target=self._run, name=f"live-{feed.contest_id}", daemon=True)
        self._counted, self._told_people = 0.0, 0.0
        self._count_at: float | None = None
        self._people_at: float | None = None

    def start(self) -> None:
        self._thread.start()

    def join(self, seconds: float) -> None:
        self._thread.join(seconds)

    def _run(self) -> None:
        while not self._feed.is_deserted():
            message = self._heard.next(self._patience())
            if self._heard.ended:
                for follower in self._feed.everybody():
                    dismiss(follower, CLOSING)
                break
            try:
                self._hear(message)
            except Exception:  # the database may be away for a while; the next look finds what was missed
                logger.exception("contest %d could not be looked at", self._feed.contest_id)
        self._heard.close()

    def _patience(self) -> float:
        due = [at for at in (self._count_at, self._people_at) if at is not None]
        return max(0.001, min([LOOK_SECONDS, *(at - time.monotonic() for at in due)]))

    def _hear(self, message: str | None) -> None:
        if message == hall.COUNT:
            self._count_at = self._count_at or self._counted + TICK_SECONDS
        else:
            self._look()
        if self._count_at is not None and time.monotonic() >= self._count_at:
            self._counted, self._count_at = time.monotonic(), None
            self._feed.tick()

    def _look(self) -> None:
        with self._feed.app.app_context():
            state, tail = hall.state_of(self._feed.contest_id), self._feed.tail
            new = tuple(one for one in state.history if tail is None or one.n > tail.state.n)
            at, now = self._told_people + TICK_SECONDS, time.monotonic()
            if new and now < at and all(one.kind in PEOPLE for one in new):
                self._people_at = at
                return
            self._people_at = None
            if new:
                self._told_people = now
                self._feed.append(state, new)


def feed_of(contest_id: int) -> Feed:
    """Return this process's feed of a contest."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # a proxy's own method
    kept: dict[int, Feed] = app.extensions.setdefault("live_feeds", {})
    return kept.get(contest_id) or kept.setdefault(contest_id, Feed(app, contest_id))


def online(contest_id: int) -> frozenset[str]:
    """Return the players whose phones this process streams to."""
    kept: dict[int, Feed] = current_app.extensions.get("live_feeds", {})
    found = kept.get(contest_id)
    return frozenset(found.players) if found else frozenset()
