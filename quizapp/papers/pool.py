"""The pool a paper is drawn from, grouped once by topic, type and difficulty."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from ..bank.item import ItemType

Cell = tuple[str, ItemType, int]

#: Groupings kept for blueprints drawn again and again.
_KEPT = 32


@dataclass(frozen=True, slots=True)
class PoolItem:
    """What a draw knows of an item; `excludes` are ids that must not stand in the same paper, either way round."""

    item_id: int
    topic: str
    type: ItemType
    difficulty: int
    excludes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Filter:
    """Which items fit; an empty list lets everything pass."""

    topics: frozenset[str] = frozenset()
    types: frozenset[ItemType] = frozenset()
    difficulties: frozenset[int] = frozenset()

    def fits(self, cell: Cell) -> bool:
        """Tell whether items of this cell fit."""
        return (
            (not self.topics or cell[0] in self.topics)
            and (not self.types or cell[1] in self.types)
            and (not self.difficulties or cell[2] in self.difficulties)
        )


class Region:
    """The items that fit exactly the same rows of a blueprint; `rows` are those rows' indexes.

    `tired`: items that should rest and are drawn only where there is no other.
    """

    __slots__ = ("_cells", "_ends", "rows", "size", "tired")

    def __init__(self, rows: tuple[int, ...], cells: Sequence[Sequence[int]], *, tired: bool) -> None:
        self.rows = rows
        self.tired = tired
        self._cells = cells
        self._ends = list(accumulate(len(cell) for cell in cells))
        self.size = self._ends[-1]

    def __getitem__(self, index: int) -> int:
        """Return the id of the item at `index`, below `size`."""
        cell = bisect_right(self._ends, index)
        return self._cells[cell][index - (self._ends[cell - 1] if cell else 0)]


class Pool:
    """Items to draw from. Building it reads every item once; a draw then touches cells and what it picks."""

    def __init__(self, items: Iterable[PoolItem]) -> None:
        self._cells: dict[Cell, list[int]] = defaultdict(list)
        self._cell_of: dict[int, Cell] = {}
        conflicts: dict[int, set[int]] = defaultdict(set)
        for item in items:
            if item.item_id in self._cell_of:
                raise ValueError(f"item {item.item_id} stands twice in the pool")
            cell = (item.topic, item.type, item.difficulty)
            self._cell_of[item.item_id] = cell
            self._cells[cell].append(item.item_id)
            for other in item.excludes:
                if other != item.item_id:
                    conflicts[item.item_id].add(other)
                    conflicts[other].add(item.item_id)
        self._conflicts = {one: tuple(sorted(others)) for one, others in conflicts.items()}
        self.most_conflicts = max(map(len, self._conflicts.values()), default=0)
        self._regions: dict[tuple[tuple[Filter, ...], frozenset[int]], tuple[Region, ...]] = {}

    def __len__(self) -> int:
        return len(self._cell_of)

    def conflicts(self, item_id: int) -> tuple[int, ...]:
        """Return the ids that must not stand beside this one; some of them may lie outside the pool."""
        return self._conflicts.get(item_id, ())

    def cell_of(self, item_id: int) -> Cell | None:
        """Return the cell of an item, or None for one outside the pool."""
        return self._cell_of.get(item_id)

    def regions(self, filters: tuple[Filter, ...], tired: frozenset[int] = frozenset()) -> tuple[Region, ...]:
        """Return the pool cut into regions by which of `filters` they fit, and by whether they are in `tired`.

        Items that fit no filter are left out.
        """
        known = self._regions.get((filters, tired))
        if known is None:
            cut: dict[tuple[tuple[int, ...], bool], list[list[int]]] = defaultdict(list)
            for cell, ids in self._cells.items():
                rows = tuple(index for index, one in enumerate(filters) if one.fits(cell))
                for is_tired in (False, True):
                    part = [one for one in ids if (one in tired) is is_tired] if tired else ids
                    if rows and part and (tired or not is_tired):
                        cut[rows, is_tired].append(part)
            known = tuple(Region(rows, cells, tired=is_tired) for (rows, is_tired), cells in cut.items())
            if len(self._regions) >= _KEPT:
                self._regions.clear()
            self._regions[filters, tired] = known
        return known
