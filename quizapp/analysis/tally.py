"""Sums over the answers to one version of an item at one source: added as they come, taken away when re-marked. Pure.

Which answers count:

| source | who | discrimination |
|---|---|---|
| a contest over a window | each member's first attempt; what was left empty counts as nothing right | yes |
| a contest in the room | everybody's answers on the phone, each player once; spoken answers do not count | yes |
| practice and checks after a material | each member's first answer to the item; what was not reached is left out | no |
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .measures import LONGEST_S, Pairs, extremes

#: What an item or the rest of a paper is worth, as it is kept.
WHOLE = 1_000_000
UPPER, LOWER, BETWEEN = 1, -1, 0
_ALL, _UPPER, _LOWER = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Answered:
    """One counted answer. `share` of the item and `rest` of the paper's remainder in millionths; `rest` None: no
    paper to compare with. `group`: of the paper's upper or lower 27 per cent."""

    share: int
    omitted: bool = False
    letters: tuple[str, ...] = ()
    ms: int | None = None
    rest: int | None = None
    group: int = BETWEEN

    def to_json(self) -> list[Any]:
        """Return the stored form."""
        return [self.share, int(self.omitted), "".join(self.letters), self.ms]

    @classmethod
    def from_json(cls, data: Sequence[Any]) -> Answered:
        """Read what `to_json` wrote; for answers outside a paper."""
        return cls(data[0], bool(data[1]), tuple(data[2]), data[3])


@dataclass(slots=True)
class Tally:
    """The sums. `options`: letter → [all, upper, lower]; `seconds`: whole seconds → people."""

    persons: int = 0
    omitted: int = 0
    right: int = 0
    wrong: int = 0
    share: int = 0
    pairs: Pairs = field(default_factory=Pairs)
    upper: tuple[int, int] = (0, 0)  # (sum of shares, people)
    lower: tuple[int, int] = (0, 0)
    options: dict[str, list[int]] = field(default_factory=dict)
    seconds: dict[int, int] = field(default_factory=dict)

    def add(self, one: Answered, times: int = 1) -> None:
        """Count an answer, or with `times` -1 take it away again."""
        self.persons += times
        self.share += times * one.share
        self.omitted += times * one.omitted
        self.right += times * (one.share == WHOLE)
        self.wrong += times * (one.share == 0 and not one.omitted)
        if one.rest is not None:
            self.pairs = _plus(self.pairs, Pairs.of([(one.share, one.rest)]), times)
        if one.group == UPPER:
            self.upper = (self.upper[0] + times * one.share, self.upper[1] + times)
        elif one.group == LOWER:
            self.lower = (self.lower[0] + times * one.share, self.lower[1] + times)
        for letter in one.letters:
            counts = self.options.setdefault(letter, [0, 0, 0])
            counts[_ALL] += times
            counts[_UPPER] += times * (one.group == UPPER)
            counts[_LOWER] += times * (one.group == LOWER)
            if not any(counts):
                del self.options[letter]
        self._time(one.ms, times)

    def _time(self, ms: int | None, times: int) -> None:
        if ms is None or not 0 <= ms <= LONGEST_S * 1000:
            return
        second = round(ms / 1000)
        self.seconds[second] = self.seconds.get(second, 0) + times
        if not self.seconds[second]:
            del self.seconds[second]

    def to_json(self) -> dict[str, Any]:
        """Return the stored form."""
        one = self.pairs
        return {
            "counts": [self.persons, self.omitted, self.right, self.wrong, self.share],
            "pairs": [one.n, one.x, one.y, one.xx, one.yy, one.xy],
            "groups": [*self.upper, *self.lower],
            "options": {letter: self.options[letter] for letter in sorted(self.options)},
            "seconds": {str(second): self.seconds[second] for second in sorted(self.seconds)},
        }

    @classmethod
    def from_json(cls, data: Any) -> Tally:
        """Read what `to_json` wrote."""
        persons, omitted, right, wrong, share = data["counts"]
        upper_sum, upper, lower_sum, lower = data["groups"]
        return cls(
            persons,
            omitted,
            right,
            wrong,
            share,
            Pairs(*data["pairs"]),
            (upper_sum, upper),
            (lower_sum, lower),
            {letter: list(counts) for letter, counts in data["options"].items()},
            {int(second): count for second, count in data["seconds"].items()},
        )


def _plus(one: Pairs, other: Pairs, times: int) -> Pairs:
    return Pairs(
        one.n + times * other.n,
        one.x + times * other.x,
        one.y + times * other.y,
        one.xx + times * other.xx,
        one.yy + times * other.yy,
        one.xy + times * other.xy,
    )


def total(tallies: Iterable[Tally]) -> Tally:
    """Return the sums of several sources taken together; `pairs` are left to whoever keeps the papers apart."""
    whole = Tally()
    for one in tallies:
        whole.persons += one.persons
        whole.omitted += one.omitted
        whole.right += one.right
        whole.wrong += one.wrong
        whole.share += one.share
        whole.upper = (whole.upper[0] + one.upper[0], whole.upper[1] + one.upper[1])
        whole.lower = (whole.lower[0] + one.lower[0], whole.lower[1] + one.lower[1])
        for letter, counts in one.options.items():
            mine = whole.options.setdefault(letter, [0, 0, 0])
            whole.options[letter] = [a + b for a, b in zip(mine, counts, strict=True)]
        for second, count in one.seconds.items():
            whole.seconds[second] = whole.seconds.get(second, 0) + count
    return whole


@dataclass(frozen=True, slots=True)
class Given:
    """One position of a paper as it was marked: which version, what it earned of what it is worth."""

    item_id: int
    version_id: int
    points: int
    worth: int
    omitted: bool = False
    letters: tuple[str, ...] = ()
    ms: int | None = None


def of_papers(papers: Sequence[Sequence[Given]]) -> dict[tuple[int, int], Tally]:
    """Return the sums by (item, version) over people's papers of one contest; a position worth nothing is left out."""
    papers = [[one for one in paper if one.worth] for paper in papers]
    totals = [(sum(one.points for one in paper), sum(one.worth for one in paper)) for paper in papers]
    groups = _groups([_part(*whole) for whole in totals])
    found: dict[tuple[int, int], Tally] = {}
    for paper, (points, worth), group in zip(papers, totals, groups, strict=True):
        for one in paper:
            left = worth - one.worth
            rest = _part(points - one.points, left) if left else None
            answered = Answered(_part(one.points, one.worth), one.omitted, one.letters, one.ms, rest, group)
            found.setdefault((one.item_id, one.version_id), Tally()).add(answered)
    return found


def _part(points: int, worth: int) -> int:
    return points * WHOLE // worth if worth else 0


def _groups(totals: Sequence[int]) -> list[int]:
    found = extremes(totals)
    if found is None:
        return [BETWEEN] * len(totals)
    upper, lower = found
    return [UPPER if at in upper else LOWER if at in lower else BETWEEN for at in range(len(totals))]


def times_used(started: datetime, saved: dict[int, datetime]) -> dict[int, int]:
    """Return milliseconds by position, from the answer saved before it (or the start) to its own.

    What was saved together with others tells nothing and is left out. An answer that was changed counts with its
    last saving.
    """
    at: dict[datetime, list[int]] = {}
    for position, moment in saved.items():
        at.setdefault(moment, []).append(position)
    found, before = {}, started
    for moment in sorted(at):
        if len(at[moment]) == 1 and moment > before:
            found[at[moment][0]] = round((moment - before).total_seconds() * 1000)
        before = max(before, moment)
    return found
