"""Questions as people see them: while they answer, without a key; after marking, with key, explanation and source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from flask_babel import gettext

from ..bank.item import Item, ItemType
from ..bank.marking import Mark, ResponseShapeError, Verdict, mark, right_key
from ..bank.queries import StoredItem
from .draw import to_letters


@dataclass(frozen=True, slots=True)
class Slot:
    """One position of a paper as it is stored; `options` pairs the paper's option id with the author's letter."""

    position: int
    item_id: int
    version_id: int
    type: ItemType
    points: int
    options: tuple[tuple[str, str], ...]

    def letters(self, response: Any) -> Any:
        """Return a response in the author's letters; raises ResponseShapeError."""
        return to_letters(response, self.options, self.type)


@dataclass(frozen=True, slots=True)
class Question:
    """One position as the one who answers sees it: no key, nothing that tells it."""

    position: int
    item_id: int
    type: ItemType
    topic: str
    stem: str
    points: int
    options: tuple[tuple[str, str], ...]  # (option id, text) in shown order
    left: tuple[tuple[str, str], ...]
    blanks: int
    unit: str


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One position after it was marked. Responses and key stand in the paper's option ids."""

    question: Question
    response: Any
    verdict: Verdict
    earned: int
    key: Any
    explanation: str
    source: str
    parts: tuple[bool, ...]
    ruled: str = ""  # by another key than its own (key), void and worth all (full), or nothing (none)
    version_id: int = 0  # what was shown, so that it can be reported


def question(slot: Slot, item: Item) -> Question:
    """Return a position as the one who answers sees it."""
    texts = dict(item.choices)
    if item.type is ItemType.BOOLEAN:  # the product's own words, not the author's
        texts = {letter: gettext(text) for letter, text in texts.items()}
    return Question(
        slot.position,
        slot.item_id,
        item.type,
        item.topic,
        item.stem,
        slot.points,
        tuple((option_id, texts[letter]) for option_id, letter in slot.options),
        item.left,
        len(item.key_groups) if item.type is ItemType.BLANK else 0,
        item.unit,
    )


def reviewed(slot: Slot, item: Item, response: Any, marked: Mapping[str, Any]) -> Reviewed:
    """Return one marked position for showing."""
    return Reviewed(
        question(slot, item),
        response,
        Verdict(marked["verdict"]),
        marked["points"],
        shown_key(slot, item),
        item.explanation,
        source_line(item),
        tuple(marked.get("parts", ())),
        marked.get("ruled", ""),
        slot.version_id,
    )


def as_written(stored: StoredItem, response: Any) -> Reviewed:
    """Return an item outside a paper, marked: options in the author's order and letters, points out of 100.

    A response that an older wording of the item allowed and this one does not is left out.
    """
    item = stored.item
    pairs = tuple((letter, letter) for letter, _ in item.choices)
    slot = Slot(0, stored.item_id, stored.version_id, item.type, 100, pairs)
    try:
        marked = mark(item, response, slot.points)
    except ResponseShapeError:
        response, marked = None, mark(item, None, slot.points)
    return reviewed(slot, item, response, mark_json(marked))


def mark_json(marked: Mark) -> dict[str, Any]:
    """Return a mark as results keep it."""
    return {"points": marked.points, "verdict": marked.verdict, "parts": list(marked.parts)}


def shown_key(slot: Slot, item: Item) -> Any:
    """Return the key with the paper's option ids in place of the author's letters."""
    key = right_key(item)
    if item.type in (ItemType.BLANK, ItemType.NUMERIC, ItemType.SHORT):
        return key
    ids = {letter: option_id for option_id, letter in slot.options}
    if isinstance(key, str):
        return ids[key]
    if isinstance(key, dict):
        return {left: ids[letter] for left, letter in key.items()}
    shown = [ids[letter] for letter in cast("list[str]", key)]
    if item.type is ItemType.MULTIPLE:  # in the order in which the options are shown
        return [option_id for option_id, _ in slot.options if option_id in shown]
    return shown


def source_line(item: Item) -> str:
    """Return an item's source in one line: 《文件》（版本）条款."""
    source = item.source
    if source is None:
        return ""
    version = f"（{source.version}）" if source.version else ""
    return f"《{source.document}》{version}{source.article or source.section}"
