"""When the digest comes: at eight in the morning of the place, never in the past, and with longer pauses after failures."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.notices.mail.schedule import Often, next_time, pause

ZONE = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 365 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))


@settings(max_examples=60, deadline=None)
@given(MOMENTS, st.sampled_from([Often.DAILY, Often.WEEKLY]))
def test_it_is_the_next_eight_o_clock_that_fits(now: datetime, often: Often) -> None:
    due = next_time(often, now, ZONE)
    assert due is not None
    local = due.astimezone(ZONE)
    assert now < due <= now + timedelta(days=1 if often is Often.DAILY else 7)
    assert (local.hour, local.minute) == (8, 0)
    assert often is Often.DAILY or local.weekday() == 0


def test_never_is_never() -> None:
    assert next_time(Often.NEVER, datetime(2026, 1, 1, tzinfo=UTC), ZONE) is None


def test_pauses_double_up_to_a_day() -> None:
    assert [pause(n) for n in (1, 2, 3)] == [timedelta(minutes=15 * 2**n) for n in range(3)]
    assert pause(50) == timedelta(days=1)
