"""Shared by all tests: which database they run on, and the fixtures, one file a noun."""

from __future__ import annotations

import pytest

pytest_plugins = [
    "tests.fixtures.app",
    "tests.fixtures.people",
    "tests.fixtures.items",
    "tests.fixtures.contests",
    "tests.fixtures.record",
    "tests.fixtures.attempts",
    "tests.fixtures.api",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--backend", choices=("sqlite", "postgres"), default="sqlite", help="database of the app tests"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out of the PostgreSQL pass what would only repeat the SQLite one."""
    if config.getoption("--backend") != "sqlite":
        once = ("own_database", "pages")
        repeated = [item for item in items if any(item.get_closest_marker(name) for name in once)]
        config.hook.pytest_deselected(items=repeated)
        items[:] = [item for item in items if item not in set(repeated)]
