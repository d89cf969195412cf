"""Practice counts by local days: its tests stand at noon of one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from quizapp.core import clock


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.frozen(datetime(2026, 3, 2, 4, 0, tzinfo=UTC)):
        yield
