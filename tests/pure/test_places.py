"""Which places a member sees."""

from __future__ import annotations

import pytest

from quizapp.core.places import seen_by, with_gaps


@pytest.mark.parametrize(
    ("ranks", "own", "seen"),
    [
        ([], None, []),
        ([1, 2, 3], None, [0, 1, 2]),
        ([*range(1, 15)], None, [*range(10)]),
        ([*range(1, 15)], 4, [*range(10)]),
        ([*range(1, 15)], 10, [*range(12)]),  # next to the tenth: no gap
        ([*range(1, 15)], 13, [*range(10), None, 12, 13]),
        ([*range(1, 10), 10, 10, 12, 13, 14], None, [*range(11)]),  # who shares the tenth is seen
    ],
)
def test_the_first_ten_and_the_neighbours(ranks: list[int], own: int | None, seen: list[int | None]) -> None:
    assert seen_by(ranks, own) == seen


def test_a_gap_stands_before_the_row_that_follows_it() -> None:
    assert with_gaps("abcdef", [0, 1, None, 4, 5]) == [("a", False), ("b", False), ("e", True), ("f", False)]
