"""One contract over the limits: in this process and in Redis."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from quizapp.infra import redis_limits
from quizapp.infra.limits import MAX_COUNTED, Limits, LocalLimits, make_limits
from tests.support import redis


@pytest.fixture(params=["local", "redis"])
def limits(request: pytest.FixtureRequest) -> Iterator[Limits]:
    url = ""
    if request.param == "redis":
        url = request.getfixturevalue("redis_url")
        redis.empty(url)
    made = make_limits(url)
    yield made
    made.close()


def test_failures_are_counted_by_key(limits: Limits) -> None:
    assert limits.failures("a", 60) == 0
    assert [limits.failed("a", 60), limits.failed("a", 60), limits.failed("b", 60)] == [1, 2, 1]
    assert (limits.failures("a", 60), limits.failures("b", 60)) == (2, 1)


def test_a_success_forgets_its_key_alone(limits: Limits) -> None:
    limits.failed("a", 60)
    limits.failed("b", 60)
    limits.clear("a")
    limits.clear("never seen")
    assert (limits.failures("a", 60), limits.failures("b", 60)) == (0, 1)


def test_the_window_slides(limits: Limits) -> None:
    limits.failed("a", 1)
    time.sleep(0.6)
    assert limits.failed("a", 1) == 2
    time.sleep(0.6)
    assert limits.failures("a", 1) == 1
    time.sleep(0.6)
    assert limits.failures("a", 1) == 0


def test_keys_are_any_text(limits: Limits) -> None:
    for key in ("", "党员 甲", "a:b*?[x]", "x" * 500):
        assert limits.failed(key, 60) == 1
        assert limits.failures(key, 60) == 1


def test_nothing_is_lost_when_many_fail_at_once(limits: Limits) -> None:
    threads = [threading.Thread(target=limits.failed, args=("a", 60)) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert limits.failures("a", 60) == 40


def test_what_is_remembered_is_bounded(limits: Limits) -> None:
    for _ in range(MAX_COUNTED + 5):
        limits.failed("a", 600)
    assert limits.failures("a", 600) == MAX_COUNTED


def test_processes_count_together(redis_url: str) -> None:
    redis.empty(redis_url)
    one, other = make_limits(redis_url), make_limits(redis_url)
    one.failed("a", 60)
    assert other.failed("a", 60) == 2
    other.clear("a")
    assert one.failures("a", 60) == 0
    one.close()
    other.close()


def test_keys_leave_redis_with_their_window(redis_url: str) -> None:
    redis.empty(redis_url)
    limits = make_limits(redis_url)
    limits.failed("a", 1)
    time.sleep(1.2)
    client = redis_limits.redis_server.client(redis_url)
    assert client.keys("*") == []
    client.close()
    limits.close()


def test_while_redis_is_away_the_process_counts_for_itself(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(redis_limits, "AWAY_SECONDS", 0.3)
    with redis.own_server() as running:
        limits = make_limits(running.url)
        assert [limits.failed("a", 60), limits.failed("a", 60)] == [1, 2]
        running.stop()
        assert [limits.failed("a", 60), limits.failures("a", 60)] == [1, 1]
        assert len(caplog.records) == 1  # and then it is left alone for a while
        limits.clear("a")
        assert limits.failures("a", 60) == 0
        running.start()
        time.sleep(0.4)
        assert limits.failed("a", 60) == 1
        limits.close()


def test_the_memory_of_one_process_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LocalLimits, "MAX_KEYS", 3)
    limits = LocalLimits()
    for number in range(5):
        limits.failed(str(number), 60)
    assert [limits.failures(str(number), 60) for number in range(5)] == [0, 0, 1, 1, 1]
