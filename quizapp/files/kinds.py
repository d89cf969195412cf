"""Which kinds of files there are: how large each may be, what a browser is told of it, what it ends in. Pure."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from ..core.i18n import N_

MB = 1024 * 1024


class Kind(StrEnum):
    """What a file is, judged by its content alone."""

    IMAGE = "image"  # decoded and written anew
    PDF = "pdf"
    SLIDES = "slides"  # .pptx
    DOCUMENT = "document"  # .docx
    SHEET = "sheet"  # .xlsx
    VIDEO = "video"  # MP4, QuickTime, WebM


MOST_BYTES = {
    Kind.IMAGE: 10 * MB,
    Kind.PDF: 50 * MB,
    Kind.SLIDES: 50 * MB,
    Kind.DOCUMENT: 50 * MB,
    Kind.SHEET: 50 * MB,
    Kind.VIDEO: 500 * MB,
}

#: What a page's chooser offers.
ACCEPT = {
    Kind.IMAGE: "image/png,image/jpeg,image/webp,image/gif",
    Kind.PDF: ".pdf,application/pdf",
    Kind.SLIDES: ".pptx",
    Kind.DOCUMENT: ".docx",
    Kind.SHEET: ".xlsx",
    Kind.VIDEO: ".mp4,.m4v,.mov,.webm,video/mp4,video/webm,video/quicktime",
}

NAMES = {
    Kind.IMAGE: N_("图片"),
    Kind.PDF: "PDF",
    Kind.SLIDES: N_("PPT（.pptx）"),
    Kind.DOCUMENT: N_("Word 文档（.docx）"),
    Kind.SHEET: N_("Excel 表格（.xlsx）"),
    Kind.VIDEO: N_("视频（MP4、WebM）"),
}

#: Shown in the browser; every other kind is only ever saved.
SHOWN = (Kind.IMAGE, Kind.PDF, Kind.VIDEO)
EVERY = tuple(Kind)


def accept(kinds: Collection[str]) -> str:
    """Return what a chooser of files of these kinds offers."""
    return ",".join(ACCEPT[Kind(kind)] for kind in kinds)


def most_bytes(kinds: Collection[str]) -> int:
    """Return how large the largest file of these kinds may be."""
    return max(MOST_BYTES[Kind(kind)] for kind in kinds)


def clean_name(name: str, extension: str) -> str:
    """Return a file's name as it is kept: without folders and unseen characters, with the ending of its content."""
    last = name.replace("\\", "/").rpartition("/")[2]
    seen = "".join(letter for letter in last if letter.isprintable() and letter not in '<>:"|?*')
    stem, dot, ending = seen.rpartition(".")
    stem = stem if dot and len(ending) <= 5 and ending.isascii() else seen
    return f"{stem.strip(' .')[:100] or 'file'}.{extension}"
