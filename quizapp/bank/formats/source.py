"""Bytes before they are trusted: encodings of text, and archives that would unpack to more than memory holds."""

from __future__ import annotations

import codecs
import io
import re
import zipfile
from collections.abc import Iterator

from ...core.archives import BROKEN
from ...core.errors import Invalid
from ...core.i18n import N_

#: An archive may unpack to this many bytes, and to this many times its own size.
MOST_UNPACKED, MOST_RATIO = 256 * 1024 * 1024, 200
#: Rows of a table, and columns.
MOST_ROWS, MOST_COLUMNS = 100_000, 256

# A long search holds up whoever shares the process; between slices the others have their turn.
_SLICE = 128 * 1024
# A cell with a value at or beyond column IW or row 100,001: readers fill the whole rectangle up to it.
_FAR_CELL = re.compile(
    rb"""<(?:\w+:)?c\b[^>]*?\br=["'](?:[A-Z]{3,}\d+|[J-Z][A-Z]\d+|I[W-Z]\d+|[A-Z]+(?:[1-9]\d{6,}|[2-9]\d{5}|1(?!00000["'])\d{5}))["'][^>]*(?<!/)>"""
)
# What every far cell has: sought first, because it is found much faster.
_FAR = re.compile(rb"""r=["'](?:[A-Z]{3}|[J-Z][A-Z]|I[W-Z]|[A-Z]+\d{6})""")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class FormatError(Invalid):
    """A file that cannot be read as what it should be."""

    code = "bank.format"
    message = N_("看不懂这个文件。")


def decode_text(data: bytes) -> str:
    """Return the text of a file: by its mark, else UTF-8, else GB18030; raises FormatError for what is no text."""
    marked = next((name for mark, name in _BOMS if data.startswith(mark)), None)
    if not marked:
        _refuse_broken(data)
    for encoding in (marked,) if marked else ("utf-8", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise FormatError(N_("这不是文本文件，或编码无法识别。请另存为 UTF-8 编码。"))


def _refuse_broken(data: bytes) -> None:
    """Raise FormatError for UTF-8 with a few damaged characters: as GB18030 all of it would read as something else."""
    try:
        data.decode()
    except UnicodeDecodeError as error:
        lenient = data.decode("utf-8", "replace")
        damaged = lenient.count("\ufffd")
        if sum(char >= "\u0800" for char in lenient) > 9 * damaged:
            raise FormatError(
                N_("第 %(line)d 行有损坏的 UTF-8 字符，请修好后重新保存。"),
                line=data.count(b"\n", 0, error.start) + 1,
            ) from error


def names_in_zip(data: bytes) -> frozenset[str]:
    """Return the names of what an archive holds, none for one that is damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return frozenset(archive.namelist())
    except BROKEN:
        return frozenset()


def check_workbook(data: bytes) -> None:
    """Raise FormatError for a workbook that is damaged, or that would take all memory to read.

    Each part is unpacked here, so that a size stated falsely shows before another reader trusts it.
    """
    unpacked = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist():
                unpacked += entry.file_size
                if unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * max(len(data), 10_000):
                    raise FormatError(N_("这个工作簿解开后大得不正常，不能读取。"))
                if entry.filename.startswith(("xl/worksheets/", "xl/sharedStrings")):
                    _check_part(archive.read(entry))
    except BROKEN as broken:
        raise FormatError(N_("这个工作簿已经损坏，请重新保存后再试。")) from broken


def _check_part(xml: bytes) -> None:
    if any(_FAR.search(xml, *ends) and _FAR_CELL.search(xml, *ends) for ends in _slices(xml)):
        raise FormatError(
            N_("表格太大：最多 %(rows)d 行、%(columns)d 列。请删去远处多余的内容。"),
            rows=MOST_ROWS,
            columns=MOST_COLUMNS,
        )


def _slices(xml: bytes) -> Iterator[tuple[int, int]]:
    """Yield the ends of slices that cut no tag in two."""
    start = 0
    while start < len(xml):
        end = min(len(xml), start + _SLICE)
        cut = xml.rfind(b"<", start + 1, end) if end < len(xml) else end
        if cut < 0:  # a tag longer than a slice
            close = xml.find(b">", end)
            cut = len(xml) if close < 0 else close + 1
        yield start, cut
        start = cut
