"""Which places of a list a member sees: the first ten, the own one and its neighbours; nobody is shown as last. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

#: Places that everybody sees; further down a member sees the neighbourhood of the own place only.
OPEN_PLACES = 10

T = TypeVar("T")


def seen_by(ranks: Sequence[int], own: int | None, neighbours: int = 1) -> list[int | None]:
    """Return the indexes of the places that a member sees, None where places between are left out.

    `ranks` are the places best first, `own` is the index of the member's own. The first ten places are
    open to all, with whoever shares them.
    """
    shown = {index for index, place in enumerate(ranks) if place <= OPEN_PLACES}
    if own is not None and own not in shown:
        shown.update(range(max(0, own - neighbours), min(len(ranks), own + neighbours + 1)))
    seen: list[int | None] = []
    for index in sorted(shown):
        last = seen[-1] if seen else None
        if last is not None and index != last + 1:
            seen.append(None)
        seen.append(index)
    return seen


def with_gaps(rows: Sequence[T], seen: Sequence[int | None]) -> list[tuple[T, bool]]:
    """Return the rows that are seen, each with whether some before it are left out."""
    shown: list[tuple[T, bool]] = []
    gap = False
    for index in seen:
        if index is None:
            gap = True
        else:
            shown.append((rows[index], gap))
            gap = False
    return shown
