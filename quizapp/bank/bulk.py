"""One change for many items: what is asked, and what it makes of each. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from ..core.i18n import N_
from .changes import Change, differences
from .item import Item
from .native import item_to_native, parse_item

CLEAR = "-"  # asked of a date: take it away


class Deed(StrEnum):
    """What is done with the items besides changing what they say."""

    NONE = ""
    RETIRE = "retire"
    RESTORE = "restore"
    MOVE = "move"
    COPY = "copy"


DEED_NAMES: dict[Deed, str] = {
    Deed.NONE: N_("留在原处"),
    Deed.RETIRE: N_("停用"),
    Deed.RESTORE: N_("恢复使用"),
    Deed.MOVE: N_("移到另一个题库"),
    Deed.COPY: N_("复制到题库"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of every chosen item; what is empty stays as it is."""

    topic: str = ""
    difficulty: int | None = None
    add_tags: tuple[str, ...] = ()
    drop_tags: tuple[str, ...] = ()
    as_of: str = ""
    valid_until: str = ""
    deed: Deed = Deed.NONE
    bank_id: int | None = None
    reason: str = ""

    @property
    def says_something(self) -> bool:
        """Whether anything at all is asked."""
        return bool(self.rewrites or self.deed)

    @property
    def rewrites(self) -> bool:
        """Whether what the items say is to change."""
        return bool(
            self.topic or self.difficulty or self.add_tags or self.drop_tags or self.as_of or self.valid_until
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of one item; `refused` is a Chinese source text, "" where it goes through."""

    item: Item
    changes: tuple[Change, ...]
    refused: str = ""

    @property
    def is_rewritten(self) -> bool:
        """Whether the item says something else afterwards."""
        return bool(self.changes) and not self.refused


def outcome(item: Item, asked: Asked) -> Outcome:
    """Return what the change makes of an item; a copy is changed, the item it was made of is not."""
    raw = item_to_native(_rewritten(item, asked))
    made, problems = parse_item(raw)
    if made is None:
        first = next(problem for problem in problems if problem.is_error)
        return Outcome(item, (), first.text)
    return Outcome(made, differences(item_to_native(item), raw))


def _rewritten(item: Item, asked: Asked) -> Item:
    tags = [tag for tag in item.tags if tag not in asked.drop_tags]
    tags += [tag for tag in asked.add_tags if tag not in tags]
    return replace(
        item,
        topic=asked.topic or item.topic,
        difficulty=asked.difficulty or item.difficulty,
        tags=tuple(tags),
        as_of=_date(item.as_of, asked.as_of),
        valid_until=_date(item.valid_until, asked.valid_until),
    )


def _date(before: str, asked: str) -> str:
    if asked == CLEAR:
        return ""
    return asked or before
