"""A list as a workbook: whatever people wrote, the file opens and nothing in it is a formula."""

from __future__ import annotations

import io

import openpyxl
import pytest

from quizapp.core.workbook import Sheet, workbook


@pytest.mark.parametrize("char", ["\0", "\x0b", "\x1b", "\ud800", "\ufffe", "\uffff"])
def test_what_xml_cannot_carry_is_left_out(char: str) -> None:
    made = workbook([Sheet("名单", ["原因"], [[f"超时{char}补充"]])])
    cell = openpyxl.load_workbook(io.BytesIO(made)).worksheets[0]["A2"]
    assert cell.value == "超时补充"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(1)", '=HYPERLINK("http://x")'])
def test_nothing_is_a_formula(text: str) -> None:
    made = workbook([Sheet("名单", ["原因"], [[text]])])
    cell = openpyxl.load_workbook(io.BytesIO(made)).worksheets[0]["A2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)
