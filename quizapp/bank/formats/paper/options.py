"""Options at the beginning of a line: one, or several; a letter that does not go on from those before it is text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .lines import Line
from .marks import chain_in, option_at, weak_option_at
from .question import Option

Chain = list[tuple[str, int, int]]


def options_at(lines: Sequence[Line], index: int, letters: Sequence[str]) -> Chain:
    """Return the marked options that this line begins with, as `marks.chain_in` does; `letters` came before."""
    line = lines[index]
    found = option_at(line.seen)
    if not found or not _fits(lines, index, found[0], letters):
        return []
    chain = chain_in(line.seen) if found[0].upper() == "A" else _later_chain(line, found[0])
    if chain and not line.seen[: chain[0][1]].strip() and _splits(lines, index, chain):
        return chain
    return [(found[0], 0, found[1])]


def weak_options_at(lines: Sequence[Line], index: int, last: Option | None) -> Chain:
    """Return the options whose letters have no mark: they count where the letters go on from line to line."""
    weak = weak_option_at(lines[index].seen)
    if not weak:
        return []
    if last is not None:
        goes_on = weak[0] == chr(ord(last.letter) + 1) and weak_option_at(last.line.seen) is not None
        return [(weak[0], 0, weak[1])] if goes_on else []
    if weak[0] != "A":
        return []
    chain = chain_in(lines[index].seen, weak=True)
    if len(chain) >= 3:
        return chain
    after = _next(lines, index)
    following = weak_option_at(after.seen) if after else None
    return [("A", 0, weak[1])] if following and following[0] == "B" else []


def begins_options(lines: Sequence[Line], index: int) -> bool:
    """Tell whether the next line that holds anything is option A."""
    after = _next(lines, index - 1)
    found = option_at(after.seen) if after else None
    return bool(found and found[0] in "Aa")


def _fits(lines: Sequence[Line], index: int, letter: str, letters: Sequence[str]) -> bool:
    if letter.islower():
        return letter == (chr(ord(letters[-1]) + 1).lower() if letters else "a")
    if letters or letter == "A":
        return True
    nearby = (option_at(line.seen) for line in lines[index + 1 : index + 8])
    return any(found and found[0] == "A" for found in nearby)


def _later_chain(line: Line, first: str) -> Chain:
    """Return the options of a line that begins with C. or the like."""
    shift = ord(first.upper()) - ord("A")
    moved = re.sub(
        r"(?<![A-Za-z])[A-Z](?=\s*[.、:)\]】])",
        lambda one: chr(ord(one[0]) - shift) if ord(one[0]) - shift >= ord("A") else "~",
        line.seen,
    )
    return [(chr(ord(letter) + shift), at, text) for letter, at, text in chain_in(moved)]


def _splits(lines: Sequence[Line], index: int, chain: Chain) -> bool:
    """Tell whether a line really holds several options: not when the next line begins with one of them."""
    after = _next(lines, index)
    following = option_at(after.seen) if after else None
    return not (following and following[0] in [letter for letter, _, _ in chain[1:]])


def _next(lines: Sequence[Line], index: int) -> Line | None:
    return next((line for line in lines[index + 1 : index + 4] if not line.is_blank), None)
