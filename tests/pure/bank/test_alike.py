"""Near pairs of many stems, and the groups that they make."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from quizapp.bank.duplicates.alike import MOST_EARLIER, grouped, near_pairs
from quizapp.bank.search.grams import likeness

SETS = st.lists(st.frozensets(st.sampled_from("甲乙丙丁戊己庚"), min_size=1), max_size=MOST_EARLIER)
NEAR = 60


@given(SETS)
def test_every_near_pair_is_found_and_no_other(sets: list[frozenset[str]]) -> None:
    wanted = {
        (one, other, found)
        for one, other in combinations(range(len(sets)), 2)
        if (found := likeness(sets[one], sets[other])) >= NEAR
    }
    assert set(near_pairs(sets, NEAR)) == wanted


def test_a_thousand_of_one_pattern_are_one_group_without_comparing_each_with_all() -> None:
    sets = [frozenset({*"依据有关规定下列哪一项是", str(number)}) for number in range(1000)]
    pairs = list(near_pairs(sets, NEAR))
    assert len(pairs) < 1000 * 12 * MOST_EARLIER
    assert grouped([pair[:2] for pair in pairs], ()) == [list(range(1000))]


def test_what_was_called_different_makes_no_group_by_itself() -> None:
    pairs = [(1, 2), (2, 3), (7, 8)]
    assert grouped(pairs, ()) == [[1, 2, 3], [7, 8]]
    assert grouped(pairs, {(7, 8)}) == [[1, 2, 3]]
    assert grouped(pairs, {(1, 2), (2, 3)}) == [[7, 8]]
