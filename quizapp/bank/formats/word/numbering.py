"""Automatic numbers of a Word document: they stand in no text, so they are counted as Word counts them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..xml_tree import Node

_HAN = "零一二三四五六七八九"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_ROMAN = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
)
_ROMAN_ONES = ((9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: how its number is written and where it starts."""

    format: str
    text: str
    start: int


class Numbering:
    """Counts through a document; `label` must be asked paragraph by paragraph, in order."""

    def __init__(self, numbering: Node | None, styles: Node | None) -> None:
        self._levels: dict[str, dict[int, Level]] = {}
        self._abstract: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        self._styles = _styles(styles)
        for node in numbering.every("abstractNum") if numbering else ():
            self._levels[node.get("abstractNumId")] = {
                int(level.get("ilvl", "0")): _level(level) for level in node.every("lvl")
            }
        for node in numbering.every("num") if numbering else ():
            abstract = node.find("abstractNumId")
            number = node.get("numId")
            self._abstract[number] = abstract.get("val") if abstract else ""
            for override in node.every("lvlOverride"):
                start = override.find("startOverride")
                if start is not None:
                    self._restarts.setdefault(number, {})[int(override.get("ilvl", "0"))] = _int(
                        start.get("val"), 1
                    )

    def label(self, properties: Node | None) -> str:
        """Return the number that Word shows before a paragraph with these properties, "" for none."""
        number, level = self._place(properties)
        if number in ("", "0"):
            return ""
        abstract = self._abstract.get(number, "")
        levels = self._levels.get(abstract, {})
        if level not in levels:
            return ""
        counts = self._counts.setdefault(abstract, {})
        restart = self._restarts.get(number, {}).pop(level, None)
        counts[level] = restart if restart is not None else counts.get(level, levels[level].start - 1) + 1
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]
        return _shown(levels, level, counts)

    def _place(self, properties: Node | None) -> tuple[str, int]:
        """Return list and level of a paragraph, its own or its style's."""
        own = properties.find("numPr") if properties else None
        style = properties.find("pStyle") if properties else None
        number, level = self._styles.get(style.get("val") if style else "", ("", 0))
        if own is not None:
            num, at = own.find("numId"), own.find("ilvl")
            number = num.get("val") if num else number
            level = _int(at.get("val"), 0) if at else level
        return number, level


def _styles(styles: Node | None) -> Mapping[str, tuple[str, int]]:
    own: dict[str, tuple[str, int]] = {}
    based: dict[str, str] = {}
    for style in styles.every("style") if styles else ():
        name, base = style.get("styleId"), style.find("basedOn")
        based[name] = base.get("val") if base else ""
        numbered = style.find("pPr", "numPr")
        if numbered is not None:
            num, at = numbered.find("numId"), numbered.find("ilvl")
            own[name] = (num.get("val") if num else "", _int(at.get("val"), 0) if at else 0)
    found = {}
    for name in based:
        basis, seen = name, {""}
        while basis not in seen and basis not in own:
            seen.add(basis)
            basis = based.get(basis, "")
        if basis in own:
            found[name] = own[basis]
    return found


def _level(node: Node) -> Level:
    values = {
        name: (found.get("val") if (found := node.find(name)) else "")
        for name in ("numFmt", "lvlText", "start")
    }
    return Level(values["numFmt"] or "decimal", values["lvlText"], _int(values["start"], 1))


def _int(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else default


def _shown(levels: Mapping[int, Level], level: int, counts: Mapping[int, int]) -> str:
    """Return the number as written: the level's text with each %n filled in."""
    own = levels[level]
    if own.format in ("bullet", "none", ""):
        return ""
    text = own.text
    for at in range(9):
        if f"%{at + 1}" in text and at in levels:
            text = text.replace(f"%{at + 1}", _written(counts.get(at, levels[at].start), levels[at].format))
    return text


def _written(value: int, format: str) -> str:
    if format in ("upperLetter", "lowerLetter") and value > 0:
        letter = chr(ord("A") + (value - 1) % 26) * ((value - 1) // 26 + 1)
        return letter if format == "upperLetter" else letter.lower()
    if format.startswith(("chinese", "japanese", "ideograph", "taiwanese")) and 0 < value < 100:
        tens, ones = divmod(value, 10)
        return ("" if not tens else ("" if tens == 1 else _HAN[tens]) + "十") + (_HAN[ones] if ones else "")
    if format == "decimalEnclosedCircle" and 0 < value <= len(_CIRCLED):
        return _CIRCLED[value - 1]
    if format in ("upperRoman", "lowerRoman") and 0 < value < 4000:
        roman = ""
        for worth, sign in (*_ROMAN, *_ROMAN_ONES):
            roman += sign * (value // worth)
            value %= worth
        return roman if format == "upperRoman" else roman.lower()
    return str(value)
