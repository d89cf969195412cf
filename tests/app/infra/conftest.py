"""A real PostgreSQL for the whole run, whatever the application's tests run on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import postgres

#: What brings services of its own needs no second run on the other database (unless it is named).
ONCE = {"test_bus_contract.py", "test_limits_contract.py", "test_two_servers.py"}


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    return True if collection_path.name in ONCE and config.getoption("--backend") == "sqlite" else None


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    with postgres.server() as url:
        yield url
