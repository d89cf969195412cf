"""One change for many items: what stays empty stays, what is asked is done and nothing else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from quizapp.bank.bulk import CLEAR, Asked, outcome
from quizapp.bank.item import Item
from quizapp.bank.native import item_from_native
from tests.fixtures.items import every_type, single

TAGS = st.lists(st.sampled_from(["急救", "献血", "党史", "法律"]), max_size=3, unique=True).map(tuple)


def item(**more: object) -> Item:
    return item_from_native({**single(1), **more})


def test_nothing_asked_changes_nothing() -> None:
    for native in every_type():
        made = outcome(item_from_native(native), Asked())
        assert (made.item, made.changes, made.is_rewritten) == (item_from_native(native), (), False)
    assert not Asked().says_something


def test_each_field_is_set_and_the_change_told() -> None:
    asked = Asked(topic="新主题", difficulty=5, add_tags=("急救",), as_of="2026-11", valid_until="2027")
    made = outcome(item(), asked)
    assert (made.item.topic, made.item.difficulty, made.item.tags) == ("新主题", 5, ("急救",))
    assert [change.field for change in made.changes] == [
        "topic",
        "difficulty",
        "as_of",
        "valid_until",
        "tags",
    ]


def test_a_stroke_clears_a_date_and_an_impossible_one_is_refused() -> None:
    dated = item(as_of="2026-01", valid_until="2026-12-31")
    cleared = outcome(dated, Asked(as_of=CLEAR, valid_until=CLEAR)).item
    assert (cleared.as_of, cleared.valid_until) == ("", "")
    wrong = outcome(dated, Asked(valid_until="2026-13"))
    assert wrong.refused
    assert not wrong.is_rewritten
    assert wrong.item == dated


@given(TAGS, TAGS, TAGS)
def test_tags_are_added_once_and_dropped_altogether(
    before: tuple[str, ...], add: tuple[str, ...], drop: tuple[str, ...]
) -> None:
    after = outcome(item(tags=list(before)), Asked(add_tags=add, drop_tags=drop)).item.tags
    assert set(after) == (set(before) - set(drop)) | set(add)
    assert len(after) == len(set(after))
    assert [tag for tag in after if tag in before and tag not in add] == [
        tag for tag in before if tag not in drop and tag not in add
    ]
