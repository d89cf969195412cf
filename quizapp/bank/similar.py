"""Which texts of many are nearly the same."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

#: Jaccard similarity of character pairs, in hundredths, from which two texts are called near.
NEAR = 80


def near_pairs(texts: Sequence[str], near: int = NEAR) -> Iterator[tuple[int, int]]:
    """Yield the index pairs (lower first) of texts whose character pairs overlap by `near` per cent or more.

    Prefix filtering (Chaudhuri, Ganti, Kaushik 2006): of two sets that overlap so much, the rarest
    few elements of each must meet, so only those are indexed and no text is compared with all.
    """
    sets = [{text[at : at + 2] for at in range(max(1, len(text) - 1))} for text in texts]
    rarity = Counter(pair for pairs in sets for pair in pairs)
    index: dict[str, list[int]] = defaultdict(list)
    for number, pairs in enumerate(sets):
        ordered = sorted(pairs, key=lambda pair: (rarity[pair], pair))
        prefix = ordered[: len(ordered) - -(-near * len(ordered) // 100) + 1]
        for earlier in sorted({other for pair in prefix for other in index[pair]}):
            common = len(pairs & sets[earlier])
            if 100 * common >= near * (len(pairs) + len(sets[earlier]) - common):
                yield earlier, number
        for pair in prefix:
            index[pair].append(number)
