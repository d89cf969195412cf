"""Pairs: their kind, what is asked of whom, and a proposal after which nobody lacks a talk."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.talks.pairs import PairKind, Person, asked_of, kind_of, lacking, ordered, proposed

C, X, M = PairKind.COMMITTEE, PairKind.MIXED, PairKind.MEMBERS
BRANCH = [Person(1, 1, True), Person(2, 1, True), *(Person(id, id % 2, False) for id in range(3, 8))]


def test_the_kind_of_a_pair_is_how_many_of_the_two_are_in_the_committee() -> None:
    assert [kind_of(1, 2, {1, 2}), kind_of(1, 3, {1, 2}), kind_of(3, 4, {1, 2})] == [C, X, M]


def test_what_is_asked_needs_somebody_to_talk_with() -> None:
    assert asked_of(BRANCH[0], BRANCH) == (C, X)
    assert asked_of(BRANCH[2], BRANCH) == (X, M)
    alone = [Person(1, None, True), Person(2, None, False)]
    assert [asked_of(one, alone) for one in alone] == [(X,), (X,)]


def test_who_lacks_a_talk_and_how_many() -> None:
    had = Counter({(1, C): 1, (2, C): 1, (3, X): 2, (1, X): 2})
    missing = lacking(BRANCH, had, {C: 1, X: 2, M: 1})
    assert missing[C] == {}
    assert missing[X] == {2: 2, 4: 2, 5: 2, 6: 2, 7: 2}
    assert missing[M] == {3: 1, 4: 1, 5: 1, 6: 1, 7: 1}


def _people(committee: int, members: int) -> list[Person]:
    return [Person(id, id % 3, id <= committee) for id in range(1, committee + members + 1)]


@settings(max_examples=60)
@given(st.integers(0, 5), st.integers(0, 12), st.integers(1, 2))
def test_after_the_proposal_nobody_lacks_a_talk_as_far_as_there_are_people(
    committee: int, members: int, rounds: int
) -> None:
    people, asked = _people(committee, members), dict.fromkeys(PairKind, rounds)
    pairs = proposed(people, lacking(people, {}, asked), ())
    assert len(set(pairs)) == len(pairs)
    assert all(one < other for one, other in pairs)
    had: Counter[tuple[int, PairKind]] = Counter()
    inside = {person.id for person in people if person.in_committee}
    for pair in pairs:
        for one in pair:
            had[one, kind_of(*pair, inside)] += 1
    for kind, short in lacking(people, had, asked).items():
        for id in short:  # it has talked with everybody there is
            me = next(person for person in people if person.id == id)
            others = [p for p in people if p.id != id and kind_of(id, p.id, inside) is kind]
            assert me
            assert had[id, kind] == len(others)


def test_a_pair_that_is_planned_is_not_proposed_again() -> None:
    people = _people(2, 0)
    missing = lacking(people, {}, dict.fromkeys(PairKind, 1))
    assert proposed(people, missing, ()) == [(1, 2)]
    assert proposed(people, missing, [(2, 1)]) == []
    assert ordered(2, 1) == (1, 2)
