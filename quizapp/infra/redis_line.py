"""A line between processes over Redis: one publish and subscribe channel an installation."""

from __future__ import annotations

from collections.abc import Generator

from . import redis_server

POLL_SECONDS = 0.5


class RedisLine:
    """Texts by PUBLISH; each listener has a connection of its own."""

    name = "Redis"

    def __init__(self, url: str) -> None:
        self._client = redis_server.client(url)
        # Redis keeps databases apart but not their channels: two installations must not wake each other.
        self._channel = f"quizapp:bus:{self._client.connection_pool.connection_kwargs.get('db') or 0}"

    def send(self, text: str) -> None:
        self._client.publish(self._channel, text)

    def listen(self) -> Generator[str | None, None, None]:
        pubsub = self._client.pubsub()
        try:
            pubsub.subscribe(self._channel)
            while True:
                message = pubsub.get_message(timeout=POLL_SECONDS)
                if message is None or message["type"] == "subscribe":
                    yield None
                elif message["type"] == "message":
                    yield message["data"]
        finally:
            pubsub.close()

    def close(self) -> None:
        self._client.close()
