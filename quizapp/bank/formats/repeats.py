"""The same question twice in one file: told by the id that follows from stem and options."""

from __future__ import annotations

from ...core.i18n import N_
from ..fields import Fields
from ..item import Item, ItemType


class Repeats:
    """Remembers the questions of a file by their made id."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[str, Item]] = {}

    def is_again(self, item: Item, place: str, fields: Fields) -> bool:
        """Tell whether the same question stood earlier, and say so; another key is an error."""
        earlier, first = self._seen.setdefault(item.id, (place, item))
        if first is item:
            return False
        # Options may stand in another order, so keys are compared by what they say.
        if _meaning(first) == _meaning(item):
            fields.warn(place, N_("与%(other)s是同一道题，已略去。"), other=earlier)
        else:
            fields.fail(place, N_("与%(other)s题干和选项相同，答案却不同，请核对。"), other=earlier)
        return True


def _meaning(item: Item) -> object:
    texts = dict(item.options)
    if item.type in (ItemType.SINGLE, ItemType.MULTIPLE):
        return item.type, frozenset(texts[letter] for letter in item.key_letters)
    if item.type is ItemType.ORDERING:
        return item.type, tuple(texts[letter] for letter in item.key_letters)
    return item.type, item.key
