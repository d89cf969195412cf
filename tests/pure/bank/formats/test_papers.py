"""Papers as people type them: numbers, headings, options, keys and labels in the ways that are in use."""

from __future__ import annotations

from decimal import Decimal

import pytest

from quizapp.bank.formats import Format, read
from quizapp.bank.item import Item, ItemType, Source
from quizapp.bank.native import ParsedBank

FOUR = "A. 甲\nB. 乙\nC. 丙\nD. 丁"


def paper(text: str) -> ParsedBank:
    return read(text.encode(), "题目.txt", Format.TXT)


def said(bank: ParsedBank) -> list[str]:
    return [f"{problem.where}：{problem.text}" for problem in bank.errors]


def warned(bank: ParsedBank, words: str) -> bool:
    return any(words in problem.text for problem in bank.warnings)


def only(text: str) -> Item:
    bank = paper(text)
    assert said(bank) == []
    (item,) = bank.items
    return item


@pytest.mark.parametrize(
    "number",
    [
        *(
            "1.",
            "1、",
            "1．",
            "1:",
            "1：",
            "1)",
            "1）",
            "(1)",
            "（1）",
            "【1】",
            "[1]",
            "第1题",
            "第 1 题：",
            "1 ",
        ),
        *("１．", "问题一：", "1.\u3000", "  1. ", "**1.**", "一、"),
    ],
)
def test_numbers_in_every_style(number: str) -> None:
    item = only(f"{number}哪一个？\n{FOUR}\n答案：B")
    assert (item.stem, item.key, len(item.options)) == ("哪一个？", "B", 4)


def test_a_number_that_touches_its_stem() -> None:
    bank = paper(f"1哪一个？\n{FOUR}\n答案：B\n2又是哪一个？\n{FOUR}\n答案：C")
    assert [item.stem for item in bank.items] == ["哪一个？", "又是哪一个？"]


@pytest.mark.parametrize(
    "options",
    [
        "A. 甲\nB. 乙\nC. 丙\nD. 丁",
        "A、甲\nB、乙\nC、丙\nD、丁",
        "A．甲\nB．乙\nC．丙\nD．丁",
        "A：甲\nB：乙\nC：丙\nD：丁",
        "A)甲\nB)乙\nC)丙\nD)丁",
        "（A）甲\n（B）乙\n（C）丙\n（D）丁",
        "【A】甲\n【B】乙\n【C】丙\n【D】丁",
        "Ａ．甲\nＢ．乙\nＣ．丙\nＤ．丁",
        "a. 甲\nb. 乙\nc. 丙\nd. 丁",
        "А. 甲\nВ. 乙\nС. 丙\nD. 丁",  # Cyrillic А В С
        "A 甲\nB 乙\nC 丙\nD 丁",
        "A甲\nB乙\nC丙\nD丁",
        "A. 甲 B. 乙 C. 丙 D. 丁",
        "A.甲\tB.乙\tC.丙\tD.丁",
        "A.甲B.乙C.丙D.丁",
        "A、甲 B、乙\nC、丙 D、丁",
        "（A）甲　（B）乙　（C）丙　（D）丁",
        "A 甲  B 乙  C 丙  D 丁",
        "- A: 甲\n- B: 乙\n- C: 丙\n- D: 丁",
        "B. 乙\nA. 甲\nC. 丙\nD. 丁",
        "- A. 甲 - B. 乙 - C. 丙 - D. 丁",
        "  A.甲          B.乙\n  C.丙          D.丁",
        "A .甲 B .乙 C .丙 D .丁",
        "\nA. 甲\n\nB. 乙\n\nC. 丙\n\nD. 丁\n",
    ],
)
def test_options_in_every_style(options: str) -> None:
    item = only(f"1. 哪一个？\n{options}\n答案：C")
    assert dict(item.options) == {"A": "甲", "B": "乙", "C": "丙", "D": "丁"}
    assert item.key == "C"


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("A. E. coli", "E. coli"),
        ("A. IV:5°", "IV:5°"),
        ("A. A型血", "A型血"),
        ("A. 维生素A、B、C", "维生素A、B、C"),
        ("A. B12", "B12"),
        ("A. 3.14", "3.14"),
        ("A. 甲\n第二行", "甲\n第二行"),
        ("A. <script>alert(1)</script>", "<script>alert(1)</script>"),
        ("A. http://a.cn/B.html", "http://a.cn/B.html"),
    ],
)
def test_text_that_looks_like_an_option_stays_text(line: str, text: str) -> None:
    item = only(f"1. 哪一个？\n{line}\nB. 别的\n答案：A")
    assert dict(item.options) == {"A": text, "B": "别的"}


