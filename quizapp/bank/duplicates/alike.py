"""Which sets of many overlap nearly whole, and the groups that such pairs make. Pure."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

#: An element that very many sets have leads from each set to so many earlier ones: enough to chain a group.
MOST_EARLIER = 24


def near_pairs(sets: Iterable[Collection[str]], near: int) -> Iterator[tuple[int, int, int]]:
    """Yield (lower index, higher index, likeness in hundredths) of sets that are alike by `near` or more.

    Prefix filtering (Chaudhuri, Ganti, Kaushik 2006): of two sets that overlap so much, the rarest few elements
    of each must meet, so only those are indexed. Where an element is in very many sets, each of them is
    compared with the latest alone; then a pair may be missing while the group it belongs to is still one.
    """
    rows, order = _ranked(sets)
    index: dict[int, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        ranks = sorted(order[element] for element in row)
        prefix = ranks[: len(ranks) - -(-near * len(ranks) // 100) + 1]
        whole = set(row)
        for earlier in sorted({other for rank in prefix for other in index[rank][-MOST_EARLIER:]}):
            smaller, larger = sorted((len(row), len(rows[earlier])))
            if 100 * smaller < near * larger:
                continue
            common = len(whole.intersection(rows[earlier]))
            likeness = 100 * common // (smaller + larger - common)
            if likeness >= near:
                yield earlier, number, likeness
        for rank in prefix:
            index[rank].append(number)


def _ranked(sets: Iterable[Collection[str]]) -> tuple[list[array[int]], list[int]]:
    """Return the sets with their elements numbered, and the rank of each number, the rarest first."""
    names: dict[str, int] = {}
    rows = [array("I", [names.setdefault(one, len(names)) for one in elements]) for elements in sets]
    counts = [0] * len(names)
    for row in rows:
        for element in row:
            counts[element] += 1
    order = [0] * len(names)
    for rank, element in enumerate(sorted(range(len(names)), key=lambda one: (counts[one], one))):
        order[element] = rank
    return rows, order


def grouped(pairs: Iterable[tuple[int, int]], apart: Collection[tuple[int, int]]) -> list[list[int]]:
    """Return the groups that near pairs of ids make, each in order; pairs in `apart`, lower first, make none."""
    leader: dict[int, int] = {}

    def lead(one: int) -> int:
        while leader.setdefault(one, one) != one:
            leader[one] = one = leader[leader[one]]
        return one

    for one, other in pairs:
        if (min(one, other), max(one, other)) not in apart:
            low, high = sorted((lead(one), lead(other)))
            leader[high] = low
    groups: dict[int, list[int]] = defaultdict(list)
    for one in sorted(leader):
        groups[lead(one)].append(one)
    return [group for group in groups.values() if len(group) > 1]


def likeness_in(group: Sequence[int], sets: Mapping[int, frozenset[str]]) -> list[int]:
    """Return how alike each member of a group is to its first, in hundredths."""
    first = sets[group[0]]
    return [100 * len(first & sets[one]) // max(1, len(first | sets[one])) for one in group]
