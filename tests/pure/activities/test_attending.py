"""What is counted of a list, what closing makes of it, and what that comes to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from quizapp.activities import nearness
from quizapp.activities.attending import (
    AttendanceState,
    at_closing,
    count,
    credits_of,
    state_at,
)

START = datetime(2026, 11, 26, 6, 30, tzinfo=UTC)
S = AttendanceState


@dataclass
class Person:
    state: AttendanceState
    expected: bool = True
    votes: bool = True


def test_exempt_people_count_when_they_come_and_are_not_missed_when_they_do_not() -> None:
    found = count([Person(S.PRESENT), Person(S.ABSENT), Person(S.PRESENT, False), Person(S.EXCUSED, False)])
    assert (found.expected, found.present, found.absent) == (2, 2, 1)


def test_who_waits_or_took_the_sign_up_back_is_not_called() -> None:
    assert count([Person(S.INVITED), Person(S.WAITING), Person(S.WITHDRAWN)]).expected == 1


@pytest.mark.parametrize(("there", "quorate"), [(5, False), (6, True)])
def test_a_vote_is_valid_with_more_than_half_of_those_who_have_one(there: int, quorate: bool) -> None:
    people = [Person(S.PRESENT)] * there + [Person(S.LEAVE_GRANTED)] * (10 - there)
    people += [Person(S.PRESENT, votes=False)] * 5
    assert count(people).is_quorate is quorate


def test_late_begins_after_the_stated_minutes_by_the_servers_clock() -> None:
    assert state_at(START + timedelta(minutes=10), START, 10) is S.PRESENT
    assert state_at(START + timedelta(minutes=10, seconds=1), START, 10) is S.LATE
    assert state_at(START - timedelta(hours=1), START, 0) is S.PRESENT


def test_closing_makes_nobody_absent_who_asked_for_leave_or_is_exempt() -> None:
    assert at_closing(S.INVITED, expected=True) is S.ABSENT
    assert at_closing(S.INVITED, expected=False) is S.EXCUSED
    assert at_closing(S.LEAVE_ASKED, expected=True) is S.LEAVE_GRANTED
    assert at_closing(S.LATE, expected=True) is S.LATE
    assert at_closing(S.WAITING, expected=True) is S.WITHDRAWN


def test_credits_name_the_kind_and_what_was_done_there() -> None:
    given = {"expected": True, "led": False}
    assert credits_of("lecture", S.PRESENT, **given) == ("activity.lecture",)
    assert credits_of("lecture", S.LATE, expected=True, led=True) == (
        "activity.lecture",
        "activity.lecture.led",
        "activity.lecture.late",
    )
    assert credits_of("lecture", S.ABSENT, **given) == ("activity.lecture.absent",)
    assert credits_of("lecture", S.ABSENT, expected=False, led=False) == ()
    assert credits_of("lecture", S.LEAVE_GRANTED, **given) == ()


def test_a_phone_is_near_by_a_rounded_distance_and_its_own_doubt_helps_within_reason() -> None:
    place = (22.8170, 108.3669)
    found = nearness.nearness(place, (22.8196, 108.3669), 0, 300)
    assert (found.within, found.metres) == (True, 300)  # 289 m
    assert found.metres % nearness.ROUNDED == 0
    far = (22.8250, 108.3669)  # 890 m
    assert not nearness.nearness(place, far, 5000, 300).within
    assert nearness.nearness(place, (22.8205, 108.3669), 150, 300).within


@pytest.mark.parametrize("text", [("91", "0"), ("0", "181"), ("", ""), ("nan", "0"), ("一", "二")])
def test_what_is_no_place_on_earth_is_none(text: tuple[str, str]) -> None:
    assert nearness.position(*text) is None
