"""The rules for good items, each broken once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.bank.lint import Report, lint, lint_materials, measure
from quizapp.bank.material import parse_material
from quizapp.bank.native import ParsedBank, parse
from quizapp.bank.similar import near_pairs

from . import examples


def bank_of(*raws: dict[str, object]) -> ParsedBank:
    return parse({"bank": "b", "name": "题库", "items": list(raws)})


def errors(report: Report) -> list[str]:
    return [finding.text for finding in report.findings if finding.level == "error"]


def singles(count: int, **changes: Any) -> list[dict[str, object]]:
    return [
        {**examples.GUIDANCE, "id": f"i{n}", "stem": f"{chr(0x4E00 + 97 * n)}" * 9, **changes}
        for n in range(count)
    ]


def test_good_items_pass() -> None:
    report = lint([bank_of(*examples.ALL)])
    assert report.passed
    assert [finding.text for finding in report.findings] == []


@pytest.mark.parametrize(
    ("raw", "changes", "says"),
    [
        (examples.GUIDANCE, {"explanation": ""}, "没有解析"),
        (examples.GUIDANCE, {"source": None}, "没有依据"),
        (examples.GUIDANCE, {"as_of": ""}, "核对时间"),
        (examples.GUIDANCE, {"options": {"A": "指导", "B": "以上都不对"}}, "以上都对"),
        (examples.GUIDANCE, {"stem": "长" * 67}, "67 个字"),
        (examples.GUIDANCE, {"stem": "下列哪一项不正确？"}, "加粗"),
        (examples.GUIDANCE, {"stem": "甲,乙？"}, "半角"),
        (examples.GUIDANCE, {"options": {"A": "32学时", "B": "很多"}}, "带数字"),
        (examples.WHO, {"key": ["A"]}, "至少两个"),
        (examples.WHO, {"key": ["A", "B", "C", "D"]}, "全部选项"),
        (examples.AED, {"key": ["A", "B", "C", "D"]}, "字母顺序"),
        (examples.PRINCIPLES, {"key": {1: "A", 2: "B", 3: "C"}}, "字母顺序"),
    ],
)
def test_each_rule_is_noticed(raw: dict[str, object], changes: dict[str, object], says: str) -> None:
    found = [finding for finding in lint([bank_of({**raw, **changes})]).findings if says in finding.text]
    assert found
    assert found[0].where.startswith(f"b/{raw['id']}") or found[0].where.startswith("b/items[0]")


def test_what_the_rules_allow() -> None:
    bold = {**examples.GUIDANCE, "stem": "下列哪一项**不正确**？"}
    long = {**examples.WHO, "stem": "长" * 67, "tags": ["long"]}
    assert lint([bank_of(bold, long)]).findings == ()


def test_letters_are_judged_from_forty_singles_on() -> None:
    assert not any("四分之一" in text for text in errors(lint([bank_of(*singles(39))])))
    uneven = errors(lint([bank_of(*singles(40))]))
    assert sum("四分之一" in text for text in uneven) == 4
    even = [{**raw, "key": "ABCD"[n % 4]} for n, raw in enumerate(singles(40))]
    assert errors(lint([bank_of(*even)])) == []
    within = [{**raw, "key": "A" if n == 1 else "ABCD"[n % 4]} for n, raw in enumerate(singles(40))]
    assert errors(lint([bank_of(*within)])) == []


def test_the_key_must_not_be_the_longest_too_often() -> None:
    options = {"A": "很长的说法", "B": "短", "C": "长", "D": "中"}
    raws = [{**raw, "options": options, "key": "A" if n < 8 else "B"} for n, raw in enumerate(singles(20))]
    assert any("最长" in text and "35%" in text for text in errors(lint([bank_of(*raws)])))
    assert not any(
        "最长" in text for text in errors(lint([bank_of(*raws[1:], *raws[:0], {**raws[0], "key": "B"})]))
    )


def test_true_and_false_are_even() -> None:
    raws = [
        {**examples.SAMARITAN, "id": f"b{n}", "stem": chr(0x4E00 + 97 * n) * 9, "key": n < 6}
        for n in range(10)
    ]
    assert any("配平" in text for text in errors(lint([bank_of(*raws)])))
    raws[0]["key"] = False
    assert errors(lint([bank_of(*raws)])) == []


def test_the_same_question_and_the_same_id_in_two_banks() -> None:
    other = parse({"bank": "c", "items": [examples.GUIDANCE]})
    found = errors(lint([bank_of(examples.GUIDANCE), other]))
    assert found == ["编号与 b/law-07-guidance 重复。", "与 b/law-07-guidance 是同一道题。"]


def test_near_stems_are_shown_unless_they_exclude_each_other() -> None:
    near = {
        **examples.GUIDANCE,
        "id": "near",
        "stem": str(examples.GUIDANCE["stem"]).replace("什么？", "哪一种？"),
    }
    assert any("很像" in finding.text for finding in lint([bank_of(examples.GUIDANCE, near)]).findings)
    excluding = {**near, "excludes": [examples.GUIDANCE["id"]]}
    assert lint([bank_of(examples.GUIDANCE, excluding)]).findings == ()


def test_what_is_excluded_may_stand_in_another_bank_and_must_be_there() -> None:
    own, near = (
        examples.GUIDANCE,
        {**examples.GUIDANCE, "id": "near", "stem": f"请问{examples.GUIDANCE['stem']}"},
    )
    other = replace(bank_of({**near, "excludes": [f"b/{own['id']}"]}), slug="other")
    assert lint([bank_of(own), other]).findings == ()
    strange = replace(bank_of({**near, "excludes": ["b/nobody"]}), slug="other")
    assert errors(lint([bank_of(own), strange])) == ["没有“b/nobody”这道题，excludes 写错了。"]


@given(st.lists(st.text("甲乙丙丁戊", max_size=8), max_size=12), st.integers(1, 100))
def test_near_pairs_are_those_that_comparing_all_finds(texts: list[str], near: int) -> None:
    sets = [{text[at : at + 2] for at in range(max(1, len(text) - 1))} for text in texts]
    expected = {
        (one, other)
        for other in range(len(texts))
        for one in range(other)
        if 100 * len(sets[one] & sets[other]) >= near * len(sets[one] | sets[other])
    }
    assert set(near_pairs(texts, near)) == expected


def test_the_table_counts_by_topic_and_sums_up() -> None:
    report = lint(
        [
            bank_of(
                *examples.ALL,
                {**examples.GUIDANCE, "id": "more", "topic": "献血", "stem": "献血？", "key": "C"},
            )
        ]
    )
    assert [(row.topic, row.count) for row in report.table] == [("红十字会法", 8), ("献血", 1), ("", 9)]
    whole = report.table[-1]
    assert whole.letters == {"A": 1, "C": 1}
    assert (whole.true, whole.false, whole.singles) == (1, 0, 2)
    assert measure("b", "", []).longest_percent == 0


MATERIAL = """---
id: law
title: 红十字会法
topic: 红十字会法
summary: 一句话。
minutes: 6
sources: [{document: 中华人民共和国红十字会法, version: 2017}, 章程]
items: [law-07-guidance]
---

