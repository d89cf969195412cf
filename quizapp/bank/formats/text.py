"""Plain text: questions as people type them, each with its key beneath it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ..item import Item
from ..native import ParsedBank
from .losses import Written, closed, proved
from .paper import Line, read_lines
from .paper.writing import in_order, key_lines, parts_of, question_lines
from .source import FormatError, decode_text

_LINE_END = re.compile("\r\n|[\r\n\u2028\u2029\u0085\v\f]")
# Marks of Markdown before what counts: ## a heading, - an option, **a whole line in bold**.
_MARKDOWN = re.compile(r"\s*(?:#{1,6}\s+|[-*+]\s+(?=\**[A-Z]\s*[.．、:：)）]))")
_BOLD_MARK = re.compile(r"(\s*)\*\*(\s*(?:\d{1,4}|[A-Z]|[\u4e00-\u9fff]{2,6})\s*[.．、:：)）]?\s*)\*\*(?!$)")
_BOLD = re.compile(r"(\s*)\*\*(?=\S)((?:(?!\*\*).)*)\*\*(\s*)")


def read_txt(data: bytes) -> ParsedBank:
    """Read a text file of questions."""
    lines = enumerate(_LINE_END.split(decode_text(data)), 1)
    return read_lines([Line(_unmarked(text), number) for number, text in lines])


def _unmarked(text: str) -> str:
    """Return a line without Markdown's marks around it."""
    found = _MARKDOWN.match(text)
    text = text[found.end() :] if found else text
    bold = _BOLD.fullmatch(text)
    if bold:
        return "".join(bold.groups())
    mark = _BOLD_MARK.match(text)
    return f"{mark[1]}{mark[2]}{text[mark.end() :]}" if mark else text


def write_txt(items: Sequence[Item]) -> Written:
    """Return a text file of the items, by type; what would be read as something else is left out."""
    kept, lost = proved(in_order(items), _comes_back)
    kept = closed(kept)
    return Written(_text(kept).encode("utf-8-sig"), tuple(kept), tuple(lost))


def _text(items: Sequence[Item]) -> str:
    lines: list[str] = []
    for part in parts_of(items):
        lines += [part.heading, ""]
        for number, item in part.questions:
            lines += [*question_lines(number, item), *key_lines(item), ""]
    return "\n".join(lines)


def _comes_back(item: Item, number: int) -> bool:
    item = replace(item, excludes=())
    (part,) = parts_of([item])
    lines = [part.heading, *question_lines(number, item), *key_lines(item)]
    try:
        return read_txt("\n".join(lines).encode()).items == (item,)
    except FormatError:
        return False
