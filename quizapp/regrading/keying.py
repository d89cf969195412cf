"""Reading the right key that somebody names for an item: from a form's fields, or from a line of text. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..bank.editing import from_item, to_native
from ..bank.item import Item, ItemType
from ..bank.native import item_to_native, parse_item
from ..core.errors import Invalid


def key_fields(item: Item) -> list[str]:
    """Return the names of the fields in which a form asks for an item's key."""
    shown = from_item(item)
    starts = ("place_", "match_")
    return [name for name in shown if name in ("key", "keys", "gaps", "tolerance") or name.startswith(starts)]


def from_fields(item: Item, values: Mapping[str, str], keys: Sequence[str]) -> Item:
    """Return the item with the key that a form's fields name; the rest stays. Raises Invalid."""
    shown = {name: str(value) for name, value in from_item(item).items()}
    given = {name: values[name] for name in key_fields(item) if name in values}
    return _parsed(to_native(item.type, shown | given, keys))


def from_text(item: Item, text: str) -> Item:
    """Return the item with the key as the native form has it in one line: B · A,C · true · 32 · 甲|乙；丙 for gaps.

    Raises Invalid.
    """
    raw = dict(item_to_native(item))
    raw["key"] = _native_key(item, text.strip())
    return _parsed(raw)


def _native_key(item: Item, text: str) -> object:
    match item.type:
        case ItemType.MULTIPLE | ItemType.ORDERING:
            return [part.strip() for part in text.replace("，", ",").split(",")]
        case ItemType.BLANK:
            gaps = text.replace("；", ";").split(";")
            return [[one.strip() for one in gap.split("|")] for gap in gaps]
        case ItemType.MATCHING:
            pairs = (part.partition("=") for part in text.replace("，", ",").split(","))
            return {left.strip(): letter.strip() for left, _, letter in pairs}
        case ItemType.BOOLEAN:
            return {"true": True, "false": False}.get(text.lower(), text)
        case _:
            return text


def _parsed(raw: Mapping[str, object]) -> Item:
    item, problems = parse_item(raw)
    wrong = next((one for one in problems if one.is_error), None)
    if item is None or wrong:
        refused = Invalid(wrong.message if wrong else None, field="key")
        refused.params = wrong.params if wrong else {}
        raise refused
    return item
