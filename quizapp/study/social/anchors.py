"""Where a quoted passage stands in a text, also after the text was edited a little. Pure.

Texts are compared without their blanks, so that neither layout nor a browser's line ends matter; a place is
the number of characters before it. A passage is looked for in this order:

| step | what is found |
|---|---|
| 1 | the same words; of several the one whose surroundings fit best, then the nearest to the old place |
| 2 | what now stands between the same surroundings, where it is still like the old words |
| 3 | the likest passage near the old place |

What is none of these is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from html.parser import HTMLParser

MOST_QUOTED = 1000
MOST_AROUND = 40
#: How like the old words must be what stands in their place: with the same surroundings, and without.
LIKE_BETWEEN, LIKE_NEARBY = 0.5, 0.75
#: How far from the old place, in characters, a changed passage is still looked for.
NEARBY = 400
#: The same blanks that a browser's script leaves out.
_BLANKS = re.compile("[\\s\u200b\ufeff]+")
_LEAST_AROUND = 6


@dataclass(frozen=True, slots=True)
class Anchor:
    """A passage with what stood around it and how many characters before it."""

    quote: str
    before: str = ""
    after: str = ""
    place: int = 0


class _Words(HTMLParser):
    """Gathers the text of a page's part."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def words_of(html: str) -> str:
    """Return the text of an article's HTML without its blanks."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    return bare("".join(reader.found))


def bare(text: str) -> str:
    """Return a text without its blanks."""
    return _BLANKS.sub("", text)


def locate(words: str, anchor: Anchor) -> tuple[int, int] | None:
    """Return from where to where a passage stands in `words`, which has no blanks; None when it is lost."""
    quote = bare(anchor.quote)
    if not quote:
        return None
    return _same(words, quote, anchor) or _between(words, quote, anchor) or _likest(words, quote, anchor)


def _same(words: str, quote: str, anchor: Anchor) -> tuple[int, int] | None:
    before, after = bare(anchor.before), bare(anchor.after)

    def fit(at: int) -> tuple[int, int]:
        around = _same_end(words[:at], before) + _same_start(words[at + len(quote) :], after)
        return -around, abs(at - anchor.place)

    found = list(_places(words, quote))
    if not found:
        return None
    at = min(found, key=fit)
    return at, at + len(quote)


def _places(words: str, part: str) -> Iterator[int]:
    at = words.find(part)
    while at >= 0:
        yield at
        at = words.find(part, at + 1)


def _same_end(text: str, wanted: str) -> int:
    return _same_start(text[: -len(wanted) - 1 : -1], wanted[::-1]) if wanted else 0


def _same_start(text: str, wanted: str) -> int:
    count = 0
    for one, other in zip(text, wanted, strict=False):
        if one != other:
            break
        count += 1
    return count


def _between(words: str, quote: str, anchor: Anchor) -> tuple[int, int] | None:
    before, after = bare(anchor.before), bare(anchor.after)
    if min(len(before), len(after)) < _LEAST_AROUND:
        return None
    best: tuple[float, int, int] | None = None
    for at in _places(words, before):
        start = at + len(before)
        end = words.find(after, start)
        if end <= start or end - start > 2 * len(quote) + MOST_AROUND:
            continue
        like = _likeness(quote, words[start:end])
        if like >= LIKE_BETWEEN and (best is None or like > best[0]):
            best = (like, start, end)
    return best and best[1:]


def _likest(words: str, quote: str, anchor: Anchor) -> tuple[int, int] | None:
    """Line the passage up with what stands near its old place, by the longest run that both share."""
    low = max(0, anchor.place - NEARBY)
    near = words[low : anchor.place + len(quote) + NEARBY]
    matcher = SequenceMatcher(None, near, quote, autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size > 1]
    if not blocks:
        return None
    start = max(0, blocks[0].a - blocks[0].b)
    end = min(len(near), blocks[-1].a + blocks[-1].size + len(quote) - blocks[-1].b - blocks[-1].size)
    if end <= start or _likeness(quote, near[start:end]) < LIKE_NEARBY:
        return None
    return low + start, low + end


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
