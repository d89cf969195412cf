"""One item as the cells of a row, and a row as the native form of an item.

Lists within a cell: entries are parted by `;` (tags also by `,` and `、`), gaps by `|`, and in
`1=公正;2=中立` the id stands before `=`. A backslash before a separator makes it text. A cell that a
spreadsheet would take for a formula starts with `'`, which is taken off again on reading.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from hashlib import sha256

from ..boolean_words import truth_of
from ..item import TYPE_NAMES, Item, ItemType
from ..keys import GAP
from ..native import SOURCE_FIELDS, item_to_native
from ..normalise import plain
from .columns import DIFFICULTY_WORDS, TYPE_WORDS

_SIMPLE = (
    "id",
    "topic",
    "stem",
    "explanation",
    "difficulty",
    "as_of",
    "valid_until",
    "note",
    "unit",
    "tolerance",
)
_ENTRIES, _LINES, _GAPS, _TAGS = ";；", ";；\n", "|｜", ";；,，、"
_FORMULA = re.compile(r"'*[=+\-@＝＋－＠\t\r\n]")
_PLAIN_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)
# Cyrillic and Greek capitals that look like the letters of options.
_LOOK_ALIKES = str.maketrans("АВСЕНΑΒΕΗ", "ABCEHABEH")
_BETWEEN_LETTERS, _LETTERS = re.compile(r"[\s,;、/|.。]"), re.compile("[A-Z]+")
_OWN_LETTER = re.compile(r"([A-Z])\s*[.．、:：)）]")


def neutralised(text: str) -> str:
    """Return the text as no spreadsheet takes it for a formula; `restored` takes it back."""
    return f"'{text}" if _FORMULA.match(text) and not _PLAIN_NUMBER.fullmatch(text) else text


def restored(text: str) -> str:
    """Return the text before `neutralised`."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text


def escaped(text: str, separators: str) -> str:
    """Return the text with a backslash before each backslash and separator."""
    return re.sub(f"[\\\\{re.escape(separators)}]", lambda found: f"\\{found[0]}", text)


def parted(text: str, separators: str) -> list[str]:
    """Return the parts of a text between separators, each still escaped for what lies within it."""
    return [
        part
        for part in re.findall(rf"(?:\\.|[^\\{re.escape(separators)}]|\\$)+", text, re.DOTALL)
        if part.strip()
    ]


def unescaped(text: str) -> str:
    """Return a part as it was before `escaped`; a backslash before anything but a separator stays."""
    return re.sub(r"\\([\\;；|｜,，、\n])", r"\1", text)


def row_of(item: Item) -> dict[str, str]:
    """Return the cells of an item by field; options under `option.A` and so on."""
    native = item_to_native(item)
    source = native.get("source") or {}
    cells = {name: str(native[name]) for name in _SIMPLE if native.get(name) is not None}
    cells |= {
        name: str(source[name]) for name in SOURCE_FIELDS if isinstance(source, Mapping) and name in source
    }
    cells |= {f"option.{letter}": text for letter, text in item.options}
    cells["type"] = TYPE_NAMES[item.type]
    cells["key"] = _key_cell(item)
    cells["left"] = ";".join(f"{name}={escaped(text, _LINES)}" for name, text in item.left)
    cells["tags"] = ";".join(escaped(tag, _TAGS) for tag in item.tags)
    cells["excludes"] = ";".join(item.excludes)
    return {field: neutralised(text) for field, text in cells.items() if text}


def _key_cell(item: Item) -> str:
    match item.type:
        case ItemType.BOOLEAN:
            return "正确" if item.key else "错误"
        case ItemType.SINGLE | ItemType.MULTIPLE | ItemType.ORDERING:
            return ",".join(item.key_letters)
        case ItemType.MATCHING:
            return ";".join(f"{pair[0]}={pair[1]}" for pair in item.key_groups)
        case ItemType.BLANK:
            return "|".join(
                ";".join(escaped(text, _ENTRIES + _GAPS) for text in gap) for gap in item.key_groups
            )
        case ItemType.NUMERIC:
            return f"{item.key:f}"
        case ItemType.SHORT:
            return str(item.key)


