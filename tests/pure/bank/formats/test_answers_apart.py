"""Keys that stand together at the end, at the front or in a table: each to its question, none by a silent shift."""

from __future__ import annotations

import pytest

from quizapp.bank.formats import Format, read
from quizapp.bank.native import ParsedBank

OPTIONS = "A. 甲\nB. 乙\nC. 丙\nD. 丁\nE. 戊"


def paper(text: str) -> ParsedBank:
    return read(text.encode(), "卷.txt", Format.TXT)


def questions(*numbers: int) -> str:
    return "".join(f"{number}. 问题{number}是什么？\n{OPTIONS}\n" for number in numbers)


def keys(bank: ParsedBank) -> list[object]:
    assert [problem.text for problem in bank.errors] == []
    return [item.key for item in bank.items]


@pytest.mark.parametrize(
    "answers",
    [
        "参考答案\n1. A\n2. B\n3. C\n4. D\n5. E",
        "参考答案：\n1.A 2.B 3.C 4.D 5.E",
        "参考答案\n1A2B3C4D5E",
        "答案\n1-5 ABCDE",
        "参考答案：1-5 ABCDE",
        "答案：1-5: A B C D E",
        "【参考答案】\n1～3：A B C\n4~5 DE",
        "参考答案及解析\n1-3 ABC 4-5 DE",
        "答案\n1至5 ABCDE",
        "附：参考答案\n一、单选题\n1、A\n2、B\n3、C\n4、D\n5、E",
        "答案解析\n1.【答案】A【解析】因为。\n2.【答案】B\n3.【答案】C\n4.【答案】D\n5.【答案】E",
        "参考答案\n1. 答案：A\n解析：因为。\n1. 一点\n2. 又一点\n2. 答案：B\n3. 答案：C\n4. 答案：D\n5. 答案：E",
        "参考答案\n1（A）2（B）3（C）4（D）5（E）",
        "题目答案\n题号\t1\t2\t3\t4\t5\n答案\tA\tB\tC\tD\tE",
        "答案表\n题号 1 2 3\n答案 A B C\n题号 4 5\n答案 D E",
        "参考答案\n题号\t答案\n1\tA\n2\tB\n3\tC\n4\tD\n5\tE",
    ],
)
def test_keys_at_the_end(answers: str) -> None:
    bank = paper(f"一、单选题\n{questions(1, 2, 3, 4, 5)}\n{answers}\n")
    assert keys(bank) == ["A", "B", "C", "D", "E"]


def test_explanations_come_along() -> None:
    bank = paper(
        f"{questions(1, 2)}\n参考答案与解析\n1. A\n解析：第一行\n1. 一点\n2. 又一点\n难度：难\n2. B。因为二。"
    )
    assert [(item.key, item.explanation, item.difficulty) for item in bank.items] == [
        ("A", "第一行\n1. 一点\n2. 又一点", 5),
        ("B", "因为二。", 3),
    ]


def test_keys_before_the_questions() -> None:
    assert keys(paper(f"参考答案\n1-3 ABC\n\n{questions(1, 2, 3)}")) == ["A", "B", "C"]


def test_several_letters_in_a_span() -> None:
    bank = paper(f"一、多选题\n{questions(1, 2, 3)}答案\n1-3 AB ACD BE")
    assert keys(bank) == [("A", "B"), ("A", "C", "D"), ("B", "E")]


def test_ticks_and_words() -> None:
    text = "一、判断题\n1. 天是蓝的。\n2. 天是绿的。\n3. 水往低处流。\n参考答案\n"
    assert keys(paper(text + "1-3 √×√")) == [True, False, True]
    assert keys(paper(text + "1-3：对错对")) == [True, False, True]
    assert keys(paper(text + "1. 正确 2. 错误 3. 正确")) == [True, False, True]


