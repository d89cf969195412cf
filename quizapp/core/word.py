"""What every Word document that we write shares: the package of parts, the styles, plain paragraphs."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from .xml_text import carried

MIMETYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
#: The size of the paper and its margins.
A4 = (
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="{0}" w:right="{0}" w:bottom="{0}" w:left="{0}"'
    ' w:header="720" w:footer="720" w:gutter="0"/>'
)
_PAGE = f"<w:sectPr>{A4.format(1440)}</w:sectPr>"


@dataclass(frozen=True, slots=True)
class Part:
    """A further part of a document: its id in relationships, file name under word/, what it is, and its bytes.

    `kind` is the last word of the relationship's type; `type` the content type, where the file's ending does not tell it.
    """

    id: str
    name: str
    kind: str
    content: bytes
    type: str = ""


def style(name: str, title: str, paragraph: str, run: str) -> str:
    """Return a paragraph style; Normal is what the others build on."""
    default = ' w:default="1"' if name == "Normal" else '<w:basedOn w:val="Normal"/>'
    attribute, based = (default, "") if name == "Normal" else ("", default)
    return (
        f'<w:style w:type="paragraph"{attribute} w:styleId="{name}"><w:name w:val="{title}"/>{based}'
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


_STYLES = (
    f'{HEAD}<w:styles xmlns:w="{MAIN}"><w:docDefaults><w:rPrDefault><w:rPr>'
    '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="宋体"/><w:sz w:val="24"/>'
    '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault></w:docDefaults>'
    + style("Normal", "Normal", '<w:spacing w:line="360" w:lineRule="auto"/>', "")
    + style("Title", "Title", '<w:spacing w:after="240"/><w:jc w:val="center"/>', '<w:b/><w:sz w:val="36"/>')
    + style(
        "Heading1",
        "heading 1",
        '<w:keepNext/><w:spacing w:before="240" w:after="120"/><w:outlineLvl w:val="0"/>',
        "<w:b/>",
    )
    + style("Stem", "Stem", '<w:keepNext/><w:spacing w:before="120"/>', "")
    + style("Option", "Option", '<w:keepLines/><w:ind w:left="480"/>', "")
    + "{more}</w:styles>"
)


def run(text: str, look: str = "") -> str:
    """Return a run of text, "" for none; tabs in it are Word's."""
    format = f"<w:rPr>{look}</w:rPr>" if look else ""
    shown = escape(carried(text)).replace("\t", '</w:t><w:tab/><w:t xml:space="preserve">')
    return f'<w:r>{format}<w:t xml:space="preserve">{shown}</w:t></w:r>' if text else ""


def paragraph(text: str, style: str, *, breaks: bool = False) -> str:
    """Return a paragraph of plain text; with `breaks` it begins a page."""
    before = "<w:pageBreakBefore/>" if breaks else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{before}</w:pPr>{run(text)}</w:p>'


def drawing(relation: str, number: int, description: str, width: int, height: int) -> str:
    """Return the run that shows a picture of the document's parts; width and height in EMU (36,000 a millimetre)."""
    size, alt = f'cx="{width}" cy="{height}"', quoteattr(description)
    return (
        f'<w:r><w:drawing><wp:inline xmlns:wp="{_DRAWING}/wordprocessingDrawing"><wp:extent {size}/>'
        f'<wp:docPr id="{number}" name="{relation}" descr={alt}/>'
        f'<a:graphic xmlns:a="{_DRAWING}/main"><a:graphicData uri="{_DRAWING}/picture">'
        f'<pic:pic xmlns:pic="{_DRAWING}/picture"><pic:nvPicPr><pic:cNvPr id="{number}" name="{relation}"/>'
        f'<pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch>'
        f'</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )


def footer(text: str) -> Part:
    """Return the foot of every page, part "f1": a text, the page, of how many."""
    page, pages = (
        f'<w:fldSimple w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        for name in ("PAGE", "NUMPAGES")
    )
    said = run(f"{text}　") if text else ""
    content = (
        f'{HEAD}<w:ftr xmlns:w="{MAIN}" xmlns:r="{RELATION}"><w:p><w:pPr><w:jc w:val="center"/></w:pPr>'
        f"{said}{page}{run(' / ')}{pages}</w:p></w:ftr>"
    )
    return Part("f1", "footer1.xml", "footer", content.encode(), f"{_TYPE}.footer+xml")


def package(body: str, page: str = _PAGE, styles: str = "", parts: Sequence[Part] = ()) -> bytes:
    """Return the document: its body, the last section's `page`, further styles and parts."""
    document = (
        f'{HEAD}<w:document xmlns:w="{MAIN}" xmlns:r="{RELATION}"><w:body>{body}{page}</w:body></w:document>'
    )
    files = {
        "[Content_Types].xml": _content_types(parts).encode(),
        "_rels/.rels": _relations([("r1", "officeDocument", "word/document.xml")]).encode(),
        "word/document.xml": document.encode(),
        "word/_rels/document.xml.rels": _relations(
            [("r1", "styles", "styles.xml"), *((part.id, part.kind, part.name) for part in parts)]
        ).encode(),
        "word/styles.xml": _STYLES.replace("{more}", styles).encode(),
        **{f"word/{part.name}": part.content for part in parts},
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def _content_types(parts: Sequence[Part]) -> str:
    more = "".join(
        f'<Override PartName="/word/{part.name}" ContentType="{part.type}"/>' for part in parts if part.type
    )
    return (
        f'{HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="png" ContentType="image/png"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{_TYPE}.styles+xml"/>{more}</Types>'
    )


def _relations(rows: Sequence[tuple[str, str, str]]) -> str:
    shown = "".join(
        f'<Relationship Id="{name}" Type="{RELATION}/{kind}" Target="{target}"/>'
        for name, kind, target in rows
    )
    return f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{shown}</Relationships>'
