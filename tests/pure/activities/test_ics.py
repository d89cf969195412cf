"""A calendar file that calendars read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from quizapp.activities.ics import Event, calendar, escaped, folded

AT = datetime(2026, 11, 26, 6, 30, tzinfo=UTC)


def event(**more: object) -> Event:
    values: dict[str, object] = {
        "uid": "activity-1@example.org",
        "title": "十一月主题党日：走进革命纪念馆，重温入党誓词；撰写心得",
        "starts_at": AT,
        "ends_at": AT + timedelta(hours=2),
        "place": "纪念馆",
        "text": "一、集合\n二、参观",
        "link": "https://example.org/activities/1",
        "sequence": 3,
        "changed_at": AT,
        **more,
    }
    return Event(**values)  # type: ignore[arg-type]  # built from names


def test_an_event_carries_its_moments_in_utc_and_its_number_of_changes() -> None:
    lines = calendar("支部活动", [event()]).split("\r\n")
    for line in ("DTSTART:20261126T063000Z", "DTEND:20261126T083000Z", "SEQUENCE:3", "STATUS:CONFIRMED"):
        assert line in lines
    assert "STATUS:CANCELLED" in calendar("支部活动", [event(cancelled=True)])


def test_lines_are_at_most_75_octets_and_join_to_what_was_written() -> None:
    text = calendar("支部活动", [event()])
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "SUMMARY:" + escaped(event().title) in text.replace("\r\n ", "")
    assert "".join(folded("字" * 60)).replace(" ", "") == "字" * 60


def test_a_title_cannot_begin_a_line_of_its_own() -> None:
    sly = event(title="会议\r\nBEGIN:VEVENT\nX,Y;Z\\")
    assert calendar("支部活动", [sly]).count("\r\nBEGIN:VEVENT") == 1
    assert escaped(sly.title) == "会议\\nBEGIN:VEVENT\\nX\\,Y\\;Z\\\\"
