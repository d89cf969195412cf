"""An item as fields of a form and back; what a version changed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from quizapp.bank import editing
from quizapp.bank.changes import differences
from quizapp.bank.item import Item, ItemType
from quizapp.bank.native import item_to_native, parse, parse_item
from tests.fixtures.items import every_type
from tests.pure.bank.strategies import items


def through_the_form(item: Item) -> Item | None:
    fields = editing.from_item(item)
    keys = fields.pop("keys", ())
    assert isinstance(keys, (list, tuple))
    values = {name: value for name, value in fields.items() if isinstance(value, str)}
    found, _ = parse_item(editing.to_native(item.type, values, keys))
    return found


@pytest.mark.parametrize("native", every_type(), ids=lambda native: native["type"])
def test_each_type_comes_back(native: dict[str, object]) -> None:
    item = parse([native]).items[0]
    assert through_the_form(item) == item


@given(items())
def test_any_item_comes_back(item: Item) -> None:
    if len(item.left) > len(editing.LEFTS):
        return
    assert through_the_form(item) == item


@pytest.mark.parametrize(
    ("where", "kind", "field"),
    [
        ("stem", ItemType.SINGLE, "stem"),
        ("options.C", ItemType.SINGLE, "option_C"),
        ("options", ItemType.SINGLE, "option_A"),
        ("key", ItemType.SINGLE, "key"),
        ("key[1]", ItemType.MULTIPLE, "keys"),
        ("key[0][1]", ItemType.BLANK, "gaps"),
        ("key", ItemType.ORDERING, "place_A"),
        ("left.2", ItemType.MATCHING, "left_2"),
        ("key.2", ItemType.MATCHING, "match_2"),
        ("source.article", ItemType.SINGLE, "article"),
        ("source", ItemType.SINGLE, "document"),
        ("tags[0]", ItemType.SINGLE, "tags"),
        ("id", ItemType.SINGLE, "code"),
    ],
)
def test_a_problem_finds_its_field(where: str, kind: ItemType, field: str) -> None:
    assert editing.field_of(where, kind, {"left_1": "一", "left_2": "二"}) == field


def test_a_new_question_gets_an_id_that_follows_from_it() -> None:
    fields = {"topic": "试", "stem": "对吗？", "key": "true"}
    first, again = (editing.to_native(ItemType.BOOLEAN, fields)["id"] for _ in range(2))
    assert first == again
    assert editing.to_native(ItemType.BOOLEAN, {**fields, "code": "own"})["id"] == "own"


def test_differences_name_each_field_once() -> None:
    item = parse([every_type()[0]]).items[0]
    other = replace(item, stem="改过的题干", options=(("A", "新"), *item.options[1:]), tags=("新",))
    found = differences(item_to_native(item), item_to_native(other))
    assert [(one.field, one.before, one.after) for one in found] == [
        ("stem", "单选题？", "改过的题干"),
        ("options.A", "A 一", "A 新"),
        ("tags", "", "新"),
    ]
    assert differences(item_to_native(item), item_to_native(item)) == ()