def test_stem_and_options_on_one_line() -> None:
    item = only("1. 宗旨是（  ）A.人道 B.博爱 C.奉献 答案：B")
    assert (item.stem, [text for _, text in item.options], item.key) == (
        "宗旨是（  ）",
        ["人道", "博爱", "奉献"],
        "B",
    )


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("一、单选题（每题2分，共20分）", ItemType.SINGLE),
        ("第一部分 单项选择题", ItemType.SINGLE),
        ("【单选题】", ItemType.SINGLE),
        ("一、单选题：下列各题只有一个正确答案", ItemType.SINGLE),
        ("二 、多选题", ItemType.MULTIPLE),
        ("（二）多项选择题", ItemType.MULTIPLE),
        ("===<<<多选题>>>===", ItemType.MULTIPLE),
        ("## 二、多选题（每题 2 分，共 5 题）", ItemType.MULTIPLE),
        ("多选题 （每题1分，共39道题）", ItemType.MULTIPLE),
        ("四、排序题", ItemType.ORDERING),
    ],
)
def test_headings_state_the_type(heading: str, kind: ItemType) -> None:
    key = "B" if kind is ItemType.SINGLE else "BADC"
    item = only(f"{heading}\n1. 问什么？\n{FOUR}\n答案：{key}")
    assert item.type is kind
    if kind is ItemType.ORDERING:
        assert item.key == ("B", "A", "D", "C")


@pytest.mark.parametrize(
    "stem",
    [
        "【多选】问什么？",
        "（多选题）问什么？",
        "_[多选]_问什么？",
        "问什么？【多选题】",
        "(多选题, 2.0分) 问什么？",
    ],
)
def test_a_type_stated_in_the_stem(stem: str) -> None:
    item = only(f"1、{stem}\n{FOUR}\n答案：AB")
    assert (item.type, item.stem) == (ItemType.MULTIPLE, "问什么？")


def test_a_single_choice_with_two_letters_becomes_a_multiple_and_says_so() -> None:
    bank = paper(f"一、单选题\n1. 问什么？\n{FOUR}\n答案：AB")
    assert [item.type for item in bank.items] == [ItemType.MULTIPLE]
    assert warned(bank, "按多选题收下")


def test_an_open_choice_with_one_letter_is_a_single() -> None:
    assert only(f"一、不定项选择题\n1. 问什么？\n{FOUR}\n答案：B").type is ItemType.SINGLE


@pytest.mark.parametrize(
    ("stem", "key", "shown", "groups"),
    [
        ("处分有警告、____、开除。", "严重警告", "处分有警告、____、开除。", (("严重警告",),)),
        ("处分有____和____。", "警告；开除", "处分有____和____。", (("警告",), ("开除",))),
        ("处分有____和____。", "警告|开除", "处分有____和____。", (("警告",), ("开除",))),
        ("处分有____和____。", "警告、开除", "处分有____和____。", (("警告",), ("开除",))),
        ("处分有____和____。", "（1）警告（2）开除", "处分有____和____。", (("警告",), ("开除",))),
        ("处分有____和____。", "①警告 ②开除", "处分有____和____。", (("警告",), ("开除",))),
        (
            "处分有____和____。",
            "警告；口头警告|开除",
            "处分有____和____。",
            (("警告", "口头警告"), ("开除",)),
        ),
        ("期限是____。", "二年；两年", "期限是____。", (("二年", "两年"),)),
        ("四大发明有（　　）。", "造纸术", "四大发明有____。", (("造纸术",),)),
        ("甲（ ）乙（ ）。", "一  二", "甲____乙____。", (("一",), ("二",))),
    ],
)
def test_gaps_and_what_fills_them(stem: str, key: str, shown: str, groups: object) -> None:
    item = only(f"一、填空题\n1. {stem}\n答案：{key}")
    assert (item.type, item.stem, item.key) == (ItemType.BLANK, shown, groups)


