"""The figures against examples worked by hand, and what must hold whatever the answers are."""

from __future__ import annotations

from math import sqrt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quizapp.analysis.measures import (
    Lack,
    Measure,
    Pairs,
    alpha,
    deviation,
    extremes,
    facility,
    kr20,
    mean_of,
    median_of,
    point_biserial,
    standard_error,
    upper_lower,
)

#: Five people, four items. Totals 4 3 2 1 0.
LADDER = [[1, 1, 1, 1], [1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 0]]
matrices = st.integers(2, 6).flatmap(
    lambda k: st.lists(st.lists(st.integers(0, 1), min_size=k, max_size=k), min_size=2, max_size=25)
)
scores = st.lists(st.tuples(st.integers(0, 100), st.integers(0, 1000)), min_size=2, max_size=40)


def of_scores(scores: list[int], totals: list[int]) -> Measure:
    """The discrimination of one item of one paper."""
    return point_biserial([Pairs.of((x, t - x) for x, t in zip(scores, totals, strict=True))])


def test_facility_by_hand() -> None:
    assert facility(1 + 1 + 0 + 1, 4, 1) == Measure(0.75)
    assert facility(100 + 50 + 0, 3, 100) == Measure(0.5)
    assert facility(0, 0, 1) == Measure(None, Lack.NOBODY)


def test_point_biserial_by_hand() -> None:
    # The second item of the ladder: x = 1 1 1 0 0, rest = 3 2 1 1 0. Σx 3, Σy 7, Σxy 6, Σy² 15.
    # S_xy = 6 - 21/5 = 9/5, S_xx = 3 - 9/5 = 6/5, S_yy = 15 - 49/5 = 26/5.
    found = of_scores([1, 1, 1, 0, 0], [4, 3, 2, 1, 0]).value
    assert found == pytest.approx(1.8 / sqrt(1.2 * 5.2))
    # The same by the formula of means: M1 = 2, M0 = 1/2, s = √(26/25), p = 3/5.
    assert found == pytest.approx((2 - 0.5) / sqrt(26 / 25) * sqrt(0.6 * 0.4))


def test_the_item_is_not_counted_on_both_sides() -> None:
    # Two items that have nothing to do with each other: against the total 0.71, against the rest 0.
    assert of_scores([1, 1, 0, 0], [2, 1, 1, 0]).value == pytest.approx(0)


def test_figures_that_cannot_be_had_say_why() -> None:
    assert of_scores([], []).lack is Lack.NOBODY
    assert of_scores([1], [3]).lack is Lack.ONE_PERSON
    assert of_scores([1, 1, 1], [3, 2, 1]).lack is Lack.SAME_ANSWERS
    assert of_scores([1, 0], [3, 2]).lack is Lack.SAME_SCORES
    assert alpha([]).lack is Lack.NOBODY
    assert alpha([[1, 0]]).lack is Lack.ONE_PERSON
    assert alpha([[1], [0]]).lack is Lack.ONE_ITEM
    assert alpha([[1, 0], [0, 1]]).lack is Lack.SAME_SCORES
    assert deviation([5]).lack is Lack.ONE_PERSON
    assert mean_of({}).lack is Lack.NOBODY
    assert median_of({}).lack is Lack.NOBODY
    assert upper_lower((0, 0), (3, 3), 1).lack is Lack.SAME_SCORES
    assert standard_error(Measure(2.0), Measure(-0.5)).lack is Lack.NEGATIVE
    assert standard_error(Measure(None, Lack.ONE_PERSON), Measure(0.5)).lack is Lack.ONE_PERSON
    assert standard_error(Measure(2.0), Measure(None, Lack.DIFFERENT_PAPERS)).lack is Lack.DIFFERENT_PAPERS


def test_groups_of_27_per_cent_by_hand() -> None:
    # Ten people: 2.7 rounds to three.
    assert extremes([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]) == (frozenset({0, 1, 2}), frozenset({7, 8, 9}))
    # Level with the third best: all of them are in.
    assert extremes([9, 8, 7, 7, 5, 4, 3, 2, 1, 0]) == (frozenset({0, 1, 2, 3}), frozenset({7, 8, 9}))
    assert extremes([5, 5, 5, 5]) is None
    assert extremes([5]) is None
    assert upper_lower((3, 3), (1, 3), 1).value == pytest.approx(2 / 3)


def test_kr20_and_alpha_by_hand() -> None:
    # Σpq = .16 + .24 + .24 + .16 = .8, variance of the totals 2: 4/3 · (1 - .4) = .8
    assert kr20(LADDER).value == pytest.approx(0.8)
    assert alpha(LADDER).value == pytest.approx(0.8)
    # s = √2.5, SEM = √2.5 · √.2 = √.5
    sd = deviation([sum(row) for row in LADDER])
    assert sd.value == pytest.approx(sqrt(2.5))
    assert standard_error(sd, kr20(LADDER)).value == pytest.approx(sqrt(0.5))
    with pytest.raises(ValueError, match="right or wrong"):
        kr20([[2, 1], [0, 1]])


