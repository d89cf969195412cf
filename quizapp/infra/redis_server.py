"""Redis as this program uses it: quick or not at all. The package `redis` is an extra."""

from __future__ import annotations

from typing import Any

CONNECT_SECONDS = 1.0
ANSWER_SECONDS = 1.0


def client(url: str, *, answer_seconds: float | None = ANSWER_SECONDS) -> Any:
    """Return a client that connects when it is used, answers soon or raises, and never retries by itself."""
    import redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    more: dict[str, Any] = {} if url.startswith("unix:") else {"socket_keepalive": True}
    return redis.Redis.from_url(
        url,
        decode_responses=True,
        socket_connect_timeout=CONNECT_SECONDS,
        socket_timeout=answer_seconds,
        retry=Retry(NoBackoff(), 0),
        **more,
    )


def answers(url: str) -> bool:
    """Say whether the server answers now."""
    found = client(url)
    try:
        return bool(found.ping())
    except Exception:  # whatever is wrong with it, it does not answer
        return False
    finally:
        found.close()
