"""A document as .docx, with the writer that printed papers use. Pure."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

from ..core.word import Part, drawing, footer, package, paragraph, run, style
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

_MM = 56.7  # twentieths of a point
_EMU = 36000  # of a millimetre
_SIDE = 1247  # twentieths of a point: 22 mm
_JUSTIFIED = {"left": "both", "center": "center", "right": "right"}


class _Writer:
    """The body being written; pictures gather beside it."""

    def __init__(self, document: Document) -> None:
        self.width = (16838 if document.landscape else 11906) - 2 * _SIDE
        self.parts: list[Part] = []

    def block(self, block: Block) -> str:
        """Return one block."""
        match block:
            case Heading():
                return paragraph(block.text, "Heading1" if block.level == 1 else "Heading2")
            case Paragraph():
                return "".join(_paragraph(block, part) for part in block.text.split("\n"))
            case Facts():
                return self._facts(block)
            case Table():
                return self._table(block)
            case Signatures():
                return self._signatures(block)
            case Space():
                return f'<w:p><w:pPr><w:spacing w:before="{int(block.mm * _MM)}" w:line="20" w:lineRule="exact"/></w:pPr></w:p>'
            case PageBreak():
                return '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
            case Picture():
                return self._picture(block)

    def _table(self, block: Table) -> str:
        widths = [int(share * self.width) for share in shares(block)]
        head = _row(
            [
                _cell(text, width, "center", bold=True)
                for text, width in zip(block.headings, widths, strict=True)
            ],
            head=True,
        )
        rows = (
            _row([_cell(text, widths[at], aligned(block, at)) for at, text in enumerate(row[: len(widths)])])
            for row in block.rows
        )
        return _framed(widths, head + "".join(rows))

    def _facts(self, block: Facts) -> str:
        label = int(self.width * 0.16)
        value = self.width // 2 - label
        widths = [label, value, label, value]
        rows = []
        for row in pairs(block.rows):
            cells = [
                _cell(text, widths[at], "left", bold=at % 2 == 0, span=3 if len(row) == 2 and at else 1)
                for at, text in enumerate(row)
            ]
            rows.append(_row(cells))
        return _framed(widths, "".join(rows))

    def _signatures(self, block: Signatures) -> str:
        lines = (
            "　　".join(f"{label}：{'_' * 14}　　年　月　日" for label in block.labels[at : at + 2])
            for at in range(0, len(block.labels), 2)
        )
        return "".join(paragraph(line, "Sign") for line in lines)

    def _picture(self, block: Picture) -> str:
        from PIL import Image  # loaded with the first picture, not with the program

        name, out = f"p{len(self.parts) + 1}", io.BytesIO()
        with Image.open(io.BytesIO(block.data)) as picture:
            ratio = picture.height / picture.width
            picture.convert("RGB").save(out, "PNG")
        self.parts.append(Part(name, f"media/{name}.png", "image", out.getvalue()))
        width = int(block.width_mm * _EMU)
        shown = drawing(name, len(self.parts), block.description, width, int(width * ratio))
        return f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{shown}</w:p>'


def render(document: Document) -> bytes:
    """Return the document as a Word file."""
    writer = _Writer(document)
    head = paragraph(document.unit, "Subtitle") if document.unit else ""
    head += paragraph(document.title, "Title")
    if document.subtitle:
        head += paragraph(document.subtitle, "Subtitle")
    body = head + "".join(writer.block(block) for block in document.blocks)
    return package(
        body, _page(document), "".join(_styles(document)), [footer(document.footer), *writer.parts]
    )


def _styles(document: Document) -> Iterator[str]:
    small = document.one_page
    yield style(
        "Subtitle", "Subtitle", '<w:spacing w:after="120"/><w:jc w:val="center"/>', '<w:sz w:val="21"/>'
    )
    yield style("Heading2", "heading 2", '<w:keepNext/><w:outlineLvl w:val="1"/>', "<w:b/>")
    tight = (
        '<w:spacing w:line="240" w:lineRule="auto"/>'
        if small
        else '<w:spacing w:line="280" w:lineRule="auto"/>'
    )
    yield style("Cell", "Cell", tight, f'<w:sz w:val="{18 if small else 21}"/>')
    yield style("Sign", "Sign", '<w:spacing w:before="200"/>', '<w:sz w:val="21"/>')


def _page(document: Document) -> str:
    size = 'w:w="16838" w:h="11906" w:orient="landscape"' if document.landscape else 'w:w="11906" w:h="16838"'
    return (
        f'<w:sectPr><w:footerReference w:type="default" r:id="f1"/><w:pgSz {size}/>'
        f'<w:pgMar w:top="1134" w:right="{_SIDE}" w:bottom="1134" w:left="{_SIDE}" w:header="567" w:footer="567" w:gutter="0"/>'
        "</w:sectPr>"
    )


def _paragraph(block: Paragraph, text: str) -> str:
    indent = (
        '<w:ind w:firstLineChars="200" w:firstLine="480"/>' if block.indent and block.align == "left" else ""
    )
    place = f'<w:jc w:val="{_JUSTIFIED[block.align]}"/>'
    return f"<w:p><w:pPr>{indent}{place}</w:pPr>{run(text, '<w:b/>' if block.bold else '')}</w:p>"


def _framed(widths: Sequence[int], rows: str) -> str:
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="6" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>'
        '<w:p><w:pPr><w:spacing w:line="160" w:lineRule="exact"/></w:pPr></w:p>'
    )


def _row(cells: Sequence[str], *, head: bool = False) -> str:
    again = "<w:tblHeader/>" if head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{again}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(text: str, width: int, align: Align, *, bold: bool = False, span: int = 1) -> str:
    spanning = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="EEEEEE"/>' if bold else ""
    lines = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="Cell"/><w:jc w:val="{align}"/></w:pPr>{run(part, "<w:b/>" if bold else "")}</w:p>'
        for part in text.split("\n")
    )
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spanning}{shade}<w:vAlign w:val="center"/></w:tcPr>'
        f"{lines}</w:tc>"
    )
