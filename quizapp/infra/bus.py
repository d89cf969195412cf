"""The bus: wake-ups between those who changed something and the screens that look.

A message says "look again" and how far things are; it is never the truth. In-process a channel is a
linked list: a subscriber holds a place in it, so a slow one grows no queue and stops nobody.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Protocol

log = logging.getLogger(__name__)

Watcher = Callable[[str], object]


class Subscription(Protocol):
    """One listener's place in a channel."""

    @property
    def ended(self) -> bool:
        """Say whether the bus was closed: nothing will come any more."""

    def next(self, timeout: float) -> str | None:
        """Return the next message, or None after `timeout` seconds of silence."""

    def close(self) -> None:
        """Leave the channel."""


class Bus(Protocol):
    """Carries short texts from publishers to whoever follows a channel at that moment.

    An empty message says that others may have been missed: look again.
    """

    def publish(self, channel: str, message: str) -> None:
        """Wake everyone who follows `channel`; never waits for another machine, never fails."""

    def subscribe(self, channel: str) -> Subscription:
        """Follow `channel` from now on."""

    def watch(self, channel: str, call: Watcher) -> None:
        """Have `call` made, quickly, with each message on `channel`, for as long as the bus lives."""

    def start(self) -> None:
        """Begin to hear other processes; following a channel begins it too."""

    def let_go(self) -> None:
        """Let every follower go. Waits for nothing, so that a signal's handler may call it."""

    def close(self) -> None:
        """Let every follower go and send what still waits, for a moment at most."""


class _Node:
    __slots__ = ("message", "next", "ready")

    def __init__(self) -> None:
        self.message = ""
        self.next: _Node | None = None
        self.ready = threading.Event()


class _Place:
    def __init__(self, node: _Node) -> None:
        self._node = node

    @property
    def ended(self) -> bool:
        return self._node.ready.is_set() and self._node.next is None

    def next(self, timeout: float) -> str | None:
        node = self._node
        if not node.ready.wait(timeout) or node.next is None:
            return None
        self._node = node.next
        return node.message

    def close(self) -> None:
        """Nothing is held elsewhere; dropping the place frees its nodes."""


class LocalBus:
    """The bus of a single process."""

    def __init__(self) -> None:
        self._tails: dict[str, _Node] = {}
        self._watchers: dict[str, list[Watcher]] = {}
        # A signal's handler may come between: it must be able to enter what it interrupted.
        self._lock = threading.RLock()

    def publish(self, channel: str, message: str) -> None:
        for call in self._watchers.get(channel, ()):
            _tell(call, message)
        with self._lock:
            node = self._tails.get(channel)
            if node is None:
                return  # nobody has ever followed it
            self._tails[channel] = node.next = _Node()
            node.message = message
        node.ready.set()

    def wake_all(self) -> None:
        """Have everyone look again, after messages may have been lost."""
        with self._lock:
            channels = {*self._tails, *self._watchers}
        for channel in channels:
            self.publish(channel, "")

    def subscribe(self, channel: str) -> Subscription:
        with self._lock:
            return _Place(self._tails.setdefault(channel, _Node()))

    def watch(self, channel: str, call: Watcher) -> None:
        with self._lock:
            self._watchers[channel] = [*self._watchers.get(channel, ()), call]

    def start(self) -> None:
        """There is no other process to hear."""

    def let_go(self) -> None:
        with self._lock:
            tails, self._tails = self._tails, {}
        for node in tails.values():
            node.ready.set()

    def close(self) -> None:
        self.let_go()


def _tell(call: Watcher, message: str) -> None:
    try:
        call(message)
    except Exception:  # one who listens badly must not stop the others
        log.exception("a watcher of the bus failed")


def make_bus(redis_url: str, database_url: str) -> Bus:
    """Return the bus that the settings ask for: Redis, else PostgreSQL's own notices, else this process."""
    if redis_url:
        from .redis_line import RedisLine
        from .relay import RelayBus

        return RelayBus(RedisLine(redis_url))
    if database_url.startswith("postgresql"):
        from .postgres_line import PostgresLine
        from .relay import RelayBus

        return RelayBus(PostgresLine(database_url))
    return LocalBus()
