"""The native form: what is read comes back, and what cannot be read says where and what to do."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given

from quizapp.bank.item import Item, last_day
from quizapp.bank.native import ITEM_FIELDS, Review, content_hash, item_from_native, item_to_native, parse

from . import examples
from .strategies import items


def problems_of(raw: object) -> list[tuple[str, str]]:
    return [(problem.where, problem.text) for problem in parse([raw]).errors]


@given(items())
def test_an_item_comes_back_from_its_native_form(item: Item) -> None:
    assert item_from_native(item_to_native(item)) == item


@given(items())
def test_an_item_comes_back_through_json(item: Item) -> None:
    stored = json.loads(json.dumps(item_to_native(item)))
    assert item_from_native(stored) == item
    assert content_hash(item_from_native(stored)) == content_hash(item)


@pytest.mark.parametrize("raw", examples.ALL, ids=lambda raw: raw["type"])
def test_the_examples_are_read_without_a_problem(raw: dict[str, object]) -> None:
    bank = parse({"bank": "b", "name": "题库", "topics": ["红十字会法"], "items": [raw]})
    assert bank.problems == ()
    assert (bank.slug, bank.name, bank.topics) == ("b", "题库", ("红十字会法",))
    native = item_to_native(bank.items[0])
    assert list(native) == [name for name in ITEM_FIELDS if name in native]
    assert native["source"] == raw["source"]


@pytest.mark.parametrize(
    ("changes", "where", "says"),
    [
        ({"key": ["A", "B"]}, "key", "只能有一个答案"),
        ({"key": "AB"}, "key", "只能有一个答案"),
        ({"key": "E"}, "key", "不在选项 A、B、C、D 之中"),
        ({"key": None}, "key", "没有答案"),
        ({"key": 3}, "key", "不在选项"),
        ({"stem": "长" * 10_000}, "stem", "最多 2000 个"),
        ({"stem": "  "}, "stem", "没有填写"),
        ({"stem": "字\x00符"}, "stem", "U+0000"),
        ({"stem": "半\ud800个"}, "stem", "U+D800"),
        ({"options": {"A": "甲"}}, "options", "至少要有两个"),
        ({"options": {"A": "甲", "B": "甲"}}, "options", "都是“甲”"),
        ({"options": {"A": "甲", "b": "乙"}}, "options", "大写字母"),
        ({"options": {"A": "甲", "B": None}}, "options.B", "空"),
        ({"options": {"A": "甲", "B": 3.5}}, "options.B", "加引号"),
        ({"options": {"A": "甲", "B": True}}, "options.B", "加引号"),
        ({"options": ["甲", "乙"]}, "options", "分组"),
        ({"type": "quiz"}, "type", "不认识"),
        ({"type": ["single"]}, "type", "不认识"),
        ({"difficulty": 6}, "difficulty", "1 到 5"),
        ({"difficulty": True}, "difficulty", "1 到 5"),
        ({"as_of": "2026-13"}, "as_of", "不是日期"),
        ({"valid_until": "明年"}, "valid_until", "不是日期"),
        ({"id": "有 空格"}, "id", "不能作编号"),
        ({"source": "红十字会法"}, "source", "分组"),
        ({"source": {"article": "第七条"}}, "source.document", "没有填写"),
        ({"excludes": ["nobody"]}, "excludes", "不是本题库"),
        ({"tags": [["甲"]]}, "tags[0]", "一段文字"),
    ],
)
def test_what_does_not_hold_together_says_where(changes: dict[str, object], where: str, says: str) -> None:
    found = problems_of({**examples.GUIDANCE, **changes})
    assert len(found) == 1
    assert found[0][0].startswith("items[0] (")
    assert found[0][0].endswith(f".{where}")
    assert says in found[0][1]


@pytest.mark.parametrize(
    ("raw", "changes", "where"),
    [
        (examples.WHO, {"key": "ABC"}, "key"),
        (examples.WHO, {"key": []}, "key"),
        (examples.WHO, {"key": ["A", "A"]}, "key"),
        (examples.WHO, {"key": ["A", "X"]}, "key[1]"),
        (examples.AED, {"key": ["A", "B"]}, "key"),
        (examples.PRINCIPLES, {"key": {1: "A", 2: "B"}}, "key"),
        (examples.PRINCIPLES, {"key": {1: "A", 2: "B", 3: "C", 4: "D"}}, "key"),
        (examples.PRINCIPLES, {"left": None}, "left"),
        (examples.HOURS, {"key": "三十二"}, "key"),
        (examples.HOURS, {"key": "1e400"}, "key"),
        (examples.HOURS, {"key": float("nan")}, "key"),
        (examples.HOURS, {"tolerance": -1}, "tolerance"),
        (examples.HOURS, {"unit": "0"}, "unit"),
        (examples.DISCIPLINE, {"key": [["严重警告"]]}, "key"),
        (examples.DISCIPLINE, {"key": ["严重警告", "留党察看"]}, "key[0]"),
        (examples.DISCIPLINE, {"key": [["严重警告"], [""]]}, "key[1]"),
        (examples.SAMARITAN, {"key": "也许"}, "key"),
        (examples.SAMARITAN, {"options": {"A": "正确", "B": "部分正确"}}, "options"),
        (examples.TALK, {"key": " "}, "key"),
    ],
)
def test_each_type_has_its_own_key(raw: dict[str, object], changes: dict[str, object], where: str) -> None:
    found = problems_of({**raw, **changes})
    assert found
    assert found[0][0].endswith(f").{where}")


@pytest.mark.parametrize("data", [None, 3, "文字", {}, {"items": {}}, [3], [None], [[]]])
def test_what_is_no_bank_is_a_problem_not_a_crash(data: object) -> None:
    assert parse(data).errors
    assert parse(data).items == ()


def test_markup_is_text() -> None:
    stem = '<script>alert("x")</script><b>哪个</b>？'
    assert examples.item(examples.GUIDANCE, stem=stem).stem == stem


def test_a_boolean_may_carry_its_two_options() -> None:
    options = {"A": "错误", "B": "正确"}
    assert examples.item(examples.SAMARITAN, options=options, key="B").key is True
    assert examples.item(examples.SAMARITAN, options=options, key="A").key is False


def test_what_is_left_out_is_told_and_the_item_stands() -> None:
    raw: dict[str, Any] = {**examples.GUIDANCE, "explaination": "错字", "unit": "次"}
    del raw["difficulty"], raw["source"]
    bank = parse([raw])
    assert len(bank.items) == 1
    told = {problem.where.rpartition(".")[2] for problem in bank.warnings}
    assert told == {"explaination", "unit", "difficulty", "source"}


def test_an_id_serves_once_and_the_first_keeps_it() -> None:
    bank = parse([examples.GUIDANCE, {**examples.WHO, "id": examples.GUIDANCE["id"]}])
    assert [item.type for item in bank.items] == ["single"]
    assert "items[0]" in bank.errors[0].text
    assert bank.errors[0].where.startswith("items[1]")


def test_a_topic_outside_the_bank_is_refused() -> None:
    bank = parse({"topics": ["献血"], "items": [examples.GUIDANCE]})
    assert [problem.where.rpartition(".")[2] for problem in bank.errors] == ["topic"]


def test_the_order_of_writing_letters_does_not_matter() -> None:
    backwards = dict(reversed(list(dict(examples.GUIDANCE["options"]).items())))  # type: ignore[call-overload]  # a mapping
    assert examples.item(examples.GUIDANCE, options=backwards) == examples.item(examples.GUIDANCE)


@given(items())
def test_the_hash_tells_a_change_and_not_the_name(item: Item) -> None:
    assert content_hash(replace(item, id="another")) == content_hash(item)
    assert content_hash(replace(item, stem=item.stem + "？")) != content_hash(item)
    assert content_hash(replace(item, difficulty=item.difficulty % 5 + 1)) != content_hash(item)


@pytest.mark.parametrize(
    ("when", "last"),
    [("2026", date(2026, 12, 31)), ("2028-02", date(2028, 2, 29)), ("2026-11-24", date(2026, 11, 24))],
)
def test_an_item_holds_to_the_end_of_what_is_written(when: str, last: date) -> None:
    assert last_day(when) == last
    item = examples.item(examples.GUIDANCE, valid_until=when)
    assert item.holds_on(last)
    assert not item.holds_on(date.fromordinal(last.toordinal() + 1))


def test_the_readings_of_a_file_are_kept_and_wrong_ones_named() -> None:
    raw = {"bank": "b", "name": "题库", "items": [examples.GUIDANCE]}
    read = parse({**raw, "reviewed": [{"date": "2026-11-26", "by": "第二人", "found": "改了一题"}]})
    assert (read.problems, read.reviewed) == ((), (Review("2026-11-26", "第二人", "改了一题"),))
    wrong = parse({**raw, "reviewed": [{"by": "第二人"}, {"date": "昨天"}]})
    assert [problem.where for problem in wrong.errors] == ["reviewed[0].date", "reviewed[1].date"]
    assert wrong.reviewed == ()
