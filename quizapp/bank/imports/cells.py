"""A question of a file as the few fields in which it is mended, and back. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from string import ascii_uppercase

from ..formats.cells import native_of, restored, row_of
from ..item import Item, ItemType
from ..native import item_from_native, parse_item
from ..problem import Problem

#: The topic of a question that states none.
NO_TOPIC = "未分类"
LETTERS = ascii_uppercase[:8]
FIELDS = ("stem", "left", "key", "explanation", "topic", "difficulty", "document", "article")


def cells_of(content: Mapping[str, object]) -> dict[str, str]:
    """Return the fields of a native form, whole or not."""
    try:
        item = item_from_native(content)
    except ValueError:
        return _as_read(content)
    cells = {name: restored(text) for name, text in row_of(item).items()}
    return {**cells, "type": item.type.value}


def _as_read(content: Mapping[str, object]) -> dict[str, str]:
    cells = {name: _words(content[name]) for name in FIELDS if content.get(name) not in (None, "", [], {})}
    options, source = content.get("options"), content.get("source")
    if isinstance(options, Mapping):
        cells |= {f"option.{letter}": str(text) for letter, text in options.items()}
    if isinstance(source, Mapping):
        cells |= {name: str(source[name]) for name in ("document", "article") if source.get(name)}
    kind = str(content.get("type") or "")
    return {**cells, "type": kind if kind in set(ItemType) else ItemType.SINGLE.value}


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "正确" if value else "错误"
    if isinstance(value, Mapping):
        return ";".join(f"{name}={text}" for name, text in value.items())
    if isinstance(value, (list, tuple)):
        apart = "|" if any(isinstance(one, (list, tuple)) for one in value) else ","
        return apart.join(_words(one) if isinstance(one, (list, tuple)) else str(one) for one in value)
    return str(value)


def mended(content: Mapping[str, object], cells: Mapping[str, str]) -> tuple[Item | None, list[Problem]]:
    """Return the item that a form's fields make of a question, or what is still wrong with it.

    What the form does not show (the id, tags, dates) is kept as the file had it.
    """
    kind = ItemType(cells["type"]) if cells.get("type") in set(ItemType) else ItemType.SINGLE
    shown = {name: text.strip() for name, text in cells.items() if text.strip() and name != "type"}
    whole = dict(native_of({"difficulty": "3", **shown}, kind, NO_TOPIC))
    for name in ("id", "tags", "note", "as_of", "valid_until", "unit", "tolerance", "excludes"):
        if content.get(name) not in (None, "", []) and (
            kind is ItemType.NUMERIC or name not in ("unit", "tolerance")
        ):
            whole[name] = content[name]
    item, problems = parse_item(whole)
    return item, [problem for problem in problems if problem.is_error]
