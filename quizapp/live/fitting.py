"""How large a question can stand on the wall without losing a word. Pure; heights and widths in u, a hundredth of the screen.

Estimated on a screen of 16 to 9, the lowest that is used; the page measures again and steps down where a device's
letters are wider.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from ..bank import markup

#: Sizes of stem and option, step by step down. Under 4 only where nothing else keeps every word.
STEPS: tuple[tuple[float, float], ...] = (
    (8.4, 6.2),
    (7.0, 5.5),
    (6.2, 5.2),
    (5.6, 4.8),
    (5.0, 4.4),
    (4.5, 4.0),
    (4.0, 3.7),
    (3.5, 3.3),
    (3.0, 2.8),
)
#: Sizes of stem, option and explanation when the answer is shown.
REVEALED: tuple[tuple[float, float, float], ...] = (
    (4.8, 5.2, 4.4),
    (4.4, 4.8, 4.2),
    (4.2, 4.4, 4.0),
    (4.0, 4.0, 4.0),
    (3.6, 3.6, 3.6),
    (3.2, 3.2, 3.2),
    (2.8, 2.8, 2.8),
)
WIDTH = 161.0
BODY, SHOWN = 71.5, 73.0  # between the head and the edge
FOOT, STRIP, PRESSES = 7.6, 13.4, 9.8
#: How high a picture stands, its margin with it, while there is room and from a step on where there is little:
#: over a question, in an option, and when the answer is shown.
STEM_PICTURE, OPTION_PICTURE, SHOWN_PICTURE = (28.0, 19.0), (13.0, 10.0), (13.0, 9.0)
LITTLE, LITTLE_SHOWN = 5, 3  # the steps
_CHOICES = frozenset({"single", "multiple", "boolean"})
_PADDING = 12.5  # across, beside an option's text, badge included


@dataclass(frozen=True, slots=True)
class Fit:
    """The step of size, from 0, and in how many columns the options stand."""

    step: int
    columns: int


def width_of(text: str) -> float:
    """Return a text's width in letters of full width."""
    return sum(0.58 if ord(char) < 0x2E80 else 1.0 for char in text)


def lines_of(text: str, size: float, across: float) -> int:
    """Return how many lines a text's words take; a little is lost at each line's end."""
    room = max(across / size - 0.8, 1)
    return sum(max(ceil(width_of(part) / room), 1) for part in markup.words(text).splitlines() or [""])


def pictures_in(text: str, high: float) -> float:
    """Return how high a text's pictures stand one below another."""
    return high * len(markup.pictures(text))


def question_fit(question: Mapping[str, Any], strip: bool = False) -> Fit:
    """Return the largest step at which stem and options fit together; `strip`: beside the teams' scores."""
    everyone, presses = question.get("everyone", False), bool(question.get("presses"))
    room = BODY - PRESSES * presses - STRIP * strip - FOOT * (everyone or not strip)
    for step, (stem, option) in enumerate(STEPS):
        little = step >= LITTLE
        high = 2.5 + lines_of(question["stem"], stem, WIDTH) * stem * 1.38
        high += pictures_in(question["stem"], STEM_PICTURE[little])
        for columns in _columns(question, option):
            if high + _options(question, option, columns, OPTION_PICTURE[little]) <= room:
                return Fit(step, columns)
    return Fit(len(STEPS) - 1, 2 if any(map(markup.pictures, _texts(question))) else 1)


def _columns(question: Mapping[str, Any], size: float) -> tuple[int, int]:
    """Return which number of columns to try first: two, unless a text would be a narrow pile of lines there."""
    piled = max(_rows(question, size, WIDTH / 2 - 1 - _PADDING - size, 2), default=0) > 2
    return (1, 2) if piled else (2, 1)


def reveal_fit(question: Mapping[str, Any], strip: bool = False) -> Fit:
    """Return the largest step at which stem, options, key, explanation and source fit; options in one column
    even a little smaller, since the bars beside them then compare."""
    room = SHOWN - STRIP * strip
    heights = {
        (step, columns): _revealed(question, sizes, columns, SHOWN_PICTURE[step >= LITTLE_SHOWN])
        for step, sizes in enumerate(REVEALED)
        for columns in (1, 2)
    }
    steps = range(len(REVEALED))
    order = [*((step, 1) for step in steps[:3]), *((step, columns) for step in steps for columns in (2, 1))]
    fitting = (one for one in order if heights[one] <= room)
    return Fit(*next(fitting, (len(REVEALED) - 1, 2)))


def _revealed(
    question: Mapping[str, Any], sizes: tuple[float, float, float], columns: int, picture: float
) -> float:
    stem, option, why = sizes
    high = 3.5 + lines_of(question["stem"], stem, WIDTH) * stem * 1.4 + pictures_in(question["stem"], picture)
    if question.get("explanation"):
        high += 1.5 + lines_of(question["explanation"], why, WIDTH) * why * 1.5
        high += pictures_in(question["explanation"], picture)
    if question.get("source"):
        high += 0.5 + min(4.0, why) * 1.5
    return high + _shown_options(question, option, columns, picture)


def _texts(question: Mapping[str, Any]) -> list[str]:
    left: Sequence[Mapping[str, Any]] = question.get("left") or ()
    return [one["text"] for one in (*question.get("options", ()), *left)]


def _rows(
    question: Mapping[str, Any], size: float, across: float, columns: int, picture: float = 0
) -> list[int]:
    """Return how many lines each row of options takes, pictures of this height among them."""
    texts = _texts(question)
    rows = [texts[at : at + columns] for at in range(0, len(texts), columns)]
    return [max(_lines(text, size, across, picture) for text in row) for row in rows]


def _lines(text: str, size: float, across: float, picture: float) -> int:
    drawn = ceil(pictures_in(text, picture) / (size * 1.3))
    return drawn if drawn and not markup.words(text) else lines_of(text, size, across) + drawn


def _options(question: Mapping[str, Any], size: float, columns: int, picture: float) -> float:
    across = (WIDTH - 2 * (columns - 1)) / columns - _PADDING - size
    tall, padding = (2.4, 2.4) if size > 4 else (1.8, 1.2)
    gap = 2.0 if columns == 2 else 1.4
    rows = _rows(question, size, across, columns, picture)
    return sum(gap + max(size * tall, lines * size * 1.3 + padding) for lines in rows)


def _shown_options(question: Mapping[str, Any], size: float, columns: int, picture: float) -> float:
    across = (WIDTH - 2 * (columns - 1)) / columns - _PADDING - size - 30 / columns
    text = (question.get("key_text") or "") if question.get("type") not in _CHOICES else ""
    key = 5 + lines_of(text, size, WIDTH - 30) * size * 1.35 if text else 0
    rows = _rows(question, size, across, columns, picture)
    return 1 + key + sum(1.1 + max(size + 3.2, lines * size * 1.3 + 2.2) for lines in rows)
