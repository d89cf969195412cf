"""The clock of an attempt, to the millisecond."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from quizapp.bank.marking import Mark, Verdict
from quizapp.papers.attempt import accepts, deadline, total, unanswered, used_ms

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("limit_s", "closes", "extension_s", "ends"),
    [
        (600, 3600, 0, 600),
        (600, 300, 0, 300),
        (600, 300, 120, 420),
        (600, 3600, 60, 660),
        (None, 300, 0, 300),
        (600, None, 0, 600),
    ],
)
def test_the_earlier_end_holds_and_an_extension_moves_it(
    limit_s: int | None, closes: int | None, extension_s: int, ends: int
) -> None:
    assert deadline(START, limit_s, after(closes) if closes else None, extension_s) == after(ends)


def test_without_limit_and_closing_there_is_no_end() -> None:
    assert deadline(START, None, None, 60) is None
    assert accepts(after(10**6), None)


@pytest.mark.parametrize(("late_ms", "taken"), [(-1, True), (0, True), (2000, True), (2001, False)])
def test_the_grace_is_never_longer_than_stated(late_ms: int, taken: bool) -> None:
    assert accepts(after(600 + late_ms / 1000), after(600), 2000) is taken


def test_time_in_the_grace_is_not_counted() -> None:
    assert used_ms(START, after(599.5), after(600)) == 599_500
    assert used_ms(START, after(601), after(600)) == 600_000
    assert used_ms(START, after(601), None) == 601_000


def test_a_total_is_exact_and_empty_responses_are_unanswered() -> None:
    assert total([Mark(333, Verdict.PARTIAL, None), Mark(167, Verdict.PARTIAL, None)]) == 500
    assert unanswered(5, {1: "x", 2: "", 3: [], 4: ["甲", ""]}) == (2, 3, 5)
