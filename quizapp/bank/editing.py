"""An item as the fields of a simple form, and the form's fields as the native form. Pure.

| type | fields of its own |
|---|---|
| single | option_A …, key (a letter) |
| multiple | option_A …, keys (letters) |
| boolean | key (true or false) |
| blank | gaps: a line for each gap, accepted texts parted by ; |
| numeric | key, tolerance, unit |
| ordering | option_A …, place_A … (1 is first) |
| matching | left_1 …, leftid_1 …, match_1 … (a letter), option_A … |
| short | key (the model answer) |
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from string import ascii_uppercase

from .formats.cells import escaped, made_id, parted, unescaped
from .item import Item, ItemType
from .keys import WITH_OPTIONS
from .native import SOURCE_FIELDS, item_to_native

LETTERS = ascii_uppercase
LEFTS = range(1, 13)
PLAIN = ("topic", "stem", "explanation", "difficulty", "as_of", "valid_until", "note")

_VARIANTS = ";；"
_WORDS = ";；,，、"


def to_native(kind: ItemType, values: Mapping[str, str], keys: Sequence[str] = ()) -> dict[str, object]:
    """Return the native form of what was filled in; what stayed empty is left out.

    An item without an id gets one that follows from its stem and options.
    """
    raw: dict[str, object] = {"type": kind.value, "topic": "", "stem": ""}
    raw |= {name: values[name] for name in PLAIN if values.get(name)}
    source = {name: values[name] for name in SOURCE_FIELDS if values.get(name)}
    if source:
        raw["source"] = source
    for name in ("tags", "excludes"):
        words = words_of(values.get(name, ""))
        if words:
            raw[name] = list(words)
    if kind in WITH_OPTIONS:
        raw["options"] = {
            letter: values[f"option_{letter}"] for letter in LETTERS if values.get(f"option_{letter}")
        }
    if kind is ItemType.MATCHING:
        raw["left"] = {values.get(f"leftid_{n}") or str(n): values[f"left_{n}"] for n in _lefts(values)}
    if kind is ItemType.NUMERIC:
        raw["tolerance"] = values.get("tolerance") or "0"
        if values.get("unit"):
            raw["unit"] = values["unit"]
    key = _key(kind, values, keys)
    if key not in ("", [], {}):
        raw["key"] = key
    options = raw.get("options")
    texts = options.values() if isinstance(options, dict) else ()
    raw["id"] = values.get("code") or made_id(str(raw["stem"]), texts)
    return raw


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a field that holds several, parted by a comma, a semicolon or 、."""
    return tuple(word for part in parted(text, _WORDS) if (word := unescaped(part).strip()))


def _lefts(values: Mapping[str, str]) -> list[int]:
    return [n for n in LEFTS if values.get(f"left_{n}")]


def _key(kind: ItemType, values: Mapping[str, str], keys: Sequence[str]) -> object:
    match kind:
        case ItemType.MULTIPLE:
            return sorted(keys)
        case ItemType.ORDERING:
            places = {
                letter: values[f"place_{letter}"]
                for letter in LETTERS
                if values.get(f"place_{letter}") and values.get(f"option_{letter}")
            }
            return sorted(places, key=lambda letter: (_number(places[letter]), letter))
        case ItemType.MATCHING:
            return {
                values.get(f"leftid_{n}") or str(n): values[f"match_{n}"]
                for n in _lefts(values)
                if values.get(f"match_{n}")
            }
        case ItemType.BLANK:
            lines = [line for line in values.get("gaps", "").splitlines() if line.strip()]
            return [[unescaped(part).strip() for part in parted(line, _VARIANTS)] for line in lines]
        case _:
            return values.get("key", "")


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"\d{1,3}", text, re.ASCII) else 999


def from_item(item: Item) -> dict[str, object]:
    """Return the fields with which a form shows an item; `to_native` gives the item back."""
    native = item_to_native(item)
    values: dict[str, object] = {name: str(native[name]) for name in PLAIN if name in native}
    values["code"] = item.id
    values["tags"] = "、".join(escaped(tag, _WORDS) for tag in item.tags)
    values["excludes"] = "、".join(item.excludes)
    if item.source:
        values |= {name: getattr(item.source, name) for name in SOURCE_FIELDS}
    values |= {f"option_{letter}": text for letter, text in item.options}
    for n, (name, text) in enumerate(item.left, 1):
        values |= {f"leftid_{n}": name, f"left_{n}": text}
    return values | _key_values(item)


def _key_values(item: Item) -> dict[str, object]:
    match item.type:
        case ItemType.MULTIPLE:
            return {"keys": list(item.key_letters)}
        case ItemType.ORDERING:
            return {f"place_{letter}": str(n) for n, letter in enumerate(item.key_letters, 1)}
        case ItemType.MATCHING:
            return {f"match_{n}": pair[1] for n, pair in enumerate(item.key_groups, 1)}
        case ItemType.BLANK:
            lines = ["；".join(escaped(text, _VARIANTS) for text in gap) for gap in item.key_groups]
            return {"gaps": "\n".join(lines)}
        case ItemType.BOOLEAN:
            return {"key": "true" if item.key else "false"}
        case ItemType.NUMERIC:
            return {"key": f"{item.key:f}", "tolerance": f"{item.tolerance:f}", "unit": item.unit}
        case _:
            return {"key": str(item.key)}


def field_of(where: str, kind: ItemType, values: Mapping[str, str]) -> str:
    """Return the form's field that a problem's place is about."""
    root, _, inner = re.sub(r"\[\d+\]", "", where).partition(".")
    if root == "key":
        return _key_field(inner, kind, values)
    if root == "options":
        return f"option_{inner}" if inner in LETTERS and inner else "option_A"
    if root == "left":
        return _left_field("left", inner, values)
    if root == "source":
        return inner or "document"
    return "code" if root == "id" else root


def _key_field(inner: str, kind: ItemType, values: Mapping[str, str]) -> str:
    if kind is ItemType.MATCHING:
        return _left_field("match", inner, values)
    return {ItemType.MULTIPLE: "keys", ItemType.BLANK: "gaps", ItemType.ORDERING: "place_A"}.get(kind, "key")


def _left_field(prefix: str, name: str, values: Mapping[str, str]) -> str:
    for n in _lefts(values):
        if (values.get(f"leftid_{n}") or str(n)) == name:
            return f"{prefix}_{n}"
    return f"{prefix}_1"
