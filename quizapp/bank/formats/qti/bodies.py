"""The body of a QTI item by type, in the names of version 2: declarations, content, response processing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape

from ...item import Item, ItemType
from ...keys import GAP

_MATCH = '<responseProcessing template="{templates}match_correct"/>'


@dataclass(frozen=True, slots=True)
class Body:
    """What an item's type puts into its file; `processing` has a place for the address of the templates."""

    declarations: str
    content: str
    processing: str = _MATCH


def escaped(text: str) -> str:
    """Return a text for an element or an attribute; line ends and tabs survive in both."""
    return escape(text, {'"': "&quot;", "\n": "&#10;", "\t": "&#9;"})


def flow(text: str, *, gaps: Iterator[str] | None = None) -> str:
    """Return a text as one paragraph with line breaks; runs of spaces are kept, `gaps` fill its gaps."""
    lines = []
    for line in text.split("\n"):
        kept = re.sub(r" (?= )|^ | $", "\u00a0", escape(line))
        lines.append(GAP.sub(lambda _: next(gaps), kept) if gaps is not None else kept)
    return f"<p>{'<br/>'.join(lines)}</p>"


def _declaration(
    base: str, cardinality: str, values: Iterable[str], name: str = "RESPONSE", mapping: str = ""
) -> str:
    shown = "".join(f"<value>{escaped(value)}</value>" for value in values)
    return (
        f'<responseDeclaration identifier="{name}" cardinality="{cardinality}" baseType="{base}">'
        f"<correctResponse>{shown}</correctResponse>{mapping}</responseDeclaration>"
    )


def _interaction(name: str, inner: str, **attributes: str) -> str:
    shown = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f'<{name} responseIdentifier="RESPONSE"{shown}>{inner}</{name}>'


def _choices(pairs: Iterable[tuple[str, str]]) -> str:
    return "".join(f'<simpleChoice identifier="{name}">{flow(text)}</simpleChoice>' for name, text in pairs)


def _choice(item: Item) -> Body:
    single = item.type is not ItemType.MULTIPLE
    pairs, right = item.options, item.key_letters
    if item.type is ItemType.BOOLEAN:
        pairs, right = (("true", "正确"), ("false", "错误")), ("true" if item.key else "false",)
    return Body(
        _declaration("identifier", "single" if single else "multiple", right),
        flow(item.stem)
        + _interaction(
            "choiceInteraction", _choices(pairs), shuffle="false", maxChoices="1" if single else "0"
        ),
    )


def _ordering(item: Item) -> Body:
    return Body(
        _declaration("identifier", "ordered", item.key_letters),
        flow(item.stem) + _interaction("orderInteraction", _choices(item.options), shuffle="true"),
    )


def _matching(item: Item) -> Body:
    def choice(name: str, text: str, most: int) -> str:
        return f'<simpleAssociableChoice identifier="{name}" matchMax="{most}">{flow(text)}</simpleAssociableChoice>'

    left = "".join(choice(f"L_{name}", text, 1) for name, text in item.left)
    right = "".join(choice(letter, text, 0) for letter, text in item.options)
    sets = f"<simpleMatchSet>{left}</simpleMatchSet><simpleMatchSet>{right}</simpleMatchSet>"
    return Body(
        _declaration("directedPair", "multiple", (f"L_{pair[0]} {pair[1]}" for pair in item.key_groups)),
        flow(item.stem)
        + _interaction("matchInteraction", sets, shuffle="true", maxAssociations=str(len(item.left))),
    )


def _blank(item: Item) -> Body:
    declarations, gaps = [], []
    for number, variants in enumerate(item.key_groups, 1):
        entries = "".join(
            f'<mapEntry mapKey="{escaped(text)}" mappedValue="1" caseSensitive="false"/>' for text in variants
        )
        mapping = f'<mapping defaultValue="0">{entries}</mapping>'
        declarations.append(_declaration("string", "single", variants[:1], f"RESPONSE{number}", mapping))
        gaps.append(f'<textEntryInteraction responseIdentifier="RESPONSE{number}"/>')
    waiting = iter(gaps)
    content = flow(item.stem, gaps=waiting) if GAP.search(item.stem) else flow(item.stem)
    rest = "".join(f"<p>{gap}</p>" for gap in waiting)
    total = "".join(f'<mapResponse identifier="RESPONSE{number}"/>' for number in range(1, len(gaps) + 1))
    processing = f'<responseProcessing><setOutcomeValue identifier="SCORE"><sum>{total}</sum></setOutcomeValue></responseProcessing>'
    return Body("".join(declarations), content + rest, processing)


def _numeric(item: Item) -> Body:
    tolerance = f"{item.tolerance:f}"
    mode = (
        f'toleranceMode="absolute" tolerance="{tolerance} {tolerance}"'
        if item.tolerance
        else 'toleranceMode="exact"'
    )
    processing = (
        f"<responseProcessing><responseCondition><responseIf><equal {mode}>"
        '<variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></equal>'
        '<setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue></setOutcomeValue>'
        "</responseIf></responseCondition></responseProcessing>"
    )
    entry = '<p><textEntryInteraction responseIdentifier="RESPONSE"/></p>'
    return Body(_declaration("float", "single", (f"{item.key:f}",)), flow(item.stem) + entry, processing)


def _short(item: Item) -> Body:
    declaration = '<responseDeclaration identifier="RESPONSE" cardinality="single" baseType="string"/>'
    rubric = f'<rubricBlock view="scorer">{flow(str(item.key))}</rubricBlock>'
    return Body(declaration, flow(item.stem) + rubric + _interaction("extendedTextInteraction", ""), "")


BODIES: dict[ItemType, Callable[[Item], Body]] = {
    ItemType.SINGLE: _choice,
    ItemType.MULTIPLE: _choice,
    ItemType.BOOLEAN: _choice,
    ItemType.BLANK: _blank,
    ItemType.NUMERIC: _numeric,
    ItemType.ORDERING: _ordering,
    ItemType.MATCHING: _matching,
    ItemType.SHORT: _short,
}
