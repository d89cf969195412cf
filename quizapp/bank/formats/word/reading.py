"""A Word document → lines: text with its automatic numbers, tables by row; what cannot be read is named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ....core.i18n import N_
from ...fields import Fields
from ...item import Item
from ...native import ParsedBank
from ...problem import Problem
from ..archive import Archive
from ..columns import fields_of
from ..paper import Line, read_lines
from ..source import FormatError
from ..table import Table, read_table
from ..xml_tree import Node, parse_xml
from .numbering import Numbering
from .runs import Runs

DOCUMENT = "word/document.xml"


def read_docx(data: bytes) -> ParsedBank:
    """Read a document: a table with a header of questions row by row, everything else as a paper."""
    archive = Archive(data)
    refuse_macros(archive)
    document = archive.read(DOCUMENT)
    if document is None:
        raise FormatError(N_("这不是 Word 文档（.docx）。请在 Word 里另存为 .docx。"))
    body = parse_xml(document).find("body")
    if body is None:
        raise FormatError(N_("这个 Word 文档里没有正文。"))
    walk = _Walk(_part(archive, "word/numbering.xml"), _part(archive, "word/styles.xml"))
    lines = list(walk.lines(body))
    if walk.embedded and not any(not line.is_blank for line in lines):
        raise FormatError(N_("这个文档的正文是嵌进去的网页，读不到。请在 Word 里打开，另存为 .docx 再试。"))
    return _joined(walk, lines)


def refuse_macros(archive: Archive) -> None:
    """Raise FormatError for an Office file that carries macros."""
    if any(name.rpartition("/")[2].casefold() == "vbaproject.bin" for name in archive.names):
        raise FormatError(N_("这个文件带有宏，不读取。请另存为不带宏的 .docx 或 .xlsx。"))


def _part(archive: Archive, name: str) -> Node | None:
    content = archive.read(name)
    return parse_xml(content) if content is not None else None


def _joined(walk: _Walk, lines: list[Line]) -> ParsedBank:
    """Return the paper's questions and those of the tables as one bank."""
    if not walk.tables:
        return read_lines(lines)
    fields = Fields({})
    items = read_table(walk.tables, fields)
    if not any(not line.is_blank for line in lines):
        return _bank(items, fields.problems, fields.places, fields.broken)
    try:
        paper = read_lines(lines)
    except FormatError:
        fields.warn("", N_("只读了表格里的题目；表格外没有读到题目。"))
        return _bank(items, fields.problems, fields.places, fields.broken)
    taken = {item.id for item in items}
    again = [item for item in paper.items if item.id in taken]
    problems = [*fields.problems, *paper.problems]
    problems += [Problem(item.id, N_("这道题在表格里已经有了，请删去一处。")) for item in again]
    both = (*items, *(item for item in paper.items if item.id not in taken))
    return _bank(both, problems, {**paper.places, **fields.places}, {**paper.broken, **fields.broken})


def _bank(
    items: tuple[Item, ...],
    problems: Iterable[Problem],
    places: Mapping[str, str],
    broken: Mapping[str, Mapping[str, object]],
) -> ParsedBank:
    topics = tuple(dict.fromkeys(item.topic for item in items))
    return ParsedBank(topics=topics, items=items, problems=tuple(problems), places=places, broken=broken)


class _Walk:
    """Goes through the body; `tables` gathers those that are tables of questions."""

    def __init__(self, numbering: Node | None, styles: Node | None) -> None:
        self._numbering = Numbering(numbering, styles)
        self._number = 0
        self.tables: list[Table] = []
        self.embedded = False

    def lines(self, parent: Node) -> Iterator[Line]:
        for node in parent.elements:
            if node.name == "p":
                yield from self._paragraph(node)
            elif node.name == "tbl":
                yield from self._table(node)
            elif node.name == "altChunk":
                self.embedded = True
            elif node.name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"):
                yield from self.lines(node)

    def _paragraph(self, node: Node) -> Iterator[Line]:
        self._number += 1
        label = self._numbering.label(node.find("pPr"))
        runs = Runs(node)
        for index, (text, emphasis) in enumerate(runs.lines()):
            lead = _lead(label) if label and index == 0 else ""
            notes = tuple(runs.notes) if index == 0 else ()
            yield Line(lead + text, self._number, "段", "0" * len(lead) + emphasis, notes)
        for box in runs.boxes:
            yield from self.lines(box)

    def _table(self, node: Node) -> Iterator[Line]:
        rows = [[list(self.lines(cell)) for cell in _cells(row)] for row in _rows(node)]
        texts = [["\n".join(line.text for line in cell).strip() for cell in row] for row in rows]
        if any(fields_of(row) for row in texts[:3]):
            label = f"第{len(self.tables) + 1}个表格"
            self.tables.append(Table(label, "", [(at, row) for at, row in enumerate(texts, 1) if any(row)]))
            return
        for row, shown in zip(rows, texts, strict=True):
            if all(len(cell) <= 1 for cell in row) and len(row) > 1:
                first = next((line for cell in row for line in cell), None)
                if first is not None:
                    notes = tuple(note for cell in row for line in cell for note in line.notes)
                    yield Line("\t".join(shown), first.number, "段", "", notes)
            else:
                for cell in row:
                    yield from cell


def _rows(node: Node) -> Iterator[Node]:
    for child in node.elements:
        if child.name == "tr":
            yield child
        elif child.name in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _rows(child)


def _cells(row: Node) -> Iterator[Node]:
    for child in row.elements:
        if child.name == "tc":
            yield child
        elif child.name in ("sdt", "sdtContent", "customXml"):
            yield from _cells(child)


def _lead(label: str) -> str:
    """Return an automatic number as if it had been typed: one without a mark after it gets one."""
    return f"{label} " if label[-1:] in ".、．:：)）】]" else f"{label}. "
