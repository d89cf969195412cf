"""Real services under the two of each kind: one Redis and one PostgreSQL for the whole run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support import postgres, redis


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    with redis.server() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    with postgres.server() as url:
        yield url
