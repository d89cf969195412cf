"""Responses as people give them: right with a certain chance, else wrong in a way that a person goes wrong. Pure."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any, cast

from ..bank.item import Item, ItemType
from ..papers.questions import Slot, shown_key


def respond(rng: Random, slot: Slot, item: Item, chance: float) -> Any:
    """Return a response in the paper's option ids, right with this chance; a short answer is never right by itself."""
    if item.type is ItemType.SHORT:
        return short_answer(rng, item, chance)[0]
    if rng.random() < chance:
        return right(slot, item)
    return _WRONG[item.type](rng, slot, item)


def right(slot: Slot, item: Item) -> Any:
    """Return the right response."""
    key = shown_key(slot, item)
    if item.type is ItemType.BLANK:
        return [variants[0] for variants in key]
    return key["value"] if item.type is ItemType.NUMERIC else key


def short_answer(rng: Random, item: Item, chance: float) -> tuple[str, float]:
    """Return a short answer that holds some of the model answer's points, and which share of them."""
    points = _points_of(str(item.key))
    said = [part for part in points if rng.random() < chance] or points[:1]
    return "；".join(part.partition("，")[2] or part for part in said) + "。", len(said) / len(points)


def share_of(answer: str, model: str) -> float:
    """Return which share of a model answer's points an answer of `short_answer` holds."""
    return min(1.0, len(_points_of(answer)) / len(_points_of(model)))


def _points_of(text: str) -> list[str]:
    return [part.strip("。 ") for part in text.removeprefix("要点：").split("；")]


def _single(rng: Random, slot: Slot, item: Item) -> str:
    key = shown_key(slot, item)
    return rng.choice([option for option, _ in slot.options if option != key])


def _multiple(rng: Random, slot: Slot, item: Item) -> list[str]:
    """Return the key with one option forgotten, or one too many."""
    key = cast("list[str]", shown_key(slot, item))
    others = [option for option, _ in slot.options if option not in key]
    if others and (len(key) < 2 or rng.random() < 0.5):
        return [*key, rng.choice(others)]
    forgotten = rng.choice(key)
    return [option for option in key if option != forgotten]


def _ordering(rng: Random, slot: Slot, item: Item) -> list[str]:
    """Return the right order with two neighbours exchanged."""
    key = list(cast("list[str]", shown_key(slot, item)))
    at = rng.randrange(len(key) - 1)
    key[at], key[at + 1] = key[at + 1], key[at]
    return key


def _matching(rng: Random, slot: Slot, item: Item) -> dict[str, str]:
    """Return the right pairs with the partners of two exchanged."""
    pairs = dict(cast("dict[str, str]", shown_key(slot, item)))
    one, other = rng.sample(sorted(pairs), 2)
    pairs[one], pairs[other] = pairs[other], pairs[one]
    return pairs


def _blank(rng: Random, slot: Slot, item: Item) -> list[str]:
    """Return the right words with one gap left open."""
    words: list[str] = right(slot, item)
    open_gap = rng.randrange(len(words))
    return ["不记得了" if gap == open_gap else word for gap, word in enumerate(words)]


def _numeric(rng: Random, slot: Slot, item: Item) -> str:
    value = cast(Decimal, item.key)
    return f"{value + rng.choice((1, 2, 5)) * max(Decimal(1), item.tolerance * 2):f}"


_WRONG = {
    ItemType.SINGLE: _single,
    ItemType.BOOLEAN: _single,
    ItemType.MULTIPLE: _multiple,
    ItemType.ORDERING: _ordering,
    ItemType.MATCHING: _matching,
    ItemType.BLANK: _blank,
    ItemType.NUMERIC: _numeric,
}
