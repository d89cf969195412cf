"""From an uploaded xlsx or CSV file to rows of text, and the template to fill in.

Hostile or broken files end in one plain sentence: nothing is unpacked beyond its limits.
"""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ..core import archives
from ..core.errors import Invalid
from ..core.i18n import N_
from .roster_cells import TITLES, Column, clean, column_of

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 5_000
MAX_UNPACKED = 64 * 1024 * 1024
MAX_RATIO = 120
MAX_CELL = 500
HEADING_WITHIN = 10  # rows

_ENCODINGS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_BROKEN = N_("文件损坏或不完整，打不开。请在表格软件里另存为 .xlsx 后再试。")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the list: its number in the file, and its cells by column."""

    number: int
    cells: Mapping[Column, str]


def read_roster(content: bytes) -> list[Row]:
    """Return the filled rows under the heading; raise `Invalid` for what is no member list.

    Takes up to some seconds for a large file, so call it in a pool and outside a transaction.
    """
    return _under_heading(read_lines(content))


def read_lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines of any list, xlsx or CSV, with their numbers; raise `Invalid` for what is none."""
    if not content:
        raise Invalid(N_("文件是空的。"), field="file")
    if len(content) > MAX_BYTES:
        raise Invalid(N_("文件超过 5 MB，请分成几份导入。"), field="file")
    yield from _xlsx_lines(content) if content.startswith(b"PK\x03\x04") else _csv_lines(content)


def _under_heading(lines: Iterable[tuple[int, list[str]]]) -> list[Row]:
    columns: dict[int, Column] = {}
    rows: list[Row] = []
    for number, line in lines:
        if not columns:
            columns = _heading(line)
            if not columns and number >= HEADING_WITHIN:
                break
            continue
        cells = {column: line[at] for at, column in columns.items() if at < len(line) and clean(line[at])}
        if not cells:
            continue
        rows.append(Row(number, cells))
        if len(rows) > MAX_ROWS:
            raise Invalid(N_("名单超过 5,000 行，请分成几份导入。"), field="file")
    if not columns:
        raise Invalid(N_("前 10 行里找不到“姓名”这一列。请用模板填写，或检查文件编码。"), field="file")
    if not rows:
        raise Invalid(N_("标题行下面没有内容。"), field="file")
    return rows


def _heading(line: list[str]) -> dict[int, Column]:
    columns: dict[int, Column] = {}
    for at, heading in enumerate(line[:50]):
        column = column_of(heading)
        if column is None:
            continue
        if column in columns.values():
            title = TITLES[column]
            raise Invalid(N_("有两列都像“%(column)s”，请只留一列。"), field="file", column=title)
        columns[at] = column
    return columns if Column.NAME in columns.values() else {}


def _csv_lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    text = _decode(content)
    first = text[:4096]
    delimiter = max(",\t;，", key=first.count)
    try:
        reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=False)
        for line in reader:
            yield reader.line_num, _bounded(line, reader.line_num)
    except csv.Error as error:
        raise Invalid(N_("文件不是能读的表格。请用模板填写，另存为 .xlsx 或 CSV。"), field="file") from error


def _decode(content: bytes) -> str:
    """Decode by the mark at the beginning, else as UTF-8, else as the Chinese national standard GB 18030."""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Invalid(N_("这是旧的 .xls 格式，请另存为 .xlsx 后再导入。"), field="file")
    try:
        for mark, encoding in _ENCODINGS:
            if content.startswith(mark):
                return content.decode(encoding)
        if b"\x00" in content or content.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")):
            raise Invalid(N_("这不是表格文件。请用模板填写，另存为 .xlsx 或 CSV。"), field="file")
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError:
            return content.decode("gb18030")
    except UnicodeDecodeError as error:
        raise Invalid(N_("文件的文字编码认不出，请另存为 UTF-8 或 .xlsx。"), field="file") from error


def _bounded(line: list[str], number: int) -> list[str]:
    if any(len(cell) > MAX_CELL for cell in line):
        raise Invalid(N_("第 %(row)s 行有一格超过 500 字。"), field="file", row=number)
    return line


def _xlsx_lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    check_archive(content)
    import openpyxl  # 15 MB of memory that only an import needs

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions, which nobody reads here
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False)
            sheet: Any = book.worksheets[0]
            sheet.reset_dimensions()
            for number, cells in enumerate(sheet.iter_rows(max_col=50), start=1):
                yield number, _bounded([_text(cell, number) for cell in cells], number)
    except Invalid:
        raise
    except Exception as error:  # openpyxl meets a broken file with whatever its parser raises
        raise Invalid(_BROKEN, field="file") from error


def check_archive(content: bytes) -> None:
    """Refuse an archive that is broken, no workbook, or that unpacks to far more than it weighs."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except archives.BROKEN as error:
        raise Invalid(_BROKEN, field="file") from error
    if "xl/workbook.xml" not in {entry.filename for entry in entries}:
        raise Invalid(N_("这不是 Excel 工作簿。请用模板填写，另存为 .xlsx 或 CSV。"), field="file")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * len(content) or len(entries) > 500:
        raise Invalid(N_("文件展开后太大，不像一份名单。"), field="file")


def _text(cell: Any, number: int) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        place = f"{cell.column_letter}{number}"
        raise Invalid(N_("单元格 %(place)s 是公式。请复制后“粘贴为数值”再导入。"), field="file", place=place)
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def template() -> bytes:
    """Return the workbook to fill in: headings, text format for numbers, a list of the kinds."""
    import openpyxl  # 15 MB of memory that only an import needs
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "成员"
    sheet.append(list(TITLES.values()))
    sheet.freeze_panes = "A2"
    for at, width in enumerate((12, 16, 16, 18, 14, 16, 16), start=1):
        letter = get_column_letter(at)
        sheet.column_dimensions[letter].width = width
        sheet[f"{letter}1"].font = Font(bold=True)
    for row in sheet.iter_rows(min_row=2, max_row=500, max_col=7):
        for cell in row:
            cell.number_format = "@"
    kinds = DataValidation(type="list", formula1='"正式党员,预备党员,流动党员,退休党员,入党积极分子,群众"')
    sheet.add_data_validation(kinds)
    kinds.add("G2:G500")
    _explain(book.create_sheet("填写说明"))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _explain(sheet: Any) -> None:
    sheet.column_dimensions["A"].width = 14
    sheet.column_dimensions["B"].width = 70
    for line in (
        ("姓名", "必填。"),
        ("账号", "登录用，2–32 个字母、数字或汉字。可不填：用手机号，或自动编号（m001、m002……）。"),
        ("手机号", "可不填。填了就能用手机号登录。"),
        ("党小组", "可不填。没有的党小组会新建。"),
        ("入党日期", "可不填。写成 2020-07-01。"),
        ("职务", "可不填。只作记录，不改变权限。"),
        ("类别", "可不填，按正式党员。可用：正式党员、预备党员、流动党员、退休党员、入党积极分子、群众。"),
        ("再次导入", "按账号认人，其次按手机号加姓名，再次按本支部唯一的姓名；空白格不会清除已有内容。"),
    ):
        sheet.append(line)
