"""Counts of items by cell, folded into what each choice of a filter finds. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from .item import ItemStatus, ItemType


class Cell(NamedTuple):
    """What the items that are counted together have in common."""

    bank: int
    status: ItemStatus
    topic: str
    type: ItemType
    difficulty: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is chosen of each; None: anything."""

    banks: Collection[int]
    status: ItemStatus
    topic: str | None = None
    type: str | None = None
    difficulty: int | None = None


@dataclass(frozen=True, slots=True)
class Facets:
    """How many items each choice of a filter finds, the other filters held; and how many all of them find."""

    banks: Mapping[int, int]
    topics: Mapping[str, int]
    types: Mapping[ItemType, int]
    difficulties: Mapping[int, int]
    statuses: Mapping[ItemStatus, int]
    total: int


def folded(cells: Mapping[Cell, int], chosen: Chosen) -> Facets:
    """Return the facets of a choice; a cell counts for a field when it meets the choice in all the others."""
    counts: dict[str, Counter[Any]] = {name: Counter() for name in Cell._fields}
    total = 0
    for cell, count in cells.items():
        missed = _missed(cell, chosen)
        if not missed:
            total += count
        for name in missed if len(missed) == 1 else () if missed else Cell._fields:
            counts[name][getattr(cell, name)] += count
    topics, kinds, levels = counts["topic"], counts["type"], counts["difficulty"]
    return Facets(
        dict(counts["bank"]),
        dict(sorted(topics.items(), key=lambda pair: (-pair[1], pair[0]))),
        {kind: kinds[kind] for kind in ItemType if kind in kinds},
        dict(sorted(levels.items())),
        {status: counts["status"][status] for status in ItemStatus},
        total,
    )


def _missed(cell: Cell, chosen: Chosen) -> list[str]:
    """Return the fields in which a cell is not what was chosen."""
    missed = [] if cell.bank in chosen.banks else ["bank"]
    if cell.status is not chosen.status:
        missed.append("status")
    for name in ("topic", "type", "difficulty"):
        wanted = getattr(chosen, name)
        if wanted and getattr(cell, name) != wanted:
            missed.append(name)
    return missed
