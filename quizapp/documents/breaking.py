"""Breaking a text into lines as Chinese typesetting wants it. Pure.

A line may end between any two Chinese characters, not before a closing mark nor after an opening one; words
and numbers stay whole unless one alone is wider than the line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

#: No line begins with these, and none ends with those.
_CLOSING = frozenset("，。、；：！？）》」』】〕〉”’…％%,.;:!?)]}·—～")
_OPENING = frozenset("（《「『【〔〈“‘([{￥$")
#: What stays together: a word, number or address; else a character by itself.
_PIECES = re.compile(r"[0-9A-Za-z\u00c0-\u024f][0-9A-Za-z\u00c0-\u024f'’./:@_+-]*|\s+|.", re.DOTALL)

Measure = Callable[[str], float]


def lines(text: str, width: float, measure: Measure) -> list[str]:
    """Return the lines of a text no wider than `width`; an empty text is one empty line."""
    return [line for part in text.split("\n") for line in _broken(part, width, measure)]


def _broken(text: str, width: float, measure: Measure) -> list[str]:
    made: list[str] = []
    line, taken = "", 0.0
    for piece in _whole(text):
        size = measure(piece)
        if taken + size <= width or not line.strip():
            line, taken = line + piece, taken + size
        else:
            made.append(line.rstrip())
            line, taken = ("", 0.0) if piece.isspace() else (piece, size)
        while taken > width and len(line) > 1:  # one piece wider than a line
            cut = _fitting(line, width, measure)
            made.append(line[:cut])
            line = line[cut:]
            taken = measure(line)
    return [*made, line.rstrip()]


def _whole(text: str) -> Iterator[str]:
    """Yield what must stay on one line: marks go with what they close or open."""
    held = ""
    for piece in _PIECES.findall(text):
        closes = piece in _CLOSING or (held and held[-1] in _OPENING and not piece.isspace())
        if held and not closes:
            yield held
            held = ""
        held += piece
    if held:
        yield held


def _fitting(text: str, width: float, measure: Measure) -> int:
    """Return how many characters fit, at least one."""
    taken = 0.0
    for at, char in enumerate(text):
        taken += measure(char)
        if taken > width and at:
            return at
    return len(text)
