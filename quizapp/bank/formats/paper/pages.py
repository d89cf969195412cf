"""Heads and feet of pages, and lines that end where the page did: what text copied out of a PDF has everywhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from ...boolean_words import truth_of
from ...item import ItemType
from .keying import letters_in
from .lines import Line, folded
from .marks import CHOICE
from .question import Question

#: So often at least a head stands in a file: less often it may be anything.
LEAST = 5
#: One in so many heads at least stands between two questions: a few strays of a careless paper are no heads.
_ONE_IN = 20
_NUMBER = re.compile(r"第 ?(\d{1,4}) ?页 ?[,/]? ?(?:共 ?\d{1,4} ?页)?|[-–—] ?(\d{1,4}) ?[-–—]")
_AT_END = re.compile(r"^\d{1,4}\s+|\s{1,20}\d{1,4}$")
_SHORT_KEYS = (ItemType.SINGLE, ItemType.MULTIPLE, CHOICE, ItemType.BOOLEAN, None)
_LIST_MARK = re.compile(r"[①-⑳]|\([A-Za-z0-9]{1,3}\)|\d{1,2}[.、)](?!\d)")


def page_marks(lines: Sequence[Line], questions: Sequence[Question]) -> dict[str, list[Line]]:
    """Return the lines that are heads or feet of pages, by what they have in common; `questions` were read so.

    A head is a line without a mark that stands both within questions and behind finished keys; page numbers
    count up. A paper with ids comes out of a program, which writes no pages.
    """
    if any("id" in question.labels for question in questions):
        return {}
    behind = Counter(_unpaged(text) for question in questions for text in _behind_key(question))
    within = {_unpaged(text) for question in questions for text in _within(question)}
    heads = within.intersection(behind) - {""}
    found: dict[str, list[Line]] = {}
    numbers: list[tuple[int, Line]] = []
    for line in lines:
        text, number = _unpaged(line.text), _NUMBER.fullmatch(line.seen.strip())
        if text in heads:
            found.setdefault(text, []).append(line)
        elif number:
            numbers.append((int(number[1] or number[2]), line))
    marks = {
        text: those
        for text, those in found.items()
        if len(those) >= LEAST and behind[text] * _ONE_IN >= len(those)
    }
    if len(numbers) > 1 and all(after == before + 1 for (before, _), (after, _) in pairwise(numbers)):
        marks[numbers[0][1].text.strip()] = [line for _, line in numbers]
    return marks


def without_marks(lines: Sequence[Line], marks: Mapping[str, Sequence[Line]]) -> Iterator[Line]:
    """Yield the other lines, each without a head that runs on behind its own text."""
    gone = {id(line) for those in marks.values() for line in those}
    heads = tuple(text for text in marks if not _NUMBER.fullmatch(folded(text)))
    for line in lines:
        if id(line) in gone:
            continue
        text = _unpaged(line.text)
        head = next((head for head in heads if re.search(rf"\s{re.escape(head)}$", text)), "")
        yield line.cut(line.text.rindex(head)) if head else line


def _behind_key(question: Question) -> Iterator[str]:
    """Yield the lines behind a key that is whole in its first line."""
    key = question.labels.get("key")
    if key is None or question.kind not in _SHORT_KEYS:
        return
    first = key.texts[0].strip() if key.texts else ""
    if letters_in(first, {}) or truth_of(first) is not None:
        yield from key.texts[1:]


def _within(question: Question) -> Iterator[str]:
    """Yield the lines with which a stem or an option goes on."""
    for texts in (question.stem, *(option.texts for option in question.options)):
        yield from texts[1:]


def _unpaged(text: str) -> str:
    """Return a line without the number of a page at either end."""
    return _AT_END.sub("", text.strip())


def unwrap(question: Question) -> None:
    """Join the lines of stem, options and explanation that only a page's width parted."""
    question.stem = _unwrapped(question.text.split("\n"))
    for option in question.options:
        option.texts = _unwrapped(option.texts)
    if "explanation" in question.labels:
        why = question.labels["explanation"]
        why.texts = _unwrapped(why.texts)


def _unwrapped(texts: Sequence[str]) -> list[str]:
    whole: list[str] = []
    for text in map(str.strip, texts):
        if whole and _goes_on(whole[-1], text):
            whole[-1] += text
        else:
            whole.append(text)
    return whole


def _goes_on(before: str, after: str) -> bool:
    """Tell whether two lines are one: Chinese, which needs no space, stands at their seam, and no list begins."""
    if not before or not after or _LIST_MARK.match(folded(after)):
        return False
    return any(char >= "\u2e80" for char in (before[-1], after[0]))
