"""Files that are not what they should be: a sentence each, never a traceback, never all the memory."""

from __future__ import annotations

import io
import time
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.bank.formats import MOST_BYTES, Format, FormatError, read, recognise, write
from quizapp.bank.formats.yaml_json import load_json, load_yaml
from tests.pure.bank import examples

GOOD = write([examples.item(examples.GUIDANCE)], Format.XLSX)


def workbook(**parts: bytes) -> bytes:
    """The good workbook with some parts replaced; `sheet` is its first sheet."""
    names = {"sheet": "xl/worksheets/sheet1.xml"}
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        swapped = {names[name]: data for name, data in parts.items()}
        for entry in old.namelist():
            new.writestr(entry, swapped.get(entry, old.read(entry)))
    return file.getvalue()


def sheet(cells: bytes) -> bytes:
    head = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return head + cells + b"</sheetData></worksheet>"


#: What is said of texts that only their name makes YAML.
YAML = ("标签", "只能有一份", "层次太多")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "空的"),
        (b"  \n", "空的"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "不是文本"),
        (bytes(range(256)) * 40, "不是文本"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "旧版 Office"),
        (b"PK\x03\x04 not a zip", "不是 Excel"),
        (GOOD[: len(GOOD) // 2], "不是 Excel"),
        (workbook(sheet=b"<worksheet"), "损坏"),
        (workbook(sheet=sheet(b"")), "找不到表头"),
        (workbook(sheet=sheet(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')), "表格太大"),
        (workbook(sheet=sheet(b'<row r="200000"><c s="1" r="A200000"><v>1</v></c></row>')), "表格太大"),
        (workbook(sheet=sheet(b" " * 30_000_000)), "大得不正常"),
        (b" " * (MOST_BYTES + 1), "文件太大"),
        (b"items: [", "YAML"),
        (b"items:\n  - &a {id: x}\n  - *a\n", "第 2 行"),
        (b"items: !!python/object/apply:os.system [ls]", "标签"),
        (b"- id: x\n  options: {A: 1, A: 2}\n", "写了两次"),
        (b"a: 1\n---\nb: 2\n", "只能有一份"),
        (b"[" * 100_000, "JSON"),
        (b"- " * 5000, "层次太多"),
        (b'{"items": [}', "第 1 行第 12 列"),
        (b'{"items": [], "items": []}', "写了两次"),
        (b'{"items": NaN}', "NaN"),
        (b"3", "没有读到题目"),
    ],
)
def test_it_says_what_is_wrong(data: bytes, says: str) -> None:
    bank = read(data, "题目.yaml" if says in YAML else "题目")
    assert bank.items == ()
    assert any(says in problem.text for problem in bank.errors), [problem.text for problem in bank.errors]


def test_empty_cells_far_below_do_no_harm() -> None:
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>题干</t></is></c><c r="B1" t="inlineStr"><is><t>答案</t></is></c></row>'
        '<row r="2"><c r="A2" t="inlineStr"><is><t>对吗？</t></is></c><c r="B2" t="inlineStr"><is><t>对</t></is></c></row>'
        '<row r="1048576"><c r="A1048576" s="1"/></row>'
    )
    assert len(read(workbook(sheet=sheet(rows.encode()))).items) == 1


@given(st.binary(max_size=300), st.sampled_from(["", "a.csv", "a.yaml", "a.json", "a.xlsx"]))
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    assert read(data, name).problems


@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255))
@settings(max_examples=60, deadline=None)
def test_a_flipped_byte_breaks_nothing_else(at: int, value: int) -> None:
    damaged = bytearray(GOOD)
    damaged[at] = value
    bank = read(bytes(damaged))
    assert bank.items or bank.errors


def test_recognising_refuses_with_a_code() -> None:
    with pytest.raises(FormatError) as refusal:
        recognise(b"")
    assert (refusal.value.code, refusal.value.status) == ("bank.format", 422)


@pytest.mark.parametrize(
    "word", ["1.10", "12:30", "2026-11-24", "是", "yes", "on", "010", "1e3", "0x1F", ".inf"]
)
def test_yaml_keeps_words_as_they_are_written(word: str) -> None:
    assert load_yaml(f"a: {word}") == {"a": word}


def test_yaml_knows_whole_numbers_truth_and_nothing() -> None:
    assert load_yaml("[1, -2, true, False, null, ~, '1', \"true\"]") == [
        1,
        -2,
        True,
        False,
        None,
        None,
        "1",
        "true",
    ]
    assert load_yaml("a:\nb: |\n  一\n  二\n") == {"a": None, "b": "一\n二\n"}


def test_json_keeps_decimals_as_they_are_written() -> None:
    assert load_json('{"a": 3.50, "b": 2}') == {"a": "3.50", "b": 2}


@pytest.mark.parametrize(
    "piece", ["A. ", "A B ", "（ ", "答案：", "1.", "共题", "1-5 A", "{=", "。 ", "\n", "<b", "\\"]
)
@pytest.mark.parametrize("format", [Format.TXT, Format.GIFT, Format.AIKEN])
def test_a_long_run_of_marks_takes_no_time_to_speak_of(piece: str, format: Format) -> None:
    text = f"1. 题（ ）{(piece * 20_000)[:20_000]}\nA. 甲\nB. 乙\n答案：A\n" * 3
    began = time.process_time()
    read(text.encode(), "卷.txt", format)
    assert time.process_time() - began < 5
