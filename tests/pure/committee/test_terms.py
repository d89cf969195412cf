"""Terms: the due date, its warnings, and who is a secretary by the title."""

from __future__ import annotations

from datetime import date

import pytest

from quizapp.committee.terms import TITLES, is_secretary, rank_of, warning_at

DUE = date(2027, 8, 31)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2027, 2, 27), None),
        (date(2027, 2, 28), 6),  # six months before the 31st is the last day of February
        (date(2027, 5, 30), 6),
        (date(2027, 5, 31), 3),
        (date(2027, 7, 30), 3),
        (date(2027, 7, 31), 1),
        (date(2027, 8, 30), 1),
        (date(2027, 8, 31), 0),
        (date(2028, 1, 1), 0),
    ],
)
def test_the_nearest_warning_that_has_come(today: date, expected: int | None) -> None:
    assert warning_at(DUE, today) == expected


def test_the_secretary_is_told_by_the_title_and_a_deputy_is_none() -> None:
    assert [
        is_secretary(title) for title in ("书记", "党支部书记", "副书记", "组织委员", "党支部副书记")
    ] == [
        *(True, True),
        *(False, False, False),
    ]
    assert sorted(["保密委员", *reversed(TITLES)], key=rank_of) == [*TITLES, "保密委员"]
