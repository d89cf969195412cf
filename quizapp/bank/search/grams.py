"""Texts as runs of letters, and runs as the tokens that are indexed. Pure.

A run is a stretch of Chinese characters, or of Latin letters and digits, in one width and case; what
stands between runs does not count. A Latin run is a token. A Chinese run gives each pair of neighbours,
and its last character alone, so that every character begins a token:

    依据《献血法》第9条，AED → 依据 献血法 第 9 条 aed → 依据 据 献血 血法 法 第 9 条 aed
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable
from operator import add

#: Longest Latin token, in characters; the rest of a longer one is not indexed.
LONGEST = 40

_RUN = re.compile(r"[0-9a-z]+|[^\W_0-9a-z]+")
# What is written in one go: marks that stand within a number or an id part nothing.
_PHRASE = re.compile(r"(?:[0-9a-z]+(?:[-._/:][0-9a-z]+)*|[^\W_0-9a-z]+)+")
_SPACE_WITHIN = re.compile(r"(?<=[^\W_0-9a-z]) +(?=[^\W_0-9a-z])")


def runs_of(text: str) -> list[str]:
    """Return the runs of a text; spaces between Chinese characters part nothing."""
    return _RUN.findall(_SPACE_WITHIN.sub("", unicodedata.normalize("NFKC", text).casefold()))


def searched_for(text: str) -> list[str]:
    """Return the phrases that somebody looks for, who parts words by spaces or punctuation.

    A phrase is one run, or the runs of what was written in one go, with a space between as in the index:

        第7条 献血法，2.5 → 第 7 条 | 献血法 | 2 5
    """
    folded = (unicodedata.normalize("NFKC", word).casefold() for word in text.split())
    return [" ".join(_RUN.findall(phrase)) for word in folded for phrase in _PHRASE.findall(word)]


def is_latin(run: str) -> bool:
    """Tell whether a run is one of Latin letters and digits, or a phrase begins with one."""
    return run[0] <= "z"


def ends_latin(phrase: str) -> bool:
    """Tell whether the last run of a phrase is one of Latin letters and digits."""
    return phrase[-1] <= "z"


def tokens_of(runs: Iterable[str]) -> set[str]:
    """Return the tokens that stand in the index for these runs."""
    tokens: set[str] = set()
    for run in set(runs):
        if run[0] <= "z":
            tokens.add(run[:LONGEST])
        else:
            tokens.update(map(add, run, run[1:]))
            tokens.add(run[-1])
    return tokens


def pairs_of(runs: Iterable[str]) -> frozenset[str]:
    """Return what two stems are compared by: pairs of neighbours, Latin runs, single characters where alone."""
    pairs: set[str] = set()
    for run in runs:
        if run[0] <= "z" or len(run) == 1:
            pairs.add(run[:LONGEST])
        else:
            pairs.update(map(add, run, run[1:]))
    return frozenset(pairs)


def shared_with(pairs: Iterable[str]) -> Callable[[str], int]:
    """Return what counts how many of the pairs stored runs hold, without taking them apart."""
    sought = [_as_stored(pair) for pair in pairs]
    return lambda runs: sum(map(f" {runs} ".__contains__, sought))


def _as_stored(pair: str) -> str:
    if len(pair) == 2 and not is_latin(pair):
        return pair
    return f" {pair}" if len(pair) == LONGEST else f" {pair} "


def key_of(runs: Iterable[str]) -> str:
    """Return 16 hex digits that two stems share when they differ in nothing but punctuation, width and case."""
    return hashlib.sha256("".join(runs).encode()).hexdigest()[:16]


def likeness(one: frozenset[str], other: frozenset[str]) -> int:
    """Return the Jaccard similarity of two sets in hundredths; two empty ones are not alike."""
    common = len(one & other)
    return 100 * common // (len(one) + len(other) - common) if common else 0
