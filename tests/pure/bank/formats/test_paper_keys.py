"""Papers as people type them: where the key stands, and what is none."""

from __future__ import annotations

import pytest

from quizapp.bank.item import ItemType
from tests.pure.bank.formats.test_papers import FOUR, only, paper, said, warned


@pytest.mark.parametrize(
    "key",
    [
        *(
            "答案：AC",
            "答案:A、C",
            "正确答案：A,C",
            "参考答案：A C",
            "【答案】AC",
            "[答案]AC",
            "答案（AC）",
            "答案 AC",
        ),
        *(
            "答案：CA",
            "答案：ac",
            "标准答案：ＡＣ",
            "答案：A；C。",
            "答案：甲；丙",
            "答案：A. 甲；C. 丙",
            "答：AC",
        ),
        *(
            "正确答案：AC 你的答案：B",
            "我的答案：B 得分：0\n正确答案：AC",
            "解析：都有。故选AC",
            "分析：选AC",
        ),
    ],
)
def test_keys_of_several_letters(key: str) -> None:
    item = only(f"1. 哪几个？\n{FOUR}\n{key}")
    assert (item.type, item.key) == (ItemType.MULTIPLE, ("A", "C"))


@pytest.mark.parametrize(
    ("key", "letters"), [("A-D", "ABCD"), ("B至D", "BCD"), ("全选", "ABCD"), ("以上全选", "ABCD")]
)
def test_keys_that_name_a_span(key: str, letters: str) -> None:
    assert only(f"1. 哪几个？\n{FOUR}\n答案：{key}").key == tuple(letters)


@pytest.mark.parametrize(
    ("stem", "left", "key"),
    [
        ("宗旨是（ A ）。", "宗旨是（  ）。", "A"),
        ("宗旨是(A)", "宗旨是(  )", "A"),
        ("（B）是宗旨。", "（  ）是宗旨。", "B"),
        ("宗旨（C）是什么？", "宗旨（  ）是什么？", "C"),
        ("宗旨有（ ABD ）。", "宗旨有（  ）。", ("A", "B", "D")),
        ("宗旨有（A、B、D）", "宗旨有（  ）", ("A", "B", "D")),
        ("宗旨有（Ａ Ｂ）", "宗旨有（  ）", ("A", "B")),
    ],
)
def test_a_key_in_the_brackets_of_the_stem(stem: str, left: str, key: object) -> None:
    item = only(f"1. {stem}\n{FOUR}")
    assert (item.stem, item.key) == (left, key)


@pytest.mark.parametrize(
    ("stem", "left", "key"),
    [
        ("宗旨是(    )          B", "宗旨是(    )", "B"),
        ("宗旨有（  ）ABD", "宗旨有（  ）", ("A", "B", "D")),
        ("宗旨有（  ）  A B D", "宗旨有（  ）", ("A", "B", "D")),
        ("产生了（  ）次历史性飞跃。 C", "产生了（  ）次历史性飞跃。", "C"),
        ("在（  ）的前提下建立新体制 D", "在（  ）的前提下建立新体制", "D"),
    ],
)
def test_a_key_behind_the_stem(stem: str, left: str, key: object) -> None:
    bank = paper(f"1. {stem}\n{FOUR}")
    assert said(bank) == []
    assert (bank.items[0].stem, bank.items[0].key) == (left, key)
    assert warned(bank, "取自题干末尾") == stem.endswith("体制 D")


def test_a_letter_behind_a_stem_without_a_bracket_is_no_key() -> None:
    assert "没有答案" in said(paper(f"1. 下列说的是维生素 A\n{FOUR}"))[0]


def test_letters_in_brackets_that_are_words_are_no_key() -> None:
    assert (
        only(f"1. 按压、气道、呼吸（CAB）的次序对吗？\n{FOUR}\n答案：B").stem
        == "按压、气道、呼吸（CAB）的次序对吗？"
    )
    assert "没有答案" in said(paper(f"1. 按压、气道、呼吸（CAB）的次序对吗？\n{FOUR}"))[0]
    assert "没有答案" in said(paper(f"1. 取来除颤器（AED）后先做什么？\n{FOUR}"))[0]


def test_a_unit_with_a_bracket_is_no_key_beside_an_empty_one() -> None:
    stem = "夜间噪声不应超过（ ）dB（A）。"
    item = only(f"1. {stem}\n{FOUR}\n答案：B")
    assert (item.stem, item.key) == (stem, "B")
    assert only(f"1. {stem}\n{FOUR}\n答案：A").stem == stem
    assert "没有答案" in said(paper(f"1. {stem}\n{FOUR}"))[0]
    assert only("1. 中性导体是否标作 N（N）？（ ）\nA.对\nB.错\n答案：A").key is True
    assert only(f"1. 在（ ）下设立机构（A）\n{FOUR}").key == "A"


def test_a_key_before_the_number() -> None:
    bank = paper("一、判断题\n（√）1. 天是蓝的。\n（×）2. 天是绿的。\n（ × ）3、水往高处流。")
    assert said(bank) == []
    assert [(item.stem, item.key) for item in bank.items] == [
        ("天是蓝的。", True),
        ("天是绿的。", False),
        ("水往高处流。", False),
    ]


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("天是蓝的。（√）", True),
        ("天是蓝的（ √ ）。", True),
        ("天是绿的。（×）", False),
        ("天是绿的。（错）", False),
        ("天是蓝的。（T）", True),
        ("天是蓝的。\n答案：正确", True),
        ("天是绿的。\n答案：错", False),
        ("天是绿的。（  ）\n答案：×", False),
        ("天是蓝的。\n答案：对。因为散射。", True),
        ("天是蓝的。\n答案：TRUE", True),
        ("天是绿的。\nA. 正确\nB. 错误\n答案：B", False),
        ("天是蓝的。\nA. 错误\nB. 正确\n答案：对", True),
        ("天是蓝的。 A.√ B.×\n答案：A", True),
    ],
)
@pytest.mark.parametrize("heading", ["一、判断题（对的打√，错的打×）\n", ""])
def test_right_and_wrong(heading: str, text: str, truth: bool) -> None:
    item = only(f"{heading}1. {text}")
    assert (item.type, item.key) == (ItemType.BOOLEAN, truth)
    assert item.stem.startswith("天是")


def test_a_bare_tick_at_the_end() -> None:
    bank = paper("一、判断题\n1. 天是绿的。  ×\n2. 天是蓝的。√")
    assert [(item.stem, item.key) for item in bank.items] == [("天是绿的。", False), ("天是蓝的。", True)]
