"""Tables of questions: xlsx and csv in the column names that people use, each problem at its row and column."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from string import ascii_uppercase

from ...core.i18n import N_
from ..fields import Fields
from ..item import Item
from ..native import ParsedBank
from ..problem import Problem
from .book import Book
from .cells import restored, row_of
from .columns import FIELDS, field_of, fields_of
from .drafts import TITLES
from .losses import Written, closed
from .source import MOST_COLUMNS, MOST_ROWS, FormatError, decode_text
from .table import HEADER_WITHIN, Table, read_table
from .workbook import cell_limit_passed, template_bytes, workbook_bytes

#: Sheets of the template that are not read.
EXAMPLES = "示例"


def read_xlsx(data: bytes) -> ParsedBank:
    """Read a workbook: every visible sheet that has a header."""
    return read_book(Book(data))


def read_book(book: Book) -> ParsedBank:
    """Read a workbook that is open."""
    visible = [name for name in book.visible if name.strip() != EXAMPLES]
    return _read([Table(name if len(visible) > 1 else "", name, _lines(book.rows(name))) for name in visible])


def read_csv(data: bytes) -> ParsedBank:
    """Read a table of separated values: the separator is the one under which the header makes sense."""
    text = decode_text(data)
    return _read([Table("", "", _lines(_rows(text, _delimiter(text) or ",")))])


def looks_like_table(text: str) -> bool:
    """Tell whether one of the first lines is a header of questions."""
    return _delimiter(text) is not None


def write_xlsx(items: Sequence[Item]) -> Written:
    """Return a workbook of the items; every cell is text. An item with a text longer than a cell holds is left out."""
    lost = [problem for item in items for problem in _too_long(item)]
    left_out = {problem.where for problem in lost}
    kept = closed([item for item in items if item.id not in left_out])
    return Written(workbook_bytes("题目", _header(kept), _table(kept)), tuple(kept), tuple(lost))


def write_csv(items: Sequence[Item]) -> bytes:
    """Return a table with commas, all cells quoted, marked as UTF-8 so that Excel reads it rightly."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(_header(items))
    writer.writerows(_table(items))
    return text.getvalue().encode("utf-8-sig")


def template() -> bytes:
    """Return an empty workbook with the header, the types to choose from, and a sheet of examples."""
    from .examples import EXAMPLE_ITEMS

    return template_bytes(("题目", _header(())), (EXAMPLES, _header(EXAMPLE_ITEMS), _table(EXAMPLE_ITEMS)))


def _too_long(item: Item) -> list[Problem]:
    return [
        Problem(
            item.id,
            N_("“%(column)s”太长，一个单元格放不下，这道题没有写出。"),
            {"column": TITLES.get(field, field)},
        )
        for field, text in row_of(item).items()
        if cell_limit_passed(text)
    ]


def _columns(items: Sequence[Item]) -> list[str]:
    last = max((letter for item in items for letter, _ in item.options), default="D")
    options = [f"option.{letter}" for letter in ascii_uppercase if letter <= max(last, "D")]
    fields = list(FIELDS)
    at = fields.index("left")
    return [*fields[:at], *options, *fields[at:]]


def _header(items: Sequence[Item]) -> list[str]:
    return [FIELDS[field][0] if field in FIELDS else f"选项{field[-1]}" for field in _columns(items)]


def _table(items: Sequence[Item]) -> Iterator[list[str]]:
    columns = _columns(items)
    for item in items:
        cells = row_of(item)
        yield [cells.get(field, "") for field in columns]


def _read(tables: Sequence[Table]) -> ParsedBank:
    fields = Fields({})
    items = read_table(tables, fields)
    return ParsedBank(
        topics=tuple(dict.fromkeys(item.topic for item in items)),
        items=items,
        problems=tuple(fields.problems),
        places=fields.places,
        broken=fields.broken,
    )


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        yield from reader
    except csv.Error as error:
        raise FormatError(N_("第 %(line)d 行的引号不成对，或有一格太长。"), line=reader.line_num) from error


def _delimiter(text: str) -> str | None:
    """Return the separator under which a header shows, the one with most columns known; None when none does."""
    best: tuple[int, str] | None = None
    for delimiter in ",;\t":
        try:
            rows = [row for row, _ in zip(_rows(text, delimiter), range(HEADER_WITHIN), strict=False)]
        except FormatError:
            continue
        known = max((sum(bool(field_of(cell)) for cell in row) for row in rows if fields_of(row)), default=0)
        if known and (best is None or known > best[0]):
            best = (known, delimiter)
    return best[1] if best else None


def _lines(rows: Iterable[Sequence[object]]) -> Iterator[tuple[int, list[str]]]:
    """Yield (number from 1, texts) of the rows that hold anything."""
    held = 0
    for number, row in enumerate(rows, 1):
        texts = [_text(cell) for cell in row[:MOST_COLUMNS]]
        if any(texts):
            held += 1
            if held > MOST_ROWS:
                raise FormatError(N_("表格太大：最多 %(rows)d 行。请分成几个文件。"), rows=MOST_ROWS)
            yield number, texts


def _text(cell: object) -> str:
    """Return what a cell shows: 1.0 is 1, a day has no time, TRUE is true."""
    if isinstance(cell, str):
        return restored(cell.strip())
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 10**15:
        return str(int(cell))
    if isinstance(cell, datetime) and (cell.hour, cell.minute, cell.second) == (0, 0, 0):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)
