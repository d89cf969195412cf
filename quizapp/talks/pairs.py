"""Kinds of pairs, what each member is asked for in a year, and pairs that would meet it. Pure.

The regulation asks for each kind of pair at least once a year (支部工作条例 Art. 19); a branch may ask for more.
A committee member needs talks with colleagues of the committee and with members, a member with one of the
committee and with another member.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ..core.i18n import N_


class PairKind(StrEnum):
    """Who the two are, by whether they are in the committee on the day."""

    COMMITTEE = "committee"  # 委员–委员
    MIXED = "mixed"  # 委员–党员
    MEMBERS = "members"  # 党员–党员


KIND_TITLES: dict[PairKind, str] = {
    PairKind.COMMITTEE: N_("委员与委员"),
    PairKind.MIXED: N_("委员与党员"),
    PairKind.MEMBERS: N_("党员与党员"),
}
FLOOR = 1
MOST_ROUNDS = 12
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is asked for talks."""

    id: int
    group_id: int | None
    in_committee: bool


def kind_of(first: int, second: int, committee: Collection[int]) -> PairKind:
    """Return the kind of a pair."""
    inside = (first in committee) + (second in committee)
    return (PairKind.MEMBERS, PairKind.MIXED, PairKind.COMMITTEE)[inside]


def asked_of(person: Person, people: Sequence[Person]) -> tuple[PairKind, ...]:
    """Return the kinds that a person can be asked for: there must be somebody to talk with."""
    others = [other for other in people if other.id != person.id]
    found = []
    if person.in_committee:
        found += [PairKind.COMMITTEE] if any(other.in_committee for other in others) else []
        found += [PairKind.MIXED] if any(not other.in_committee for other in others) else []
    else:
        found += [PairKind.MIXED] if any(other.in_committee for other in others) else []
        found += [PairKind.MEMBERS] if any(not other.in_committee for other in others) else []
    return tuple(found)


def lacking(
    people: Sequence[Person], had: Mapping[tuple[int, PairKind], int], asked: Mapping[PairKind, int]
) -> dict[PairKind, dict[int, int]]:
    """Return by kind who has had fewer talks than asked, and how many are missing."""
    missing: dict[PairKind, dict[int, int]] = {kind: {} for kind in PairKind}
    for person in people:
        for kind in asked_of(person, people):
            short = asked.get(kind, FLOOR) - had.get((person.id, kind), 0)
            if short > 0:
                missing[kind][person.id] = short
    return missing


def proposed(
    people: Sequence[Person], missing: Mapping[PairKind, Mapping[int, int]], taken: Collection[Pair]
) -> list[Pair]:
    """Return pairs after which nobody lacks a kind, as far as there are people; none that is taken already.

    Neighbours in the list first, the own group before others, and of the committee whoever has the fewest.
    """
    return list(_Proposal(people, missing, taken).pairs())


class _Proposal:
    """The pairs in the making; `load` counts how often somebody was chosen."""

    def __init__(
        self,
        people: Sequence[Person],
        missing: Mapping[PairKind, Mapping[int, int]],
        taken: Collection[Pair],
    ) -> None:
        self._people = people
        self._missing = {kind: dict(short) for kind, short in missing.items()}
        self._taken = {ordered(*pair) for pair in taken}
        self._load: Counter[int] = Counter()

    def pairs(self) -> Iterator[Pair]:
        by_id = {person.id: person for person in self._people}
        for kind in PairKind:
            short = self._missing.get(kind, {})
            for id in list(short):
                while short.get(id, 0) > 0 and (other := self._partner(by_id[id], kind)) is not None:
                    yield self._take(id, other.id, short)

    def _take(self, id: int, other: int, short: dict[int, int]) -> Pair:
        pair = ordered(id, other)
        self._taken.add(pair)
        for one in pair:
            self._load[one] += 1
            if one in short:
                short[one] -= 1
        return pair

    def _partner(self, person: Person, kind: PairKind) -> Person | None:
        """Return with whom somebody best talks: who lacks the same kind, is of the group, was chosen least."""
        inside = kind is PairKind.COMMITTEE or (kind is PairKind.MIXED and not person.in_committee)
        short = self._missing.get(kind, {})
        open_to = [
            other
            for other in self._people
            if other.id != person.id
            and other.in_committee == inside
            and ordered(person.id, other.id) not in self._taken
        ]
        return min(
            open_to,
            key=lambda other: (
                short.get(other.id, 0) <= 0,
                self._load[other.id],
                other.group_id != person.group_id,
                other.id,
            ),
            default=None,
        )


def ordered(first: int, second: int) -> Pair:
    """Return a pair with the lower id first."""
    return (first, second) if first < second else (second, first)
