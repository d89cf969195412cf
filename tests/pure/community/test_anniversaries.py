"""The political birthday falls on the day of joining, to the day; the oath is the constitution's."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.community import oath
from quizapp.community.anniversaries import anniversary, greeting, is_round, next_after, years_on
from quizapp.community.wording import tidy

LEAP = date(2016, 2, 29)


@pytest.mark.parametrize(
    ("joined", "day", "years"),
    [
        (date(2006, 7, 1), date(2026, 7, 1), 20),
        (date(2006, 7, 1), date(2026, 6, 30), None),
        (date(2006, 7, 1), date(2026, 7, 2), None),
        (date(2026, 7, 1), date(2026, 7, 1), None),  # the day of joining itself is no anniversary
        (date(2027, 7, 1), date(2026, 7, 1), None),
        (None, date(2026, 7, 1), None),
        (LEAP, date(2024, 2, 29), 8),
        (LEAP, date(2024, 2, 28), None),
        (LEAP, date(2026, 2, 28), 10),
        (LEAP, date(2026, 3, 1), None),
    ],
)
def test_only_the_day_itself_is_the_birthday(joined: date | None, day: date, years: int | None) -> None:
    assert years_on(joined, day) == years


@settings(max_examples=60, deadline=None)
@given(
    joined=st.dates(date(1950, 1, 1), date(2020, 12, 31)), day=st.dates(date(2021, 1, 1), date(2060, 12, 31))
)
def test_the_next_one_is_an_anniversary_and_less_than_a_year_away(joined: date, day: date) -> None:
    coming, years = next_after(joined, day)
    assert years_on(joined, coming) == years
    assert 0 <= (coming - day).days <= 366
    assert all(anniversary(joined, year).month == joined.month for year in (day.year, day.year + 1))


def test_each_year_has_words_and_the_decades_their_own() -> None:
    assert len({greeting(1), greeting(7), greeting(30)}) == 3
    assert greeting(7) == greeting(11)
    assert [years for years in range(0, 61) if is_round(years)] == [10, 20, 30, 40, 50, 60]
    assert (greeting(30) % {"years": 30}).startswith("整整 30 年前的今天")


def test_the_oath_has_its_twelve_clauses_and_eighty_characters() -> None:
    assert len(oath.CLAUSES) == 12
    assert sum(map(len, oath.CLAUSES)) == 80
    assert (oath.CLAUSES[0], oath.CLAUSES[-1]) == ("我志愿加入中国共产党", "永不叛党")
    assert oath.TEXT.endswith("随时准备为党和人民牺牲一切，永不叛党。")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  一句话\r\n\r\n\r\n\r\n另一句\x07 ", "一句话\n\n另一句"),
        ("<b>粗</b>", "<b>粗</b>"),  # text stays text; pages escape it
        ("\u200b\ufeff", ""),
    ],
)
def test_typed_text_is_tidied_and_not_interpreted(typed: str, kept: str) -> None:
    assert tidy(typed) == kept
