"""The tables of an uploaded Word document as lines of cells; merged cells show their text once.

A hostile or broken file ends in one plain sentence: nothing is unpacked beyond its limits, no entity is read.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from ..core import archives
from ..core.errors import Invalid
from ..core.i18n import N_
from ..core.word import MAIN

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 24 * 1024 * 1024
MAX_CELL = 2_000
MAX_LINES = 2_000
_W = f"{{{MAIN}}}"
_BROKEN = N_("文件损坏或不完整，打不开。请在 Word 或 WPS 里另存为 .docx 后再试。")


def read_tables(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines of all tables of a document, numbered from 1 throughout; raise `Invalid` for what is none."""
    if len(content) > MAX_BYTES:
        raise Invalid(N_("文件超过 5 MB。"), field="file")
    root = _parsed(_body(content))
    number = 0
    for row in root.iter(f"{_W}tr"):
        number += 1
        if number > MAX_LINES:
            raise Invalid(N_("表格太长，请分成几份导入。"), field="file")
        yield number, list(_cells(row))
    if not number:
        raise Invalid(
            N_("文件里没有表格。请把计划放进一张表：月份、学习内容、学习形式、责任人……"), field="file"
        )


def _body(content: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entry = archive.getinfo("word/document.xml")
            if entry.file_size > MAX_UNPACKED:
                raise Invalid(N_("文件展开后太大，不像一份计划。"), field="file")
            with archive.open(entry) as file:
                return file.read(MAX_UNPACKED)
    except KeyError as error:
        raise Invalid(N_("这不是 Word 文档。请另存为 .docx 或 .xlsx。"), field="file") from error
    except archives.BROKEN as error:
        raise Invalid(_BROKEN, field="file") from error


def _parsed(body: bytes) -> ElementTree.Element:
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise Invalid(_BROKEN, field="file")
    try:
        return ElementTree.fromstring(body)  # noqa: S314 - no document type, so no entities
    except ElementTree.ParseError as error:
        raise Invalid(_BROKEN, field="file") from error


def _cells(row: ElementTree.Element) -> Iterator[str]:
    """Yield a row's texts; a cell over several columns leaves the further ones empty, one carried down is empty."""
    for cell in row.iter(f"{_W}tc"):
        merge = cell.find(f"{_W}tcPr/{_W}vMerge")
        goes_on = merge is not None and merge.get(f"{_W}val") != "restart"
        yield "" if goes_on else _text(cell)
        span = cell.find(f"{_W}tcPr/{_W}gridSpan")
        wide = span.get(f"{_W}val", "1") if span is not None else "1"
        yield from [""] * (min(int(wide), 30) - 1 if wide.isdecimal() else 0)


def _text(cell: ElementTree.Element) -> str:
    """Return a cell's text, its paragraphs joined by a blank."""
    lines = (
        "".join(part.text or "" for part in paragraph.iter(f"{_W}t")) for paragraph in cell.iter(f"{_W}p")
    )
    return " ".join(line for line in lines if line)[:MAX_CELL]
