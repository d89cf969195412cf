"""How the demo's people answer, held against the marker on every shipped item."""

from __future__ import annotations

from functools import cache
from random import Random

import pytest

from quizapp.bank.item import Item, ItemType
from quizapp.bank.loading import bank_files, read_bank
from quizapp.bank.marking import Verdict, mark
from quizapp.demo.answering import respond, share_of, short_answer
from quizapp.papers.draw import shuffle_options
from quizapp.papers.questions import Slot


@cache
def shipped() -> tuple[Item, ...]:
    return tuple(item for path in bank_files() for item in read_bank(path).items)


def verdict(item: Item, chance: float) -> Verdict:
    slot = Slot(1, 1, 1, item.type, 400, shuffle_options(item, "seed", 1))
    return mark(item, slot.letters(respond(Random(item.id), slot, item, chance)), slot.points).verdict


@pytest.mark.parametrize("kind", [kind for kind in ItemType if kind is not ItemType.SHORT])
def test_sure_is_right_and_clueless_is_not(kind: ItemType) -> None:
    items = [item for item in shipped() if item.type is kind]
    assert items
    for item in items:
        assert verdict(item, 1.0) is Verdict.RIGHT, item.id
        assert verdict(item, 0.0) in (Verdict.WRONG, Verdict.PARTIAL), item.id


def test_a_short_answer_holds_the_share_that_it_says() -> None:
    for item in shipped():
        if item.type is ItemType.SHORT:
            whole, share = short_answer(Random(1), item, 1.0)
            assert share == share_of(whole, str(item.key)) == 1
            part, less = short_answer(Random(1), item, 0.0)
            assert share_of(part, str(item.key)) == less < 1
            assert verdict(item, 0.5) is Verdict.TO_MARK
