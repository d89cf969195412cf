"""What is written is read again exactly, by type and format; what a spreadsheet would run is text."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from quizapp.bank.formats import Format, not_carried, read, recognise, template, write
from quizapp.bank.formats.cells import neutralised, restored
from quizapp.bank.formats.examples import EXAMPLE_ITEMS
from quizapp.bank.item import ItemType
from tests.pure.bank import examples
from tests.pure.bank.strategies import items

quick = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
FORMATS = pytest.mark.parametrize("format", Format)


@FORMATS
@pytest.mark.parametrize("kind", ItemType)
@quick
@given(data=st.data())
def test_every_type_comes_back(format: Format, kind: ItemType, data: st.DataObject) -> None:
    some = data.draw(st.lists(items((kind,)), min_size=1, max_size=3, unique_by=lambda one: one.id))
    file = write(some, format)
    bank = read(file, format=format)
    assert [problem.text for problem in bank.errors] == []
    assert list(bank.items) == some
    assert not_carried(some, format) == ()


@FORMATS
def test_the_bank_itself_comes_back_where_the_format_has_a_place_for_it(format: Format) -> None:
    some = [examples.item(raw) for raw in examples.ALL]
    some[0] = replace(some[0], excludes=(some[1].id,))
    file = write(some, format, slug="law", name="题库", description="说明", topics=["红十字会法", "献血"])
    bank = read(file, "bank." + format)
    assert recognise(file) is format
    assert list(bank.items) == some
    if format in (Format.YAML, Format.JSON):
        assert (bank.slug, bank.name, bank.description, bank.topics) == (
            "law",
            "题库",
            "说明",
            ("红十字会法", "献血"),
        )


HOSTILE = [
    "=cmd|' /C calc'!A0",
    "+1+1|x",
    "-2+3",
    "@SUM(A1)",
    "＝1",
    "'=x",
    "''+y",
    "-5",
    "#N/A",
    "_x0041_b",
    "1E5",
    "TRUE",
]


@pytest.mark.parametrize("text", HOSTILE)
@FORMATS
def test_text_that_looks_like_a_formula_stays_text(format: Format, text: str) -> None:
    one = examples.item(examples.GUIDANCE, stem=text, explanation=text, options={"A": text, "B": "乙"})
    file = write([one], format)
    assert read(file, format=format).items == (one,)
    if format is Format.CSV:
        cells = [cell for row in csv.reader(io.StringIO(file.decode("utf-8-sig"))) for cell in row]
    elif format is Format.XLSX:
        cells = [
            cell
            for row in CalamineWorkbook.from_filelike(io.BytesIO(file)).get_sheet_by_index(0).to_python()
            for cell in row
        ]
        assert all(isinstance(cell, str) for cell in cells)
        assert b"<f>" not in file
    else:
        return
    assert all(cell in ("-5",) or not cell.startswith(tuple("=+-@＝＋－＠")) for cell in cells)


@given(st.text())
def test_neutralising_is_undone(text: str) -> None:
    assert restored(neutralised(text)) == text


def test_what_no_cell_holds_is_listed() -> None:
    long = ["；" * 90 + str(number) for number in range(20)]
    one = examples.item(examples.DISCIPLINE, stem="____" + "，____" * 9, key=[long] * 10)
    assert [problem.where for problem in not_carried([one], Format.XLSX)] == [one.id]
    assert not_carried([one], Format.CSV) == ()


def test_the_template_is_empty_and_its_examples_can_be_read() -> None:
    bank = read(template(), "模板.xlsx")
    assert [problem.text for problem in bank.problems] == ["表头下面没有题目。"]
    assert read(write(EXAMPLE_ITEMS, Format.XLSX)).items == EXAMPLE_ITEMS
