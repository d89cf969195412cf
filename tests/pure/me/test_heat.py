"""The year's picture."""

from __future__ import annotations

from quizapp.me.page import level


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
