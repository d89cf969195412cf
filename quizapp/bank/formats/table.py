"""Rows of a table → items: finds the header, reads each row by its columns, names the row and the column of a problem."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ...core.i18n import N_
from ..fields import Fields
from ..item import Item, ItemType
from ..native import USUAL_DIFFICULTY, parse_item, settle
from ..problem import Problem
from .cells import carries_own_letters, native_of, type_from_answer, type_of
from .columns import fields_of
from .foreign_cells import regular
from .repeats import Repeats
from .source import FormatError

#: The header stands within this many rows from the top.
HEADER_WITHIN = 15
#: The topic of rows in a table without topics.
NO_TOPIC = "未分类"


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet: how problems name it (nothing where it is the only one), its title, its rows with their numbers."""

    label: str
    title: str
    rows: Iterable[tuple[int, list[str]]]


@dataclass(frozen=True, slots=True)
class _Header:
    """The columns of a table: field and header text by index."""

    label: str
    number: int
    fields: tuple[str, ...]
    titles: tuple[str, ...]
    kind: ItemType | None  # stated by the sheet's name

    def place(self, number: int, field: str = "") -> str:
        """Return how a problem names a row, and the column of `field` where there is one."""
        where = f"{self.label} " if self.label else ""
        column = f"“{self.titles[self.fields.index(field)]}”" if field and field in self.fields else ""
        return f"{where}第{number}行{column}"

    def has(self, *fields: str) -> bool:
        return any(field in self.fields for field in fields)


def read_table(tables: Sequence[Table], fields: Fields) -> tuple[Item, ...]:
    """Return the items of all tables; problems gather in `fields`. Raises FormatError when no table has a header."""
    entries: list[tuple[str, Item | None]] = []
    seen = Repeats()
    headers = 0
    for table in tables:
        rows = iter(table.rows)
        header = _find_header(table, rows)
        if header is None:
            if table.label:
                fields.warn(table.label, N_("这个工作表里没有“题干”和“答案”两列，已略去。"))
            continue
        headers += 1
        _note_missing(header, fields)
        for number, texts in rows:
            entry = _read_row(header, number, texts, fields, seen)
            if entry is not None:
                entries.append(entry)
    if not headers:
        raise FormatError(N_("找不到表头：前 %(rows)d 行里要有一行写着“题干”和“答案”。"), rows=HEADER_WITHIN)
    if not entries:
        fields.fail("", N_("表头下面没有题目。"))
    return settle(fields, entries)


def _find_header(table: Table, rows: Iterable[tuple[int, list[str]]]) -> _Header | None:
    for number, texts in rows:
        if number > HEADER_WITHIN:
            return None
        found = fields_of(texts)
        if found:
            return _Header(
                table.label,
                number,
                tuple(found),
                tuple("".join(text.split()) for text in texts),
                type_of(table.title),
            )
    return None


def _note_missing(header: _Header, fields: Fields) -> None:
    """Say once for the table what every row of it lacks."""
    place = header.place(header.number)
    for index, field in enumerate(header.fields):
        if not field:
            fields.warn(place, N_("不认识的列“%(column)s”，已略去。"), column=header.titles[index])
        elif field != "-" and field in header.fields[:index]:
            fields.warn(place, N_("有两列都是“%(column)s”，只读前一列。"), column=header.titles[index])
    if not header.has("type") and header.kind is None:
        fields.warn(place, N_("没有“题型”列，按选项和答案判断题型。"))
    if not header.has("topic"):
        fields.warn(place, N_("没有“主题”列，都归入“%(topic)s”。"), topic=NO_TOPIC)
    if not header.has("difficulty"):
        fields.warn(place, N_("没有“难度”列，都按 %(value)d。"), value=USUAL_DIFFICULTY)
    if not header.has("document"):
        fields.warn(place, N_("没有“依据文件”列，题目没有依据。"))


def _read_row(
    header: _Header, number: int, texts: Sequence[str], fields: Fields, seen: Repeats
) -> tuple[str, Item | None] | None:
    cells: dict[str, str] = {}
    for field, text in zip(header.fields, texts, strict=False):
        if field not in ("", "-") and text:
            cells.setdefault(field, text)
    cells = regular(cells)
    place = header.place(number)
    if not cells.get("stem") and not cells.get("key"):
        fields.warn(place, N_("这一行没有题干和答案，已略去。"))
        return None
    kind = _kind(header, number, cells, fields)
    if kind is None:
        fields.broken[place] = {**native_of(cells, ItemType.SINGLE, NO_TOPIC), "type": ""}
        return place, None
    if not header.has("difficulty"):
        cells["difficulty"] = str(USUAL_DIFFICULTY)
    native = native_of(cells, kind, NO_TOPIC)
    item, problems = parse_item(native)
    for problem in problems:
        if problem.where == "source" and not problem.is_error and not header.has("document"):
            continue
        fields.problems.append(_at(header, number, problem))
    if item is None:
        fields.broken[place] = native
    options = native.get("options")
    if isinstance(options, dict) and carries_own_letters(options):
        fields.warn(place, N_("选项的文字里又写了字母，已照原样保留，请核对。"))
    if item is not None and not cells.get("id") and seen.is_again(item, place, fields):
        return None
    return place, item


def _kind(header: _Header, number: int, cells: dict[str, str], fields: Fields) -> ItemType | None:
    word = cells.get("type", "")
    kind = type_of(word) if word else header.kind
    if kind is not None:
        return kind
    code = word.strip().removesuffix(".0")
    if code.isdigit() and (kind := type_from_answer(cells)):
        # Every platform counts its types in another way: what the question is like says more.
        fields.warn(
            header.place(number, "type"), N_("题型写的是编号“%(type)s”，按选项和答案判断。"), type=code
        )
        return kind
    if word:
        fields.fail(
            header.place(number, "type"),
            N_("题型“%(type)s”不认识，请写单选题、多选题、判断题等。"),
            type=word,
        )
        return None
    kind = type_from_answer(cells)
    if kind is None:
        fields.fail(header.place(number), N_("看不出是什么题型，请在“题型”列写明。"))
    elif header.has("type"):
        fields.warn(header.place(number, "type"), N_("没有写题型，按选项和答案判断。"))
    return kind


def _at(header: _Header, number: int, problem: Problem) -> Problem:
    """Return the problem at the cell it is about."""
    root, _, inner = problem.where.partition(".")
    if root == "options" and inner:
        field = f"option.{inner}"
    elif root == "source":
        field = inner or "document"
    else:
        field = root.partition("[")[0]
    return replace(problem, where=header.place(number, field))
