"""An item as a phone shows it, with its right answer filled in: for those who write and check items."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import gettext

from .item import Item, ItemType
from .keys import GAP, WITH_OPTIONS
from .marking import Verdict


@dataclass(frozen=True, slots=True)
class Shown:
    """What `components/question.html` wants of a question."""

    position: int
    type: ItemType
    topic: str
    stem: str
    points: int
    options: tuple[tuple[str, str], ...]
    left: tuple[tuple[str, str], ...]
    blanks: int
    unit: str


@dataclass(frozen=True, slots=True)
class Answered:
    """What it wants of a marked answer."""

    verdict: Verdict
    key: Any
    parts: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """A question, the right response to it, and how that is marked; `accepted` puts the key into words.

    Without `feedback` it is still being written, and shown as it is before anybody answers.
    """

    question: Shown
    given: Any
    feedback: Answered | None
    accepted: str
    source: str
    explanation: str


def preview(item: Item) -> Preview:
    """Return an item answered rightly, options in the author's order."""
    choices = item.choices
    if item.type is ItemType.BOOLEAN:
        choices = tuple((letter, gettext(text)) for letter, text in choices)
    blanks = len(item.key_groups) if item.type is ItemType.BLANK else 0
    shown = Shown(0, item.type, item.topic, item.stem, 0, choices, item.left, blanks, item.unit)
    given = _right(item)
    verdict = Verdict.TO_MARK if item.type is ItemType.SHORT else Verdict.RIGHT
    answered = Answered(verdict, None if item.type is ItemType.SHORT else given, (True,) * blanks)
    return Preview(shown, given, answered, _accepted(item), source_line(item), item.explanation)


def unfinished(kind: ItemType, raw: Mapping[str, object]) -> Preview:
    """Return what there is of an item that does not hold together yet; `raw` is a form's native one."""
    stem, options, left = str(raw["stem"]), raw.get("options"), raw.get("left")
    choices: tuple[tuple[str, str], ...] = ()
    if kind is ItemType.BOOLEAN:
        choices = (("T", gettext("正确")), ("F", gettext("错误")))
    elif kind in WITH_OPTIONS and isinstance(options, Mapping):
        choices = tuple((letter, str(text)) for letter, text in options.items())
    sides = tuple((name, str(text)) for name, text in left.items()) if isinstance(left, Mapping) else ()
    blanks = max(len(GAP.findall(stem)), 1) if kind is ItemType.BLANK else 0
    topic, unit = str(raw.get("topic", "")), str(raw.get("unit", ""))
    shown = Shown(0, kind, topic, stem, 0, choices, sides, blanks, unit)
    return Preview(shown, None, None, "", "", str(raw.get("explanation", "")))


def _right(item: Item) -> Any:
    match item.type:
        case ItemType.SINGLE | ItemType.BOOLEAN:
            return item.key_letters[0]
        case ItemType.MULTIPLE | ItemType.ORDERING:
            return list(item.key_letters)
        case ItemType.MATCHING:
            return {pair[0]: pair[1] for pair in item.key_groups}
        case ItemType.BLANK:
            return [gap[0] for gap in item.key_groups]
        case _:
            return f"{item.key:f}" if isinstance(item.key, Decimal) else str(item.key)


def _accepted(item: Item) -> str:
    """Return what else is taken as right: further variants of a blank, the tolerance of a number."""
    if item.type is ItemType.BLANK and any(len(gap) > 1 for gap in item.key_groups):
        return "；".join(" / ".join(gap) for gap in item.key_groups)
    if item.type is ItemType.NUMERIC and item.tolerance:
        return f"± {item.tolerance:f}"
    return ""


def source_line(item: Item) -> str:
    """Return an item's source in one line: 《文件》（版本）条款，段落; a name with such marks in it stays as it is."""
    source = item.source
    if source is None:
        return ""
    version = f"（{source.version}）" if source.version else ""
    name = source.document if "《" in source.document else f"《{source.document}》"
    return f"{name}{version}" + "，".join(part for part in (source.article, source.section) if part)
