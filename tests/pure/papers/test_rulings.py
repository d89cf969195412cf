"""Rulings: a key found wrong, items made void, and back: as examples and as laws."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.bank.item import Item, ItemType
from quizapp.bank.marking import Verdict, mark
from quizapp.bank.native import parse_item
from quizapp.papers.questions import mark_json
from quizapp.papers.rulings import Ruling, RulingKind, maximum_of, rekeyed, score_of, under
from tests.fixtures.items import every_type, single

ITEM = Item("s", ItemType.SINGLE, "主题", "题干？", (("A", "甲"), ("B", "乙"), ("C", "丙"), ("D", "丁")), "A")
POINTS = 500


def item_of(raw: dict[str, Any]) -> Item:
    item, problems = parse_item(raw)
    assert item, problems
    return item


def marked(item: Item, response: Any, points: int = POINTS) -> dict[str, Any]:
    return mark_json(mark(item, response, points))


def ruled(kind: RulingKind, was: dict[str, Any], response: Any, new: Item | None = None) -> dict[str, Any]:
    ruling = Ruling(1, kind, 2 if new else None)
    key = rekeyed(ITEM, new) if new else None
    return under(ruling, was, POINTS, lambda: marked(key, response) if key else None)


letters = st.sampled_from("ABCD")
responses = st.one_of(letters, st.just(""))
kinds = st.sampled_from(RulingKind)


@given(responses)
def test_the_same_key_changes_nothing(response: str) -> None:
    was = marked(ITEM, response)
    assert ruled(RulingKind.KEY, was, response, ITEM) == was


@given(responses, letters)
def test_another_key_and_back_restores_the_mark(response: str, key: str) -> None:
    was = marked(ITEM, response)
    anew = ruled(RulingKind.KEY, was, response, replace(ITEM, key=key))
    assert anew["points"] == (POINTS if response == key else 0)
    assert ruled(RulingKind.KEY, anew, response, ITEM) == was
    assert ruled(RulingKind.WRITTEN, anew, response) == was


@given(responses, st.lists(st.tuples(kinds, letters), max_size=5))
def test_only_the_last_ruling_counts_and_taking_it_back_restores(
    response: str, course: list[tuple[RulingKind, str]]
) -> None:
    was = now = marked(ITEM, response)
    for kind, key in course:
        now = ruled(kind, now, response, replace(ITEM, key=key))
        assert now == ruled(kind, was, response, replace(ITEM, key=key))
        assert now == ruled(kind, now, response, replace(ITEM, key=key))
    assert ruled(RulingKind.WRITTEN, now, response) == was


@given(st.lists(st.tuples(responses, st.integers(0, 1000)), min_size=1), kinds, letters)
def test_no_score_is_above_its_maximum(course: list[tuple[str, int]], kind: RulingKind, key: str) -> None:
    new = rekeyed(ITEM, replace(ITEM, key=key))
    assert new
    marks = [
        under(
            Ruling(1, kind, 2),
            marked(ITEM, response, points),
            points,
            lambda r=response, p=points: marked(new, r, p),
        )
        for response, points in course
    ]
    assert 0 <= score_of(marks) <= maximum_of([points for _, points in course], marks)


def test_void_gives_everybody_the_points_or_takes_the_question_out_of_the_sum() -> None:
    for response in ("A", "B", ""):
        was = marked(ITEM, response)
        full, none = ruled(RulingKind.FULL, was, response), ruled(RulingKind.NONE, was, response)
        assert (full["points"], maximum_of([POINTS], [full])) == (POINTS, POINTS)
        assert (none["points"], maximum_of([POINTS], [none])) == (0, 0)


def test_what_a_person_marked_no_key_changes() -> None:
    by_hand = {"points": 300, "verdict": Verdict.PARTIAL, "parts": [], "by_hand": True}
    assert ruled(RulingKind.KEY, by_hand, "x", replace(ITEM, key="C")) == by_hand
    void = ruled(RulingKind.FULL, by_hand, "x")
    assert void["points"] == POINTS
    assert ruled(RulingKind.WRITTEN, void, "x") == by_hand


def test_the_key_is_carried_over_by_what_the_options_say() -> None:
    """An edit put the options in another order: the letter is another one, the text is what counts."""
    new = replace(ITEM, options=(("A", "丁"), ("B", "丙"), ("C", "乙"), ("D", "甲")), key="C")
    found = rekeyed(ITEM, new)
    assert found
    assert found.key == "B"
    assert found.options == ITEM.options


def test_one_reworded_option_still_pairs_but_two_do_not() -> None:
    one = replace(ITEM, options=(("A", "甲"), ("B", "乙（更正）"), ("C", "丙"), ("D", "丁")), key="B")
    found = rekeyed(ITEM, one)
    assert found
    assert found.key == "B"
    two = replace(ITEM, options=(("A", "甲"), ("B", "别的"), ("C", "另外的"), ("D", "丁")), key="B")
    assert rekeyed(ITEM, two) is None


@pytest.mark.parametrize("raw", every_type(), ids=lambda raw: raw["type"])
def test_every_type_takes_its_own_key_unchanged(raw: dict[str, Any]) -> None:
    item = item_of(raw)
    found = rekeyed(item, item)
    assert found == item


def test_a_key_of_another_type_or_shape_does_not_fit() -> None:
    boolean = item_of(next(raw for raw in every_type() if raw["type"] == "boolean"))
    blank = item_of(next(raw for raw in every_type() if raw["type"] == "blank"))
    assert rekeyed(ITEM, boolean) is None
    assert rekeyed(blank, replace(blank, key=(("甲",),))) is None
    assert rekeyed(ITEM, item_of({**single(1), "options": {"A": "甲", "B": "乙"}})) is None


def test_several_right_options_keep_the_order_of_the_old_version() -> None:
    old = item_of(next(raw for raw in every_type() if raw["type"] == "multiple"))
    new = replace(old, options=(("A", "四"), ("B", "三"), ("C", "二"), ("D", "一")), key=("A", "D"))
    found = rekeyed(old, new)
    assert found
    assert found.key == ("A", "D")
