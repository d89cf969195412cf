"""Sums: what was added can be taken away, sources add up, and nobody below ten is spoken of."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.analysis.figures import FEWEST, Figures, Paper, Warn, asked, figures_of, paper_of
from quizapp.analysis.measures import Lack, Pairs, point_biserial
from quizapp.analysis.tally import (
    BETWEEN,
    LOWER,
    UPPER,
    WHOLE,
    Answered,
    Given,
    Tally,
    of_papers,
    times_used,
    total,
)
from quizapp.bank.item import Item, ItemType

SINGLE = Item("one", ItemType.SINGLE, "题", "哪一项？" * 5, (("A", "甲"), ("B", "乙"), ("C", "丙")), "B")
BOOLEAN = Item("two", ItemType.BOOLEAN, "题", "对吗？" * 5, key=True)
answers = st.builds(
    Answered,
    share=st.sampled_from([0, WHOLE // 2, WHOLE]),
    omitted=st.booleans(),
    letters=st.lists(st.sampled_from("ABC"), max_size=2, unique=True).map(tuple),
    ms=st.none() | st.integers(0, 700_000),
    rest=st.none() | st.integers(0, WHOLE),
    group=st.sampled_from([UPPER, LOWER, BETWEEN]),
)
START = datetime(2026, 11, 26, 9, tzinfo=UTC)


def tally_of(*given: Answered) -> Tally:
    whole = Tally()
    for one in given:
        whole.add(one)
    return whole


@given(st.lists(answers), st.lists(answers))
def test_what_was_added_can_be_taken_away(kept: list[Answered], gone: list[Answered]) -> None:
    whole = tally_of(*kept, *gone)
    for one in gone:
        whole.add(one, -1)
    assert whole == tally_of(*kept)


@given(st.lists(answers))
def test_sums_are_kept_whole(given: list[Answered]) -> None:
    whole = tally_of(*given)
    assert Tally.from_json(whole.to_json()) == whole


@given(st.lists(st.lists(answers, max_size=15), min_size=1, max_size=3))
def test_sources_add_up(sources: list[list[Answered]]) -> None:
    parts = [tally_of(*one) for one in sources]
    together = tally_of(*(answer for one in sources for answer in one))
    found = total(parts)
    found.pairs = together.pairs
    assert found == together


@given(st.lists(answers, max_size=40), st.integers(0, 40))
def test_below_ten_nothing_is_said(given: list[Answered], cut: int) -> None:
    found = figures_of(SINGLE, [tally_of(*given[:cut]), tally_of(*given[cut:])])
    assert found.silent == (len(given) < FEWEST)
    if found.silent:
        assert found == Figures(len(given))


@given(st.lists(st.lists(st.sampled_from([0, 100]), min_size=4, max_size=4), min_size=2, max_size=30))
def test_a_papers_sums_give_the_figures_of_its_scores(scores: list[list[int]]) -> None:
    papers = [[Given(at, at, points, 100) for at, points in enumerate(row)] for row in scores]
    found = of_papers(papers)
    for at in range(4):
        tally = found[at, at]
        wanted = point_biserial([Pairs.of((row[at], sum(row) - row[at]) for row in scores)])
        assert tally.persons == len(scores)
        assert tally.right == sum(row[at] == 100 for row in scores)
        if len(scores) >= FEWEST:
            figures = figures_of(SINGLE, [tally])
            assert figures.discrimination is not None
            assert figures.discrimination.lack is wanted.lack
            if wanted.value is not None:
                assert figures.discrimination.value == pytest.approx(wanted.value, abs=1e-4)


def test_what_is_worth_nothing_is_left_out() -> None:
    assert list(of_papers([[Given(1, 1, 0, 0), Given(2, 2, 100, 100)]])) == [(2, 2)]


def test_options_are_counted_with_both_groups_and_what_was_left_empty() -> None:
    given = [
        *[Answered(WHOLE, False, ("B",), None, None, UPPER)] * 6,
        *[Answered(0, False, ("A",), None, None, LOWER)] * 3,
        *[Answered(0, False, ("C",))] * 2,
        *[Answered(0, True)] * 4,
    ]
    found = figures_of(SINGLE, [tally_of(*given)])
    assert [(one.letter, one.right, one.count, one.upper, one.lower) for one in found.options] == [
        ("A", False, 3, 0, 3),
        ("B", True, 6, 6, 0),
        ("C", False, 2, 0, 0),
    ]
    assert found.outcomes == (6, 0, 5, 4)
    assert found.facility is not None
    assert found.facility.value == pytest.approx(6 / 15)


def people(count: int, letter: str, *, group: int = BETWEEN, ms: int = 20_000) -> list[Answered]:
    return [Answered(WHOLE if letter == "B" else 0, False, (letter,), ms, None, group)] * count


def kinds(item: Item, *given: Answered) -> list[tuple[Warn, tuple[str, ...]]]:
    return [(one.kind, one.letters) for one in figures_of(item, [tally_of(*given)]).warnings]


def test_the_key_is_doubted_when_the_best_choose_another() -> None:
    doubted = [*people(5, "A", group=UPPER), *people(4, "B", group=UPPER), *people(10, "B", group=LOWER)]
    assert (Warn.KEY, ("A",)) in kinds(SINGLE, *doubted)
    level = [*people(5, "A", group=UPPER), *people(5, "B", group=UPPER), *people(10, "B", group=LOWER)]
    assert Warn.KEY not in [kind for kind, _ in kinds(SINGLE, *level)]
    few = [*people(4, "A", group=UPPER), *people(3, "B", group=UPPER), *people(10, "B", group=LOWER)]
    assert Warn.KEY not in [kind for kind, _ in kinds(SINGLE, *few)]


def test_too_easy_and_too_hard() -> None:
    assert kinds(SINGLE, *people(19, "B"), *people(1, "A")) == [(Warn.EASY, ())]
    assert kinds(SINGLE, *people(18, "B"), *people(2, "A")) == []
    assert (Warn.HARD, ()) in kinds(SINGLE, *people(2, "B"), *people(8, "A"))
    assert kinds(SINGLE, *people(5, "B"), *people(8, "A"), *people(7, "C")) == []


def test_an_option_that_nobody_chooses() -> None:
    assert kinds(SINGLE, *people(15, "B"), *people(5, "A")) == [(Warn.UNCHOSEN, ("C",))]
    assert kinds(SINGLE, *people(14, "B"), *people(5, "A")) == []
    assert kinds(SINGLE, *people(16, "B"), *people(4, "A")) == []
    assert kinds(BOOLEAN, *[Answered(0, False, ("F",), 20_000)] * 6, *people(14, "B")) == []


def test_unusual_times() -> None:
    mixed = [*people(10, "B"), *people(5, "A"), *people(5, "C")]
    assert kinds(SINGLE, *mixed) == []

    def at(ms: int) -> list[tuple[Warn, tuple[str, ...]]]:
        return kinds(SINGLE, *people(8, "B", ms=ms), *people(4, "A", ms=ms), *people(4, "C", ms=ms))

    # 20 + 3 characters: 3 · (23/4 + 15) = 62.25 s, and 23/20 = 1.15 s.
    assert at(63_000) == [(Warn.SLOW, ())]
    assert at(62_000) == []
    assert at(1_000) == [(Warn.FAST, ())]
    assert at(2_000) == []


def test_backwards_needs_both_signs() -> None:
    papers = [[Given(1, 1, 100 * (n < 6), 100), Given(2, 2, 100 * n, 1200)] for n in range(12)]
    found = figures_of(SINGLE, [of_papers(papers)[1, 1]])
    assert Warn.BACKWARDS in [one.kind for one in found.warnings]
    other = figures_of(
        SINGLE,
        [
            of_papers([[Given(1, 1, 100 * (n >= 6), 100), Given(2, 2, 100 * n, 1200)] for n in range(12)])[
                1, 1
            ]
        ],
    )
    assert Warn.BACKWARDS not in [one.kind for one in other.warnings]


def test_versions_that_ask_the_same_are_known() -> None:
    assert asked(SINGLE) == asked(replace(SINGLE, explanation="别的", difficulty=5))
    assert asked(SINGLE) != asked(replace(SINGLE, key="C"))
    assert asked(SINGLE) != asked(replace(SINGLE, stem="另一题"))


def test_times_are_the_gaps_between_savings() -> None:
    def after(seconds: float) -> datetime:
        return START + timedelta(seconds=seconds)

    saved = {1: after(10), 3: after(12.5), 2: after(40)}
    assert times_used(START, saved) == {1: 10_000, 3: 2_500, 2: 27_500}
    assert times_used(START, {1: after(10), 2: after(10), 3: after(15)}) == {3: 5_000}
    assert times_used(START, {1: after(-1)}) == {}


def test_a_paper_is_measured_by_those_who_had_all_of_it() -> None:
    def row(*points: int) -> list[Given]:
        return [Given(at, at, one, 100) for at, one in enumerate(points)]

    ladder = [row(*([100] * n + [0] * (4 - n))) for n in (0, 1, 2, 3, 4)] * 2
    found = paper_of(ladder)
    assert (found.persons, found.complete, found.items, found.maximum) == (10, 10, 4, 400)
    assert found.reliability == pytest.approx(0.8)
    assert found.mean == 200
    assert found.dichotomous
    late = paper_of([*ladder, row(100, 100)])
    assert (late.persons, late.complete, late.reliability) == (11, 10, found.reliability)
    assert Paper.from_json(found.to_json()) == found
    drawn = paper_of([[Given(n, n, 100, 100), Given(n + 1, n + 1, 0, 100)] for n in range(12)])
    assert drawn.lack is Lack.DIFFERENT_PAPERS
    assert drawn.mean == 100
    assert paper_of(ladder[:9]) == Paper(9)
