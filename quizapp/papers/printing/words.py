"""What a printed paper says around its questions, the same on a page and in a Word document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from flask_babel import gettext

from ...bank import markup
from ...bank.item import TYPE_NAMES, ItemType
from ...web.filters import points
from ..questions import source_line
from .layout import LETTERED, ORDINALS, Question, Section, Sheet

#: What a stem ends with where its answer goes into brackets, if it has none of its own.
BRACKETS = "（　　）"
_HAS_BRACKETS = re.compile(r"[（(][\s\u3000_]*[）)]")
_WIDE = {4: 7, 2: 17}  # options a line → the widest of them in signs, on a page of one column
ANSWERED_IN_GRID = (*LETTERED, ItemType.BOOLEAN)
GRID = 10  # questions in a line of the answer grid
SHORT_LINES = 4


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """A question on the key sheet: what is right, why, and where it stands."""

    number: int
    key: str
    explanation: str
    source: str


def ordinal(section: Section) -> str:
    """Return a section's number as papers write it; other languages count in figures."""
    return str(gettext("一二三四五六七八"))[ORDINALS.index(section.ordinal)]


def heading(section: Section) -> str:
    """Return a section's heading: 一、单选题（每题 2 分，共 20 分）."""
    name, total = gettext(TYPE_NAMES[section.type]), points(section.total)
    if section.each is None:
        count = len(section.questions)
        return str(
            gettext(
                "%(o)s、%(type)s（共 %(n)d 题，%(total)s 分）",
                o=ordinal(section),
                type=name,
                n=count,
                total=total,
            )
        )
    return str(
        gettext(
            "%(o)s、%(type)s（每题 %(each)s 分，共 %(total)s 分）",
            o=ordinal(section),
            type=name,
            each=points(section.each),
            total=total,
        )
    )


def stem(question: Question, section: Section) -> str:
    """Return a question's first words: number, stem, brackets to fill in, its points where they differ."""
    text = question.item.stem
    if question.item.type in (ItemType.SINGLE, ItemType.MULTIPLE, ItemType.BOOLEAN):
        text += "" if _HAS_BRACKETS.search(text) else BRACKETS
    if section.each is None:
        text += str(gettext("（%(n)s 分）", n=points(question.points)))
    return text


def blanks(question: Question) -> Iterator[str]:
    """Yield what is to be filled in beneath a question whose answer is neither in brackets nor in its stem."""
    match question.item.type:
        case ItemType.NUMERIC:
            yield str(gettext("答：")) + "_" * 16 + question.item.unit
        case ItemType.ORDERING:
            yield str(gettext("顺序：")) + "_" * 20
        case ItemType.MATCHING:
            yield "　".join(f"（{name}）______" for name, _ in question.item.left)


def to_write(question: Question) -> tuple[str, ...]:
    """Return the lines of the answer sheet for a question that has no cell in the grid."""
    item = question.item
    match item.type:
        case ItemType.BLANK:
            return tuple(f"（{gap}）" for gap in range(1, question.gaps + 1)) if question.gaps > 1 else ("",)
        case ItemType.MATCHING:
            return tuple(f"（{name}）" for name, _ in item.left)
        case ItemType.SHORT:
            return ("",) * SHORT_LINES
    return ("",)


def options_a_line(question: Question, columns: int) -> int:
    """Return how many options fit in one line: four, two or one."""
    texts = [text for _, text in question.item.options]
    if any(markup.pictures(text) or "\n" in text for text in texts):
        return 1
    widest = max((len(markup.plain(text)) for text in texts), default=0)
    fits = [count for count, signs in _WIDE.items() if widest <= (signs if columns == 1 else signs // 2)]
    return fits[0] if fits else 1


def key_of(question: Question) -> KeyEntry:
    """Return what the key sheet says of a question."""
    from ...bank.formats.paper.writing import key_text  # with it come the readers of papers

    item = replace(question.item, excludes=())
    key = key_text(item)
    match item.type:
        case ItemType.BOOLEAN:
            key = str(gettext("正确") if item.key else gettext("错误"))
        case ItemType.NUMERIC:
            spread = f" ± {item.tolerance:f}" if item.tolerance else ""
            key = f"{key}{spread} {item.unit}".strip()
    return KeyEntry(question.number, key, item.explanation, source_line(item))


def grid(section: Section) -> list[tuple[Question, ...]]:
    """Return a section's questions as the lines of the answer grid."""
    asked = section.questions
    return [asked[at : at + GRID] for at in range(0, len(asked), GRID)]


def variant_title(sheet: Sheet) -> str:
    """Return what tells a variant from the others: A 卷, or nothing where there is one."""
    return str(gettext("%(variant)s 卷", variant=sheet.variant)) if sheet.variant else ""


def mark_of(seed: str, sheet: Sheet) -> str:
    """Return what is printed at the foot of a paper, by which its key sheet is found again."""
    return f"{seed}-{sheet.variant}" if sheet.variant else seed
