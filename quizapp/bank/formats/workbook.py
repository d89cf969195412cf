"""Workbooks written: every cell is text, whatever it looks like."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

from ..item import TYPE_NAMES

#: Characters that a cell of a workbook holds.
MOST_CHARACTERS = 32_767

_WIDE = {"题干": 60, "解析": 48, "答案": 16, "左项": 24, "依据文件": 28, "ID": 16}
# Excel reads _x0041_ in a text as the letter A; an escaped underscore keeps it apart.
_HEX = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def cell_limit_passed(text: str) -> bool:
    """Tell whether a text is longer than a cell holds."""
    return len(_HEX.sub("_x005F_", text)) > MOST_CHARACTERS


def workbook_bytes(title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a workbook of one sheet; the header stays in view."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    _fill(book.create_sheet(title), header, rows)
    return _saved(book)


def grid_bytes(title: str, rows: Iterable[Sequence[str | int]]) -> bytes:
    """Return a workbook of one sheet with these rows as they are: texts as text, whole numbers as numbers."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append([_cell(sheet, one) if isinstance(one, str) and one else one or None for one in row])
    return _saved(book)


def template_bytes(
    empty: tuple[str, Sequence[str]], examples: tuple[str, Sequence[str], Iterable[Sequence[str]]]
) -> bytes:
    """Return a workbook with a sheet to fill in, its types in a list to choose from, and a sheet of examples."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = empty[0]
    types = DataValidation(type="list", formula1=f'"{",".join(TYPE_NAMES.values())}"', allow_blank=True)
    column = get_column_letter(list(empty[1]).index("题型") + 1)
    types.add(f"{column}2:{column}5000")
    sheet.add_data_validation(types)
    _fill(sheet, empty[1], ())
    _fill(book.create_sheet(examples[0]), examples[1], examples[2])
    return _saved(book)


def _fill(sheet: Any, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = "A2"
    for index, title in enumerate(header, 1):
        sheet.column_dimensions[get_column_letter(index)].width = _WIDE.get(title, 14)
    bold, wrapped = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    sheet.append([_cell(sheet, title, font=bold) for title in header])
    for row in rows:
        sheet.append([_cell(sheet, text, alignment=wrapped) if text else None for text in row])


def _cell(sheet: Any, text: str, **style: Any) -> Any:
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value=_HEX.sub("_x005F_", text))
    cell.data_type = "s"  # text, even where it reads like a formula, a number or an error
    for name, value in style.items():
        setattr(cell, name, value)
    return cell


def _saved(book: Any) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
