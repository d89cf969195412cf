"""Failures counted in Redis, so that several processes count together.

By the server's clock, in one round trip. While Redis does not answer, this process counts for itself: an
attacker is still slowed, and nobody waits for a server that is away.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable
from typing import Any

from . import redis_server
from .limits import MAX_COUNTED, LocalLimits

log = logging.getLogger(__name__)

PREFIX = "quizapp:failures:"
AWAY_SECONDS = 5.0  # how long Redis is left alone after it did not answer

_NOW = "local t = redis.call('TIME') local now = t[1] * 1000 + math.floor(t[2] / 1000) "
_FAILED = (
    _NOW
    + "redis.call('ZADD', KEYS[1], now, ARGV[2]) "
    + f"redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -{MAX_COUNTED + 1}) "
    + "redis.call('PEXPIRE', KEYS[1], ARGV[1]) "
    + "return redis.call('ZCOUNT', KEYS[1], now - ARGV[1], '+inf')"
)
_FAILURES = _NOW + "return redis.call('ZCOUNT', KEYS[1], now - ARGV[1], '+inf')"


class RedisLimits:
    """A sorted set a key: one member a failure, scored by its moment; it expires with its window."""

    def __init__(self, url: str) -> None:
        self._client = redis_server.client(url)
        self._own = LocalLimits()
        self._away_until = 0.0

    def failed(self, key: str, window_seconds: int) -> int:
        arguments = (PREFIX + key, window_seconds * 1000, secrets.token_hex(8))
        counted = self._ask(lambda: self._client.eval(_FAILED, 1, *arguments))
        return self._own.failed(key, window_seconds) if counted is None else int(counted)

    def failures(self, key: str, window_seconds: int) -> int:
        counted = self._ask(lambda: self._client.eval(_FAILURES, 1, PREFIX + key, window_seconds * 1000))
        return self._own.failures(key, window_seconds) if counted is None else int(counted)

    def clear(self, key: str) -> None:
        self._own.clear(key)
        self._ask(lambda: self._client.delete(PREFIX + key))

    def close(self) -> None:
        self._client.close()

    def _ask(self, call: Callable[[], Any]) -> Any:
        """Return what Redis answers, None while it does not."""
        if time.monotonic() < self._away_until:
            return None
        try:
            return call()
        except Exception as error:  # whatever the driver raises: it does not answer
            self._away_until = time.monotonic() + AWAY_SECONDS
            log.warning("limits: Redis does not answer (%s); this process counts for itself", error)
            return None
