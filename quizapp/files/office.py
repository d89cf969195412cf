"""Office's packages (zip) judged before anything in them is unpacked: which program's, with macros or not. Pure.

| refused | limit |
|---|---|
| index | 4 MB, 10,000 parts |
| unpacked in all | 1 GB, and 200 times the file where that is more than 100 MB |
| macros | any part of Visual Basic, macro sheets of Excel, controls |
"""

from __future__ import annotations

import struct
import zipfile
from typing import BinaryIO

from ..core.archives import BROKEN
from ..core.errors import Invalid
from ..core.i18n import N_
from .kinds import MB, Kind

MOST_INDEX, MOST_PARTS = 4 * MB, 10_000
MOST_UNPACKED, USUAL_UNPACKED, MOST_RATIO = 1024 * MB, 100 * MB, 200
MOST_TYPES = MB
MAIN = {
    "ppt/presentation.xml": Kind.SLIDES,
    "word/document.xml": Kind.DOCUMENT,
    "xl/workbook.xml": Kind.SHEET,
}
TYPES = "[Content_Types].xml"
_MACROS = ("vbaproject.bin", "vbadata.xml", "/macrosheets/", "/activex/")
_END = b"PK\x05\x06"


def office_kind(stream: BinaryIO, size: int) -> Kind | None:
    """Return which program a package belongs to, None for another archive; raise `Invalid` for a dangerous one."""
    _check_index(stream, size)
    try:
        stream.seek(0)
        with zipfile.ZipFile(stream) as archive:
            parts = archive.infolist()
            _check_parts(parts, size)
            names = {part.filename for part in parts}
            if TYPES not in names:
                return None
            with archive.open(TYPES) as types:
                declared = types.read(MOST_TYPES)
    except BROKEN as broken:
        raise Invalid(N_("文件已经损坏，请重新保存后再传。"), field="file") from broken
    if b"macroEnabled" in declared or any(sign in name.lower() for name in names for sign in _MACROS):
        raise Invalid(N_("文件里有宏，为安全起见不能上传。请另存为不含宏的格式或 PDF。"), field="file")
    return next((kind for main, kind in MAIN.items() if main in names), None)


def _check_index(stream: BinaryIO, size: int) -> None:
    """Refuse an archive whose index is too large to be read, before it is read."""
    stream.seek(max(0, size - 65_557))
    tail = stream.read()
    place = tail.rfind(_END)
    if place < 0 or len(tail) - place < 22:
        raise Invalid(N_("文件已经损坏，请重新保存后再传。"), field="file")
    parts, length = struct.unpack_from("<HI", tail, place + 10)
    if parts > MOST_PARTS or length > MOST_INDEX:
        raise Invalid(N_("这个文件解开后大得不正常，不能上传。"), field="file")


def _check_parts(parts: list[zipfile.ZipInfo], size: int) -> None:
    total = sum(part.file_size for part in parts)
    most = min(MOST_UNPACKED, max(USUAL_UNPACKED, MOST_RATIO * size))
    if len(parts) > MOST_PARTS or total > most:
        raise Invalid(N_("这个文件解开后大得不正常，不能上传。"), field="file")
