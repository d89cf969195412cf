"""Holidays and worked weekends as somebody types them."""

from __future__ import annotations

from datetime import date

import pytest

from quizapp.boards.workdays import read_days, write_days


@pytest.mark.parametrize(("line", "works"), [("2026-10-10 班", True), ("2026-10-10 work", True)])
def test_a_line_says_whether_a_day_is_worked(line: str, works: bool) -> None:
    (one,), wrong = read_days(line)
    assert (one.day, one.works, wrong) == (date(2026, 10, 10), works, [])


@pytest.mark.parametrize("line", ["2026-10-01 至 2026-10-03 休 国庆节", "2026-10-01 ~ 2026-10-03 off 国庆节"])
def test_a_span_is_read_day_by_day_and_written_back(line: str) -> None:
    days, wrong = read_days(line)
    assert (len(days), wrong) == (3, [])
    assert read_days(write_days(days))[0] == days


def test_what_cannot_be_read_is_named_by_its_line() -> None:
    assert read_days("2026-10-01 休\n\n下周一 休\n2026-13-01 休")[1] == [3, 4]
