"""Plates as PDF for the print shop: real size, three millimetres of bleed, crop marks. Loaded with the first PDF.

An A4 plate stands on an SRA4 sheet, an A5 plate on A4, so that the smaller one can be printed and cut in any office.
No emblem is drawn: name, post, promises, branch, and one red band.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fpdf import FPDF
from fpdf.enums import TextMode

from ..documents import fonts
from ..documents.fonts import Font
from .queries.pledges import Plate

#: Trimmed size and the sheet it stands on, in millimetres, all landscape.
TRIMS = {"a4": (297.0, 210.0), "a5": (210.0, 148.5)}
SHEETS = {"a4": (320.0, 225.0), "a5": (297.0, 210.0)}
BLEED, MARK = 3.0, 3.5
RED, INK, GREY, LINE = (179, 20, 30), (31, 35, 40), (87, 83, 78), (227, 223, 216)
FAMILY = "plate"
POINT = 25.4 / 72
#: The largest and smallest size of the promises, in points of an A4 plate.
LARGEST, SMALLEST = 21.0, 12.0


def render(plates: Sequence[Plate], size: str, font: Font) -> bytes:
    """Return the plates as a PDF, one a page."""
    pdf = FPDF("P", "mm", SHEETS[size])
    pdf.set_auto_page_break(False)
    pdf.set_title("党员先锋岗")
    pdf.set_lang("zh-CN")
    pdf.set_producer("quizapp")
    pdf.add_font(FAMILY, "", str(font.path), collection_font_number=font.number)
    _take_in_others(pdf, plates, font)
    for plate in plates:
        pdf.add_page()
        _Drawing(pdf, size).draw(plate)
    return bytes(pdf.output())


def _take_in_others(pdf: FPDF, plates: Sequence[Plate], font: Font) -> None:
    """Add the fonts for rare characters of a name, where the chosen one lacks one."""
    wanted = {ord(char) for one in plates for text in (one.name, one.post, *one.items) for char in text}
    if wanted <= set(pdf.fonts[FAMILY].cmap):  # type: ignore[union-attr]  # a font from a file has it
        return
    added: list[str] = []
    for path in font.others:
        added.append(f"other{len(added)}")
        pdf.add_font(added[-1], "", str(path), collection_font_number=fonts.face(path))
    pdf.set_fallback_fonts(added)


class _Drawing:
    """One page: places are millimetres of an A4 plate from its trimmed corner, scaled to the plate's size."""

    def __init__(self, pdf: FPDF, size: str) -> None:
        self._pdf = pdf
        (self._width, self._height), (sheet_width, sheet_height) = TRIMS[size], SHEETS[size]
        self._left, self._top = (sheet_width - self._width) / 2, (sheet_height - self._height) / 2
        self._scale = self._width / TRIMS["a4"][0]

    def draw(self, plate: Plate) -> None:
        """Draw the plate and its crop marks."""
        self._band(plate)
        self._fit(plate.name, 18, 92, 100, 58)
        self._fit(plate.post, 18, 114, 100, 24, GREY)
        self._rule(130, 66, 190)
        self._text(plate.title, 142, 74, 22, RED)
        self._promises(plate.items)
        self._fit(plate.branch, 18, 186, 100, 18)
        self._text(f"{plate.year} 年", 18, 196, 15, GREY)
        self._marks()

    def _band(self, plate: Plate) -> None:
        """Fill the head to beyond the cut."""
        self._pdf.set_fill_color(*RED)
        self._pdf.rect(
            self._left - BLEED,
            self._top - BLEED,
            self._width + 2 * BLEED,
            44 * self._scale + BLEED,
            style="F",
        )
        self._text(plate.head, 18, 31, 56, (255, 255, 255))

    def _promises(self, items: Sequence[str]) -> None:
        """Write the promises as large as they all fit."""
        width, room = 137.0, 112.0
        size = LARGEST
        while size > SMALLEST and self._height_of(items, width, size) > room:
            size -= 0.5
        y = 88.0
        for number, text in enumerate(items, 1):
            for at, line in enumerate(self._lines(text, width, size)):
                if at == 0:
                    self._text(f"{number}.", 142, y, size, RED)
                self._text(line, 142 + size * POINT * 1.3, y, size)
                y += size * POINT * 1.45
            y += size * POINT * 0.5

    def _height_of(self, items: Sequence[str], width: float, size: float) -> float:
        lines = sum(len(self._lines(text, width, size)) for text in items)
        return lines * size * POINT * 1.45 + len(items) * size * POINT * 0.5

    def _lines(self, text: str, width: float, size: float) -> list[str]:
        return broken(text, width - size * POINT * 1.3, lambda part: self._wide(part, size))

    def _wide(self, text: str, size: float) -> float:
        """Return how wide a text is, in millimetres of an A4 plate."""
        self._pdf.set_font(FAMILY, "", size)
        return float(self._pdf.get_string_width(text))

    def _fit(
        self,
        text: str,
        x: float,
        y: float,
        width: float,
        size: float,
        colour: tuple[int, int, int] = INK,
    ) -> None:
        """Write a line, smaller where it would not fit the width."""
        wide = self._wide(text, size)
        self._text(text, x, y, size if wide <= width else size * width / wide, colour)

    def _text(self, text: str, x: float, y: float, size: float, colour: tuple[int, int, int] = INK) -> None:
        self._pdf.set_text_color(*colour)
        self._pdf.set_font(FAMILY, "", size * self._scale)
        heavy = size > 40
        with self._pdf.local_context(
            text_mode=TextMode.FILL_STROKE if heavy else TextMode.FILL, draw_color=colour, line_width=0.3
        ):
            self._pdf.text(self._left + x * self._scale, self._top + y * self._scale, text)

    def _rule(self, x: float, top: float, bottom: float) -> None:
        self._pdf.set_draw_color(*LINE)
        self._pdf.set_line_width(0.4)
        at = self._left + x * self._scale
        self._pdf.line(at, self._top + top * self._scale, at, self._top + bottom * self._scale)

    def _marks(self) -> None:
        """Draw the crop marks: two short lines at each corner, outside of the bleed."""
        self._pdf.set_draw_color(0, 0, 0)
        self._pdf.set_line_width(0.1)
        near, far = BLEED, BLEED + MARK
        for x, way_x in ((self._left, -1), (self._left + self._width, 1)):
            for y, way_y in ((self._top, -1), (self._top + self._height, 1)):
                self._pdf.line(x + way_x * near, y, x + way_x * far, y)
                self._pdf.line(x, y + way_y * near, x, y + way_y * far)


def broken(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """Return a text in lines that are no wider; no line begins with a closing mark."""
    lines = [""]
    for char in text:
        if measure(lines[-1] + char) > width and lines[-1] and char not in "，。；：、！？）》”":
            lines.append("")
        lines[-1] += char
    return lines
