"""Limits that count failures (wrong password, wrong code), never successes: a hall shares one address."""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import Protocol

#: How many failures under one key are remembered; more say nothing more.
MAX_COUNTED = 1_000


class Limits(Protocol):
    """Counts failures under a key within a sliding window; a key always has the same window."""

    def failed(self, key: str, window_seconds: int) -> int:
        """Note one failure; return how many stand in the window."""

    def failures(self, key: str, window_seconds: int) -> int:
        """Return how many failures stand in the window."""

    def clear(self, key: str) -> None:
        """Forget the failures under `key`, after a success."""

    def close(self) -> None:
        """Let go of what holds the counts."""


class LocalLimits:
    """Counts of a single process; bounded in memory."""

    MAX_KEYS = 20_000

    def __init__(self) -> None:
        self._failures: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    def failed(self, key: str, window_seconds: int) -> int:
        with self._lock:
            if key not in self._failures and len(self._failures) >= self.MAX_KEYS:
                self._failures.pop(next(iter(self._failures)))
            self._failures.setdefault(key, deque(maxlen=MAX_COUNTED)).append(time.monotonic())
        return self.failures(key, window_seconds)

    def failures(self, key: str, window_seconds: int) -> int:
        oldest = time.monotonic() - window_seconds
        with self._lock:
            times = self._failures.get(key)
            while times and times[0] < oldest:
                times.popleft()
            if not times:
                self._failures.pop(key, None)
                return 0
            return len(times)

    def clear(self, key: str) -> None:
        with self._lock:
            self._failures.pop(key, None)

    def close(self) -> None:
        """They are in memory only."""


def make_limits(redis_url: str) -> Limits:
    """Return the limits that the settings ask for."""
    if redis_url:
        from .redis_limits import RedisLimits

        return RedisLimits(redis_url)
    return LocalLimits()