def test_gaps_that_are_filled_in_already() -> None:
    bank = paper("一、填空题\n1. 四大发明有（造纸术）和（印刷术）。")
    assert (bank.items[0].stem, bank.items[0].key) == ("四大发明有____和____。", (("造纸术",), ("印刷术",)))
    assert warned(bank, "取自题干括号")


def test_numbers_pairs_and_model_answers() -> None:
    bank = paper(
        "一、数值题\n1. 不少于多少？\n答案：32学时\n误差：0.5\n"
        "二、匹配题\n2. 对应起来。\n（1）公正\n（2）中立\nA. 不参与争论\nB. 只看需要\n答案：1-B 2-A\n"
        "三、简答题\n3. 什么时候用？\n参考答案：\n1. 突然倒下\n2. 无反应\n"
    )
    assert said(bank) == []
    number, pairs, short = bank.items
    assert (number.key, number.unit, number.tolerance) == (Decimal(32), "学时", Decimal("0.5"))
    assert (pairs.stem, pairs.left, pairs.key) == (
        "对应起来。",
        (("1", "公正"), ("2", "中立")),
        (("1", "B"), ("2", "A")),
    )
    assert short.key == "1. 突然倒下\n2. 无反应"


def test_labels_below_a_question() -> None:
    item = only(
        f"1. 哪一个？\n{FOUR}\n答案：B\n解析：第一行\n1. 一点\n2. 又一点\n难度：易\n知识点：红十字会法、组织\n"
        "依据：《中华人民共和国红十字会法》（2017）第七条，第二款\n主题：法律\n编号：law-7\n核对时间：2026-11\n备注：注"
    )
    assert (item.explanation, item.difficulty, item.tags) == (
        "第一行\n1. 一点\n2. 又一点",
        1,
        ("红十字会法", "组织"),
    )
    assert item.source == Source("中华人民共和国红十字会法", "2017", "第七条", "第二款")
    assert (item.topic, item.id, item.as_of, item.note) == ("法律", "law-7", "2026-11", "注")


def test_labels_on_one_line_and_in_brackets() -> None:
    item = only(f"1. 哪一个？\n{FOUR}\n【答案】B【解析】因为答案：A 不对。【难度】★★★★")
    assert (item.key, item.explanation, item.difficulty) == ("B", "因为答案：A 不对。", 4)
    item = only(f"1. 哪一个？\n{FOUR}\n答案：B 解析：因为。 难度：中")
    assert (item.key, item.explanation, item.difficulty) == ("B", "因为。", 3)


@pytest.mark.parametrize("word", ["难", "4", "★★★★★", "五级", "0.85", "没有"])
def test_words_for_difficulty(word: str) -> None:
    bank = paper(f"1. 哪一个？\n{FOUR}\n答案：B\n难度：{word}")
    expected = {"难": 5, "4": 4, "★★★★★": 5, "五级": 5}.get(word, 3)
    assert [item.difficulty for item in bank.items] == [expected]
    assert warned(bank, "不认识") == (word in ("0.85", "没有"))


@pytest.mark.parametrize(
    "stem",
    [
        "答案是否正确由谁认定？",
        "圆周率约为3.14，对吗？",
        "2021.7.1是什么日子？",
        "1-5月共几个月？",
        "见http://www.redcross.org.cn/1.html",
        "第一行\n第二行\n第三行",
        "下列说法：\n（1）甲；\n（2）乙。\n正确的有几个？",
        "下列说法：\n1. 甲；\n2. 乙。\n正确的有几个？",
        "<b>粗</b>和&amp;",
        "长" * 2000,
    ],
)
def test_stems_that_look_like_something_else(stem: str) -> None:
    bank = paper(f"5. {stem}\n{FOUR}\n答案：B\n6. 下一题？\n{FOUR}\n答案：C")
    assert said(bank) == []
    assert [item.stem for item in bank.items] == [stem, "下一题？"]


def test_captions_around_a_stem_are_no_part_of_it() -> None:
    for text in (
        "第 1 题 [单选题]\n\n题目: 哪一个？\n\n选项:\n",
        "1. 题干：哪一个？\n选项\n",
        "1.题⽬：哪一个？\n",
    ):
        assert only(f"{text}{FOUR}\n正确答案: B").stem == "哪一个？"
    assert only(f"1. 下列题目：选哪个\n选项？\n{FOUR}\n答案：B").stem == "下列题目：选哪个\n选项？"


