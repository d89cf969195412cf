"""The item: a question with its key, explanation and source, as the bank and every marker see it."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from ..core.i18n import N_


class ItemType(StrEnum):
    """What is asked of the person who answers."""

    SINGLE = "single"  # one option
    MULTIPLE = "multiple"  # several options
    BOOLEAN = "boolean"  # right or wrong
    BLANK = "blank"  # words into one or more gaps
    NUMERIC = "numeric"  # a number, within a tolerance
    ORDERING = "ordering"  # all options in their order
    MATCHING = "matching"  # an option to each entry on the left
    SHORT = "short"  # a few sentences, marked by a person


TYPE_NAMES: dict[ItemType, str] = {
    ItemType.SINGLE: N_("单选题"),
    ItemType.MULTIPLE: N_("多选题"),
    ItemType.BOOLEAN: N_("判断题"),
    ItemType.BLANK: N_("填空题"),
    ItemType.NUMERIC: N_("数值题"),
    ItemType.ORDERING: N_("排序题"),
    ItemType.MATCHING: N_("匹配题"),
    ItemType.SHORT: N_("简答题"),
}


class ItemStatus(StrEnum):
    """Where an item stands on its way; only approved ones are asked."""

    DRAFT = "draft"  # being written, or sent back
    REVIEW = "review"  # waits for somebody to approve it
    APPROVED = "approved"  # in use
    RETIRED = "retired"  # out of use; papers that hold it keep it


STATUS_NAMES: dict[ItemStatus, str] = {
    ItemStatus.DRAFT: N_("草稿"),
    ItemStatus.REVIEW: N_("待审核"),
    ItemStatus.APPROVED: N_("在用"),
    ItemStatus.RETIRED: N_("停用"),
}

TRUE_LETTER, FALSE_LETTER = "T", "F"
BOOLEAN_OPTIONS: tuple[tuple[str, str], ...] = ((TRUE_LETTER, N_("正确")), (FALSE_LETTER, N_("错误")))

#: single: the letter · boolean: the truth · numeric: the value · short: the model answer ·
#: multiple: letters in option order · ordering: letters in the right order ·
#: blank: accepted variants of each gap · matching: (left id, letter) in the order of the left side
Key = str | bool | Decimal | tuple[str, ...] | tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Source:
    """The authority an item rests on."""

    document: str
    version: str = ""
    article: str = ""
    section: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A question; `options` and `left` are (letter or id, text), and `key` is shaped by the type (see `Key`).

    Nothing is checked here: `native.parse` makes items that hold together.
    """

    id: str
    type: ItemType
    topic: str
    stem: str
    options: tuple[tuple[str, str], ...] = ()
    key: Key = ""
    explanation: str = ""
    source: Source | None = None
    difficulty: int = 3
    as_of: str = ""  # 2026, 2026-11 or 2026-11-24
    valid_until: str = ""  # the same; the last day, month or year in which the item holds
    note: str = ""
    tags: tuple[str, ...] = ()
    left: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    tolerance: Decimal = Decimal(0)
    excludes: tuple[str, ...] = ()

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """What can be chosen, as (letter, text): the options, or 正确 and 错误 for a boolean."""
        return BOOLEAN_OPTIONS if self.type is ItemType.BOOLEAN else self.options

    @property
    def key_letters(self) -> tuple[str, ...]:
        """Letters of the key of a single, boolean, multiple or ordering item."""
        if isinstance(self.key, bool):
            return (TRUE_LETTER if self.key else FALSE_LETTER,)
        if isinstance(self.key, str):
            return (self.key,)
        if isinstance(self.key, tuple):
            return tuple(letter for letter in self.key if isinstance(letter, str))
        raise TypeError(f"item {self.id}: a {self.type} has no letters")

    @property
    def key_groups(self) -> tuple[tuple[str, ...], ...]:
        """Variants of each gap of a blank, or the (left id, letter) pairs of a matching item."""
        if not isinstance(self.key, tuple):
            raise TypeError(f"item {self.id}: a {self.type} has no groups")
        return tuple(group for group in self.key if isinstance(group, tuple))

    def holds_on(self, day: date) -> bool:
        """Tell whether `valid_until` has not passed on `day`."""
        return not self.valid_until or day <= last_day(self.valid_until)


def last_day(when: str) -> date:
    """Return the last day of a year, month or day written 2026, 2026-11 or 2026-11-24.

    Raises ValueError for anything else.
    """
    parts = when.split("-")
    if [len(part) for part in parts] not in ([4], [4, 2], [4, 2, 2]) or not when.replace("-", "").isdecimal():
        raise ValueError(when)
    year, month, day = ([int(part) for part in parts] + [0, 0])[:3]
    if len(parts) == 1:
        month = 12
    if len(parts) < 3:
        if not (1 <= month <= 12 and year >= 1):
            raise ValueError(when)
        day = monthrange(year, month)[1]
    return date(year, month, day)
