"""GIFT and Aiken: Moodle's two text formats."""

from __future__ import annotations

from decimal import Decimal

import pytest

from quizapp.bank.formats import Format, export, read, recognise
from quizapp.bank.item import Item, ItemType
from quizapp.bank.native import ParsedBank
from tests.pure.bank import examples


def gift(text: str) -> ParsedBank:
    return read(text.encode(), format=Format.GIFT)


def only(text: str) -> Item:
    bank = gift(text)
    assert [problem.text for problem in bank.errors] == []
    (item,) = bank.items
    return item


@pytest.mark.parametrize(
    ("text", "stem", "kind", "key"),
    [
        ("哪一个？{~甲 =乙 ~丙}", "哪一个？", ItemType.SINGLE, "B"),
        ("::名::哪一个？{\n=甲 # 对\n~乙 # 错\n}", "哪一个？", ItemType.SINGLE, "A"),
        ("哪几个？{~%50%甲 ~%50%乙 ~%-100%丙}", "哪几个？", ItemType.MULTIPLE, ("A", "B")),
        (
            "哪几个？{~%33.33333%甲 ~%33.33333%乙 ~%33.33333%丙 ~丁}",
            "哪几个？",
            ItemType.MULTIPLE,
            ("A", "B", "C"),
        ),
        ("天是蓝的。{T}", "天是蓝的。", ItemType.BOOLEAN, True),
        ("天是绿的。{FALSE#不对#对了####因为。}", "天是绿的。", ItemType.BOOLEAN, False),
        ("红十字会是{=人道 =救助}组织。", "红十字会是 ____ 组织。", ItemType.BLANK, (("人道", "救助"),)),
        ("{=人道}是宗旨。", " ____ 是宗旨。".strip(), ItemType.BLANK, (("人道",),)),
        ("哪种动物？{=蛙#好 =%50%猫 =%0%*#错}", "哪种动物？", ItemType.BLANK, (("蛙",),)),
        ("多少？{#32}", "多少？", ItemType.NUMERIC, Decimal(32)),
        ("多少？{#=1822:0 #对 =%50%1822:2 #近}", "多少？", ItemType.NUMERIC, Decimal(1822)),
        ("多少？{#1..5}", "多少？", ItemType.NUMERIC, Decimal(3)),
        ("多少？{#3:2~#错了}", "多少？", ItemType.NUMERIC, Decimal(3)),
        (
            "对应{=公正 -> 看需要 =中立 -> 不争论 = -> 自愿}",
            "对应",
            ItemType.MATCHING,
            (("1", "A"), ("2", "B")),
        ),
        (
            "转义 \\{a\\} \\= \\~ \\# \\: \\\\ 一\\n二{=甲 ~乙}",
            "转义 {a} = ~ # : \\ 一\n二",
            ItemType.SINGLE,
            "A",
        ),
        ("[html]<p>粗<b>体</b></p>{=<i>甲</i> ~[plain]<i>乙</i>}", "粗体", ItemType.SINGLE, "A"),
        ("见 http\\://a.cn/x{=甲 ~乙 ~%5.5.5%丙}", "见 http://a.cn/x", ItemType.SINGLE, "A"),
    ],
)
def test_what_each_writing_becomes(text: str, stem: str, kind: ItemType, key: object) -> None:
    item = only(text)
    assert (item.stem, item.type, item.key) == (stem, kind, key)
    assert recognise(text.encode()) is Format.GIFT