def test_numbers_that_start_again_skip_or_come_twice() -> None:
    one = f"哪一个{{}}？\n{FOUR}\n答案：B\n"
    text = "".join(f"{number}. " + one.format(at) for at, number in enumerate([1, 2, 4, 4, 1, 2]))
    bank = paper(text)
    assert said(bank) == []
    assert [item.stem for item in bank.items] == [f"哪一个{at}？" for at in range(6)]


def test_a_stem_that_begins_with_digits() -> None:
    bank = paper(f"1.一？\n{FOUR}\n答案：A\n2.21世纪是？\n{FOUR}\n答案：B\n3.1978年是？\n{FOUR}\n答案：C")
    assert [item.stem for item in bank.items] == ["一？", "21世纪是？", "1978年是？"]


def test_bare_numbers_before_stems_that_begin_with_digits() -> None:
    bank = paper(f"1\t谁？\n{FOUR}\n答案：A\n2\t2017年是？\n{FOUR}\n答案：B\n3\t又是谁？\n{FOUR}\n答案：C")
    assert [item.stem for item in bank.items] == ["谁？", "2017年是？", "又是谁？"]
    years = paper(f"谁？\n{FOUR}\n答案：B\n\n1978 2017 两年里是谁？\n{FOUR}\n答案：C\n")
    assert [item.stem for item in years.items] == ["谁？", "1978 2017 两年里是谁？"]


def test_questions_without_numbers() -> None:
    bank = paper(f"哪一个？\n{FOUR}\n答案：B\n\n又是哪一个？\n{FOUR}\n答案：C\n")
    assert [(item.stem, item.key) for item in bank.items] == [("哪一个？", "B"), ("又是哪一个？", "C")]


@pytest.mark.parametrize("gap", ["", "\n"])
@pytest.mark.parametrize("heading", ["五、附加题", "五、简表单选题（每题5分）", "第五部分、综合应用题："])
def test_a_heading_of_another_kind_goes_on_with_no_answer_or_option(heading: str, gap: str) -> None:
    bank = paper(
        f"四、填空题\n1. 深度是____厘米。\n答案：5至6\n{gap}{heading}\n2. 谁（B）\n{FOUR}\n{gap}六、案例题\n3. 何（C）\n{FOUR}"
    )
    assert said(bank) == []
    assert [item.key for item in bank.items] == [(("5至6",),), "B", "C"]
    assert bank.items[1].options[-1] == ("D", "丁")
    assert {item.topic for item in bank.items} == {"未分类"}


def test_points_of_an_explanation_are_no_heading() -> None:
    item = only(f"1. 谁（B）\n{FOUR}\n解析：一、主要问题\n二、存在的难题")
    assert item.explanation == "一、主要问题\n二、存在的难题"


def test_a_bracket_with_a_letter_of_no_option_is_named() -> None:
    assert said(paper(f"二、多选题\n1. 谁（ABE）\n{FOUR}")) == [
        "第2行（第1题）：题干括号里写的“ABE”不都是选项的字母，请改正答案或补上选项。"
    ]
    assert "没有答案" in said(paper(f"1. 使用除颤器（AED）\n{FOUR}"))[0]


def test_of_a_question_that_is_not_clear_type_key_and_explanation_are_kept_to_be_put_right() -> None:
    bank = paper(
        f"二、多选题\n1. 谁（ABE）\n{FOUR}\n解析：因为\n三、填空题\n2. 何____\n四、单选题\n3. 哪\nA. 甲\nA. 乙\n答案：A"
    )
    assert list(bank.broken.values()) == [
        {
            "type": "multiple",
            "stem": "谁（  ）",
            "options": {"A": "甲", "B": "乙", "C": "丙", "D": "丁"},
            "key": "ABE",
            "explanation": "因为",
        },
        {"type": "blank", "stem": "何____", "options": {}},
        {"type": "single", "stem": "哪", "options": {"A": "甲"}, "key": "A"},
    ]


def test_chapters_are_topics() -> None:
    bank = paper(
        f"第一章 总则\n\n1. 哪一个？\n{FOUR}\n答案：B\n\n第二章 组织\n\n2. 哪一个呢？\n{FOUR}\n答案：C"
    )
    assert [item.topic for item in bank.items] == ["总则", "组织"]


