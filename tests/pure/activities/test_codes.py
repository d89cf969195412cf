"""The codes that renew themselves: who accepts what, and until when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.activities import codes

NOON = datetime(2026, 11, 26, 4, 0, tzinfo=UTC)
KEY = "a key of this activity"
moments = st.datetimes(datetime(2020, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is beside


def code(at: datetime, activity_id: int = 7, key: str = KEY) -> str:
    return codes.code_at(key, activity_id, codes.step_at(at))


@settings(max_examples=80)
@given(moments, st.integers(0, 60_000))
def test_a_code_is_good_in_its_step_and_the_next_and_never_after(shown: datetime, late_ms: int) -> None:
    handed_in = shown + timedelta(milliseconds=late_ms)
    steps = codes.step_at(handed_in) - codes.step_at(shown)
    for text in (code(shown), codes.digits_at(KEY, 7, codes.step_at(shown))):
        assert codes.accepts(KEY, 7, text, handed_in) == (steps <= 1)


@settings(max_examples=80)
@given(moments)
def test_a_photo_is_worthless_after_two_steps_and_the_last_second_of_a_step_still_leaves_one(
    at: datetime,
) -> None:
    assert not codes.accepts(KEY, 7, code(at), at + 2 * codes.STEP)
    assert codes.accepts(KEY, 7, code(at), at + codes.remaining(at) + codes.STEP - timedelta(milliseconds=1))


def test_a_code_of_the_future_another_activity_or_another_key_is_refused() -> None:
    assert not codes.accepts(KEY, 7, code(NOON + codes.STEP), NOON)
    assert not codes.accepts(KEY, 8, code(NOON), NOON)
    assert not codes.accepts("another key", 7, code(NOON), NOON)
    for text in ("", "123", "一二三四五六", code(NOON).lower() + "x"):
        assert not codes.accepts(KEY, 7, text, NOON)


def test_the_digits_are_six_and_do_not_betray_the_scanned_code() -> None:
    digits = codes.digits_at(KEY, 7, codes.step_at(NOON))
    assert len(digits) == 6
    assert digits.isdecimal()
    assert digits not in code(NOON)


def test_a_ticket_lives_three_minutes_in_the_browser_that_scanned() -> None:
    ticket = codes.ticket_for(KEY, 7, "browser", NOON)
    assert codes.ticket_holds(KEY, 7, "browser", ticket, NOON + codes.TICKET_LIVES)
    late = NOON + codes.TICKET_LIVES + timedelta(seconds=1)
    assert not codes.ticket_holds(KEY, 7, "browser", ticket, late)
    assert not codes.ticket_holds(KEY, 7, "at home", ticket, NOON)
    assert not codes.ticket_holds(KEY, 8, "browser", ticket, NOON)
    assert not codes.ticket_holds(KEY, 7, "", codes.ticket_for(KEY, 7, "", NOON), NOON)


def test_a_ticket_that_was_written_by_hand_is_refused() -> None:
    at, _, mark = codes.ticket_for(KEY, 7, "browser", NOON).partition(".")
    later = NOON + codes.TICKET_LIVES
    for ticket in (f"{int(at) + 60}.{mark}", f"{at}.{mark[:-1]}", "-", "", "9" * 40, f"{at}."):
        assert not codes.ticket_holds(KEY, 7, "browser", ticket, later)
