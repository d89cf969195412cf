"""Text copied out of a PDF: heads and feet of pages in the midst of everything, lines broken at the page's width."""

from __future__ import annotations

import pytest

from quizapp.bank.formats import Format, export, read
from quizapp.bank.item import ItemType
from tests.pure.bank import examples
from tests.pure.bank.formats.test_papers import paper, said, warned

HEAD = "救护知识竞赛题库（2026 年第一批）"


def question(number: int, *, within: str = "", behind: str = "", key: str = "B") -> str:
    lines = [
        f"{number}.第{number}种情形下，救护员到达现场后首先应当做的事",
        within,
        "情是（ ）。",
        "A.确认环境安全并做好个人",
        "防护",
        f"B.呼救\n正确答案：{key}",
        behind,
    ]
    return "\n".join(line for line in lines if line)


def pages(head: str = HEAD, *, between: int = 1) -> str:
    """Six questions, a head in four of them and behind `between` others."""
    return "\n".join(
        question(number, within=head if number < 5 else "", behind=head if number > 6 - between else "")
        for number in range(1, 7)
    )


def test_a_head_is_left_out_wherever_it_stands_and_named_once() -> None:
    bank = paper(pages())
    assert said(bank) == []
    assert [item.stem for item in bank.items] == [
        f"第{number}种情形下，救护员到达现场后首先应当做的事情是（ ）。" for number in range(1, 7)
    ]
    assert {item.choices for item in bank.items} == {(("A", "确认环境安全并做好个人防护"), ("B", "呼救"))}
    assert {item.explanation for item in bank.items} == {""}
    about = [(one.where, one.text) for one in bank.warnings if "页眉" in one.text]
    assert about == [("第2行", f"“{HEAD}”这样的行有 5 行，看来是页眉或页脚，已略去；折断的行已接上。")]


def test_a_line_that_stands_only_within_or_only_behind_questions_stays() -> None:
    within = paper("\n".join(question(number, within="（ ）下，") for number in range(1, 7)))
    assert all("（ ）下，" in item.stem for item in within.items)
    behind = paper("\n".join(question(number, behind="见教材第三章。") for number in range(1, 7)))
    assert {item.explanation for item in behind.items} == {"见教材第三章。"}
    assert not warned(within, "页眉")
    assert not warned(behind, "页眉")
    # Without a page nothing is joined.
    assert "\n" in within.items[0].stem


def test_a_line_that_stands_four_times_is_no_head() -> None:
    text = "\n".join(
        question(at, within=HEAD if at < 4 else "", behind=HEAD * (at == 4)) for at in range(1, 7)
    )
    bank = paper(text)
    assert HEAD in bank.items[0].stem
    assert not warned(bank, "页眉")


@pytest.mark.parametrize("mark", ["第 {} 页 共 3 页", "第{}页", "- {} -", "—{}—"])
def test_page_numbers_are_left_out_where_they_count_up(mark: str) -> None:
    text = "\n".join(question(number, within=mark.format(number)) for number in (1, 2, 3))
    bank = paper(text)
    assert said(bank) == []
    assert [item.stem[-6:] for item in bank.items] == ["的事情是（ ）。"[-6:]] * 3
    assert warned(bank, f"“{mark.format(1)}”这样的行有 3 行")
    again = paper("\n".join(question(number, within=mark.format(7)) for number in (1, 2, 3)))
    assert all(mark.format(7) in item.stem for item in again.items)


def test_lists_and_latin_lines_are_not_joined() -> None:
    stem = "下列说法：\n（i）甲，\n乙；\n2）丙。\nfirst aid\nkit 是什么？不小于\n1.5 米\n"
    bank = paper(pages() + f"\n7.{stem}A.是\nB.否的\n正确答案：A")
    assert bank.items[-1].stem == "下列说法：\n（i）甲，乙；\n2）丙。first aid\nkit 是什么？不小于1.5 米"


def test_a_broken_line_that_says_only_a_type_is_no_heading() -> None:
    bank = paper(
        "一、单选题\n1.哪一项错误？\nA.不应只靠主观\n判断\nB.应当评估\n正确答案：A\n"
        "2.又一题？\nA.一\nB.凭经验\n判断\n正确答案：B\n3.再一题？\nA.一\nB.二\n正确答案：B"
    )
    assert said(bank) == []
    assert {item.type for item in bank.items} == {ItemType.SINGLE}
    assert [bank.items[0].options[0][1], bank.items[1].options[1][1]] == [
        "不应只靠主观\n判断",
        "凭经验\n判断",
    ]
    headed = paper("单选\n1.哪个？\nA.一\nB.二\n判断\n2.天是蓝的。\n答案\n单选\n答案：1.A\n判断\n答案：2.对")
    assert [item.type for item in headed.items] == [ItemType.SINGLE, ItemType.BOOLEAN]


def test_a_question_whose_number_is_garbled_is_named_and_not_swallowed() -> None:
    bank = paper(
        "1.一？\nA.甲\nB.乙\n正确答案：A\n2《. 某法》规定什么？\nA.丙\nB.丁\n正确答案：A\n3.三？\nA.甲\nB.乙\n正确答案：B"
    )
    assert [item.stem for item in bank.items] == ["三？"]
    assert said(bank) == [
        "第1行（第1题）：答案写了两次（第8行），中间还有别的文字：可能有一个题号没有认出来，请核对。"
    ]


def test_what_was_exported_has_no_pages_however_often_a_line_comes_back() -> None:
    some = [
        examples.item(
            examples.GUIDANCE, id=f"page-{at}", stem=f"{at}：问\n第 {at} 页\n什么？", explanation="同一行"
        )
        for at in range(1, 8)
    ]
    for format in (Format.TXT, Format.DOCX):
        written = export(some, format)
        assert written.items == tuple(some)
        assert read(written.content, format=format).items == tuple(some)


def test_a_head_with_the_pages_number_is_cut_off_an_option_too() -> None:
    heads = [f"{HEAD}\t{number}" for number in range(1, 8)]
    text = "\n".join(
        question(
            number, within=heads[number] if number < 5 else "", behind=heads[number] if number == 6 else ""
        )
        for number in range(1, 7)
    )
    bank = paper(f"{text}\n7.题目：哪个\n好？\n选项：\nA.甲 {heads[0]}\nB.乙\n正确答案：A")
    assert said(bank) == []
    assert not [item for item in bank.items if HEAD in item.stem + str(item.options) + item.explanation]
    assert (bank.items[-1].stem, bank.items[-1].options) == ("哪个好？", (("A", "甲"), ("B", "乙")))
    assert warned(bank, f"“{HEAD}”这样的行有 5 行")