# 正文

内容。
"""


def test_a_material_is_read() -> None:
    material = parse_material(MATERIAL)
    assert material.problems == ()
    assert (material.id, material.minutes, material.items) == ("law", 6, ("law-07-guidance",))
    assert [(source.document, source.version) for source in material.sources] == [
        ("中华人民共和国红十字会法", "2017"),
        ("章程", ""),
    ]
    assert material.body == "# 正文\n\n内容。"
    assert lint_materials([material], [bank_of(examples.GUIDANCE)]) == ()


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("---\nid", "id", ""),
        ("id: law\n", "", "id"),
        ("id: law\n", "id: [law]\n", "id"),
        ("title: 红十字会法\n", "", "title"),
        ("minutes: 6", "minutes: 0", "minutes"),
        ("minutes: 6", "minutes: 六", "minutes"),
        ("章程]", "{article: 一}]", "sources[1].document"),
        ("# 正文\n\n内容。\n", "", "body"),
        ("topic: 红", "topic: [", ""),
    ],
)
def test_what_is_wrong_with_a_material_stands_at_its_field(old: str, new: str, where: str) -> None:
    assert old in MATERIAL
    assert [problem.where for problem in parse_material(MATERIAL.replace(old, new)).errors] == [where]


def test_materials_name_items_that_exist_and_ids_once() -> None:
    twice = [parse_material(MATERIAL)] * 2
    texts = [finding.text for finding in lint_materials(twice, [])]
    assert texts == [
        "题库里没有题目“law-07-guidance”。",
        "编号与另一篇材料重复。",
        "题库里没有题目“law-07-guidance”。",
    ]
