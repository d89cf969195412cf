"""Places on a board."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from quizapp.boards.ranking import per_head, rank

amounts = st.dictionaries(st.integers(1, 50), st.integers(-5, 20).map(Fraction), max_size=20)


@given(amounts, amounts)
def test_a_place_is_one_more_than_those_above(now: dict[int, Fraction], before: dict[int, Fraction]) -> None:
    placed = rank(now, before)
    assert {row.what for row in placed} == {who for who, amount in now.items() if amount > 0}
    for row in placed:
        assert row.place == 1 + sum(amount > now[row.what] for amount in now.values())


@given(amounts)
def test_nobody_moves_when_nothing_changed(now: dict[int, Fraction]) -> None:
    assert all(row.moved == 0 for row in rank(now, now))


def test_who_is_new_did_not_move() -> None:
    assert [row.moved for row in rank({1: Fraction(3), 2: Fraction(2)}, {2: Fraction(9)})] == [None, -1]


def test_per_head_is_exact() -> None:
    assert per_head(1000, 3) == Fraction(1000, 3)
    assert per_head(0, 0) == 0
