"""Kahoot's and ClassQuiz's workbooks, as these programs write them and as spreadsheets spoil them."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook
from python_calamine import CalamineWorkbook

from quizapp.bank.formats import Format, export, read, recognise
from quizapp.bank.formats.quiz_books import CLASSQUIZ, KAHOOT, Game
from quizapp.bank.item import ItemType
from quizapp.bank.native import ParsedBank
from tests.pure.bank import examples

LIMITS = pytest.mark.parametrize(("format", "game"), [(Format.KAHOOT, KAHOOT), (Format.CLASSQUIZ, CLASSQUIZ)])


def book(header_at: int, header: tuple[str, ...], *rows: list[Any]) -> bytes:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for column, title in enumerate(header, 1):
        sheet.cell(header_at, column, title or None)
    for number, row in enumerate(rows, header_at + 1):
        for column, cell in enumerate(row, 1):
            sheet.cell(number, column, cell)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def kahoot(*rows: list[Any]) -> ParsedBank:
    return read(book(8, KAHOOT.header, *rows), "kahoot.xlsx")


@pytest.mark.parametrize(("at", "game"), [(8, KAHOOT), (13, CLASSQUIZ)])
def test_both_layouts_are_recognised_and_read(at: int, game: Game) -> None:
    file = book(
        at,
        game.header,
        [1, "哪一个？", "甲", "乙", "丙", "丁", 20, "2"],
        [2, "哪几个？", "甲", "乙", "丙", None, 20, "1,3"],
        [3, "天是蓝的。", "正确", "错误", None, None, 20, 1],
    )
    assert recognise(file) is Format.KAHOOT
    bank = read(file)
    assert bank.errors == ()
    assert [(item.type, item.key, len(item.options)) for item in bank.items] == [
        (ItemType.SINGLE, "B", 4),
        (ItemType.MULTIPLE, ("A", "C"), 3),
        (ItemType.BOOLEAN, True, 0),
    ]


@pytest.mark.parametrize(
    ("cell", "key"),
    [
        ("1,2,3,4", ("A", "B", "C", "D")),
        (1.0, "A"),
        (1.2, ("A", "B")),
        ("2；4", ("B", "D")),
        (1234, ("A", "B", "C", "D")),
    ],
)
def test_right_answers_as_spreadsheets_leave_them(cell: object, key: object) -> None:
    assert kahoot([1, "哪几个？", "甲", "乙", "丙", "丁", 20, cell]).items[0].key == key


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ([1, "哪个？", "甲", "乙", None, None, 20, None], "没有正确答案"),
        ([1, "哪个？", "甲", "乙", None, None, 20, "4"], "不在选项"),
        ([1, "哪个？", "甲", "乙", None, None, 20, date(2026, 1, 2)], "看不懂正确答案"),
        ([1, "哪个？", "甲", "乙", None, None, 20, "all"], "看不懂正确答案"),
        ([1, "哪个？", "甲", None, None, None, 20, "1"], "至少要有两个选项"),
        ([1, None, "甲", "乙", None, None, 20, "1"], "没有填写"),
    ],
)
def test_what_is_wrong_is_named_with_its_row(row: list[Any], says: str) -> None:
    bank = kahoot([1, "先一题？", "甲", "乙", None, None, 20, "1"], row)
    assert len(bank.items) == 1
    assert any(says in one.text and one.where.startswith("第10行") for one in bank.errors), bank.errors


@LIMITS
def test_what_is_too_long_or_of_another_type_is_named(format: Format, game: Game) -> None:
    long = examples.item(examples.GUIDANCE, stem="长" * (game.stem + 1))
    many = examples.item(examples.WHO, id="many", options={letter: f"选项{letter}" for letter in "ABCDE"})
    written = export(
        [long, many, examples.item(examples.AED), examples.item(examples.SAMARITAN)], format, name="=卷"
    )
    assert [item.type for item in written.items] == [ItemType.BOOLEAN]
    assert sum(f"超过 {game.stem} 字" in problem.text for problem in written.lost) == 2
    assert any("放不下排序题" in problem.text for problem in written.lost)


@LIMITS
def test_the_layout_is_the_one_these_programs_read(format: Format, game: Game) -> None:
    written = export([examples.item(examples.SAMARITAN), examples.item(examples.WHO)], format, name="=红十字")
    rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(written.content))
        .get_sheet_by_index(0)
        .to_python(skip_empty_area=False)
    )
    at = 7 if format is Format.KAHOOT else 12
    assert [str(cell) for cell in rows[at][1:]] == list(game.header[1:])
    assert rows[at + 2][1:] == [
        *(
            "依据1997年《献血法》第七条，国家鼓励哪些人率先献血？",
            "国家工作人员",
            "现役军人",
            "高等学校在校学生",
        ),
        *("医疗机构住院患者的亲属", 20.0, "1,2,3"),
    ]
    if format is Format.CLASSQUIZ:
        assert (rows[4][2], rows[5][2]) == ("'=红十字", "'=红十字")


def test_a_stem_of_classquiz_is_html_and_one_of_kahoot_is_not() -> None:
    stem, answers = "1 &lt; 2 &amp; <b>H<sub>2</sub>O</b> 是水？", ["<b>", "&amp;", None, None, 20, "1"]
    (item,) = read(book(13, CLASSQUIZ.header, [1, stem, *answers])).items
    assert (item.stem, dict(item.options)) == ("1 < 2 & H₂O 是水？", {"A": "<b>", "B": "&amp;"})
    assert kahoot([1, stem, *answers]).items[0].stem == stem
    for text in ("1 < 2 & <b>3</b>？", "&lt;i&gt; 是什么？"):
        one = examples.item(examples.GUIDANCE, stem=text)
        written = export([one], Format.CLASSQUIZ)
        assert [each.stem for each in read(written.content).items] == [text]
        rows = CalamineWorkbook.from_filelike(io.BytesIO(written.content)).get_sheet_by_index(0).to_python()
        assert not [cell for row in rows for cell in row if "<" in str(cell)]