def test_a_material_goes_before_each_question_it_is_for() -> None:
    bank = paper(
        f"1. 先问？\n{FOUR}\n答案：A\n根据以下材料，回答2-3题：\n有一个人倒下了。\n2. 先做什么？\n{FOUR}\n答案：B\n"
        f"3. 再做什么？\n{FOUR}\n答案：C\n4. 最后？\n{FOUR}\n答案：D"
    )
    assert said(bank) == []
    assert [item.stem.count("有一个人倒下了。") for item in bank.items] == [0, 1, 1, 0]


@pytest.mark.parametrize(
    ("text", "where", "says"),
    [
        (f"1. 哪一个？\n{FOUR}", "第1行（第1题）", "没有答案"),
        (f"\n1. 哪一个？\n{FOUR}\n答案：E", "第2行（第1题）“答案”（第7行）", "“E”不在选项 A、B、C、D 之中"),
        (f"1. 哪一个？\n{FOUR}\n答案：略", "第1行（第1题）", "看不懂答案“略”"),
        (f"1. 哪一个？\n{FOUR}\n答案：A. 乙", "第1行（第1题）", "对不上选项"),
        ("1. 哪一个？\nA. 甲\n答案：A", "第1行（第1题）", "至少要有两个选项"),
        ("一、单选题\n1. 哪一个？\n答案：A", "第2行（第1题）", "选项不足"),
        ("1. 哪一个？\nA. 甲\nB. 乙\nA. 丙\n答案：A", "第1行（第1题）", "选项字母 A 写了两次"),
        ("1. 哪一个？\nA. 甲\nB.\n答案：A", "第1行（第1题）“选项”", "选项是空的"),
        ("1. 哪一个？\nA. 甲\nB. 甲\n答案：A", "第1行（第1题）“选项”", "有两个选项都是“甲”"),
        (f"1. 是（ A ）。\n{FOUR}\n答案：B", "第1行（第1题）", "题干括号里写的是“A”，答案写的是“B”"),
        (f"1. （A）和（B）\n{FOUR}", "第1行（第1题）", "几处像答案的括号"),
        (f"1. 哪一个？\n{FOUR}\n答案：A\n答案：B", "第1行（第1题）", "答案写了两次"),
        ("一、判断题\n1. 天是蓝的。\n答案：A", "第2行（第1题）", "看不懂判断题的答案"),
        ("一、填空题\n1. ____和____。\n答案：甲", "第2行（第1题）", "有 2 个空"),
        ("1. 天是什么样的呢\n答案：蓝", "第1行（第1题）", "看不出是什么题型"),
        (f"1. {'长' * 10_000}\n{FOUR}\n答案：A", "第1行（第1题）“题干”", "太长：10000 个字"),
        (
            f"1. 同一题？\n{FOUR}\n答案：A\n2. 同一题？\n{FOUR}\n答案：B",
            "第7行（第2题）",
            "与第1行（第1题）题干和选项相同，答案却不同",
        ),
        ("前言\n没有题目的文字", "题目.txt", "没有读到题目"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(text: str, where: str, says: str) -> None:
    bank = paper(text)
    assert any(problem.where == where and says in problem.text for problem in bank.errors), said(bank)


def test_a_broken_question_spoils_none_of_its_neighbours() -> None:
    bank = paper(f"1. 一？\n{FOUR}\n答案：A\n2. 二？\n{FOUR}\n3. 三？\n{FOUR}\n答案：C")
    assert [item.stem for item in bank.items] == ["一？", "三？"]
    assert len(said(bank)) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028"])
def test_encodings_and_line_ends(encoding: str, end: str) -> None:
    text = f"1. 哪一个？\n{FOUR}\n答案：B".replace("\n", end)
    (item,) = read(text.encode(encoding), "题.txt").items
    assert (item.stem, item.key) == ("哪一个？", "B")


def test_damaged_text_is_refused_at_its_line_and_not_read_as_something_else() -> None:
    damaged = f"1. 哪一个？\n{FOUR}\n答案：B".encode().replace("乙".encode(), b"\xe4\xb9")
    (problem,) = read(damaged, "题.txt").errors
    assert problem.text == "第 3 行有损坏的 UTF-8 字符，请修好后重新保存。"
