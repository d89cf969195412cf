"""Days that are whole months apart, also where the other month is shorter."""

from __future__ import annotations

from datetime import date

from quizapp.core.dates import months_later


def test_the_same_day_of_another_year_also_when_that_day_is_missing() -> None:
    assert months_later(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert months_later(date(2024, 2, 29), 36) == date(2027, 2, 28)
    assert months_later(date(2024, 3, 1), 60) == date(2029, 3, 1)
    assert months_later(date(2025, 5, 1), 12) == date(2026, 5, 1)


def test_the_same_day_of_a_month_before_or_its_last_one() -> None:
    assert months_later(date(2028, 3, 31), -1) == date(2028, 2, 29)
    assert months_later(date(2027, 1, 15), -1) == date(2026, 12, 15)
