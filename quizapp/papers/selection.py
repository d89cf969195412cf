"""Choosing items for the rows of a blueprint: each item once, no two that exclude each other, fair and repeatable.

Rows may overlap (a row of law items and a row of easy ones). Items that fit exactly the same rows
form a region; how many items rows can get in all is then a maximum flow from rows to regions, a
graph of a few dozen nodes however large the pool is. Items are drawn one at a time, each uniformly
from all that still fit the row, and a pick that would leave the rows still to be drawn with less
than the flow allows is put back. So with overlaps alone the draw fills as many places as can be
filled, earlier rows first. Which items exclude each other is taken into account pick by pick; the
largest set without a conflict is a hard problem, so a draw that falls short is repeated a few times
and the fullest one stands.

Items that should rest (`tired`) form regions of their own. A maximum flow over the rested regions alone can always be
filled up to one over all of them without giving a rested item back; so besides filling as many places as can be, a
draw takes as many rested items as can be, by the same rule: a pick that would cost one later is put back.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from .pool import Filter, Pool, Region

#: Draws tried when items that exclude each other leave places empty.
TRIES = 12


def choose(
    pool: Pool, wanted: Sequence[tuple[Filter, int]], rng: Random, tired: frozenset[int] = frozenset()
) -> list[list[int]]:
    """Return the ids drawn for each (filter, count), at most count of them; of `tired` as few as can be."""
    filters = tuple(one for one, _ in wanted)
    counts = [count for _, count in wanted]
    regions = pool.regions(filters, tired)
    shared = most(counts, [(region.rows, region.size) for region in regions])
    rested = most(counts, [(region.rows, region.size) for region in regions if not region.tired])
    reachable = (sum(shared), sum(rested))
    best: list[list[int]] = [[] for _ in counts]
    reached = (0, 0)
    for number in range(TRIES if pool.most_conflicts else 1):
        # Which rows go short is settled beforehand; where items exclude each other, another way may fill more.
        drawn = _Selection(pool, regions, counts if number % 2 else shared, filters, tired).draw(rng)
        ids = [one for row in drawn for one in row]
        came = (len(ids), sum(one not in tired for one in ids))
        if came > reached:
            best, reached = drawn, came
        if reached == reachable:
            break
    return best


def most(counts: Sequence[int], regions: Sequence[tuple[tuple[int, ...], int]]) -> list[int]:
    """Return how many items each row gets when the rows share regions of (rows, size) as well as can be.

    The total is the largest possible; of several ways the one that serves earlier rows first.
    """
    free = [size for _, size in regions]
    given: list[dict[int, int]] = [{} for _ in counts]  # row → region → items
    of_row = [[index for index, (rows, _) in enumerate(regions) if row in rows] for row in range(len(counts))]
    for row, count in enumerate(counts):
        missing = count
        while missing:
            amount = _augment(row, missing, free, given, of_row)
            if not amount:
                break
            missing -= amount
    return [sum(regions_of.values()) for regions_of in given]


def _augment(
    row: int, missing: int, free: list[int], given: list[dict[int, int]], of_row: list[list[int]]
) -> int:
    """Give `row` up to `missing` more items along a shortest chain of rows that make room; return how many."""
    came: dict[
        int, tuple[int, int | None]
    ] = {}  # region → (row that would take from it, that row's own region)
    queue: list[tuple[int, int | None]] = [(row, None)]
    for taker, via in queue:
        for region in of_row[taker]:
            if region in came:
                continue
            came[region] = (taker, via)
            if free[region]:
                return _shift(region, missing, free, given, came)
            queue.extend(
                (other, region) for other, held in enumerate(given) if other != taker and held.get(region)
            )
    return 0


def _shift(
    region: int,
    missing: int,
    free: list[int],
    given: list[dict[int, int]],
    came: dict[int, tuple[int, int | None]],
) -> int:
    chain = [(region, *came[region])]
    while (via := chain[-1][2]) is not None:
        chain.append((via, *came[via]))
    amount = min([missing, free[region], *(given[taker][via] for _, taker, via in chain if via is not None)])
    free[region] -= amount
    for target, taker, via in chain:
        given[taker][target] = given[taker].get(target, 0) + amount
        if via is not None:
            given[taker][via] -= amount
    return amount


class _Selection:
    """One draw in progress."""

    def __init__(
        self,
        pool: Pool,
        regions: Sequence[Region],
        counts: Sequence[int],
        filters: tuple[Filter, ...],
        tired: frozenset[int],
    ) -> None:
        self._pool = pool
        self._regions = regions
        self._left = [region.size for region in regions]  # items neither picked nor shut out
        self._open = list(counts)  # places not yet drawn
        self._of_row = [
            [i for i, region in enumerate(regions) if row in region.rows] for row in range(len(counts))
        ]
        self._rested_of_row = [[i for i in of_row if not regions[i].tired] for of_row in self._of_row]
        self._rested = [i for i, region in enumerate(regions) if not region.tired]
        self._gone: set[int] = set()
        self._region_of_rows = {(region.rows, region.tired): index for index, region in enumerate(regions)}
        self._filters = filters
        self._tired = tired

    def draw(self, rng: Random) -> list[list[int]]:
        return [self._row(row, rng) for row in range(len(self._open))]

    def _row(self, row: int, rng: Random) -> list[int]:
        picked: list[int] = []
        while self._open[row]:
            pick = self._pick(row, rng)
            if pick is None:
                break
            picked.append(pick)
            self._open[row] -= 1
            for item_id in (pick, *self._pool.conflicts(pick)):
                self._remove(item_id)
        self._open[row] = 0
        return picked

    def _pick(self, row: int, rng: Random) -> int | None:
        """Draw uniformly from what fits the row, without a pick that costs another place where one is free of that.

        Of two picks that cost no place the one that costs no rested item is made.
        """
        if self._is_ample():
            return self._any(row, rng)
        candidates = [item_id for index in self._of_row[row] for item_id in self._free(index)]
        rng.shuffle(candidates)
        best: tuple[tuple[int, int], int] | None = None
        places, rested = self._reachable(self._open, self._left)
        losses: dict[tuple[bool, tuple[int, ...]], tuple[int, int]] = {}
        for item_id in candidates:
            is_rested, taken = item_id not in self._tired, self._taken(item_id)
            loss = losses.get((is_rested, taken))
            if loss is None:
                after = self._after(row, taken)
                loss = (max(0, places - 1 - after[0]), max(0, rested - is_rested - after[1]))
                losses[is_rested, taken] = loss
            if best is None or loss < best[0]:
                best = (loss, item_id)
            if loss == (0, 0):
                break
        return best[1] if best else None

    def _is_ample(self) -> bool:
        """Tell whether every unfinished row sees more rested items than all places together can use up or shut out."""
        need = sum(self._open) * (1 + self._pool.most_conflicts)
        return all(
            sum(self._left[index] for index in self._rested_of_row[row]) >= need
            for row, open_ in enumerate(self._open)
            if open_
        )

    def _any(self, row: int, rng: Random) -> int:
        """Draw from the row's rested regions; what is gone is drawn again, which is rare while there is ample choice."""
        of_row = self._rested_of_row[row]
        regions = [self._regions[index] for index in of_row]
        total = sum(region.size for region in regions)
        if 4 * sum(self._left[index] for index in of_row) < total:
            return rng.choice([item_id for index in of_row for item_id in self._free(index)])
        while True:
            at = rng.randrange(total)
            for region in regions:
                if at < region.size:
                    break
                at -= region.size
            if region[at] not in self._gone:
                return region[at]

    def _free(self, index: int) -> list[int]:
        region = self._regions[index]
        return [item_id for item_id in (region[at] for at in range(region.size)) if item_id not in self._gone]

    def _taken(self, item_id: int) -> tuple[int, ...]:
        """Return the regions that lose an item each when this one is picked."""
        lost = [one for one in (item_id, *self._pool.conflicts(item_id)) if one not in self._gone]
        return tuple(sorted(index for one in lost if (index := self._region_of(one)) is not None))

    def _after(self, row: int, taken: Sequence[int]) -> tuple[int, int]:
        left, open_ = self._left.copy(), self._open.copy()
        for index in taken:
            left[index] -= 1
        open_[row] -= 1
        return self._reachable(open_, left)

    def _reachable(self, open_: Sequence[int], left: Sequence[int]) -> tuple[int, int]:
        """Return how many places can be filled, and how many of them with rested items."""
        regions = [(region.rows, size) for region, size in zip(self._regions, left, strict=True)]
        places = sum(most(open_, regions))
        if len(self._rested) == len(regions):
            return places, places
        return places, sum(most(open_, [regions[index] for index in self._rested]))

    def _remove(self, item_id: int) -> None:
        index = self._region_of(item_id)
        if index is not None and item_id not in self._gone:
            self._gone.add(item_id)
            self._left[index] -= 1

    def _region_of(self, item_id: int) -> int | None:
        cell = self._pool.cell_of(item_id)
        if cell is None:
            return None
        rows = tuple(i for i, one in enumerate(self._filters) if one.fits(cell))
        return self._region_of_rows.get((rows, item_id in self._tired))