def test_categories_comments_ids_and_explanations() -> None:
    bank = gift(
        "// 说明\n$CATEGORY: $course$/top/红十字会法\n\n// [id:law-7] [tag:重点] [tag:组织]\n哪一个？{=甲 ~乙####一\\n二}\n\n"
        "$CATEGORY: 献血\n\n哪两个？{=甲 // 不是注释\n// 是注释\n~乙}\n"
    )
    one, two = bank.items
    assert (one.topic, one.id, one.tags, one.explanation) == (
        "红十字会法",
        "law-7",
        ("重点", "组织"),
        "一\n二",
    )
    assert (two.topic, dict(two.options)) == ("献血", {"A": "甲 // 不是注释", "B": "乙"})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("哪一个？{=甲 =乙 ~丙}", "有一个、且只有一个"),
        ("哪一个？{~甲 ~乙}", "有一个、且只有一个"),
        ("哪一个？{~甲}", "至少要有两个选项"),
        ("哪一个？{=甲 ~乙", "不成对"),
        ("哪一个？=甲 ~乙}", "不成对"),
        ("哪一个？{=*}", "通配符"),
        ("多少？{#x..y}", "不是数"),
        ("多少？{#=1 =2}", "这里有 2 个"),
        ("哪一个？｛＝甲 ～乙｝", "半角"),
        ("哪一个？{没有等号}", "没有可用的答案"),
    ],
)
def test_gift_that_does_not_say_is_refused_at_its_line(text: str, says: str) -> None:
    bank = gift(f"// 空\n\n{text}")
    assert bank.items == ()
    assert any(says in problem.text for problem in bank.errors)
    assert all(problem.where in ("", "第1题（第3行）") for problem in bank.errors)


def test_essays_and_descriptions_are_passed_over() -> None:
    bank = gift("谈谈{}\n\n这是说明。\n\n哪一个？{=甲 ~乙}")
    assert (len(bank.items), bank.errors) == (1, ())
    assert [problem.where for problem in bank.warnings][:2] == ["第1题（第1行）", "第2题（第3行）"]


def test_gift_says_what_it_cannot_carry() -> None:
    items = [examples.item(raw) for raw in examples.ALL]
    written = export(items, Format.GIFT)
    said = [problem.text for problem in written.lost]
    assert "这种格式放不下排序题，有 1 道没有写出。" in said
    assert "有几个空的填空题放不进这种格式，1 道没有写出。" in said
    assert {item.type for item in written.items} == {
        *(ItemType.SINGLE, ItemType.MULTIPLE, ItemType.BOOLEAN, ItemType.NUMERIC, ItemType.MATCHING)
    }


AIKEN = "哪一个？\nA) 甲\nB) 乙\nANSWER: B\n\n又是哪一个？\nA. 甲\nB. 乙\nC. 丙\nANSWER: C\n"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_aiken(end: str) -> None:
    file = AIKEN.replace("\n", end).encode()
    assert recognise(file) is Format.AIKEN
    assert [(item.stem, item.key) for item in read(file).items] == [("哪一个？", "B"), ("又是哪一个？", "C")]


def test_aiken_with_several_letters_in_chinese_and_with_truth() -> None:
    text = "哪几个？\nA）甲\nB）乙\n答案：AB\n\n天是蓝的。\nA. 正确\nB. 错误\nANSWER: A\n"
    assert [item.key for item in read(text.encode(), format=Format.AIKEN).items] == [("A", "B"), True]


@pytest.mark.parametrize(
    ("text", "says", "line"),
    [
        ("哪一个？\nA) 甲\nANSWER: A", "至少要有两个选项", 1),
        ("\n哪一个？\nA) 甲\nB) 乙\n下一题？\nA) 甲\nB) 乙\nANSWER: A", "没有“ANSWER", 2),
        ("哪一个？\nA) 甲\nB) 乙\nANSWER: ?", "看不懂答案", 1),
        ("哪一个？\nA) 甲\nB) 乙\nANSWER: C", "不在选项", 1),
    ],
)
def test_aiken_that_does_not_say_is_refused_at_its_line(text: str, says: str, line: int) -> None:
    bank = read(text.encode(), format=Format.AIKEN)
    assert any(says in one.text and f"第{line}行" in one.where for one in bank.errors), bank.errors


def test_aiken_carries_single_choices_and_truth_alone() -> None:
    written = export([examples.item(raw) for raw in examples.ALL], Format.AIKEN)
    assert {item.type for item in written.items} == {ItemType.SINGLE, ItemType.BOOLEAN}
    assert read(written.content).items == written.items
