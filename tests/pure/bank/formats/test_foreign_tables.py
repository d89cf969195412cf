"""Tables of other platforms: marks beside options, options in one cell, keys in several columns."""

from __future__ import annotations

from typing import Any

import pytest

from quizapp.bank.formats import read
from quizapp.bank.formats.foreign_cells import options_of
from quizapp.bank.item import Item
from tests.pure.bank.formats.test_tables import said, xlsx


def item_of(header: list[str], row: list[Any]) -> Item:
    bank = read(xlsx(["填写须知：1.题型、题干不能为空"], header, row))
    assert said(bank) == []
    (item,) = bank.items
    return item


def test_marks_beside_the_options_are_the_key() -> None:
    header = ["试题类型", "题干", "选项一内容", "选项二内容", "选项三内容", "解析"]
    header += ["选项一是否正确", "选项二是否正确", "选项三是否正确"]
    assert item_of(header, [1, "甲是哪个？", "一", "二", "三", "", 0, 1, 0]).key == "B"
    assert item_of(header, [2, "哪些是乙？", "一", "二", "三", "因为", 1, 0, 1]).key == ("A", "C")
    mixed = ["题型", "题干", "选项A", "选项A是否正确", "选项B", "选项B是否正确"]
    assert item_of(mixed, ["单选题", "甲是哪个？", "一", "否", "二", "是"]).key == "B"


@pytest.mark.parametrize(
    ("cell", "texts"),
    [
        ("公正$;$中立$;$独立", "公正 中立 独立"),
        ("公正|中立|独立", "公正 中立 独立"),
        ("A. 公正,B. 中立,C. 独立", "公正 中立 独立"),
        ("A．公正\nB．中立\nC．独立", "公正 中立 独立"),
        ("A、公正，及时 B、中立 C、独立", "公正，及时 中立 独立"),
        ("B型血|A型血", "B型血 A型血"),
    ],
)
def test_options_in_one_cell_are_parted(cell: str, texts: str) -> None:
    assert list(options_of(cell).values()) == texts.split()


def test_a_key_with_its_texts_is_read_by_its_letters() -> None:
    header = ["专业", "题型", "题目", "选项", "正确答案"]
    row = ["法规", "多选", "哪些是原则？", "A. 公正,B. 快速,C. 独立", "A. 公正,C. 独立"]
    item = item_of(header, row)
    assert item.key == ("A", "C")
    assert [text for _, text in item.options] == ["公正", "快速", "独立"]


def test_a_key_in_several_columns_is_one() -> None:
    header = ["题干", "题型", "选择项1", "选择项2", "选择项3", "解析", "答案1", "答案2", "得分1", "得分2"]
    choice = ["哪些是原则？", "多选题", "公正", "快速", "独立", "", "A", "C", 1, 1]
    assert item_of(header, choice).key == ("A", "C")
    assert item_of(header, ["甲是哪个？", "单选题", "一", "二", "三", "", "B", "", 1, ""]).key == "B"
    blanks = item_of(header, ["先____后____。", "填空题", "", "", "", "", "救命", "治伤", 1, 1])
    assert blanks.key_groups == (("救命",), ("治伤",))


def test_an_unknown_column_names_no_problem_but_its_own() -> None:
    header = ["题型", "题目", "选项A", "选项B", "答案", "可以自己修改"]
    row = ["单选题", "甲是哪个？", "一", "二", "B", ""]
    bank = read(xlsx(header, row, row, ["单选题", "乙是哪个？", "一", "一", "B", ""]))
    assert said(bank) == [("第4行", "有两个选项都是“一”，请改一个。")]
    assert [one.where for one in bank.warnings if "同一道题" in one.text] == ["第3行"]
    assert [one.where for one in bank.warnings if "可以自己修改" in one.where + one.text] == ["第1行"]


@pytest.mark.parametrize(("key", "is_refused"), [("B", True), ("A、C", True), ("AED", False), ("CT", False)])
def test_letters_of_options_that_are_not_in_the_table_fill_no_gap(key: str, is_refused: bool) -> None:
    bank = read(xlsx(["题干", "答案"], ["救护员应当使用____。", key]))
    assert [item.key for item in bank.items] == ([] if is_refused else [((key,),)])
    assert said(bank) == ([("第2行", "看不出是什么题型，请在“题型”列写明。")] if is_refused else [])
