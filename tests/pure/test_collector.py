"""The garbage collector rests while a process comes up, and works again afterwards."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from quizapp.core.collector import start_spared


@pytest.fixture(autouse=True)
def given_back() -> Iterator[None]:
    """Give back to the collector what the test kept from it."""
    yield
    gc.enable()
    gc.unfreeze()
    gc.freeze()  # as the tests of this process began


def test_nothing_is_collected_until_the_start_is_over() -> None:
    with start_spared():
        assert not gc.isenabled()
    assert gc.isenabled()
    assert gc.get_freeze_count() > 0


def test_a_start_that_fails_leaves_the_collector_at_work() -> None:
    with pytest.raises(OSError, match="no folder"), start_spared():
        raise OSError("no folder")
    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off() -> None:
    gc.disable()
    with start_spared():
        pass
    assert not gc.isenabled()
