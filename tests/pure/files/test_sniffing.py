"""What a file is follows from its content; what could do harm is refused before it is opened."""

from __future__ import annotations

import io
import struct

import pytest

from quizapp.core.errors import Invalid
from quizapp.files.kinds import Kind, clean_name
from quizapp.files.sniffing import Found, sniff
from tests.support import uploads


def found(content: bytes) -> Found:
    return sniff(io.BytesIO(content), len(content))


@pytest.mark.parametrize(
    ("content", "kind", "extension", "seconds"),
    [
        (uploads.photo(), Kind.IMAGE, "webp", None),
        (uploads.pdf(), Kind.PDF, "pdf", None),
        (uploads.slides([["一"]]), Kind.SLIDES, "pptx", None),
        (uploads.office("word/document.xml"), Kind.DOCUMENT, "docx", None),
        (uploads.office("xl/workbook.xml"), Kind.SHEET, "xlsx", None),
        (uploads.mp4(12), Kind.VIDEO, "mp4", 12),
        (uploads.mp4(3, b"qt  "), Kind.VIDEO, "mov", 3),
        (uploads.webm(9), Kind.VIDEO, "webm", 9),
        (uploads.webm(None), Kind.VIDEO, "webm", None),
    ],
)
def test_a_file_is_what_it_holds(content: bytes, kind: Kind, extension: str, seconds: int | None) -> None:
    what = found(content)
    assert (what.kind, what.extension, what.seconds) == (kind, extension, seconds)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空的"),
        (b"<html><script>alert(1)</script>", "不能上传"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "不能上传"),
        (b"MZ\x90\0" + bytes(100), "不能上传"),
        (b"\x7fELF" + bytes(100), "不能上传"),
        (b"#!/bin/sh\n", "不能上传"),
        (uploads.pdf()[:-8], "PDF 不完整"),
        (b"<html>" + uploads.pdf(), "不能上传"),
        (uploads.mp4()[:-60], "视频不完整"),
        (b"\0\0\0\x18ftypheic" + bytes(40), "JPG"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "新格式"),
        (uploads.office("readme.txt"), "压缩包"),
        (uploads.office("ppt/presentation.xml", {"ppt/vbaProject.bin": "x"}), "宏"),
        (uploads.office("xl/workbook.xml", {"xl/macrosheets/sheet1.xml": "x"}), "宏"),
        (uploads.office("word/document.xml", types="application/x.macroEnabled.main+xml"), "宏"),
        (uploads.office("word/document.xml", {"big.xml": "0" * (101 * 1024 * 1024)}), "大得不正常"),
        (uploads.office("word/document.xml")[:-30], "损坏"),
    ],
)
def test_what_is_not_taken_is_told_what_to_do(content: bytes, words: str) -> None:
    with pytest.raises(Invalid, match=words) as refused:
        found(content)
    assert refused.value.field == "file"


def test_an_archive_with_an_endless_index_is_not_even_listed() -> None:
    whole = uploads.office("word/document.xml")
    place = whole.rfind(b"PK\x05\x06")
    bomb = whole[: place + 10] + struct.pack("<HI", 65_535, 2**31) + whole[place + 16 :]
    with pytest.raises(Invalid, match="大得不正常"):
        found(bomb)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("讲稿.PPTX", "讲稿.pptx"),
        ("C:\\照片\\一.exe", "一.pptx"),
        ("../../etc/passwd", "passwd.pptx"),
        ("报告\u202excod.exe", "报告xcod.pptx"),
        ("v1.2版本说明", "v1.2版本说明.pptx"),
        ("", "file.pptx"),
    ],
)
def test_a_name_loses_folders_unseen_marks_and_false_endings(name: str, kept: str) -> None:
    assert clean_name(name, "pptx") == kept
