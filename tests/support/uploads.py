"""Small files of every kind that can be uploaded, made here."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Sequence

from PIL import Image
from werkzeug.datastructures import FileStorage


def upload(content: bytes, name: str = "文件.bin") -> FileStorage:
    """A file as a form brings it."""
    return FileStorage(io.BytesIO(content), filename=name, name="file")


def photo(width: int = 80, height: int = 60, colour: str = "steelblue") -> bytes:
    """A camera's picture, with a word in its notes."""
    out, notes = io.BytesIO(), Image.Exif()
    notes[0x010E] = "secret"
    Image.new("RGB", (width, height), colour).save(out, "JPEG", exif=notes)
    return out.getvalue()


def pdf(pages: int = 1) -> bytes:
    """A PDF of empty pages."""
    kids = " ".join(f"{number + 3} 0 R" for number in range(pages))
    objects = ["<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Kids[{kids}]/Count {pages}>>"]
    objects += ["<</Type/Page/Parent 2 0 R/MediaBox[0 0 210 297]>>"] * pages
    out, places = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj{text}endobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer<</Size {len(objects) + 1}/Root 1 0 R>>\n"
    return out + end.encode() + f"startxref\n{len(out)}\n%%EOF\n".encode()


def office(main: str, parts: dict[str, str] | None = None, types: str = "<Types/>") -> bytes:
    """A package of Office with a main part and others."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {"[Content_Types].xml": types, main: "<x/>", **(parts or {})}.items():
            archive.writestr(name, text)
    return out.getvalue()


_A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
_P = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


def slides(texts: Sequence[Sequence[str]]) -> bytes:
    """A presentation with these paragraphs on each slide."""
    ids = "".join(f'<p:sldId id="{255 + n}" r:id="rId{n}"/>' for n in range(1, len(texts) + 1))
    links = "".join(
        f'<Relationship Id="rId{n}" Type="slide" Target="slides/slide{n}.xml"/>'
        for n in range(1, len(texts) + 1)
    )
    parts = {"ppt/_rels/presentation.xml.rels": f"<Relationships>{links}</Relationships>"}
    for number, lines in enumerate(texts, 1):
        body = "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in lines)
        parts[f"ppt/slides/slide{number}.xml"] = f"<p:sld {_A} {_P}><p:txBody>{body}</p:txBody></p:sld>"
    main = f"<p:presentation {_P} {_R}><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>"
    return office("ppt/presentation.xml", {"ppt/presentation.xml": main, **parts})


def mp4(seconds: int = 12, brand: bytes = b"isom", padding: int = 0) -> bytes:
    """The boxes of a film without a picture in it."""

    def box(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I4s", len(content) + 8, name) + content

    head = box(b"mvhd", struct.pack(">IIIII", 0, 0, 0, 1000, seconds * 1000) + bytes(80))
    return box(b"ftyp", brand + bytes(4)) + box(b"mdat", bytes(padding)) + box(b"moov", head)


def webm(seconds: float | None = 9.0) -> bytes:
    """The head of a WebM film."""
    info = b"\x2a\xd7\xb1\x83\x0f\x42\x40"
    if seconds is not None:
        info += b"\x44\x89\x88" + struct.pack(">d", seconds * 1000)
    return b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm" + bytes(32) + info + bytes(64)
