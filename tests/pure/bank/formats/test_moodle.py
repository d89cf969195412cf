"""Moodle XML: what each type becomes, what is passed over and why, what is written."""

from __future__ import annotations

from decimal import Decimal

import pytest

from quizapp.bank.formats import Format, export, read, recognise
from quizapp.bank.item import ItemType
from quizapp.bank.native import ParsedBank
from tests.pure.bank import examples


def quiz(*questions: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><quiz>\n{chr(10).join(questions)}\n</quiz>'.encode()


def question(kind: str, inner: str, stem: str = "<p>哪一个？</p>", form: str = "html") -> str:
    return (
        f'<question type="{kind}"><name><text>题</text></name>'
        f'<questiontext format="{form}"><text><![CDATA[{stem}]]></text></questiontext>{inner}</question>'
    )


def answer(text: str, fraction: object, feedback: str = "") -> str:
    return (
        f'<answer fraction="{fraction}" format="html"><text>{text}</text>'
        f"<feedback><text>{feedback}</text></feedback></answer>"
    )


CHOICE = answer("甲", 0) + answer("乙", 100, "因为。") + answer("丙", 0)


def said(bank: ParsedBank) -> list[str]:
    return [problem.text for problem in bank.errors]


def test_choices_topics_tags_and_ids() -> None:
    file = quiz(
        "<question type='category'><category><text>$course$/top/红十字/法律//条例</text></category></question>",
        question(
            "multichoice",
            f"<single>true</single>{CHOICE}<idnumber>law-7</idnumber><tags><tag><text>重点</text></tag></tags>"
            "<generalfeedback format='html'><text>&lt;p&gt;一&lt;/p&gt;&lt;p&gt;二&lt;/p&gt;</text></generalfeedback>",
        ),
        question(
            "multichoice", "<single>false</single>" + answer("甲", 50) + answer("乙", 50) + answer("丙", -100)
        ),
    )
    assert recognise(file) is Format.MOODLE
    bank = read(file)
    assert said(bank) == []
    one, several = bank.items
    assert (one.id, one.topic, one.tags, one.stem, one.explanation) == (
        "law-7",
        "法律/条例",
        ("重点",),
        "哪一个？",
        "一\n二",
    )
    assert (one.type, dict(one.options), one.key) == (ItemType.SINGLE, {"A": "甲", "B": "乙", "C": "丙"}, "B")
    assert (several.type, several.key) == (ItemType.MULTIPLE, ("A", "B"))


def test_a_tag_that_is_too_long_costs_the_tag_and_not_the_question() -> None:
    long = "/".join(["路径"] * 12)
    tags = f"<tags><tag><text>短</text></tag><tag><text>{long}</text></tag></tags>"
    bank = read(quiz(question("multichoice", f"<single>true</single>{CHOICE}{tags}")))
    assert said(bank) == []
    assert bank.items[0].tags == ("短",)
    assert [problem.text for problem in bank.problems if long in problem.text] == [
        f"标签“{long}”太长，没有导入。"
    ]


def test_the_feedback_of_the_right_answer_serves_for_an_explanation() -> None:
    assert read(quiz(question("multichoice", CHOICE))).items[0].explanation == "因为。"


def test_every_other_type() -> None:
    pairs = "".join(
        f"<subquestion format='html'><text>{left}</text><answer><text>{right}</text></answer></subquestion>"
        for left, right in (("公正", "只看需要"), ("中立", "不参与争论"), ("", "自愿"))
    )
    unit = "<units><unit><multiplier>1</multiplier><unit_name>学时</unit_name></unit></units>"
    bank = read(
        quiz(
            question("truefalse", answer("true", 0) + answer("false", 100), "天是绿的。"),
            question(
                "shortanswer",
                answer("严重警告", 100) + answer("严重警告处分", 100) + answer("*", 0),
                "哪种？",
            ),
            question(
                "numerical",
                f"<answer fraction='100'><text>32</text><tolerance>0.5</tolerance></answer>{unit}",
            ),
            question("matching", pairs, "对应起来。"),
            question("ordering", answer("开", 1) + answer("贴", 2) + answer("插", 3), "排好。"),
            question("essay", "<graderinfo format='html'><text>要点</text></graderinfo>", "说说看。"),
            question(
                "cloze",
                "",
                "处分有{1:SHORTANSWER:=警告~%100%口头警告~%50%批评#近了}和{1:SA:=开除\\}#对}。",
                "html",
            ),
        )
    )
    assert said(bank) == []
    boolean, short, number, matching, ordering, essay, cloze = bank.items
    assert boolean.key is False
    assert short.key == (("严重警告", "严重警告处分"),)
    assert (number.key, number.tolerance, number.unit) == (Decimal(32), Decimal("0.5"), "学时")
    assert (matching.left, matching.key) == ((("1", "公正"), ("2", "中立")), (("1", "A"), ("2", "B")))
    assert [text for _, text in matching.options] == ["只看需要", "不参与争论", "自愿"]
    assert (ordering.type, ordering.key) == (ItemType.ORDERING, ("A", "B", "C"))
    assert essay.key == "要点"
    assert (cloze.stem, cloze.key) == ("处分有____和____。", (("警告", "口头警告"), ("开除}",)))


@pytest.mark.parametrize(
    ("one", "says"),
    [
        (question("multichoice", answer("甲", 50) + answer("乙", 0)), "没有标出正确答案"),
        (question("multichoice", answer("甲", 100) + answer("乙", 100)), "2 个得满分的选项"),
        (
            question("multichoice", "".join(answer(f"第{at}", 0) for at in range(27)) + answer("乙", 100)),
            "最多 26 个",
        ),
        (question("truefalse", answer("true", 0) + answer("false", 0)), "没有标出 true 和 false"),
        (question("shortanswer", answer("*", 100)), "通配符"),
        (question("numerical", answer("1", 100) + answer("2", 100)), "这里有 2 个"),
        (question("numerical", answer("x", 100)), "应当是一个数"),
        (question("cloze", "", "{1:MULTICHOICE:=甲~乙}"), "完形填空里的“MULTICHOICE”不支持"),
        (question("multichoice", CHOICE, "长" * 10_000), "太长"),
    ],
)
def test_what_cannot_be_taken_is_named_with_its_line(one: str, says: str) -> None:
    bank = read(quiz(question("multichoice", CHOICE, "另一题？"), one))
    assert len(bank.items) == 1
    assert any(
        says in problem.text and problem.where.startswith("第2题（第3行）") for problem in bank.errors
    ), said(bank)


def test_other_types_are_passed_over_with_their_name() -> None:
    others = (question("ddmarker", ""), question("description", ""), question("essay", ""))
    bank = read(quiz(*others, question("multichoice", CHOICE)))
    assert (len(bank.items), said(bank)) == (1, [])
    assert [one.text for one in bank.warnings][:3] == [
        "题型“ddmarker”不支持，这道题已略去。",
        "题型“description”不支持，这道题已略去。",
        "简答题没有参考答案（给评分人的信息），已略去。",
    ]


@pytest.mark.parametrize(
    ("stem", "text", "note"),
    [
        ("<p>H<sub>2</sub>O 和 m<sup>2</sup></p>", "H₂O 和 m²", ""),
        ("一<br/>二&nbsp;三&lt;b&gt;", "一\n二 三<b>", ""),
        ("<script>alert(1)</script>问？", "问？", "有脚本"),
        ('<img src="@@PLUGINFILE@@/a.png" alt="图"/>问？', "图问？", "有图片"),
        ("<math><mi>x</mi></math>问？", "x问？", "有公式"),
        ("<style>p{}</style><ul><li>甲</li><li>乙</li></ul>", "甲\n乙", ""),
    ],
)
def test_html_becomes_text(stem: str, text: str, note: str) -> None:
    bank = read(quiz(question("multichoice", CHOICE, stem)))
    assert bank.items[0].stem == text
    assert any(note in problem.text for problem in bank.warnings)


def test_plain_texts_are_no_html() -> None:
    assert (
        read(quiz(question("multichoice", CHOICE, "a < b & <b>", "plain_text"))).items[0].stem
        == "a < b & <b>"
    )


def test_an_outer_dtd_is_not_fetched_and_entities_are_refused() -> None:
    body = quiz(question("multichoice", CHOICE, form="html")).decode().partition("?>")[2]
    outer = f"<!DOCTYPE quiz SYSTEM 'http://127.0.0.1:9/quiz.dtd'>{body.replace('甲', '甲&nbsp;一')}"
    assert dict(read(outer.encode()).items[0].options)["A"] == "甲 一"
    inner = f"<!DOCTYPE quiz [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>{body.replace('甲', '&x;')}"
    assert "定义了实体" in said(read(inner.encode()))[0]


@pytest.mark.parametrize(
    "file", [b"<quiz></quiz>", b"<?xml version='1.0'?><rss/>", b"<quiz><question", b"<html></html>"]
)
def test_files_that_are_none_of_it(file: bytes) -> None:
    assert read(file, "x.xml").errors


def test_what_moodle_has_no_place_for_is_said_once_with_how_often() -> None:
    items = [examples.item(examples.GUIDANCE), examples.item(examples.WHO)]
    said = [problem.text for problem in export(items, Format.MOODLE).lost]
    assert "这种格式没有放“依据”的地方，2 道题的没有写出。" in said
    assert "这种格式没有放“难度”的地方，2 道题的没有写出。" in said


def test_a_multiple_choice_is_written_so_that_choosing_everything_earns_nothing() -> None:
    file = export([examples.item(examples.WHO)], Format.MOODLE).content.decode()
    assert file.count('fraction="33.33333"') == 3
    assert file.count('fraction="-100"') == 1
