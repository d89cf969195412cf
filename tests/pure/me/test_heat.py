"""The year's picture."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from quizapp.me.heat import WEEKS, first_day, level, picture


def test_levels_go_from_nothing_to_four() -> None:
    assert [level(amount, 100) for amount in (-5, 0, 1, 100, 101, 200, 301, 9_999)] == [
        0,
        0,
        1,
        1,
        2,
        2,
        4,
        4,
    ]


TODAY = date(2026, 11, 26)
AMOUNTS = st.dictionaries(
    st.dates(TODAY - timedelta(days=400), TODAY + timedelta(days=3)), st.integers(-500, 2_000), max_size=60
)


@given(AMOUNTS)
def test_each_day_of_the_year_with_entries_stands_in_its_place_once(amounts: dict[date, int]) -> None:
    heat, first = picture(amounts, TODAY), first_day(TODAY)
    assert first.weekday() == 0
    assert {cell.date: cell.amount for cell in heat.cells} == {
        day: amount for day, amount in amounts.items() if first <= day <= TODAY
    }
    assert all(first + timedelta(days=7 * one.column + one.row) == one.date for one in heat.cells)
    assert sum(week.amount for week in heat.weeks) == sum(cell.amount for cell in heat.cells)


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_the_picture_ends_today_and_names_each_month_once_in_order(today: date) -> None:
    heat = picture({}, today)
    assert first_day(today) + timedelta(days=7 * heat.whole_weeks + heat.days_this_week - 1) == today
    columns = [column for column, _ in heat.months]
    assert columns[0] == 0
    assert all(after - before >= 3 for before, after in pairwise(columns))
    assert columns[-1] < WEEKS
    months = [month for _, month in heat.months]
    assert all(
        after == before % 12 + 1 or after == (before + 1) % 12 + 1 for before, after in pairwise(months)
    )
