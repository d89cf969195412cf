"""One contract over every bus: in this process, over Redis, over PostgreSQL; in threads and under gevent."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from quizapp.config import normalise_database_url
from quizapp.infra.bus import Bus, Subscription, make_bus
from quizapp.infra.redis_line import RedisLine
from quizapp.infra.relay import RelayBus
from tests.support import redis

KINDS = ("local", "redis", "postgres")
PATIENCE = 10.0

MakeBus = Callable[[], Bus]


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def addresses(kind: str, request: pytest.FixtureRequest) -> tuple[str, str]:
    """The settings that ask for this kind: Redis and database."""
    if kind == "redis":
        return request.getfixturevalue("redis_url"), "sqlite:///x.db"
    if kind == "postgres":
        return "", normalise_database_url(request.getfixturevalue("postgres_url"))
    return "", "sqlite:///x.db"


@pytest.fixture
def new_bus(kind: str, request: pytest.FixtureRequest) -> Iterator[MakeBus]:
    """Make the bus of another process (in-process there is but one)."""
    made: list[Bus] = []

    def make() -> Bus:
        if kind != "local" or not made:
            made.append(make_bus(*addresses(kind, request)))
        return made[-1]

    yield make
    for bus in made:
        bus.close()


def heard(place: Subscription, wanted: str, seconds: float = PATIENCE) -> bool:
    """Say whether the message comes; that others may have been missed is no message."""
    give_up = time.monotonic() + seconds
    while (left := give_up - time.monotonic()) > 0:
        if place.next(left) == wanted:
            return True
    return False


def listening(bus: Bus, other: Bus) -> Subscription:
    """Follow a channel and return once messages of the other bus arrive."""
    place = bus.subscribe("there?")
    follower = bus.subscribe("news")
    for number in range(int(PATIENCE / 0.1)):
        other.publish("there?", str(number))
        if place.next(0.1):
            break
    else:
        pytest.fail("the buses do not hear each other")
    while follower.next(0.05) is not None:
        pass
    return follower


def test_a_message_reaches_those_who_follow_here_and_elsewhere(new_bus: MakeBus) -> None:
    ours, other = new_bus(), new_bus()
    there = listening(other, ours)
    here = ours.subscribe("news")
    ours.publish("news", "41")
    assert heard(here, "41")
    assert heard(there, "41")


def test_messages_of_one_publisher_arrive_in_their_order_and_once(new_bus: MakeBus) -> None:
    ours, other = new_bus(), new_bus()
    there, here = listening(other, ours), listening(ours, other)
    for number in range(50):
        ours.publish("news", str(number))
    for place in (here, there):
        assert [place.next(PATIENCE) for _ in range(50)] == [str(number) for number in range(50)]
        assert place.next(0.3) is None


def test_other_channels_and_earlier_messages_are_not_heard(new_bus: MakeBus) -> None:
    ours, other = new_bus(), new_bus()
    there = listening(other, ours)
    ours.publish("other news", "1")
    assert there.next(0.3) is None
    ours.publish("news", "2")
    assert heard(there, "2")
    assert other.subscribe("news").next(0.2) is None


def test_a_slow_follower_misses_nothing(new_bus: MakeBus) -> None:
    ours, other = new_bus(), new_bus()
    slow, quick = listening(other, ours), other.subscribe("news")
    ours.publish("news", "学习")
    assert heard(quick, "学习")
    ours.publish("news", "竞赛\n😀")
    assert heard(quick, "竞赛\n😀")
    assert [slow.next(1), slow.next(1)] == ["学习", "竞赛\n😀"]


def test_a_watcher_is_called_and_one_that_fails_stops_nobody(
    new_bus: MakeBus, caplog: pytest.LogCaptureFixture
) -> None:
    ours, other = new_bus(), new_bus()
    told: list[str] = []
    came = threading.Event()

    def fails(message: str) -> None:
        raise ZeroDivisionError

    def notes(message: str) -> None:
        told.append(message)
        came.set()

    other.watch("news", fails)
    other.watch("news", notes)
    other.start()
    listening(other, ours)
    told.clear()
    came.clear()
    ours.publish("news", "1")
    assert came.wait(PATIENCE)
    assert told == ["1"]
    assert "a watcher of the bus failed" in caplog.text


def test_closing_lets_followers_go(new_bus: MakeBus) -> None:
    bus = new_bus()
    place = bus.subscribe("news")
    assert not place.ended
    timer = threading.Timer(0.1, bus.let_go)
    timer.start()
    begun = time.monotonic()
    while not place.ended:
        place.next(PATIENCE)
    assert time.monotonic() - begun < PATIENCE / 2
    timer.join()
    bus.close()


def test_what_was_published_just_before_the_end_still_leaves(new_bus: MakeBus, kind: str) -> None:
    if kind == "local":
        return  # its followers end with it
    ours, other = new_bus(), new_bus()
    there = listening(other, ours)
    ours.publish("news", "last words")
    ours.close()
    assert heard(there, "last words")


def test_a_service_that_is_away_costs_neither_time_nor_the_page(
    kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    away = {
        "local": make_bus("", "sqlite:///x.db"),
        "redis": make_bus("unix:///nowhere/redis.sock", "sqlite:///x.db"),
        "postgres": make_bus("", "postgresql+psycopg://app@/postgres?host=/nowhere"),
    }[kind]
    place = away.subscribe("news")
    begun = time.monotonic()
    for number in range(5_000):  # more than any queue holds
        away.publish("news", str(number))
    assert time.monotonic() - begun < PATIENCE  # a single wait for each would take an hour
    assert heard(place, "4999")
    away.close()
    assert len([line for line in caplog.records if line.levelno >= logging.WARNING]) <= 2  # not one each


@pytest.fixture
def restartable() -> Iterator[redis.Redis]:
    with redis.own_server() as running:
        yield running


def test_after_an_outage_everyone_looks_again(
    restartable: redis.Redis, caplog: pytest.LogCaptureFixture
) -> None:
    ours, other = (make_bus(restartable.url, "sqlite:///x.db") for _ in range(2))
    there = listening(other, ours)
    restartable.stop()
    ours.publish("news", "lost on the way")
    time.sleep(0.3)
    restartable.start()
    assert heard(there, "")
    listening(other, ours)
    assert "Redis is not heard" in caplog.text
    assert "is over" in caplog.text
    ours.close()
    other.close()


def test_a_line_that_died_without_a_word_is_laid_anew(
    redis_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    class Deaf(RedisLine):
        """Listens, and never hears: what a connection looks like whose other side vanished."""

        laid = 0

        def listen(self):  # type: ignore[no-untyped-def]
            self.laid += 1
            if self.laid > 1:
                yield from super().listen()
            while True:
                yield None
                time.sleep(0.02)

    line = Deaf(redis_url)
    bus = RelayBus(line, beat_seconds=0.1)
    place = bus.subscribe("news")
    assert place.next(PATIENCE) == ""
    assert place.next(PATIENCE) == ""  # the second listening
    assert line.laid == 2
    time.sleep(0.6)
    assert line.laid == 2  # signs of life keep it
    bus.close()


def test_a_text_that_is_not_the_bus_s_own_is_passed_over(
    redis_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    ours, other = (make_bus(redis_url, "sqlite:///x.db") for _ in range(2))
    there = listening(other, ours)
    line = RedisLine(redis_url)
    line.send("hello")
    line.send('{"not": "ours"}')
    ours.publish("news", "1")
    assert heard(there, "1")
    for end in (line, ours, other):
        end.close()


UNDER_GEVENT = """
from gevent import monkey
monkey.patch_all()
import sys, threading, time
from quizapp.infra.bus import make_bus

ours, other = make_bus(*sys.argv[1:]), make_bus(*sys.argv[1:])
place = other.subscribe("news")
ticks = []

def tick():
    while True:
        ticks.append(time.monotonic())
        time.sleep(0.01)

threading.Thread(target=tick, daemon=True).start()
for number in range(100):
    ours.publish("news", str(number))
    if place.next(0.1):
        break
else:
    raise SystemExit("nothing was heard")
ticks.clear()
time.sleep(2)  # both poll their line several times
counted = len(ticks)
ours.close()
other.close()
print(counted)
"""


@pytest.mark.parametrize("kind", ["redis", "postgres"], indirect=True)
def test_under_gevent_waiting_for_the_line_stops_nobody(kind: str, request: pytest.FixtureRequest) -> None:
    command = [sys.executable, "-c", UNDER_GEVENT, *addresses(kind, request)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stderr
    assert int(ran.stdout) > 20  # a poll of the line takes 0.5 s: one tick each, if it stopped the others
