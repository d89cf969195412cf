"""A document as PDF, by fpdf2: the layout's marks drawn with a subset of the font. Loaded with the first PDF."""

from __future__ import annotations

import io
import unicodedata
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import TextMode
from PIL import Image as Pillow

from . import fonts
from .fonts import Font
from .layout import BOTTOM, POINT, SIDE, lay
from .marks import Box, Image, Line, Mark
from .model import Document, texts

FAMILY = "text"
_FOOT = 9.0  # points


class Canvas:
    """The file being drawn, and how wide its letters are."""

    def __init__(self, document: Document, font: Font) -> None:
        self._pdf = FPDF("L" if document.landscape else "P", "mm", "A4")
        self._pdf.set_auto_page_break(False)
        self._pdf.c_margin = 0
        self._pdf.set_title(document.title)
        self._pdf.set_lang("zh-CN")
        self._pdf.set_producer("quizapp")
        self._pdf.str_alias_nb_pages = ""  # what a document says is never taken for a code
        self._pdf.add_font(FAMILY, "", str(font.path), collection_font_number=font.number)
        self._pdf.set_font(FAMILY, "", 10)
        self._widths: dict[str, float] = {}
        self._named: dict[int, str] = {}
        self._take_in(document, font)

    def known(self, text: str) -> str:
        """Return the text with each character that no font here has written as its number."""
        return text.translate(self._named) if self._named else text

    def measure(self, text: str, points: float) -> float:
        """Return how wide a text is at this size."""
        return sum(self._width(char) for char in self.known(text)) * points

    def draw(self, pages: list[list[Mark]], footer: str) -> bytes:
        """Draw all pages with their feet; returns the file."""
        for number, marks in enumerate(pages, 1):
            self._pdf.add_page()
            for mark in marks:
                self._draw(mark)
            self._foot(footer, f"{number} / {len(pages)}")
        return bytes(self._pdf.output())

    def _width(self, char: str) -> float:
        if char not in self._widths:
            self._widths[char] = self._pdf.get_string_width(char) / 10
        return self._widths[char]

    def _take_in(self, document: Document, font: Font) -> None:
        """Add fonts for what the chosen one lacks, and name what they all lack."""
        wanted = {ord(char) for text in texts(document) for char in text if char > " "}
        missing = wanted - self._has(FAMILY)
        added: list[str] = []
        for path in font.others:
            if not missing:
                break
            if not missing & _characters(path):
                continue
            added.append(f"other{len(added)}")
            self._pdf.add_font(added[-1], "", str(path), collection_font_number=fonts.face(path))
            missing -= self._has(added[-1])
        if added:
            self._pdf.set_fallback_fonts(added)
        self._named = {code: _name(chr(code)) for code in missing}

    def _has(self, family: str) -> set[int]:
        return set(self._pdf.fonts[family].cmap)  # type: ignore[union-attr]

    def _draw(self, mark: Mark) -> None:
        match mark:
            case Line():
                self._line(mark)
            case Box():
                self._box(mark)
            case Image():
                self._pdf.image(io.BytesIO(mark.data), mark.x, mark.y, mark.width, mark.height)

    def _line(self, line: Line) -> None:
        pdf = self._pdf
        pdf.set_font_size(line.size)
        text = self.known(line.text)
        if line.bold:
            # One face serves for both: a second one would double what has to be read and cut.
            with pdf.local_context(text_mode=TextMode.FILL_STROKE, line_width=line.size * POINT * 0.015):
                self._put(line, text)
        else:
            self._put(line, text)

    def _put(self, line: Line, text: str) -> None:
        height = line.size * POINT
        self._pdf.set_xy(line.x, line.y - height * 0.8)
        self._pdf.cell(self._pdf.get_string_width(text), height, text)

    def _box(self, box: Box) -> None:
        pdf = self._pdf
        if box.filled:
            pdf.set_fill_color(238)
            pdf.rect(box.x, box.y, box.width, box.height, "F")
            return
        pdf.set_line_width(0.2)
        if box.height:
            pdf.rect(box.x, box.y, box.width, box.height)
        else:
            pdf.line(box.x, box.y, box.x + box.width, box.y)

    def _foot(self, footer: str, number: str) -> None:
        width, base = self._pdf.w, self._pdf.h - BOTTOM / 2
        self._line(Line(SIDE, base, footer, _FOOT))
        self._line(Line(width - SIDE - self.measure(number, _FOOT), base, number, _FOOT))


def render(document: Document, font: Font) -> bytes:
    """Return the document as a PDF with the font in it."""
    canvas = Canvas(document, font)
    return canvas.draw(lay(document, canvas.measure, _ratio), document.footer)


def _characters(path: Path) -> set[int]:
    from fontTools.ttLib import TTFont

    with TTFont(path, fontNumber=fonts.face(path), lazy=True) as face:
        return set(face.getBestCmap())


def _name(char: str) -> str:
    """Return what stands for a character that no font has: its number, nothing for one that is never seen."""
    return "" if unicodedata.category(char) in ("Cc", "Cf", "Mn") else f"〔U+{ord(char):04X}〕"


def _ratio(data: bytes) -> float:
    with Pillow.open(io.BytesIO(data)) as picture:
        return picture.height / picture.width
