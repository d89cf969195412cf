"""How far an item is, from what was really done; and how long somebody is away."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.core import clock
from quizapp.plans.absence import level_of, months_between
from quizapp.plans.ics import Day, calendar
from quizapp.plans.progress import ItemState, Part, by_group, did_percent, progress, state_of

EVERYBODY = frozenset({1, 2, 3, 4})
LAST, BEFORE, AFTER = date(2026, 3, 31), date(2026, 3, 10), date(2026, 4, 1)


def part(kind: str = "activity", settled: bool = False, did: tuple[int, ...] = ()) -> Part:
    return Part(kind, 1, "x", settled, frozenset(did), EVERYBODY)


@pytest.mark.parametrize(
    ("parts", "marked", "today", "state"),
    [
        ([], False, BEFORE, ItemState.AHEAD),
        ([], False, AFTER, ItemState.LATE),
        ([], True, AFTER, ItemState.DONE),
        ([part()], False, BEFORE, ItemState.AHEAD),
        ([part(settled=True)], False, AFTER, ItemState.DONE),
        ([part(settled=True), part()], False, BEFORE, ItemState.BEGUN),
        ([part(settled=True), part()], False, AFTER, ItemState.LATE),
        ([part("material", did=(1, 2, 3))], False, BEFORE, ItemState.BEGUN),
        ([part("material", did=(1, 2, 3, 4))], False, AFTER, ItemState.DONE),
        ([part("contest", did=(1, 2, 3, 4))], False, BEFORE, ItemState.BEGUN),
    ],
)
def test_an_item_is_done_when_all_that_is_linked_is(
    parts: list[Part], marked: bool, today: date, state: ItemState
) -> None:
    assert state_of(parts, marked=marked, last_day=LAST, today=today) is state


def test_what_is_still_to_come_is_held_against_nobody() -> None:
    how = {"marked": False, "last_day": LAST, "today": BEFORE}
    found = progress([part(), part("material", did=(1,)), part(settled=True, did=(1, 2))], [1, 2, 9], **how)
    assert (found.did, found.asked, found.percent) == (3, 4, 75)
    assert progress([part()], [1], **how).percent is None


def test_progress_by_group_is_the_whole_divided() -> None:
    parts = [part("material", did=(1, 3)), part(settled=True, did=(1, 2, 3))]
    assert by_group(parts, {10: [1, 2], 20: [3, 4]}) == {10: (3, 4), 20: (2, 4)}


@given(st.integers(0, 50), st.integers(0, 50))
@settings(max_examples=50, deadline=None)
def test_a_share_is_whole_only_when_everything_was_done(did: int, more: int) -> None:
    percent = did_percent(did, did + more)
    assert (percent == 100) is (more == 0 and did > 0)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
@settings(max_examples=60, deadline=None)
def test_whole_months_grow_with_the_days_and_never_run_ahead(since: date, today: date) -> None:
    months = months_between(since, today)
    assert months >= 0
    assert months * 28 <= max(0, (today - since).days)
    assert months == 0 or months_between(since, date(today.year, today.month, 1)) <= months


def test_the_secretary_is_told_at_three_four_five_and_six_months() -> None:
    since = date(2026, 1, 31)
    assert months_between(since, date(2026, 2, 28)) == 0
    assert months_between(since, date(2026, 3, 1)) == 1
    assert [level_of(months) for months in (2, 3, 4, 5, 6, 11)] == [None, 3, 4, 5, 6, 6]


def test_a_calendar_has_whole_days_and_keeps_its_lines_short() -> None:
    text = calendar([Day("plan-1@x", "学习，" * 40, date(2026, 12, 31), "一\n二", clock.now())], "支部; 2026")
    assert "DTSTART;VALUE=DATE:20261231" in text
    assert "DTEND;VALUE=DATE:20270101" in text
    assert "X-WR-CALNAME:支部\\; 2026" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
