"""A document set on pages of A4: where each line, rule and picture stands, in millimetres. Pure.

`Setter` keeps the place on the page and begins the next; how wide a text is, it is told. Rows of a table stay
whole unless one alone is higher than a page; the headings stand again on each page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from .breaking import lines
from .marks import Box, Image, Line, Mark
from .model import (
    Align,
    Block,
    Document,
    Facts,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Signatures,
    Space,
    Table,
    aligned,
    pairs,
    shares,
)

POINT = 25.4 / 72  # millimetres
SHORT, LONG = 210.0, 297.0
SIDE, TOP, BOTTOM = 22.0, 20.0, 20.0
PAD = 1.4  # of a cell
BODY, SMALL = 12.0, 10.5  # points
#: How much smaller a sheet that wants to be one page may be set; below that nobody can read it.
SCALES = (1.0, 0.94, 0.88, 0.82, 0.76, 0.7)

#: A text and its size in points → its width.
Measure = Callable[[str, float], float]
#: A picture → its height as a share of its width.
Ratio = Callable[[bytes], float]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a row: its text, and how it is set."""

    text: str
    width: float
    align: Align = "left"
    head: bool = False


def lay(document: Document, measure: Measure, ratio: Ratio) -> list[list[Mark]]:
    """Return the marks of each page; a document for one page is set as large as fits, at worst on more."""
    for scale in SCALES if document.one_page else SCALES[:1]:
        setter = Setter(measure, ratio, document.landscape, scale)
        setter.begin(document)
        if len(setter.pages) == 1:
            break
    return setter.pages