def test_alpha_of_weighted_items_by_hand() -> None:
    # Columns 0 2 4 and 1 1 4: variances 8/3 and 2; totals 1 3 8: 26/3. 2 · (1 - (14/3)/(26/3)) = 12/13
    assert alpha([[0, 1], [2, 1], [4, 4]]).value == pytest.approx(12 / 13)


def test_times_by_hand() -> None:
    assert mean_of({10: 3, 40: 1}).value == pytest.approx(17.5)
    assert median_of({10: 3, 40: 1}).value == 10
    assert median_of({10: 1, 20: 1}).value == 15
    assert median_of({7: 1, 8: 1, 100: 1}).value == 8


@given(scores, st.integers(1, 9), st.integers(-50, 50))
def test_a_correlation_is_bounded_and_knows_no_unit(
    rows: list[tuple[int, int]], factor: int, shift: int
) -> None:
    found = point_biserial([Pairs.of(rows)])
    moved = point_biserial([Pairs.of((x * factor, y * factor + shift) for x, y in rows)])
    assert found.lack is moved.lack
    if found.value is not None and moved.value is not None:
        assert -1 <= found.value <= 1
        assert moved.value == pytest.approx(found.value, abs=1e-9)
        turned = point_biserial([Pairs.of((-x, y) for x, y in rows)]).value
        assert turned == pytest.approx(-found.value, abs=1e-9)


@given(scores, st.randoms())
def test_no_order_of_the_people_matters(rows: list[tuple[int, int]], random: object) -> None:
    other = list(rows)
    random.shuffle(other)  # type: ignore[attr-defined]  # hypothesis types it as Random's stand-in
    assert Pairs.of(rows) == Pairs.of(other)
    one, two = extremes([y for _, y in rows]), extremes([y for _, y in other])
    assert (one is None) == (two is None)
    if one and two:
        for ours, theirs in zip(one, two, strict=True):
            assert sorted(rows[at][1] for at in ours) == sorted(other[at][1] for at in theirs)


@given(scores, st.integers(-500, 500))
def test_papers_are_compared_only_within_themselves(rows: list[tuple[int, int]], shift: int) -> None:
    # The same people on an easier paper: taken together the figure stays what it is.
    moved = Pairs.of((x, y + shift) for x, y in rows)
    alone, both = point_biserial([Pairs.of(rows)]), point_biserial([Pairs.of(rows), moved, Pairs()])
    assert alone.lack is both.lack
    if alone.value is not None:
        assert both.value == pytest.approx(alone.value, abs=1e-9)


@given(st.lists(st.integers(0, 30), max_size=40))
def test_the_groups_are_apart_and_of_one_size_at_least(totals: list[int]) -> None:
    found = extremes(totals)
    if found is None:
        return
    upper, lower = found
    size = max(1, round(0.27 * len(totals)))
    assert not upper & lower
    assert min(len(upper), len(lower)) >= size
    assert min(totals[at] for at in upper) > max(totals[at] for at in lower)


@given(matrices)
def test_alpha_is_at_most_one_and_that_when_items_repeat_each_other(matrix: list[list[int]]) -> None:
    found = alpha(matrix)
    assert kr20(matrix) == found
    if found.value is not None:
        assert found.value <= 1 + 1e-9
    column = [row[0] for row in matrix]
    assume(len(set(column)) > 1)
    assert alpha([[one, one, one] for one in column]).value == pytest.approx(1)


@given(matrices, st.integers(1, 500))
def test_alpha_knows_no_unit_and_the_error_is_in_it(matrix: list[list[int]], factor: int) -> None:
    scaled = [[score * factor for score in row] for row in matrix]
    one, two = alpha(matrix), alpha(scaled)
    assert one.lack is two.lack
    if one.value is None or two.value is None:
        return
    assert two.value == pytest.approx(one.value)
    errors = [
        standard_error(deviation([sum(row) for row in rows]), found)
        for rows, found in ((matrix, one), (scaled, two))
    ]
    assert errors[0].lack is errors[1].lack
    if errors[0].value is not None and errors[1].value is not None:
        assert errors[1].value == pytest.approx(errors[0].value * factor, abs=1e-6)


@given(st.dictionaries(st.integers(0, 600), st.integers(1, 5), min_size=1, max_size=20))
def test_the_median_parts_the_people_in_halves(seconds: dict[int, int]) -> None:
    middle, people = median_of(seconds).value, sum(seconds.values())
    assert middle is not None
    assert 2 * sum(n for s, n in seconds.items() if s < middle) <= people
    assert 2 * sum(n for s, n in seconds.items() if s > middle) <= people
