"""Drawing a paper: a blueprint, a pool and a seed → which items, in which order, with their options shuffled.

Everything follows from the seed, so a draw can be replayed; the seed therefore stays on the server.
"""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from random import Random

from ..bank.item import Item, ItemType
from ..bank.marking import Response, Shape, check_shape
from .blueprint import Blueprint
from .pool import Pool, PoolItem
from .selection import choose

__all__ = ["Draw", "Pick", "Pool", "PoolItem", "draw", "shuffle_options", "to_letters"]

#: Option id → author's letter, as pairs in shown order or as a mapping.
Mapped = Sequence[tuple[str, str]] | Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Pick:
    """An item drawn for a row (counted from 0), worth `points` hundredths."""

    item_id: int
    row: int
    points: int


@dataclass(frozen=True, slots=True)
class Draw:
    """A paper's items in their order, and for each row the places that could not be filled.

    `tired`: how many of the picks should rest and had to be taken all the same.
    """

    picks: tuple[Pick, ...]
    short_by: tuple[int, ...]
    tired: int = 0


def draw(blueprint: Blueprint, pool: Pool, seed: str, tired: frozenset[int] = frozenset()) -> Draw:
    """Draw a paper: rows in the blueprint's order, items at random within each, the same for the same seed.

    Items in `tired` should rest: they are taken only where a place could not be filled with another.
    """
    drawn = choose(pool, blueprint.wanted, _rng(seed, "items"), tired)
    picks = tuple(
        Pick(item_id, index, row.points)
        for index, (row, ids) in enumerate(zip(blueprint.rows, drawn, strict=True))
        for item_id in ids
    )
    short_by = tuple(row.count - len(ids) for row, ids in zip(blueprint.rows, drawn, strict=True))
    return Draw(picks, short_by, sum(pick.item_id in tired for pick in picks))


def shuffle_options(item: Item, seed: str, position: int) -> tuple[tuple[str, str], ...]:
    """Return (option id, author's letter) in the order shown at `position` of the paper with this seed.

    Boolean options stay 正确, 错误; an ordering item is never shown in the order of its key.
    """
    letters = [letter for letter, _ in item.choices]
    if item.type is not ItemType.BOOLEAN:
        rng = _rng(seed, f"{position}/options")
        rng.shuffle(letters)
        while item.type is ItemType.ORDERING and tuple(letters) == item.key_letters and len(letters) > 1:
            rng.shuffle(letters)
    return tuple((_opaque(seed, position, f"option {letter}"), letter) for letter in letters)


def to_letters(response: object, mapping: Mapped, type: ItemType, gaps: int | None = None) -> Response:
    """Translate a response in option ids into the author's letters; raises ResponseShapeError.

    `mapping` leads from the paper's option ids to letters; `gaps`, where known, bounds the list of a
    blank. The left side of a matching item keeps the author's ids, which `marking` checks.
    """
    letters = dict(mapping)
    if type is ItemType.BOOLEAN:
        type = ItemType.SINGLE  # words for true and false are for files, not for papers
    given = check_shape(Shape(type, frozenset(letters), None, gaps), response)
    if type in (ItemType.BLANK, ItemType.NUMERIC, ItemType.SHORT) or not given:
        return given
    if isinstance(given, str):
        return letters[given]
    if isinstance(given, dict):
        return {left: letters[option] for left, option in given.items()}
    return [letters[option] for option in given]


def _opaque(seed: str, position: int, name: str) -> str:
    """Return an id that tells nothing of `name` to whoever does not know the seed: 50 bits of a keyed hash."""
    key = blake2b(seed.encode(), digest_size=32).digest()
    return (
        b32encode(blake2b(f"{position} {name}".encode(), key=key, digest_size=10).digest())[:10]
        .decode()
        .lower()
    )


def _rng(seed: str, purpose: str) -> Random:
    return Random(f"{seed}/{purpose}")  # noqa: S311 - a draw must be repeatable; the seed itself is unguessable
