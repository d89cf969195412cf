"""Places on a board: equal amounts share one (1, 1, 3), and how a place moved since the period before. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Placed(Generic[T]):
    """Something with its place; `moved` is places gained since the period before, None for who is new."""

    place: int
    moved: int | None
    amount: Fraction
    what: T


def rank(amounts: Mapping[T, Fraction], before: Mapping[T, Fraction]) -> list[Placed[T]]:
    """Return who stands where, best first; who has nothing has no place."""
    earlier = _places(before)
    return [
        Placed(place, earlier[who] - place if who in earlier else None, amounts[who], who)
        for who, place in _places(amounts).items()
    ]


def _places(amounts: Mapping[T, Fraction]) -> dict[T, int]:
    ordered = sorted((who for who in amounts if amounts[who] > 0), key=lambda who: -amounts[who])
    places: dict[T, int] = {}
    for index, who in enumerate(ordered):
        tied = index > 0 and amounts[who] == amounts[ordered[index - 1]]
        places[who] = places[ordered[index - 1]] if tied else index + 1
    return places


def per_head(total: int, heads: int) -> Fraction:
    """Return hundredths per head, exactly; nothing where there is nobody."""
    return Fraction(total, heads) if heads else Fraction(0)
