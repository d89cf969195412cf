"""What a question of a file is to those that the bank has. Pure.

| verdict | when | what can be chosen |
|---|---|---|
| same | the same content under the same id; or the same stem, options and key | left out, or stored again |
| changed | the same id, something else than the key differs | stored as a new version, or left out |
| conflict | the same stem (or the same id), another key | keep ours, take theirs, keep both |
| new | none of these | stored, or left out |
| broken | it has an error | left out until it is mended |
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from ...core.i18n import N_
from ..item import Item, ItemType
from ..native import content_hash
from ..normalise import comparable
from ..search.grams import key_of, runs_of


class Verdict(StrEnum):
    """What a question of a file is to the bank."""

    NEW = "new"
    SAME = "same"
    CHANGED = "changed"
    CONFLICT = "conflict"
    BROKEN = "broken"


class Choice(StrEnum):
    """What is to become of a question."""

    TAKE = "take"  # stored: as a new item, or as a new version of the one that it changes
    SKIP = "skip"  # left out; of a conflict, ours is kept
    THEIRS = "theirs"  # of a conflict: a new version of ours
    BOTH = "both"  # of a conflict: stored beside ours
    OPEN = "open"  # of a conflict: still to be decided


VERDICT_NAMES: dict[Verdict, str] = {
    Verdict.NEW: N_("新增"),
    Verdict.SAME: N_("没有变化"),
    Verdict.CHANGED: N_("有变化"),
    Verdict.CONFLICT: N_("答案不一致"),
    Verdict.BROKEN: N_("有错误"),
}
CHOICE_NAMES: dict[Choice, str] = {
    Choice.TAKE: N_("导入"),
    Choice.SKIP: N_("不导入"),
    Choice.THEIRS: N_("改用文件里的"),
    Choice.BOTH: N_("两道都要"),
    Choice.OPEN: N_("还没有决定"),
}
#: How leaving out is called where it decides for what the bank has.
OURS = N_("保留题库里的")
#: What can be chosen, the usual one first.
CHOICES: dict[Verdict, tuple[Choice, ...]] = {
    Verdict.NEW: (Choice.TAKE, Choice.SKIP),
    Verdict.SAME: (Choice.SKIP, Choice.BOTH),
    Verdict.CHANGED: (Choice.TAKE, Choice.SKIP),
    Verdict.CONFLICT: (Choice.OPEN, Choice.SKIP, Choice.THEIRS, Choice.BOTH),
    Verdict.BROKEN: (Choice.SKIP,),
}


@dataclass(frozen=True, slots=True)
class Known:
    """An item of the bank."""

    item_id: int
    item: Item


def compared(item: Item, by_id: Known | None, twins: Iterable[Known]) -> tuple[Verdict, int | None]:
    """Return what an item is to the bank, and which item of it that concerns.

    `by_id` has the same author's id, `twins` the same stem.
    """
    if by_id is not None:
        if content_hash(by_id.item) == content_hash(item):
            return Verdict.SAME, by_id.item_id
        disputed = stem_key(by_id.item) == stem_key(item) and _answers(by_id.item) != _answers(item)
        return (Verdict.CONFLICT if disputed else Verdict.CHANGED), by_id.item_id
    same = [known for known in twins if known.item.type is item.type and _offers(known.item) == _offers(item)]
    for known in same:
        if _answers(known.item) == _answers(item):
            return Verdict.SAME, known.item_id
    for known in (*same, *twins):
        if _answers(known.item) != _answers(item):
            return Verdict.CONFLICT, known.item_id
    return Verdict.NEW, None


def stem_key(item: Item) -> str:
    """Return what two items share when their stems differ in nothing that counts."""
    return key_of(runs_of(item.stem))


def _offers(item: Item) -> object:
    """Return what is offered to choose from, whatever its order and letters."""
    return frozenset(_plain(text) for _, text in item.options), frozenset(
        _plain(text) for _, text in item.left
    )


def _answers(item: Item) -> object:
    """Return what the key says, whatever the letters."""
    texts = {letter: _plain(text) for letter, text in item.choices}
    match item.type:
        case ItemType.SINGLE | ItemType.MULTIPLE:
            return frozenset(texts.get(letter, letter) for letter in item.key_letters)
        case ItemType.BOOLEAN:
            return item.key
        case ItemType.ORDERING:
            return tuple(texts.get(letter, letter) for letter in item.key_letters)
        case ItemType.MATCHING:
            left = dict(item.left)
            return frozenset((_plain(left.get(one, one)), texts.get(to, to)) for one, to in item.key_groups)
        case ItemType.BLANK:
            return tuple(frozenset(comparable(text) for text in gap) for gap in item.key_groups)
        case ItemType.NUMERIC:
            return item.key, item.tolerance, item.unit
        case ItemType.SHORT:
            return ""


def _plain(text: str) -> str:
    return " ".join(runs_of(text)) or text
