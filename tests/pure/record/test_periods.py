"""Local days, and windows that tile the calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.record.periods import Period, Span, local_day, window

SHANGHAI = ZoneInfo("Asia/Shanghai")
spans = st.sampled_from(Span)
days = st.dates(date(1901, 1, 1), date(2998, 12, 31))


def test_the_local_day_decides() -> None:
    assert local_day(datetime(2026, 3, 2, 15, 59, 59, tzinfo=UTC), SHANGHAI) == date(2026, 3, 2)
    assert local_day(datetime(2026, 3, 2, 16, 0, tzinfo=UTC), SHANGHAI) == date(2026, 3, 3)
    with pytest.raises(ValueError, match="naive"):
        local_day(datetime(2026, 3, 2), SHANGHAI)  # noqa: DTZ001 - the naive one is the point


def test_a_week_is_one_window_over_new_year() -> None:
    week = (date(2025, 12, 29), date(2026, 1, 4))
    assert window(Span.WEEK, date(2025, 12, 31)) == window(Span.WEEK, date(2026, 1, 1)) == week
    assert str(Period.of(Span.WEEK, date(2025, 12, 31))) == "2026-W01"


@given(spans, days)
def test_windows_tile_the_calendar(span: Span, day: date) -> None:
    first, last = window(span, day)
    assert first <= day <= last
    assert window(span, first) == window(span, last) == (first, last)
    assert window(span, last + timedelta(days=1))[0] == last + timedelta(days=1)


@given(spans, days)
def test_a_period_is_found_again_by_its_name_and_between_its_neighbours(span: Span, day: date) -> None:
    period = Period.of(span, day)
    assert Period.parse(str(period)) == period
    assert period.next().previous() == period == period.previous().next()
    assert period.previous().last + timedelta(days=1) == period.first


@pytest.mark.parametrize(
    ("name", "first", "last", "label"),
    [
        ("2026-03-02", date(2026, 3, 2), date(2026, 3, 2), "2026年3月2日"),
        ("2026-W10", date(2026, 3, 2), date(2026, 3, 8), "2026年第10周"),
        ("2026-W53", date(2026, 12, 28), date(2027, 1, 3), "2026年第53周"),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29), "2028年2月"),
        ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31), "2026年第1季度"),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31), "2026年第4季度"),
        ("2026", date(2026, 1, 1), date(2026, 12, 31), "2026年"),
    ],
)
def test_a_name_is_a_span_of_days(name: str, first: date, last: date, label: str) -> None:
    period = Period.parse(name)
    assert (period.first, period.last, period.label) == (first, last, label)


@pytest.mark.parametrize(
    "name",
    ["", "26", "2026-W54", "2025-W53", "2026-W00", "2026-13", "2026-Q5", "2026-02-30", "2026-W1", "0001", "9999",
     "２０２６", "2026\n", "2026-03-02T00"],
)  # fmt: skip
def test_anything_else_is_no_period(name: str) -> None:
    with pytest.raises(ValueError):
        Period.parse(name)
