"""The rules of a contest (规程) as pages for the wall: a round or two halves of it at a time, read from the last row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from ..engine.sheet import RuleSheet
from . import text

#: Letters in a line of the narrowest wall, and lines on a page.
LETTERS, LINES = 26, 9


@dataclass(frozen=True, slots=True)
class RulePage:
    """What stands on the wall at once: a heading and its sentences. `long`: they want smaller letters."""

    title: str
    sentences: Sequence[str]
    long: bool


def pages(sheet: RuleSheet) -> list[RulePage]:
    """Return every round's rules and how places are found, in the order of the contest."""
    sections = [(text.round_title(one), text.sentences(one)) for one in sheet.rounds]
    sections.append((gettext("名次"), text.ranking(sheet)))
    return [page for title, found in sections for page in _parts(title, found)]


def _parts(title: str, sentences: Sequence[str]) -> Iterator[RulePage]:
    """Yield a section in as many pages as its sentences need."""
    held: list[str] = []
    for one in (piece for sentence in sentences for piece in _pieces(sentence)):
        if held and sum(map(_lines, (*held, one))) > LINES:
            yield _page(title, held)
            held = []
        held.append(one)
    if held:
        yield _page(title, held)


def _page(title: str, sentences: Sequence[str]) -> RulePage:
    return RulePage(title, tuple(sentences), sum(map(_lines, sentences)) > LINES // 2)


def _pieces(sentence: str) -> list[str]:
    """Return a remark that is longer than a page in pieces that are not."""
    most = LETTERS * LINES
    return [sentence[at : at + most] for at in range(0, len(sentence), most)]


def _lines(sentence: str) -> int:
    return -(-len(sentence) // LETTERS)
