"""Aiken: a line of stem, lines of options, a line ANSWER: A. Also read with 答案： and with several letters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ...core.i18n import N_
from ..boolean_words import truth_of
from ..item import Item, ItemType
from ..native import ParsedBank
from .cells import letters_of
from .drafts import Drafts
from .losses import Written, proved, reduced, relettered
from .paper.lines import folded
from .source import FormatError, decode_text

ANSWER = re.compile(r"\s*(?:ANSWER|答案)\s*:\s*(.*)", re.IGNORECASE)
_OPTION = re.compile(r"\s*([A-Z])\s*[).]\s*")
_KINDS = frozenset((ItemType.SINGLE, ItemType.BOOLEAN))
_TRUE, _FALSE = "正确", "错误"


@dataclass(slots=True)
class _Question:
    line: int = 0
    stem: list[str] = field(default_factory=list)
    options: dict[str, str] = field(default_factory=dict)


def read_aiken(data: bytes) -> ParsedBank:
    """Read a text file of questions in Aiken."""
    drafts = Drafts()
    question, count = _Question(), 0
    lines = re.split("\r\n|\r|\n", decode_text(data).removeprefix("\ufeff"))
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        answer, option = ANSWER.fullmatch(folded(line)), _OPTION.match(folded(line))
        if answer:
            count += 1
            _finish(question, answer[1], f"第{count}题（第{question.line or number}行）", drafts)
            question = _Question()
        elif option and question.stem:
            question.options[option[1]] = line[option.end() :].strip()
        else:
            if question.options:
                count += 1
                drafts.refuse(f"第{count}题（第{question.line}行）", N_("没有“ANSWER: ”这一行。"))
                question = _Question()
            question.line = question.line or number
            question.stem.append(line.strip())
    if question.options:
        count += 1
        drafts.refuse(f"第{count}题（第{question.line}行）", N_("没有“ANSWER: ”这一行。"))
    if not count:
        raise FormatError(N_("没有读到 Aiken 题目：每道题的选项下面要有“ANSWER: A”。"))
    return drafts.bank()


def _finish(question: _Question, answer: str, place: str, drafts: Drafts) -> None:
    letters = letters_of(answer)
    options = question.options
    if len(options) < 2:
        drafts.refuse(place, N_("至少要有两个选项，每个一行，以“A)”或“A.”开头。"))
        return
    if not letters:
        drafts.refuse(place, N_("看不懂答案“%(key)s”，请写选项的字母。"), key=answer[:40])
        return
    kind = ItemType.MULTIPLE if len(letters) > 1 else ItemType.SINGLE
    if len(options) == 2 and {truth_of(text) for text in options.values()} == {True, False}:
        kind = ItemType.BOOLEAN
    key: object = letters if kind is ItemType.MULTIPLE else letters[0]
    drafts.add(place, {"type": kind.value, "stem": "\n".join(question.stem), "options": options, "key": key})


def write_aiken(items: Sequence[Item]) -> Written:
    """Return the single choices and booleans; ids, topics and explanations have no place in this format."""
    some, lost = reduced(items, _KINDS, frozenset(), ids=False)
    kept, more = proved([relettered(item) for item in some], _comes_back)
    return Written("\n".join(map(_record, kept)).encode(), tuple(kept), (*lost, *more))


def _comes_back(item: Item, _number: int) -> bool:
    if any("\n" in text for text in (item.stem, *(text for _, text in item.options))):
        return False
    try:
        return read_aiken(_record(item).encode()).items == (item,)
    except FormatError:
        return False


def _record(item: Item) -> str:
    options = item.options or (("A", _TRUE), ("B", _FALSE))
    letter = item.key if isinstance(item.key, str) else "A" if item.key else "B"
    lines = [item.stem, *(f"{letter}) {text}" for letter, text in options), f"ANSWER: {letter}", ""]
    return "\n".join(lines)
