"""What the quick start offers: the topics of a branch's banks, the largest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ...bank import queries as bank

MOST_TOPICS = 8


@dataclass(frozen=True, slots=True)
class Offer:
    """Topics with how many questions each has, and how many there are in all."""

    topics: Sequence[tuple[str, int]]
    items: int


def offer(branch_id: int) -> Offer:
    """Return what a branch can begin with at once."""
    found: Counter[str] = Counter()
    for one in bank.visible_banks(branch_id):
        found.update(one.topics)
    return Offer(found.most_common(MOST_TOPICS), found.total())
