"""Tables as people have them: their headers, their encodings, their slips; each problem at its row and column."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook

from quizapp.bank.formats import Format, read
from quizapp.bank.formats.columns import field_of
from quizapp.bank.item import ItemType
from quizapp.bank.native import ParsedBank

HEADER = ["题型", "题干", "选项A", "选项B", "选项C", "选项D", "答案", "解析", "难度", "章节", "依据"]
ROW = ["单选题", "甲是哪个？", "一", "二", "三", "四", "B", "因为。", "中", "法律", "红十字会法"]


def csv_of(*rows: list[str], separator: str = ",") -> str:
    return "\n".join(separator.join(row) for row in rows)


def xlsx(*rows: list[Any], title: str = "Sheet1", more: dict[str, list[list[Any]]] | None = None) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for name, others in (more or {}).items():
        second = book.create_sheet(name)
        for row in others:
            second.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def said(bank: ParsedBank) -> list[tuple[str, str]]:
    return [(problem.where, problem.text) for problem in bank.errors]


def changed(**cells: str) -> list[str]:
    return [cells.get(title, value) for title, value in zip(HEADER, ROW, strict=True)]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_encodings_and_separators_are_found_out(encoding: str, separator: str) -> None:
    bank = read(csv_of(HEADER, ROW, separator=separator).encode(encoding))
    assert said(bank) == []
    (item,) = bank.items
    assert (item.type, item.key, item.difficulty, item.topic) == (ItemType.SINGLE, "B", 3, "法律")
    assert item.source is not None
    assert item.source.document == "红十字会法"


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("题干（必填）", "stem"),
        ("题型 （必填）", "type"),
        ("选项E\n(勿删)", "option.E"),
        ("选项 A", "option.A"),
        ("A", "option.A"),
        ("Ａ选项", "option.A"),
        ("答案A", "option.A"),
        ("选项1", "option.A"),
        ("选择项5", "option.E"),
        ("正确答案H\n（必填）", "key"),
        ("标准答案", "key"),
        ("知识点名称", "tags"),
        ("所属范围", "topic"),
        ("难易程度", "difficulty"),
        ("序号", "-"),
        ("", "-"),
        ("颜色", ""),
    ],
)
def test_headers_in_use(header: str, field: str) -> None:
    assert field_of(header) == field


def test_the_header_need_not_stand_first() -> None:
    bank = read(csv_of(["标题", "考试"], ["描述", "x"], ["用时", "60"], HEADER, ROW).encode())
    assert len(bank.items) == 1
    late = read(csv_of(*[["标题", "x"]] * 15, HEADER, ROW).encode(), "a.csv")
    assert "找不到表头" in late.errors[0].text


@pytest.mark.parametrize(
    ("cells", "column", "says"),
    [
        ({"答案": "E"}, "“答案”", "不在选项"),
        ({"答案": "AB"}, "“答案”", "只能有一个"),
        ({"答案": ""}, "“答案”", "没有答案"),
        ({"难度": "9"}, "“难度”", "1 到 5"),
        ({"题型": "怪题"}, "“题型”", "不认识"),
        ({"题干": ""}, "“题干”", "没有填写"),
        ({"题干": "长" * 10_000}, "“题干”", "太长"),
        ({"选项C": "二"}, "", "都是“二”"),
    ],
)
def test_a_problem_names_row_and_column(cells: dict[str, str], column: str, says: str) -> None:
    for data in (csv_of(HEADER, ROW, changed(**cells)).encode(), xlsx(HEADER, ROW, changed(**cells))):
        bank = read(data)
        assert len(bank.items) == 1
        assert [where for where, _ in said(bank)] == [f"第3行{column}"]
        assert says in said(bank)[0][1]


@pytest.mark.parametrize("answer", ["ACD", "a、c、d", "A C D", "A,C,D", "Ａ；Ｃ；Ｄ", "D|C|A", "АСD"])
def test_answers_of_several_letters(answer: str) -> None:
    (item,) = read(xlsx(HEADER, changed(题型="多选题", 答案=answer))).items
    assert item.key == ("A", "C", "D")


@pytest.mark.parametrize(
    ("answer", "key"),
    [("对", True), ("√", True), ("\uf0fc", True), ("错误", False), (True, True), (False, False)],
)
def test_answers_of_a_boolean(answer: object, key: bool) -> None:
    row = ["判断题", "甲对吗？", "", "", "", "", answer, "", "易", "法律", "法"]
    (item,) = read(xlsx(HEADER, row)).items
    assert item.key is key


def test_a_boolean_with_its_options() -> None:
    (item,) = read(
        xlsx(HEADER, ["判断", "甲对吗？", "错误", "正确", "", "", "B", "", "易", "法律", "法"])
    ).items
    assert (item.type, item.key, item.options) == (ItemType.BOOLEAN, True, ())


def test_without_types_the_answer_tells() -> None:
    header, cut = (
        HEADER[1:],
        [
            changed(),
            changed(题干="乙？", 答案="AC"),
            ["", "丙对吗？", "", "", "", "", "对", "", "1", "法律", "法"],
        ],
    )
    bank = read(
        xlsx(header, *[row[1:] for row in cut], ["丁____？", "", "", "", "", "戊；己", "", "2", "法律", "法"])
    )
    assert [item.type for item in bank.items] == ["single", "multiple", "boolean", "blank"]
    assert bank.items[3].key == (("戊", "己"),)
    assert any("没有“题型”列" in problem.text for problem in bank.warnings)


def test_sheets_may_state_the_type_and_hidden_ones_are_left_out() -> None:
    table = [HEADER[1:], changed(题干="乙是哪些？", 答案="AC")[1:]]
    bank = read(xlsx(HEADER, ROW, title="单选题", more={"多选题": table, "备忘": [["随便写的"]]}))
    assert [item.type for item in bank.items] == ["single", "multiple"]
    assert [problem.where for problem in bank.warnings if "没有“题干”" in problem.text] == ["备忘"]


def test_numbers_and_days_in_cells() -> None:
    row = ["单选题", "哪个？", 1.0, 2.5, date(2026, 11, 24), "四", "A", "", 2.0, "法律", "法"]
    (item,) = read(xlsx(HEADER, row)).items
    assert [text for _, text in item.options] == ["1", "2.5", "2026-11-24", "四"]
    assert item.difficulty == 2


def test_the_same_question_again_is_left_out_and_another_key_is_shown() -> None:
    moved = changed(选项A="二", 选项B="一", 答案="A")
    bank = read(csv_of(HEADER, ROW, moved, changed(答案="C")).encode())
    assert len(bank.items) == 1
    assert [(p.where, p.text) for p in bank.warnings] == [("第3行", "与第2行是同一道题，已略去。")]
    assert [where for where, _ in said(bank)] == ["第4行"]
    assert "答案却不同" in said(bank)[0][1]


def test_reading_twice_gives_the_same_ids() -> None:
    once, again = (
        read(csv_of(HEADER, row).encode()).items[0]
        for row in (ROW, changed(解析="改了。", 题干="甲是哪个 ？"))
    )
    assert once.id == again.id


def test_what_every_row_lacks_is_said_once() -> None:
    rows = [["题干", "A", "B", "答案"], *[[f"第{n}问？", "一", "二", "A"] for n in range(50)]]
    bank = read(csv_of(*rows).encode())
    assert len(bank.items) == 50
    assert len(bank.warnings) == 4


def test_quotes_and_line_breaks_within_cells() -> None:
    text = '题型,题干,A,B,答案\r\n单选题,"他说：""好""，\r\n然后呢？",一,"二，三",A\r\n'
    (item,) = read(text.encode()).items
    assert item.stem == '他说："好"，\n然后呢？'


@pytest.mark.parametrize("format", [Format.CSV, Format.XLSX])
def test_ten_thousand_rows_are_read_whole(format: Format) -> None:
    rows = [[*ROW[:1], f"第{n}题是哪个？", *ROW[2:]] for n in range(10_000)]
    bank = read(csv_of(HEADER, *rows).encode() if format is Format.CSV else xlsx(HEADER, *rows))
    assert (len(bank.items), bank.problems) == (10_000, ())
