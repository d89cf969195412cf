"""Reminders for a study set, as calendars read them."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from quizapp.live.afterwards.reminders import calendar, due_days

NOW = datetime(2026, 3, 1, 4, tzinfo=UTC)


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def test_a_set_is_due_after_one_three_and_seven_days() -> None:
    assert due_days(date(2026, 2, 27)) == [date(2026, 2, 28), date(2026, 3, 2), date(2026, 3, 6)]


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=120))
def test_every_title_survives_in_lines_that_are_short_enough(title: str) -> None:
    text = calendar(
        title, "看错题", "http://example.test/live/after/1", key="live-1", day=date(2026, 3, 1), now=NOW
    )
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    summaries = [line.removeprefix("SUMMARY:") for line in unfolded(text) if line.startswith("SUMMARY:")]
    plain = title.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    assert summaries == [plain] * 3


def test_each_day_is_an_event_of_its_own() -> None:
    lines = unfolded(
        calendar("补学", "看错题", "http://example.test/", key="live-1", day=date(2026, 3, 1), now=NOW)
    )
    assert [line for line in lines if line.startswith("DTSTART")] == [
        "DTSTART;VALUE=DATE:20260302",
        "DTSTART;VALUE=DATE:20260304",
        "DTSTART;VALUE=DATE:20260308",
    ]
    assert len({line for line in lines if line.startswith("UID")}) == 3
