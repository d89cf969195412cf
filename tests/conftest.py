"""Shared by all tests: which database they run on, and the fixtures, one file a noun."""

from __future__ import annotations

import gc

import pytest

#: Tests between two looks of the garbage collector over all that they left.
COLLECT_AFTER = 60

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
    """Leave out of the PostgreSQL pass what would only repeat the SQLite one, and of that what SQLite cannot do."""
    on_sqlite = config.getoption("--backend") == "sqlite"
    names = ("several_writers",) if on_sqlite else ("own_database", "pages")
    left_out = {item for item in items if any(item.get_closest_marker(name) for name in names)}
    if left_out:
        config.hook.pytest_deselected(items=list(left_out))
        items[:] = [item for item in items if item not in left_out]


def pytest_collection_finish(session: pytest.Session) -> None:
    """Keep the collector away from what stays: each test makes an application, and it took half of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 1_000)


def pytest_runtest_logfinish(nodeid: str, location: tuple[str, int | None, str]) -> None:
    """Collect what some tests have left together."""
    _finished.append(nodeid)
    if len(_finished) >= COLLECT_AFTER:
        _finished.clear()
        gc.collect()


_finished: list[str] = []
