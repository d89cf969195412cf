"""活跃度 and 参与度: the worked example, weights, working days between holidays and make-up days."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from quizapp.boards.vitality import Counted, Weights, vitality
from quizapp.boards.workdays import Other, read_days, working_days, write_days
from quizapp.record.amounts import print_amount


def shown(value: Fraction) -> str:
    return print_amount(value * 100)


def test_the_worked_example() -> None:
    """One member active on 20 of 22 working days; of 8 members 7 took part."""
    assert shown(vitality(Counted(20, 1, 1, 22), Weights()).active) == "90.91"
    assert shown(vitality(Counted(20, 7, 8, 22), Weights()).taking_part) == "87.50"


def test_the_figure_weighs_what_is_known() -> None:
    known = vitality(Counted(11, 1, 1, 22, Fraction(80)), Weights(50, 30, 20))
    assert known.figure == Fraction(50 * 50 + 100 * 30 + 80 * 20, 100)
    unknown = vitality(Counted(11, 1, 1, 22), Weights(50, 30, 20))
    assert unknown.figure == Fraction(50 * 50 + 100 * 30, 80)


def test_nobody_and_no_working_day_come_to_nothing() -> None:
    assert vitality(Counted(0, 0, 0, 22), Weights()).figure == 0
    assert vitality(Counted(0, 1, 1, 0), Weights()).active == 0


@pytest.mark.parametrize("weights", [Weights(0, 0, 50), Weights(-1, 50, 0), Weights(101, 0, 0)])
def test_weights_that_mean_nothing_are_none(weights: Weights) -> None:
    assert not weights.check()


def test_working_days_follow_the_list_before_the_weekday() -> None:
    others = {date(2026, 10, 1): False, date(2026, 10, 10): True}
    days = working_days(date(2026, 9, 28), date(2026, 10, 11), others)
    assert date(2026, 10, 1) not in days  # a Thursday
    assert date(2026, 10, 10) in days  # a Saturday
    assert date(2026, 10, 11) not in days
    assert len(days) == 10


def test_a_list_of_days_is_read_and_written() -> None:
    text = (
        "2027-10-01 至 2027-10-03 休 国庆节\n\n2027-10-09班\n2027-13-01 休\n胡写\n2027-01-02 至 2027-01-01 休"
    )
    days, wrong = read_days(text)
    assert days == [
        *(Other(date(2027, 10, day), False, "国庆节") for day in (1, 2, 3)),
        Other(date(2027, 10, 9), True),
    ]
    assert wrong == [4, 5, 6]
    assert read_days(write_days(days)) == (days, [])
