"""What a file is, by its content; its name is believed in nothing. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from ..core.errors import Invalid
from ..core.i18n import N_
from . import videos
from .kinds import Kind
from .office import office_kind

TAIL = 4096
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OFFICE = "application/vnd.openxmlformats-officedocument."


@dataclass(frozen=True, slots=True)
class Found:
    """What a file turned out to be; `seconds` of a video that says how long it is."""

    kind: Kind
    mimetype: str
    extension: str
    seconds: int | None = None


IMAGE = Found(Kind.IMAGE, "image/webp", "webp")  # as it will be written anew
PDF = Found(Kind.PDF, "application/pdf", "pdf")
PACKAGES = {
    Kind.SLIDES: Found(Kind.SLIDES, f"{_OFFICE}presentationml.presentation", "pptx"),
    Kind.DOCUMENT: Found(Kind.DOCUMENT, f"{_OFFICE}wordprocessingml.document", "docx"),
    Kind.SHEET: Found(Kind.SHEET, f"{_OFFICE}spreadsheetml.sheet", "xlsx"),
}


def sniff(stream: BinaryIO, size: int) -> Found:
    """Return what a file is; raise `Invalid` with what to do for one that is not taken."""
    stream.seek(0)
    head = stream.read(videos.HEAD)
    if not size:
        raise Invalid(N_("这个文件是空的。"), field="file")
    if head.startswith(_PICTURES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return IMAGE
    if head.startswith(b"%PDF-"):
        return _pdf(stream, size)
    if head.startswith(b"PK\x03\x04"):
        return _package(stream, size)
    return _film(stream, size, head) or _refuse(head)


def _pdf(stream: BinaryIO, size: int) -> Found:
    stream.seek(max(0, size - TAIL))
    if b"%%EOF" not in stream.read(TAIL):
        raise Invalid(N_("PDF 不完整，可能没有下载完，请换一份再传。"), field="file")
    return PDF


def _package(stream: BinaryIO, size: int) -> Found:
    kind = office_kind(stream, size)
    if kind is None:
        raise Invalid(N_("压缩包不能上传，请解开后上传里面的文件。"), field="file")
    return PACKAGES[kind]


def _film(stream: BinaryIO, size: int, head: bytes) -> Found | None:
    if videos.is_webm(head):
        return Found(Kind.VIDEO, "video/webm", "webm", videos.webm_seconds(head))
    if not videos.is_mp4(head):
        return None
    seconds = videos.mp4_seconds(stream, size)
    if seconds is None:
        raise Invalid(N_("视频不完整，可能没有传完或没有录完，请换一份再传。"), field="file")
    if videos.is_quicktime(head):
        return Found(Kind.VIDEO, "video/quicktime", "mov", seconds)
    return Found(Kind.VIDEO, "video/mp4", "mp4", seconds)


def _refuse(head: bytes) -> Found:
    if head.startswith(_OLD_OFFICE):
        raise Invalid(
            N_("旧版 Office 文件（.doc、.ppt、.xls）不能上传，请另存为新格式或 PDF。"), field="file"
        )
    if videos.is_still(head):
        raise Invalid(N_("这种照片或录音格式看不了。照片请改存为 JPG 再传。"), field="file")
    raise Invalid(
        N_("这种文件不能上传。可以传图片、PDF、Word、Excel、PPT 的新格式和 MP4、WebM 视频。"), field="file"
    )