@dataclass
class Setter:
    """The page being set: `y` is where the next block begins."""

    measure: Measure
    ratio: Ratio
    landscape: bool = False
    scale: float = 1.0
    pages: list[list[Mark]] = field(default_factory=lambda: [[]])
    y: float = TOP

    @property
    def width(self) -> float:
        """The width of a line."""
        return (LONG if self.landscape else SHORT) - 2 * SIDE

    @property
    def bottom(self) -> float:
        """Where the page ends."""
        return (SHORT if self.landscape else LONG) - BOTTOM

    def begin(self, document: Document) -> None:
        """Set the title and all blocks."""
        if document.unit:
            self.text(document.unit, SMALL, "center", leading=1.5)
        self.text(document.title, 18, "center", bold=True, leading=1.4)
        if document.subtitle:
            self.text(document.subtitle, SMALL, "center", leading=1.5)
        self.y += 3 * self.scale
        for block in document.blocks:
            self.block(block)

    def block(self, block: Block) -> None:
        """Set one block."""
        match block:
            case Heading():
                self._heading(block)
            case Paragraph():
                self._paragraph(block)
            case Facts():
                self._facts(block)
            case Table():
                self._table(block)
            case Signatures():
                self._signatures(block)
            case Space():
                self.y += block.mm * self.scale
            case PageBreak():
                self.next_page()
            case Picture():
                self._picture(block)

    def next_page(self) -> None:
        """Begin a page."""
        self.pages.append([])
        self.y = TOP

    def room(self, height: float) -> None:
        """Begin a page when so much does not fit on this one."""
        if self.y + height > self.bottom and self.y > TOP:
            self.next_page()

    def text(
        self, text: str, points: float, align: Align = "left", *, bold: bool = False, leading: float = 1.6
    ) -> None:
        """Set a text over the whole width."""
        size = points * self.scale
        height = size * POINT * leading
        for line in lines(text, self.width, self._sized(size)):
            self.room(height)
            self._line(line, SIDE, self.width, self.y, height, size, align, bold=bold)
            self.y += height

    def rows(self, rows: Sequence[Sequence[Cell]], head: Sequence[Cell] | None = None) -> None:
        """Set rows of framed cells; `head` stands above them, and again on each page."""
        broken = [self._broken(row) for row in rows]
        if head:
            opening = self._broken(head)
            self.room(self._height(opening) + (self._height(broken[0]) if broken else 0))
            self._row(head, opening)
        for row, texts in zip(rows, broken, strict=True):
            for part in self._parts(texts):
                if self.y + self._height(part) > self.bottom and self.y > TOP:
                    self.next_page()
                    if head:
                        self._row(head, self._broken(head))
                self._row(row, part)

    def _heading(self, block: Heading) -> None:
        self.room((22 if block.level == 1 else 18) * self.scale)  # with the beginning of what follows
        self.y += 2.5 * self.scale
        self.text(block.text, 14 if block.level == 1 else BODY, bold=True, leading=1.5)
        self.y += self.scale

    def _paragraph(self, block: Paragraph) -> None:
        indent = "　　" if block.indent and block.align == "left" else ""
        for part in block.text.split("\n"):
            self.text(indent + part, BODY, block.align, bold=block.bold)

    def _facts(self, block: Facts) -> None:
        label, value = 0.16 * self.width, 0.34 * self.width
        made: list[list[Cell]] = []
        for row in pairs(block.rows):
            if len(row) == 2:
                made.append([Cell(row[0], label, head=True), Cell(row[1], self.width - label)])
            else:
                made.append(
                    [Cell(text, (label, value)[at % 2], head=at % 2 == 0) for at, text in enumerate(row)]
                )
        self.rows(made)
        self.y += 3 * self.scale

    def _table(self, block: Table) -> None:
        widths = [share * self.width for share in shares(block)]
        head = [
            Cell(text, width, "center", head=True) for text, width in zip(block.headings, widths, strict=True)
        ]
        rows = [
            [Cell(text, widths[at], aligned(block, at)) for at, text in enumerate(row[: len(widths)])]
            for row in block.rows
        ]
        self.rows(rows, head)
        self.y += 3 * self.scale

    def _signatures(self, block: Signatures) -> None:
        size, height = SMALL * self.scale, 13 * self.scale
        half = self.width / 2
        date = "    年  月  日"
        for at, label in enumerate(block.labels):
            if at % 2 == 0:
                self.room(height)
            x, base = SIDE + half * (at % 2), self.y + height * 0.75
            ends = self.measure(date, size)
            begins = self.measure(f"{label}：", size)
            self._mark(Line(x, base, f"{label}：", size))
            self._mark(Box(x + begins, base + 1, max(10, half - begins - ends - 8), 0))
            self._mark(Line(x + half - ends - 6, base, date, size))
            if at % 2 == 1 or at == len(block.labels) - 1:
                self.y += height

    def _picture(self, block: Picture) -> None:
        width = min(block.width_mm, self.width)
        height = width * self.ratio(block.data)
        if height > self.bottom - TOP:
            width, height = width * (self.bottom - TOP) / height, self.bottom - TOP
        self.room(height)
        self._mark(Image(SIDE + (self.width - width) / 2, self.y, width, height, block.data))
        self.y += height + 2 * self.scale

    def _broken(self, row: Sequence[Cell]) -> list[list[str]]:
        return [lines(cell.text, cell.width - 2 * PAD, self._sized(SMALL * self.scale)) for cell in row]

    @property
    def _leading(self) -> float:
        return SMALL * self.scale * POINT * 1.38

    def _height(self, texts: Sequence[Sequence[str]]) -> float:
        return max((len(text) for text in texts), default=1) * self._leading + 2 * PAD * self.scale

    def _parts(self, texts: list[list[str]]) -> Iterable[list[list[str]]]:
        """Yield a row, cut where it alone is higher than a page."""
        most = int((self.bottom - TOP - 30) / self._leading)
        count = max((len(text) for text in texts), default=1)
        for at in range(0, max(count, 1), most):
            yield [text[at : at + most] for text in texts]

    def _row(self, row: Sequence[Cell], texts: Sequence[Sequence[str]]) -> None:
        height, x = self._height(texts), SIDE
        for cell, shown in zip(row, texts, strict=True):
            if cell.head:
                self._mark(Box(x, self.y, cell.width, height, filled=True))
            self._mark(Box(x, self.y, cell.width, height))
            top = self.y + (height - len(shown) * self._leading) / 2
            for at, line in enumerate(shown):
                self._line(
                    line,
                    x + PAD,
                    cell.width - 2 * PAD,
                    top + at * self._leading,
                    self._leading,
                    SMALL * self.scale,
                    cell.align,
                    bold=cell.head,
                )
            x += cell.width
        self.y += height

    def _line(
        self,
        text: str,
        x: float,
        width: float,
        y: float,
        height: float,
        size: float,
        align: Align,
        *,
        bold: bool,
    ) -> None:
        if not text:
            return
        over = width - self.measure(text, size)
        left = x + (over if align == "right" else over / 2 if align == "center" else 0)
        # A Chinese character's foot lies about an eighth of its size below the baseline.
        baseline = y + height / 2 + size * POINT * 0.37
        self._mark(Line(left, baseline, text, size, bold))

    def _mark(self, mark: Mark) -> None:
        self.pages[-1].append(mark)

    def _sized(self, size: float) -> Callable[[str], float]:
        return lambda text: self.measure(text, size)
