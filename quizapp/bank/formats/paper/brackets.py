"""Brackets in a stem: empty ones are gaps, a letter or a tick within one is the key."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from ...boolean_words import truth_of
from ...keys import GAP
from .lines import folded, lettered

_BRACKET = re.compile(r"\(([^()]{0,100})\)")
_LETTERS = re.compile(r"[A-Z](?:[\s,、;]*[A-Z])*")
_EMPTY = re.compile(r"\(\s*\)")
_TICKS = "√×✓✗✔✘\uf0fc\uf0fb\uf052\uf054"
# So much of the end of a stem is looked at.
_LAST = 120
# A key at the end of the line: right behind an empty bracket, behind a full stop, or behind a mere space.
_BEHIND = re.compile(
    r"(?:(?P<bracket>\(\s*\)[ 。.?;,:]*)|(?P<stop>[。?!])\s*|\s)(?P<key>(?:[A-Z][ ,、;]{0,3})*[A-Z])[ .。]*$"
)
_LAST_TICK = re.compile(rf"[\s。.]*([{_TICKS}])\s*$|\s([对错])\s*$")


@dataclass(frozen=True, slots=True)
class InStem:
    """A key found in a stem: its text, where it stands, how many there are.

    `is_sure` when nobody would write that for anything but a key, `is_loose` when nothing but a space parts it off.
    """

    key: str = ""
    start: int = 0
    end: int = 0
    count: int = 0
    is_sure: bool = False
    is_loose: bool = False


def key_in_stem(stem: str, options: Mapping[str, str], *, is_boolean: bool) -> InStem:
    """Return the key that a bracket of the stem holds; with several `count` says so and there is none."""
    seen = lettered(folded(stem))
    has_gap = bool(_EMPTY.search(seen))
    found = []
    for match in _BRACKET.finditer(seen):
        inner = match[1].strip()
        if has_gap and re.match("[A-Za-z]", seen[: match.start()][-1:]):
            continue  # dB(A), where the key has a bracket of its own
        if is_boolean:
            holds = bool(inner) and truth_of(inner) is not None
        else:
            holds = bool(_LETTERS.fullmatch(inner)) and _could_be(inner, options)
        if holds:
            at_end = not seen[match.end() :].strip(" 。.?;")
            spaced = match[1] != inner
            found.append(InStem(inner, match.start(1), match.end(1), 1, is_boolean or at_end or spaced))
    if len(found) == 1:
        return found[0]
    if found:
        return InStem(count=len(found))
    last = _LAST_TICK.search(seen, max(0, len(seen) - _LAST)) if is_boolean else None
    if not is_boolean and has_gap:
        return _behind(seen, options)
    if last:
        group = 1 if last[1] else 2
        return InStem(last[group], last.start(group), last.end(group), 1, True)
    return InStem()


def _behind(seen: str, options: Mapping[str, str]) -> InStem:
    """Return the key that stands behind a stem with an empty bracket: 宗旨是（  ） B, or 产生了（  ）次飞跃。 B"""
    shift = max(0, len(seen) - _LAST)
    found = _BEHIND.search(seen, shift)
    if not found or not _could_be(found["key"], options):
        return InStem()
    loose = not (found["bracket"] or found["stop"])
    return InStem(found["key"], found.start("key"), len(seen), 1, not loose, loose)


def _could_be(inner: str, options: Mapping[str, str]) -> bool:
    """Tell whether letters are options in their order: CAB and AED within a bracket are words."""
    letters = re.sub(r"[\s,、;]", "", inner)
    return bool(options) and set(letters) <= set(options) and list(letters) == sorted(set(letters))


def beyond_options(stem: str, options: Collection[str]) -> InStem:
    """Return what a bracket of the stem holds that looks like a key, but for letters that no option has."""
    for match in _BRACKET.finditer(lettered(folded(stem))):
        letters = re.sub(r"[\s,、;]", "", match[1])
        looks_so = _LETTERS.fullmatch(match[1].strip()) and list(letters) == sorted(set(letters))
        if looks_so and options and not set(letters) <= set(options):
            return InStem(match[1].strip(), match.start(1), match.end(1), 1)
    return InStem()


def blanked(stem: str, found: InStem) -> str:
    """Return the stem with the key taken out of its bracket."""
    in_bracket = found.end < len(stem) and stem[found.end] in ")）"
    return (stem[: found.start] + ("  " if in_bracket else "") + stem[found.end :]).rstrip()


def without_last_bracket(stem: str) -> str:
    """Return the stem without an empty bracket at its end, where a tick would go."""
    last = re.compile(r"\(\s*\)[\s。.]*$").search(folded(stem), max(0, len(stem) - _LAST))
    return stem[: last.start()].rstrip() if last and last.start() else stem


def opened_gaps(stem: str) -> str:
    """Return the stem of a blank with ____ in its empty brackets, where it has no other gaps."""
    if GAP.search(stem):
        return stem
    seen = folded(stem)
    parts, at = [], 0
    for match in _EMPTY.finditer(seen):
        parts.append(stem[at : match.start()] + "____")
        at = match.end()
    return "".join(parts) + stem[at:]


def filled_gaps(stem: str) -> tuple[list[str], str]:
    """Return what fills the brackets of a blank, and the stem with gaps in their place; nothing where any is empty."""
    seen = folded(stem)
    if GAP.search(stem) or _EMPTY.search(seen):
        return [], stem
    gaps, parts, at = [], [], 0
    for match in _BRACKET.finditer(seen):
        gaps.append(stem[match.start(1) : match.end(1)].strip())
        parts.append(stem[at : match.start()] + "____")
        at = match.end()
    return gaps, "".join(parts) + stem[at:]
