"""Two wordings of a text laid over one another: what stayed, what went, what came. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

#: Compared as a whole: words and numbers in Latin letters, references to pictures; all else sign by sign.
_TOKEN = re.compile(r"!\[[^\[\]\n]*\]\(media:[0-9a-f]{32}\)|[A-Za-z]+|\d+(?:\.\d+)?|.", re.DOTALL)
LONGEST = 4000  # tokens; longer wordings stand one below the other


class Fate(StrEnum):
    """What became of a piece."""

    KEPT = "kept"
    GONE = "gone"
    CAME = "came"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the text. Without what came the pieces make the old wording, without what is gone the new one."""

    fate: Fate
    text: str


def laid_over(before: str, after: str) -> tuple[Piece, ...]:
    """Return the pieces of two wordings in the order in which they are read."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    if len(old) + len(new) > LONGEST:
        return tuple(_pieces(before, after))
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    pieces: list[Piece] = []
    for tag, from_old, to_old, from_new, to_new in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece(Fate.KEPT, "".join(old[from_old:to_old])))
        else:
            pieces += _pieces("".join(old[from_old:to_old]), "".join(new[from_new:to_new]))
    return tuple(pieces)


def _pieces(gone: str, came: str) -> Iterator[Piece]:
    if gone:
        yield Piece(Fate.GONE, gone)
    if came:
        yield Piece(Fate.CAME, came)
