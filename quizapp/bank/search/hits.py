"""Where a text holds the words that were searched for. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple


class Piece(NamedTuple):
    """A stretch of a text; `hit` where it is what was searched for."""

    text: str
    hit: bool


def marked(text: str, phrases: Sequence[str]) -> list[Piece]:
    """Return a text in pieces, those marked that one of the phrases meets, whatever their width and case."""
    folded, places = _folded(text)
    hit = bytearray(len(text))
    for phrase in phrases:
        for found in re.finditer(r"[\W_]*".join(phrase.split(" ")), folded):
            start, end = places[found.start()], places[found.end() - 1] + 1
            hit[start:end] = b"\1" * (end - start)
    pieces: list[Piece] = []
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or hit[place] != hit[start]:
            pieces.append(Piece(text[start:place], bool(hit[start])))
            start = place
    return pieces


def _folded(text: str) -> tuple[str, list[int]]:
    """Return the text as it is compared, and for each of its characters where it comes from."""
    folded: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        plain = unicodedata.normalize("NFKC", char).casefold()
        folded.append(plain)
        places += [place] * len(plain)
    return "".join(folded), places


def excerpt(text: str, phrases: Sequence[str], around: int = 16) -> list[Piece]:
    """Return the stretch of a text around its first hit in pieces; nothing when it has none."""
    pieces = marked(" ".join(text.split()), phrases)
    first = next((index for index, piece in enumerate(pieces) if piece.hit), None)
    if first is None:
        return []
    before = "".join(piece.text for piece in pieces[:first])
    after = "".join(piece.text for piece in pieces[first + 1 :])
    head = before if len(before) <= around else f"…{before[-around:]}"
    tail = after if len(after) <= around else f"{after[:around]}…"
    return [piece for piece in (Piece(head, False), pieces[first], *marked(tail, phrases)) if piece.text]
