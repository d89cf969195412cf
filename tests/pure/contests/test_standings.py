"""Standings: order, shared places, which attempt counts, groups by head."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.contests.standings import CountPolicy, Place, Taken, counted, half_up, rank, rank_groups

attempts = st.lists(st.builds(Taken, st.integers(0, 400), st.integers(0, 300)), min_size=1, max_size=4)
fields = st.dictionaries(st.integers(1, 50), attempts, max_size=20)


@given(fields, st.sampled_from(CountPolicy))
def test_places_follow_score_then_time_and_are_shared_honestly(
    taken: dict[int, list[Taken]], policy: CountPolicy
) -> None:
    places = rank(taken, policy)
    assert sorted(place.participant for place in places) == sorted(taken)
    for place in places:
        better = [one for one in places if (-one.score, one.used_ms) < (-place.score, place.used_ms)]
        assert place.rank == 1 + len(better)
    assert [place.rank for place in places] == sorted(place.rank for place in places)


def test_ties_share_a_place_and_the_next_is_skipped() -> None:
    taken = {1: [Taken(100, 9)], 2: [Taken(200, 5)], 3: [Taken(200, 5)], 4: [Taken(200, 6)]}
    assert [(place.rank, place.participant) for place in rank(taken)] == [(1, 2), (1, 3), (3, 4), (4, 1)]


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (CountPolicy.HIGHEST, Taken(800, 50)),
        (CountPolicy.FIRST, Taken(700, 90)),
        (CountPolicy.LAST, Taken(800, 60)),
        (CountPolicy.AVERAGE, Taken(767, 67)),
    ],
)
def test_one_attempt_counts(policy: CountPolicy, expected: Taken) -> None:
    assert counted([Taken(700, 90), Taken(800, 50), Taken(800, 60)], policy) == expected


@given(st.fractions(min_value=0, max_value=1000))
def test_a_half_goes_up(value: Fraction) -> None:
    assert half_up(value) - Fraction(1, 2) <= value < half_up(value) + Fraction(1, 2)


def test_groups_stand_by_head_and_the_absent_weigh() -> None:
    places = [Place(1, 1, 900, 1), Place(2, 2, 600, 1), Place(3, 3, 500, 1), Place(4, 9, 100, 1)]
    groups = rank_groups(places, group_of={1: 10, 2: 20, 3: 20}, heads={10: 3, 20: 2, 30: 4, 40: 0})
    assert [(group.rank, group.group_id, group.mean) for group in groups] == [
        (1, 20, 550),
        (2, 10, 300),
        (3, 30, 0),
        (3, 40, 0),
    ]
    assert (groups[1].heads, groups[1].taken, groups[1].total) == (3, 1, 900)


def test_who_left_since_counts_as_a_head() -> None:
    places = [Place(1, 1, 900, 1), Place(2, 2, 600, 1)]
    assert rank_groups(places, {1: 10, 2: 10}, {10: 1})[0].mean == 750


def test_means_are_compared_before_they_are_rounded() -> None:
    places = [Place(1, 1, 100, 1), Place(2, 2, 301, 1)]
    groups = rank_groups(places, {1: 10, 2: 20}, {10: 1, 20: 3})
    assert [(group.rank, group.group_id, group.mean) for group in groups] == [(1, 20, 100), (2, 10, 100)]
