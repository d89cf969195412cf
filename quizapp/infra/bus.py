"""The bus: wake-ups between those who changed something and the screens that look.

A message says "look again" and how far things are; it is never the truth. In-process a channel is a
linked list: a subscriber holds a place in it, so a slow one grows no queue and stops nobody.
"""

from __future__ import annotations

import threading
from typing import Protocol


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
    """Carries short texts from publishers to whoever follows a channel at that moment."""

    def publish(self, channel: str, message: str) -> None:
        """Wake everyone who follows `channel`."""

    def subscribe(self, channel: str) -> Subscription:
        """Follow `channel` from now on."""

    def close(self) -> None:
        """Let every follower go."""


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
        self._lock = threading.Lock()

    def publish(self, channel: str, message: str) -> None:
        with self._lock:
            node = self._tails.get(channel)
            if node is None:
                return  # nobody has ever followed it
            self._tails[channel] = node.next = _Node()
            node.message = message
        node.ready.set()

    def subscribe(self, channel: str) -> Subscription:
        with self._lock:
            return _Place(self._tails.setdefault(channel, _Node()))

    def close(self) -> None:
        with self._lock:
            tails, self._tails = self._tails, {}
        for node in tails.values():
            node.ready.set()


def make_bus(redis_url: str, database_url: str) -> Bus:
    """Return the bus that the settings ask for."""
    return LocalBus()
