"""Marking: what each response earns, type by type, and the laws that hold for all."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.bank.item import Item, ItemType
from quizapp.bank.marking import PartialCredit, ResponseShapeError, Verdict, mark, right_key

from . import examples
from .examples import item
from .strategies import items

MARKED = tuple(kind for kind in ItemType if kind is not ItemType.SHORT)
points = st.integers(1, 10_000)
junk = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from("ABCDTF12"),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


def key_response(one: Item) -> Any:
    """The response that a person who knows everything gives."""
    key = right_key(one)
    if one.type is ItemType.NUMERIC:
        return f"{one.key:f}"
    return [variants[0] for variants in one.key_groups] if one.type is ItemType.BLANK else key


@given(items(MARKED), points)
def test_the_key_earns_everything(one: Item, worth: int) -> None:
    marked = mark(one, key_response(one), worth)
    assert (marked.points, marked.verdict) == (worth, Verdict.RIGHT)


@given(items(), points, junk, st.sampled_from(PartialCredit))
def test_any_response_is_marked_within_bounds_or_refused(
    one: Item, worth: int, response: Any, policy: PartialCredit
) -> None:
    try:
        marked = mark(one, response, worth, policy)
    except ResponseShapeError:
        return
    assert isinstance(marked.points, int)
    assert 0 <= marked.points <= worth
    assert (marked.verdict is Verdict.RIGHT) == (marked.points == worth)
    assert marked.verdict is not Verdict.PARTIAL or marked.points


@given(items(), st.sampled_from([None, "", " ", [], ["", " "], {}]))
def test_saying_nothing_is_unanswered(one: Item, nothing: Any) -> None:
    try:
        marked = mark(one, nothing, 100)
    except ResponseShapeError:
        assert nothing is not None
        return
    assert (marked.points, marked.verdict) == (0, Verdict.UNANSWERED)


@given(items((ItemType.MULTIPLE,)), points, st.data())
def test_a_wrong_letter_costs_everything(one: Item, worth: int, data: st.DataObject) -> None:
    wrong = [letter for letter, _ in one.options if letter not in one.key_letters]
    if wrong:
        chosen = [*one.key_letters, data.draw(st.sampled_from(wrong))]
        for policy in PartialCredit:
            assert mark(one, chosen, worth, policy).points == 0


@pytest.mark.parametrize(
    ("policy", "earned"),
    [(PartialCredit.NONE, 0), (PartialCredit.SUBSET, 250), (PartialCredit.PROPORTIONAL, 333)],
)
def test_part_of_a_multiple_earns_what_the_policy_says(policy: PartialCredit, earned: int) -> None:
    who = item(examples.WHO)
    assert mark(who, ["B", "A"], 500, policy).points == earned
    assert mark(who, ["C", "A", "B"], 500, policy).verdict is Verdict.RIGHT
    assert mark(who, ["A", "D"], 500, policy).verdict is Verdict.WRONG


@given(items((ItemType.BLANK, ItemType.MATCHING)), points, st.data())
def test_each_gap_or_pair_earns_its_share(one: Item, worth: int, data: st.DataObject) -> None:
    full = key_response(one)
    keep = data.draw(st.sets(st.integers(0, len(full) - 1)))
    if isinstance(full, dict):
        response: Any = {left: full[left] for index, left in enumerate(full) if index in keep}
    else:
        response = [gap if index in keep else "" for index, gap in enumerate(full)]
    marked = mark(one, response, worth)
    assert marked.points == worth * len(keep) // len(full)
    if keep and len(full) > 1:
        assert marked.parts == tuple(index in keep for index in range(len(full)))


def test_an_ordering_is_all_or_nothing() -> None:
    aed = item(examples.AED)
    assert mark(aed, ["B", "D", "A", "C"], 300).points == 300
    assert mark(aed, ["B", "D", "C", "A"], 300).verdict is Verdict.WRONG
    assert mark(aed, ["B", "D", "A"], 300).verdict is Verdict.WRONG


@pytest.mark.parametrize("word", ["T", "A", True, "true", "正确", "对", "√", "是"])
def test_true_is_said_in_many_ways(word: object) -> None:
    assert mark(item(examples.SAMARITAN), word, 100).verdict is Verdict.RIGHT
    assert mark(item(examples.SAMARITAN, key=False), word, 100).verdict is Verdict.WRONG


@pytest.mark.parametrize(
    ("response", "right"),
    [
        ("32", True),
        ("三十二学时", True),
        ("３２．４", True),
        ("32.5", True),
        ("32.51", False),
        ("三十一", False),
        ("很多", False),
    ],
)
def test_a_number_counts_within_its_tolerance(response: str, right: bool) -> None:
    hours = item(examples.HOURS, tolerance="0.5")
    assert (mark(hours, response, 100).points == 100) is right


@given(items((ItemType.NUMERIC,)))
def test_the_edge_of_the_tolerance_is_in(one: Item) -> None:
    assert isinstance(one.key, Decimal)
    assert mark(one, f"{one.key + one.tolerance:f}", 100).points == 100
    assert mark(one, f"{one.key + one.tolerance + Decimal('0.001'):f}", 100).points == 0


def test_a_blank_takes_its_variants_in_any_writing() -> None:
    kinds = item(examples.DISCIPLINE, key=[["严重警告", "重警告"], ["二年", "24个月"]])
    assert mark(kinds, ["“重警告”", "2年"], 100).points == 100
    assert mark(kinds, ["严重警告"], 101).points == 50
    assert mark(kinds, ["严重警告", "二十四个月。"], 100).verdict is Verdict.RIGHT


def test_a_short_answer_waits_for_a_person() -> None:
    marked = mark(item(examples.TALK), "开、贴、插、电。", 300)
    assert (marked.points, marked.verdict) == (0, Verdict.TO_MARK)


@pytest.mark.parametrize(
    ("raw", "response", "code"),
    [
        (examples.GUIDANCE, ["A"], "response.shape"),
        (examples.GUIDANCE, "E", "response.option"),
        (examples.GUIDANCE, 1, "response.shape"),
        (examples.WHO, "A", "response.shape"),
        (examples.WHO, ["A", "A"], "response.repeat"),
        (examples.WHO, [1], "response.shape"),
        (examples.SAMARITAN, "也许", "response.option"),
        (examples.SAMARITAN, 1, "response.shape"),
        (examples.PRINCIPLES, {"9": "A"}, "response.left"),
        (examples.PRINCIPLES, {1: "A"}, "response.left"),
        (examples.PRINCIPLES, {"1": None}, "response.shape"),
        (examples.PRINCIPLES, ["A"], "response.shape"),
        (examples.DISCIPLINE, ["一", "二", "三"], "response.blanks"),
        (examples.DISCIPLINE, "严重警告", "response.shape"),
        (examples.DISCIPLINE, [None], "response.shape"),
        (examples.HOURS, 32, "response.shape"),
        (examples.HOURS, "3" * 201, "response.long"),
        (examples.TALK, "x\x00", "response.text"),
        (examples.TALK, "\ud800", "response.text"),
    ],
)
def test_what_cannot_be_a_response_is_refused(raw: dict[str, object], response: object, code: str) -> None:
    with pytest.raises(ResponseShapeError) as refusal:
        mark(item(raw), response, 100)
    assert (refusal.value.status, refusal.value.code) == (422, code)
