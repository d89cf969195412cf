"""Files that the demo's organisers upload: a PDF of a few pages and a presentation, written here. Pure."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

#: A font that every reader of PDF replaces by its own Chinese one, so that none is carried.
_FONT = (
    "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>",
    "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo"
    "<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/DW 1000/FontDescriptor 5 0 R>>",
    "<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0"
    "/Ascent 880/Descent -120/CapHeight 880/StemV 93>>",
)
_TITLE, _TEXT, _LINE, _LEFT, _TOP = 24, 18, 32, 36, 530
A5 = "[0 0 420 595]"  # to be read on a phone

_A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
_P = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "application/vnd.openxmlformats-officedocument.presentationml"


def pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """Return a PDF of A5 pages; the first line of each is its title."""
    first = 6  # after the catalogue, the pages, the font's three
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode(),
        *(part.encode() for part in _FONT),
    ]
    for number, lines in enumerate(pages):
        content = _content(lines)
        place = first + 2 * number
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox{A5}/Resources<</Font<</F1 3 0 R>>>>/Contents {place + 1} 0 R>>".encode()
        )
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(content), content))
    return _file(objects)


def _content(lines: Sequence[str]) -> bytes:
    parts = []
    for number, line in enumerate(lines):
        size, down = (_TITLE, 0) if number == 0 else (_TEXT, 20 + _LINE * number)
        text = line.encode("utf-16-be").hex()
        parts.append(f"BT /F1 {size} Tf {_LEFT} {_TOP - down} Td <{text}> Tj ET")
    return "\n".join(parts).encode()


def _file(objects: Sequence[bytes]) -> bytes:
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    count = len(objects) + 1
    end = f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer<</Size {count}/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + end.encode()


def slides(texts: Sequence[Sequence[str]]) -> bytes:
    """Return a presentation; the first line of each slide is its title."""
    numbers = range(1, len(texts) + 1)
    parts = {
        "[Content_Types].xml": _types(numbers),
        "_rels/.rels": _links([("rId1", "officeDocument", "ppt/presentation.xml")]),
        "ppt/presentation.xml": f"<p:presentation {_P} {_R}><p:sldIdLst>"
        + "".join(f'<p:sldId id="{255 + n}" r:id="rId{n}"/>' for n in numbers)
        + '</p:sldIdLst><p:sldSz cx="9144000" cy="5143500"/><p:notesSz cx="6858000" cy="9144000"/></p:presentation>',
        "ppt/_rels/presentation.xml.rels": _links(
            [(f"rId{n}", "slide", f"slides/slide{n}.xml") for n in numbers]
        ),
        **{f"ppt/slides/slide{n}.xml": _slide(texts[n - 1]) for n in numbers},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))  # the same bytes whenever it is made
            archive.writestr(entry, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{text}')
    return out.getvalue()


def _types(numbers: range) -> str:
    slides = "".join(
        f'<Override PartName="/ppt/slides/slide{n}.xml" ContentType="{_MAIN}.slide+xml"/>' for n in numbers
    )
    return (
        f'<Types xmlns="{_TYPES}"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/ppt/presentation.xml" ContentType="{_MAIN}.presentation.main+xml"/>{slides}</Types>'
    )


def _links(links: Sequence[tuple[str, str, str]]) -> str:
    each = "".join(
        f'<Relationship Id="{id}" Type="{_KINDS}/{kind}" Target="{target}"/>' for id, kind, target in links
    )
    return f'<Relationships xmlns="{_LINKS}">{each}</Relationships>'


def _slide(lines: Sequence[str]) -> str:
    text = "".join(f"<a:p><a:r><a:t>{escape(line)}</a:t></a:r></a:p>" for line in lines)
    return (
        f'<p:sld {_A} {_P}><p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/>'
        '</p:nvGrpSpPr><p:grpSpPr/><p:sp><p:nvSpPr><p:cNvPr id="2" name="text"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr>'
        '<p:spPr><a:xfrm><a:off x="600000" y="500000"/><a:ext cx="7900000" cy="4000000"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
        f"<p:txBody><a:bodyPr/>{text}</p:txBody></p:sp></p:spTree></p:cSld></p:sld>"
    )
