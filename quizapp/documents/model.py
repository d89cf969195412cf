"""A printed sheet as blocks, before it is known whether it becomes a page, a PDF or a Word document. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Align = Literal["left", "center", "right"]
_LINE, _SHORT = 44.0, 11.0  # Chinese characters: a line of a table on A4, and a text that is not broken


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 stands for a chapter, 2 for a part of it."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; each line of it begins anew, with two characters' room when `indent`."""

    text: str
    align: Align = "left"
    bold: bool = False
    indent: bool = True


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels and values in two columns of a frame, a pair or two to a row."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose headings stand again on each page. `widths` are shares; without them the texts decide.

    `aligns` says how each column stands; without it to the left.
    """

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float] | None = None
    aligns: Sequence[Align] | None = None


@dataclass(frozen=True, slots=True)
class Signatures:
    """Lines to sign on, two to a row, with a place for the date."""

    labels: Sequence[str]


@dataclass(frozen=True, slots=True)
class Space:
    """Empty room, in millimetres."""

    mm: float


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins a page."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture (PNG or JPEG) in the middle of the line; described for who cannot see it."""

    data: bytes
    width_mm: float
    description: str = ""


Block = Heading | Paragraph | Facts | Table | Signatures | Space | PageBreak | Picture


@dataclass(frozen=True, slots=True)
class Document:
    """A sheet for A4. `one_page`: set smaller, down to a readable size, until it fits on one page.

    `unit` stands above the title of what leaves the house; a page to print has the site's own there.
    """

    title: str
    subtitle: str = ""
    blocks: Sequence[Block] = ()
    footer: str = ""
    landscape: bool = False
    one_page: bool = False
    unit: str = ""


def texts(document: Document) -> Iterator[str]:
    """Yield every text that the document shows."""
    yield from (document.unit, document.title, document.subtitle, document.footer)
    for block in document.blocks:
        match block:
            case Heading() | Paragraph():
                yield block.text
            case Facts():
                yield from (part for row in block.rows for part in row)
            case Table():
                yield from block.headings
                yield from (cell for row in block.rows for cell in row)
            case Signatures():
                yield from block.labels


def shares(table: Table) -> list[float]:
    """Return each column's share of the width, together 1.

    Without `widths` a column of short texts is as wide as they are, and the others divide what is left of the line.
    """
    wanted = list(table.widths or []) or _wanted(table)
    whole = sum(wanted) or 1
    return [one / whole for one in wanted]


def _wanted(table: Table) -> list[float]:
    rows = [table.headings, *table.rows]
    wide = [1.2 + max(_wide(row[at]) for row in rows if at < len(row)) for at in range(len(table.headings))]
    long = [one for one in wide if one > _SHORT]
    left = max(_LINE - sum(one for one in wide if one <= _SHORT), _SHORT / 2 * len(long))
    return [
        one if one <= _SHORT else min(one, left * min(one, 40) / sum(min(each, 40) for each in long))
        for one in wide
    ]


def aligned(table: Table, column: int) -> Align:
    """Return how a column stands."""
    return table.aligns[column] if table.aligns and column < len(table.aligns) else "left"


def pairs(rows: Sequence[tuple[str, str]]) -> list[list[str]]:
    """Return facts as rows of label, value, label, value; one with a long value has a row of its own."""
    made: list[list[str]] = []
    waiting: list[str] = []
    for label, value in rows:
        if _wide(value) > 14 or "\n" in value:
            made += [waiting] if waiting else []
            made.append([label, value])
            waiting = []
        elif waiting:
            made.append([*waiting, label, value])
            waiting = []
        else:
            waiting = [label, value]
    return [*made, waiting] if waiting else made


def _wide(text: str) -> float:
    """Return about how many Chinese characters wide a text is; others take half a place."""
    return max(
        (sum(1 if ord(char) > 0x2E7F else 0.55 for char in line) for line in text.split("\n")), default=0
    )
