"""How a paper numbers its questions: found out section by section before a line is read as anything."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from .lines import Line
from .marks import NUMBERINGS, Section, chain_in, is_bare_kind, labels_in, number_of, option_at, section_of

_ASKS = re.compile(r"\(\s*[A-Z√×✓✗✔✘对错、, ]*\)|_{2,}|\?\s*$")


def sections_of(lines: Sequence[Line]) -> dict[int, Section]:
    """Return the headings that state a type, by the index of their line."""
    found = {}
    for index, line in enumerate(lines):
        section = section_of(line.seen)
        if section and not (is_bare_kind(line.seen) and _goes_on(lines[index + 1 : index + 4])):
            found[index] = section
    return found


def _goes_on(lines: Sequence[Line]) -> bool:
    """Tell whether an option or an answer comes next: then 判断 above it is the end of a broken line."""
    seen = next((line.seen for line in lines if not line.is_blank), "")
    return bool(option_at(seen)) or any(
        field == "key" and not at and not seen[value:][:1].isdigit() for field, at, value in labels_in(seen)
    )


def numbering_of(lines: Sequence[Line], *, certain: bool = False) -> str | None:
    """Return the way in which most questions of these lines are numbered, or None where none is.

    A number counts when something below it, up to the next one of its way, looks like a question; where it is
    `certain` that these are questions and none looks so, numbers that count up are enough.
    """
    asking = [_asks(line) for line in lines]
    best: tuple[int, str] | None = None
    longest: tuple[int, str] | None = None
    for style, _ in NUMBERINGS:
        starts = [
            (index, found[0]) for index, line in enumerate(lines) if (found := number_of(line.seen, style))
        ]
        if style == "bare" and (best or not _runs(starts)):
            continue
        ends = [index for index, _ in starts[1:]] + [len(lines)]
        score = sum(any(asking[index:end]) for (index, _), end in zip(starts, ends, strict=False))
        if score and (best is None or score > best[0]):
            best = (score, style)
        run = _run(starts)
        if run and (longest is None or run > longest[0]):
            longest = (run, style)
    if best is None and certain:
        best = longest
    return best[1] if best else None


def _run(starts: Sequence[tuple[int, int]]) -> int:
    """Return how many numbers are the first, or one above the number before."""
    numbers = [number for _, number in starts]
    return sum(after == before + 1 for before, after in pairwise(numbers)) + bool(numbers)


def _asks(line: Line) -> bool:
    seen = line.seen
    if option_at(seen) or _ASKS.search(seen) or ("A" in seen and "B" in seen and chain_in(seen)):
        return True
    return any(field == "key" for field, _, _ in labels_in(seen))


def _runs(starts: Sequence[tuple[int, int]]) -> bool:
    """Tell whether bare numbers count up from one, as those of questions do and years do not."""
    numbers = [number for _, number in starts]
    return numbers[:1] == [1] and all(after in (before + 1, 1) for before, after in pairwise(numbers))
