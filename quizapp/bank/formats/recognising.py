"""What format a file is in, told from its content; its name decides only between texts that could be either."""

from __future__ import annotations

import re
from enum import StrEnum

from ...core.i18n import N_
from . import quiz_books, sheet
from .book import Book
from .source import FormatError, decode_text, names_in_zip

#: Largest file that is read, in bytes.
MOST_BYTES = 20 * 1024 * 1024


class Format(StrEnum):
    """A file format of items."""

    YAML = "yaml"
    JSON = "json"
    XLSX = "xlsx"
    CSV = "csv"
    DOCX = "docx"
    TXT = "txt"
    MOODLE = "moodle-xml"
    GIFT = "gift"
    AIKEN = "aiken"
    KAHOOT = "kahoot"
    CLASSQUIZ = "classquiz"  # read as Kahoot's, which it resembles
    QTI = "qti"  # written as 2.1; every version is read
    QTI22 = "qti22"
    QTI30 = "qti30"


#: How files that can be read may end.
SUFFIXES = (
    ".docx",
    ".xlsx",
    ".csv",
    ".tsv",
    ".txt",
    ".md",
    ".xml",
    ".zip",
    ".gift",
    ".yaml",
    ".yml",
    ".json",
)

# A bank or an item in YAML: a line that begins with one of its fields.
_YAML = re.compile(r"^(?:- +)*(?:bank|name|items|topics|id|type|topic|stem)\s*:", re.MULTILINE)
_JSON = re.compile(r"""[\[{]\s*[\[{"\]}]""")
# Braces that hold answers, or a mark that only GIFT has.
_GIFT = re.compile(
    r"^[ \t]*(?:\$CATEGORY:|::[^:\n]+::)|(?<!\\)\{\s*(?:[=~#][^{}]*|(?:T|F|TRUE|FALSE)\s*(?:#[^{}]*)?)\}",
    re.MULTILINE,
)
_AIKEN = re.compile(r"^ANSWER:[ \t]*[A-Z]", re.MULTILINE)
# The first element behind declarations and comments.
_ROOT = re.compile(
    r"(?:\s|<\?[^>]*\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[[^\]]*\])?\s*>)*<(?:\w+:)?([\w.-]+)", re.DOTALL | re.I
)
_ROOTS = {
    "quiz": Format.MOODLE,
    **dict.fromkeys(("assessmentitem", "qti-assessment-item", "questestinterop"), Format.QTI),
}
_MAGIC = (
    (
        b"\xd0\xcf\x11\xe0",
        N_("这是旧版 Office 文件（.doc、.xls），或加了密码。请去掉密码并另存为 .docx 或 .xlsx。"),
    ),
    (b"{\\rtf", N_("这是 RTF 文件。请在 Word 里另存为 .docx。")),
    (b"%PDF", N_("PDF 里的题目读不准。请用 Word 打开，另存为 .docx，或把文字存成 .txt。")),
)


def recognise(data: bytes, name: str = "") -> Format:
    """Return the format of a file; raises FormatError with what to do when it is none of them."""
    family = family_of(data, name)
    if family is not Format.XLSX:
        return family
    try:
        return kind_of(Book(data))
    except FormatError:
        return Format.XLSX


def kind_of(book: Book) -> Format:
    """Return the format of a workbook."""
    return Format.KAHOOT if quiz_books.is_quiz_book(book) else Format.XLSX


def family_of(data: bytes, name: str = "") -> Format:
    """Return the format of a file as `recognise` does, but XLSX for every workbook, which is not opened."""
    if len(data) > MOST_BYTES:
        raise FormatError(N_("文件太大，最多 %(most)d MB。请分成几个文件。"), most=MOST_BYTES // 1024**2)
    if not data.strip():
        raise FormatError(N_("文件是空的。"))
    for magic, advice in _MAGIC:
        if data.startswith(magic):
            raise FormatError(advice)
    if data.startswith(b"PK\x03\x04"):
        return _of_archive(data)
    return _of_text(decode_text(data), name.rpartition(".")[2].casefold())


def _of_archive(data: bytes) -> Format:
    names = names_in_zip(data)
    if "xl/workbook.xml" in names:
        return Format.XLSX
    if "word/document.xml" in names:
        return Format.DOCX
    if any(name.endswith(("imsmanifest.xml", ".qti")) for name in names):
        return Format.QTI
    if "content.xml" in names and "mimetype" in names:
        raise FormatError(N_("这是 OpenDocument 文件。请另存为 .docx 或 .xlsx。"))
    raise FormatError(
        N_("这不是 Excel 工作簿（.xlsx）、Word 文档（.docx）或 QTI 试题包，或已经损坏。请重新另存后再试。")
    )


def _of_text(text: str, suffix: str) -> Format:
    text = re.sub("\r\n?", "\n", text)
    start = text.lstrip("\ufeff \t\n")
    if start.startswith("<"):
        found = _of_markup(start)
        if found is not None:
            return found
    if suffix in ("yaml", "yml"):
        return Format.YAML
    if suffix in ("csv", "tsv"):
        return Format.CSV
    if suffix == "json" or _JSON.match(start):
        return Format.JSON
    if suffix == "gift" or _GIFT.search(text):
        return Format.GIFT
    if _AIKEN.search(text):
        return Format.AIKEN
    if suffix in ("txt", "md"):
        return Format.TXT
    if sheet.looks_like_table(text):
        return Format.CSV
    if _YAML.search(start[:4000]):
        return Format.YAML
    return Format.TXT


def _of_markup(start: str) -> Format | None:
    """Return the format of XML by its root; None for a text that merely begins with <."""
    root = _ROOT.match(start)
    name = root[1].casefold() if root else ""
    if name in _ROOTS:
        return _ROOTS[name]
    if name == "html":
        raise FormatError(N_("这是网页。请在浏览器或 Word 里把题目复制出来，存成 .docx 或 .txt。"))
    if start.startswith("<?xml"):
        raise FormatError(N_("这种 XML 里没有认识的题目：认得 Moodle XML 和 QTI。"))
    return None
