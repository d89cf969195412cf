"""Standings of a contest over a window: which attempt counts, who stands where, how the groups did.

Scores are integer hundredths, times integer milliseconds. Places go by score, higher first, then by
time used, shorter first; who is equal in both shares the place (1, 1, 3).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar


class CountPolicy(StrEnum):
    """Which of a participant's attempts counts."""

    HIGHEST = "highest"  # the best score; of equal ones the quickest
    FIRST = "first"
    LAST = "last"
    AVERAGE = (
        "average"  # mean of scores and of times, each rounded half up to the hundredth and the millisecond
    )


@dataclass(frozen=True, slots=True)
class Taken:
    """What one submitted attempt reached, or what counts of several."""

    score: int
    used_ms: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a participant stands, and with what."""

    rank: int
    participant: int
    score: int
    used_ms: int


@dataclass(frozen=True, slots=True)
class GroupStanding:
    """A group's place by its score per head in hundredths: who did not take part counts as a head with nothing."""

    rank: int
    group_id: int
    mean: int
    heads: int
    taken: int
    total: int


def counted(attempts: Sequence[Taken], policy: CountPolicy) -> Taken:
    """Return what counts of a participant's submitted attempts: at least one, in the order they were taken."""
    if policy is CountPolicy.HIGHEST:
        return min(attempts, key=lambda one: (-one.score, one.used_ms))
    if policy is CountPolicy.FIRST:
        return attempts[0]
    if policy is CountPolicy.LAST:
        return attempts[-1]
    return Taken(
        half_up(Fraction(sum(one.score for one in attempts), len(attempts))),
        half_up(Fraction(sum(one.used_ms for one in attempts), len(attempts))),
    )


def rank(
    taken: Mapping[int, Sequence[Taken]], policy: CountPolicy = CountPolicy.HIGHEST
) -> tuple[Place, ...]:
    """Return the places of all with a submitted attempt, best first; who share one stand in the order of their ids."""
    counts = {one: counted(attempts, policy) for one, attempts in taken.items() if attempts}
    ordered = sorted(counts, key=lambda one: (-counts[one].score, counts[one].used_ms, one))
    places = _places(ordered, lambda one: counts[one])
    return tuple(
        Place(place, one, counts[one].score, counts[one].used_ms)
        for place, one in zip(places, ordered, strict=True)
    )


def rank_groups(
    places: Iterable[Place], group_of: Mapping[int, int], heads: Mapping[int, int]
) -> tuple[GroupStanding, ...]:
    """Return the groups of `heads` (group id → members entitled to enter), best mean first.

    Means are compared exactly and shown rounded half up. A participant of no such group counts for
    none; a group with more participants than heads (someone left since) counts them as its heads.
    """
    scores: dict[int, list[int]] = {group: [] for group in heads}
    for place in places:
        group = group_of.get(place.participant)
        if group in scores:
            scores[group].append(place.score)
    counts = {group: max(heads[group], len(got)) for group, got in scores.items()}
    means = {group: Fraction(sum(got), counts[group] or 1) for group, got in scores.items()}
    ordered = sorted(means, key=lambda group: (-means[group], group))
    return tuple(
        GroupStanding(at, group, half_up(means[group]), counts[group], len(scores[group]), sum(scores[group]))
        for at, group in zip(_places(ordered, lambda group: means[group]), ordered, strict=True)
    )


def half_up(value: Fraction) -> int:
    """Return the nearest integer; a half goes up."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


T = TypeVar("T")


def _places(ordered: Sequence[T], measure: Callable[[T], object]) -> list[int]:
    """Return the places of things in order; equal measures share the first of theirs."""
    places: list[int] = []
    for index, one in enumerate(ordered):
        tied = index > 0 and measure(one) == measure(ordered[index - 1])
        places.append(places[-1] if tied else index + 1)
    return places
