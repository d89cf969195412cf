"""When the demo's people learn."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from quizapp.demo.diary import Calendar, sittings
from quizapp.demo.people import Person, organisation

ZONE = ZoneInfo("Asia/Shanghai")


def calendar(hour: int, minute: int = 0) -> Calendar:
    return Calendar(datetime(2026, 11, 26, hour, minute, tzinfo=ZONE), ZONE, 182)


def person(username: str, diligence: float) -> Person:
    one = organisation(Random(1), calendar(12).today)[0].people[0]
    return replace(one, username=username, diligence=diligence)


@pytest.mark.parametrize(("hour", "minute"), [(0, 0), (0, 20), (6, 40), (9, 5), (13, 0), (23, 59)])
def test_nothing_is_begun_after_now_or_before_the_first_day(hour: int, minute: int) -> None:
    days = calendar(hour, minute)
    for number in range(40):
        for sitting in sittings(person("member", 0.9), days, Random(number)):
            assert sitting.at < days.now
            assert sitting.at.astimezone(ZONE).date() > days.first


def test_the_printed_accounts_have_learned_today() -> None:
    days = calendar(14)
    for number in range(20):
        found = list(sittings(person("member", 0.9), days, Random(number)))
        assert any(one.at.astimezone(ZONE).date() == days.today for one in found)


def test_the_diligent_learn_oftener_than_the_others() -> None:
    days = calendar(20)

    def active(diligence: float) -> int:
        found = sittings(person("demo009", diligence), days, Random(5))
        return len({one.at.astimezone(ZONE).date() for one in found})

    assert active(0.95) > active(0.5) > active(0.1)


def test_a_moment_of_today_is_not_before_what_it_follows() -> None:
    days = calendar(10)
    opened = days.now - timedelta(hours=1)
    for number in range(50):
        at = days.moment(Random(number), days.today, opened)
        assert at is None or opened <= at < days.now