def test_numbers_that_start_again_go_by_heading() -> None:
    text = (
        f"一、单选题\n{questions(1, 2)}二、判断题\n1. 天是蓝的。\n2. 天是绿的。\n三、填空题\n1. 红十字会是____。\n"
        "参考答案\n一、单选题\n1-2 BC\n二、判断题\n1-2 √×\n三、填空题\n1. 人道组织；救助团体\n"
    )
    assert keys(paper(text)) == ["B", "C", True, False, (("人道组织", "救助团体"),)]


def test_numbers_that_start_again_go_by_order_where_that_is_clear() -> None:
    sections = f"一、单选题\n{questions(1, 2)}二、判断题\n1. 天是蓝的。\n2. 天是绿的。\n"
    assert keys(paper(sections + "答案\n1.B 2.C\n1.√ 2.×")) == ["B", "C", True, False]


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ("答案\n1-5 ABC", "“1-5”应有 5 个答案，读到 3 个"),
        ("答案\n1-5: A B C D", "“1-5”应有 5 个答案，读到 4 个"),
        ("答案\n5-1 ABCDE", "应有 0 个答案"),
        ("题号答案\n题号 1 2 3 4 5\n答案 A B C", "答案表里有 5 个题号，读到 3 个答案"),
    ],
)
def test_a_count_that_is_off_gives_nobody_a_key(answers: str, says: str) -> None:
    bank = paper(f"{questions(1, 2, 3, 4, 5)}{answers}")
    assert bank.items == ()
    assert any(says in problem.text for problem in bank.errors)
    assert sum("没有答案" in problem.text for problem in bank.errors) == 5


def test_too_few_and_too_many_answers_are_named() -> None:
    bank = paper(f"{questions(1, 2, 3)}答案\n1.A 3.C 7.D")
    assert [item.key for item in bank.items] == ["A", "C"]
    assert [(problem.where, problem.text[:4]) for problem in bank.errors] == [("第7行（第2题）", "没有答案")]
    assert any("第 7 题没有对应" in problem.text for problem in bank.warnings)


def test_what_cannot_be_assigned_is_not() -> None:
    sections = (
        f"一、单选题\n{questions(1, 2)}二、判断题\n1. 天是蓝的。\n2. 天是绿的。\n三、判断题\n1. 水是湿的。\n"
    )
    bank = paper(sections + "答案\n1.B 2.C\n1.√ 2.×")
    assert bank.items == ()
    assert any("分不清哪个答案" in problem.text for problem in bank.errors)
    bank = paper(f"一、单选题\n{questions(1)}答案\n二、多选题\n1. AB")
    assert any("没有对应的题目" in problem.text for problem in bank.errors)


def test_two_keys_that_differ_are_an_error_and_two_that_agree_are_not() -> None:
    question = f"1. 问什么？\n{OPTIONS}\n答案：A\n"
    assert keys(paper(f"{question}参考答案\n1. A")) == ["A"]
    bank = paper(f"{question}参考答案\n1. B")
    assert bank.items == ()
    assert "答案写了两次，说法不同：“A”和“B”" in bank.errors[0].text


def test_a_questions_own_answer_in_points_is_no_answer_sheet() -> None:
    bank = paper(
        "一、简答题\n1. 什么时候用？\n参考答案：\n1. 突然倒下\n2. 无反应\n2. 怎么用？\n参考答案：开、贴、插、电"
    )
    assert keys(bank) == ["1. 突然倒下\n2. 无反应", "开、贴、插、电"]


def test_a_book_with_answers_behind_each_chapter() -> None:
    chapter = "第{}章\n一、单选题\n{}\n参考答案\n1.{} 2.B\n"
    one, two = questions(1, 2), questions(1, 2).replace("问题", "难题")
    bank = paper(chapter.format("一", one, "A") + chapter.format("二", two, "C"))
    assert keys(bank) == ["A", "B", "C", "B"]


def test_options_that_an_explanation_speaks_of_end_no_answers() -> None:
    bank = paper(f"{questions(1, 2)}参考答案\n1. A\n解析：\nA. 对的\nB. 错的\n2. B")
    assert [(item.key, item.explanation) for item in bank.items] == [("A", "A. 对的\nB. 错的"), ("B", "")]
