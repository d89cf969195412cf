"""What is written is read again exactly, by type and format; what a spreadsheet would run is text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from quizapp.bank.formats import Format, export, handling, read, recognise, template, write
from quizapp.bank.formats.cells import neutralised, restored
from quizapp.bank.formats.examples import EXAMPLE_ITEMS
from quizapp.bank.formats.losses import relettered
from quizapp.bank.item import Item, ItemType
from tests.pure.bank import examples
from tests.pure.bank.strategies import items

quick = settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow], deadline=None)
FORMATS = pytest.mark.parametrize("format", Format)
#: Formats that are read as another, which they resemble.
AS_RECOGNISED = {Format.CLASSQUIZ: Format.KAHOOT, Format.QTI22: Format.QTI, Format.QTI30: Format.QTI}
#: Formats that carry whatever an item says.
WHOLE = (Format.YAML, Format.JSON, Format.XLSX, Format.CSV)


@FORMATS
@pytest.mark.parametrize("kind", ItemType)
@quick
@given(data=st.data())
def test_every_type_comes_back(format: Format, kind: ItemType, data: st.DataObject) -> None:
    some = data.draw(st.lists(items((kind,)), min_size=1, max_size=3, unique_by=lambda one: one.id))
    written = export(some, format)
    if format in WHOLE:
        assert (list(written.items), written.lost) == (some, ())
    if written.items:
        bank = read(written.content, format=format)
        assert [problem.text for problem in bank.errors] == []
        assert bank.items == written.items
    # What differs is named, and nothing is named that does not differ.
    assert bool(written.lost) == (unlettered(some) != unlettered(written.items))


def by_id(some: Iterable[Item]) -> dict[str, Item]:
    return {one.id: one for one in some}


def unlettered(some: Iterable[Item]) -> dict[str, Item]:
    """The items whatever their options' letters: a format without any gives them anew, and nothing is lost by it."""
    return by_id(map(relettered, some))


@FORMATS
def test_the_bank_itself_comes_back_where_the_format_has_a_place_for_it(format: Format) -> None:
    some = [examples.item(raw) for raw in examples.ALL]
    some[0] = replace(some[0], excludes=(some[1].id,))
    written = export(some, format, slug="law", name="题库", description="说明", topics=["红十字会法", "献血"])
    bank = read(written.content, "bank." + handling(format).suffix)
    assert recognise(written.content) is AS_RECOGNISED.get(format, format)
    assert bank.items == written.items
    if format in (Format.YAML, Format.JSON):
        assert (bank.slug, bank.name, bank.description, bank.topics) == (
            "law",
            "题库",
            "说明",
            ("红十字会法", "献血"),
        )


@pytest.mark.parametrize("format", [*WHOLE, Format.DOCX, Format.TXT])
def test_items_as_authors_write_them_are_carried_whole(format: Format) -> None:
    some = [examples.item(raw) for raw in examples.ALL]
    written = export(some, format, name="题库")
    assert written.lost == ()
    assert by_id(read(written.content, format=format).items) == by_id(some)


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
    written = export([one], format)
    file = written.content
    if written.items:
        assert read(file, format=format).items == written.items
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
    written = export([one, examples.item(examples.AED)], Format.XLSX)
    assert [problem.where for problem in written.lost] == [one.id]
    assert [item.id for item in read(written.content).items] == ["aed-order"]
    assert export([one], Format.CSV).lost == ()


def test_the_template_is_empty_and_its_examples_can_be_read() -> None:
    bank = read(template(), "模板.xlsx")
    assert [problem.text for problem in bank.problems] == ["表头下面没有题目。"]
    assert read(write(EXAMPLE_ITEMS, Format.XLSX)).items == EXAMPLE_ITEMS


@FORMATS
def test_pictures_that_stay_behind_are_named(format: Format) -> None:
    one = examples.item(examples.GUIDANCE, stem=f"![袖章](media:{'0a' * 16}) 这是什么？")
    said = [problem.text for problem in export([one], format).lost]
    assert ("题目里有图片，文件里只有图片的名称。" in said) == (format not in WHOLE)
