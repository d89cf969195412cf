"""What a question of a file is to those that the bank has, and how one is put right."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from quizapp.bank.imports.cells import cells_of, mended
from quizapp.bank.imports.comparing import CHOICES, Known, Verdict, compared
from quizapp.bank.item import Item
from quizapp.bank.native import item_from_native, item_to_native
from tests.fixtures.items import every_type, single
from tests.pure.bank.strategies import items


def item(number: int = 1, **more: Any) -> Item:
    return item_from_native(single(number, **more))


def verdict(theirs: Item, ours: Item) -> Verdict:
    """Compare as the bank does: by id where it is the same, else by the stem."""
    known = Known(7, ours)
    by_id = known if theirs.id == ours.id else None
    found, other = compared(theirs, by_id, [] if theirs.stem != ours.stem else [known])
    assert (other == 7) == (found is not Verdict.NEW)
    return found


TURNED = {"A": "乙1", "B": "甲1", "C": "丙1", "D": "丁1"}


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        ({}, Verdict.SAME),
        ({"explanation": "另一种说法。"}, Verdict.CHANGED),
        ({"key": "C"}, Verdict.CONFLICT),
        ({"stem": "别的题？", "key": "C"}, Verdict.CHANGED),
        ({"id": "other"}, Verdict.SAME),
        ({"id": "other", "explanation": "另一种说法。"}, Verdict.SAME),
        ({"id": "other", "options": TURNED, "key": "A"}, Verdict.SAME),
        ({"id": "other", "options": TURNED, "key": "B"}, Verdict.CONFLICT),
        ({"id": "other", "key": "C"}, Verdict.CONFLICT),
        ({"id": "other", "options": {"A": "子", "B": "乙1"}}, Verdict.NEW),  # other distractors, the same key
        ({"id": "other", "options": {"A": "子", "B": "丑"}}, Verdict.CONFLICT),
        ({"id": "other", "stem": "别的题？"}, Verdict.NEW),
    ],
)
def test_verdicts(more: dict[str, Any], wanted: Verdict) -> None:
    assert verdict(item(**more), item()) is wanted


@pytest.mark.parametrize("native", every_type(), ids=lambda native: str(native["type"]))
def test_every_type_is_the_same_as_itself(native: dict[str, Any]) -> None:
    ours = item_from_native(native)
    assert verdict(ours, ours) is Verdict.SAME
    assert verdict(item_from_native({**native, "id": "other"}), ours) is Verdict.SAME


def test_whatever_the_verdict_there_is_a_way_to_leave_the_question_out() -> None:
    assert all("skip" in choices for choices in CHOICES.values())


@given(items())
def test_a_whole_question_comes_back_from_the_form_as_it_was(one: Item) -> None:
    back, problems = mended(item_to_native(one), cells_of(item_to_native(one)))
    assert problems == []
    assert back is not None
    assert (back.stem, back.type, back.key, back.options) == (one.stem, one.type, one.key, one.options)


def test_a_broken_question_is_shown_as_it_was_read_and_put_right() -> None:
    read = {**single(1), "key": "E", "tags": ["要紧"]}
    cells = cells_of(read)
    assert (cells["stem"], cells["option.B"], cells["key"]) == (read["stem"], "乙1", "E")
    again, problems = mended(read, cells)
    assert again is None
    assert [problem.where for problem in problems] == ["key"]
    back, problems = mended(read, {**cells, "key": "b"})
    assert back is not None
    assert (back.id, back.key, back.tags) == ("single-1", "B", ("要紧",))
