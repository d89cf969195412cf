"""Which items stand at the end of a material at a member's nth try. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from random import Random
from typing import TypeVar

T = TypeVar("T")

#: How many items a check may have, and how many it has where the branch has not chosen.
SIZES = (1, 2)
USUAL_SIZE = 2


def turn(items: Sequence[T], size: int, number: int, seed: str) -> tuple[T, ...]:
    """Return the items of try `number` (from 1): each try goes on where the last one ended, in one order.

    So nothing is asked twice before everything was asked once. At most as many as there are.
    """
    order = list(items)
    Random(f"{seed}/order").shuffle(order)  # noqa: S311 - a draw must be repeatable; the seed itself is unguessable
    size = min(size, len(order))
    return tuple(order[((number - 1) * size + place) % len(order)] for place in range(size))


def seed_of(secret: str, *parts: object) -> str:
    """Return a seed that follows from `parts` and cannot be guessed without the installation's secret."""
    key = blake2b(secret.encode(), digest_size=32).digest()
    return blake2b("/".join(map(str, parts)).encode(), key=key, digest_size=16).hexdigest()
