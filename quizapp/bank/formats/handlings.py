"""How each format is handled: who reads it, who writes it, what its files are called. Loaded when first used: it is much."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ...core.i18n import N_
from ..item import Item
from ..native import ParsedBank
from . import aiken, gift, gift_writing, moodle, moodle_writing, qti, quiz_books, sheet, text, word, yaml_json
from .losses import Written
from .recognising import Format


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a bank beside its items."""

    slug: str = ""
    name: str = ""
    description: str = ""
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Handling:
    """How a format is called, kept and handled; `title` is a source text."""

    title: str
    suffix: str
    mimetype: str
    read: Callable[[bytes], ParsedBank]
    write: Callable[[Sequence[Item], About], Written]

    @property
    def is_text(self) -> bool:
        """Whether a terminal can show it."""
        return self.suffix not in ("docx", "xlsx", "zip")


def _native(items: Sequence[Item], about: About, *, as_json: bool) -> Written:
    bank = {
        "bank": about.slug,
        "name": about.name,
        "description": about.description,
        "topics": list(about.topics),
    }
    data = {field: value for field, value in bank.items() if value}
    return Written(yaml_json.write(items, data, as_json=as_json), tuple(items))


_OFFICE = "application/vnd.openxmlformats-officedocument."
HANDLINGS = {
    Format.DOCX: Handling(
        N_("Word 试卷和答案"),
        "docx",
        f"{_OFFICE}wordprocessingml.document",
        word.read_docx,
        lambda items, about: word.write_docx(items, about.name),
    ),
    Format.XLSX: Handling(
        N_("Excel 工作簿"),
        "xlsx",
        f"{_OFFICE}spreadsheetml.sheet",
        sheet.read_xlsx,
        lambda items, _: sheet.write_xlsx(items),
    ),
    Format.CSV: Handling(
        "CSV",
        "csv",
        "text/csv",
        sheet.read_csv,
        lambda items, _: Written(sheet.write_csv(items), tuple(items)),
    ),
    Format.TXT: Handling(
        N_("文本"), "txt", "text/plain; charset=utf-8", text.read_txt, lambda items, _: text.write_txt(items)
    ),
    Format.MOODLE: Handling(
        "Moodle XML",
        "xml",
        "application/xml",
        moodle.read_moodle,
        lambda items, _: moodle_writing.write_moodle(items),
    ),
    Format.GIFT: Handling(
        "GIFT",
        "gift",
        "text/plain; charset=utf-8",
        gift.read_gift,
        lambda items, _: gift_writing.write_gift(items),
    ),
    Format.AIKEN: Handling(
        "Aiken",
        "txt",
        "text/plain; charset=utf-8",
        aiken.read_aiken,
        lambda items, _: aiken.write_aiken(items),
    ),
    Format.KAHOOT: Handling(
        "Kahoot",
        "xlsx",
        f"{_OFFICE}spreadsheetml.sheet",
        quiz_books.read_quiz_book,
        lambda items, about: quiz_books.write_quiz_book(items, about.name, quiz_books.KAHOOT),
    ),
    Format.CLASSQUIZ: Handling(
        "ClassQuiz",
        "xlsx",
        f"{_OFFICE}spreadsheetml.sheet",
        quiz_books.read_quiz_book,
        lambda items, about: quiz_books.write_quiz_book(items, about.name, quiz_books.CLASSQUIZ),
    ),
    Format.QTI: Handling(
        "QTI 2.1",
        "zip",
        "application/zip",
        qti.read_qti,
        lambda items, about: qti.write_qti(items, about.name, qti.V21),
    ),
    Format.QTI22: Handling(
        "QTI 2.2",
        "zip",
        "application/zip",
        qti.read_qti,
        lambda items, about: qti.write_qti(items, about.name, qti.V22),
    ),
    Format.QTI30: Handling(
        "QTI 3.0",
        "zip",
        "application/zip",
        qti.read_qti,
        lambda items, about: qti.write_qti(items, about.name, qti.V30),
    ),
    Format.YAML: Handling(
        "YAML",
        "yaml",
        "application/yaml",
        yaml_json.read_yaml,
        lambda items, about: _native(items, about, as_json=False),
    ),
    Format.JSON: Handling(
        "JSON",
        "json",
        "application/json",
        yaml_json.read_json,
        lambda items, about: _native(items, about, as_json=True),
    ),
}
