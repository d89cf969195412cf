"""Lists as an xlsx workbook in which every cell is text, so that nothing in it can be taken for a formula."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .xml_text import carried

MIMETYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NOT_IN_TITLES = re.compile(r"[\\/*?:\[\]]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
MAX_WIDTH = 40


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list with its headings."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """Return the lists as an xlsx file, one sheet each, headings fixed."""
    import openpyxl  # 15 MB of memory that only a download needs

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        _fill(book.create_sheet(_NOT_IN_TITLES.sub(" ", sheet.title)[:31]), sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(target: Any, sheet: Sheet) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    for number, row in enumerate([sheet.headings, *sheet.rows], 1):
        for column, text in enumerate(row, 1):
            _write(target.cell(number, column), text)
    for column, heading in enumerate(sheet.headings, 1):
        target.cell(1, column).font = Font(bold=True)
        widest = max([len(heading), *(len(row[column - 1]) for row in sheet.rows)])
        target.column_dimensions[get_column_letter(column)].width = min(MAX_WIDTH, 2 * widest + 3)
    target.freeze_panes = "A2"


def _write(cell: Any, text: str) -> None:
    clean = carried(text)
    cell.value = clean
    cell.data_type = "s"  # also where it reads like a formula
    cell.number_format = "@"
    # Text also when somebody edits the cell or saves the list as CSV from the spreadsheet.
    cell.quotePrefix = clean.startswith(_FORMULA)