def native_of(cells: Mapping[str, str], kind: ItemType, topic: str) -> dict[str, object]:
    """Return the native form of a row; `topic` serves a row without one, an id is made where there is none."""
    options = {
        field.removeprefix("option."): text for field, text in cells.items() if field.startswith("option.")
    }
    raw: dict[str, object] = {name: cells[name] for name in _SIMPLE if cells.get(name)}
    raw["type"] = kind.value
    raw.setdefault("topic", topic)
    raw.setdefault("stem", "")
    if "difficulty" in raw:
        word = unicodedata.normalize("NFKC", str(raw["difficulty"])).strip()
        raw["difficulty"] = DIFFICULTY_WORDS.get(word, word.removesuffix("级"))
    if options:
        raw["options"] = options
    if cells.get("left"):
        raw["left"] = _pairs(cells["left"])
    source = {name: cells[name] for name in SOURCE_FIELDS if cells.get(name)}
    if source:
        raw["source"] = source
    for name, separators in (("tags", _TAGS), ("excludes", _TAGS)):
        if cells.get(name):
            raw[name] = [unescaped(part) for part in parted(cells[name], separators)]
    if cells.get("key"):
        raw["key"] = _key(cells["key"], kind, options)
    if kind is ItemType.NUMERIC:
        raw.setdefault("tolerance", "0")
    if "id" not in raw:
        raw["id"] = made_id(str(raw["stem"]), options.values())
    return raw


def made_id(stem: str, options: Iterable[str]) -> str:
    """Return an id that follows from stem and options, whatever their order: the same question gets the same."""
    texts = [plain(stem), *sorted(plain(text) for text in options)]
    return "q" + sha256("\n".join(texts).encode("utf-8", "replace")).hexdigest()[:12]


def _pairs(cell: str) -> dict[str, object]:
    pairs: dict[str, object] = {}
    for part in parted(cell, _LINES):
        name, _, text = part.partition("=")
        pairs[name.strip()] = unescaped(text)
    return pairs


def _key(cell: str, kind: ItemType, options: Mapping[str, str]) -> object:
    match kind:
        case ItemType.SINGLE:
            letters = letters_of(cell)
            by_text = [letter for letter, text in options.items() if text.strip() == cell.strip()]
            return letters[0] if len(letters) == 1 else letters or (by_text[0] if len(by_text) == 1 else cell)
        case ItemType.MULTIPLE | ItemType.ORDERING:
            return letters_of(cell) or [cell]
        case ItemType.BOOLEAN:
            letters = letters_of(cell)
            return letters[0] if len(letters) == 1 and letters[0] in options else cell
        case ItemType.MATCHING:
            return _pairs(cell)
        case ItemType.BLANK:
            return [[unescaped(text) for text in parted(gap, _ENTRIES)] for gap in parted(cell, _GAPS)]
        case _:
            return cell


def letters_of(cell: str) -> list[str]:
    """Return the option letters of an answer such as AC, A、C or ａ；ｃ, or nothing when it is something else."""
    word = unicodedata.normalize("NFKC", cell).upper().translate(_LOOK_ALIKES)
    word = _BETWEEN_LETTERS.sub("", word)
    return list(word) if _LETTERS.fullmatch(word) else []


def type_of(word: str) -> ItemType | None:
    """Return the type a cell or a sheet's name states."""
    return TYPE_WORDS.get(unicodedata.normalize("NFKC", word).strip().casefold())


def type_from_answer(cells: Mapping[str, str]) -> ItemType | None:
    """Return the type that only this answer can have, or None."""
    options = [text for field, text in cells.items() if field.startswith("option.")]
    key = cells.get("key", "")
    if len(options) >= 2 and letters_of(key):
        if {truth_of(text) for text in options} == {True, False}:
            return ItemType.BOOLEAN
        return ItemType.SINGLE if len(letters_of(key)) == 1 else ItemType.MULTIPLE
    if not options and truth_of(key) is not None:
        return ItemType.BOOLEAN
    if not options and key and GAP.search(cells.get("stem", "")) and not _looks_chosen(key):
        return ItemType.BLANK
    return None


def _looks_chosen(key: str) -> bool:
    """Tell whether an answer is letters of options in their order, as B and ACD are, and AED and CT are not."""
    letters = letters_of(key)
    return bool(letters) and letters[-1] <= "H" and letters == sorted(set(letters))


def carries_own_letters(options: Mapping[str, object]) -> bool:
    """Tell whether every option's text begins with its own letter, as in 选项A = “A. 指导”."""
    found = ((letter, _OWN_LETTER.match(str(text))) for letter, text in options.items())
    return bool(options) and all(match is not None and match[1] == letter for letter, match in found)
