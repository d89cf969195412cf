"""The text layer of a PDF, page by page: enough of the format for what Chromium and fpdf2 write."""

from __future__ import annotations

import re
import zlib

_OBJECT = re.compile(rb"(\d+) 0 obj\b(.*?)endobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*)endstream", re.DOTALL)
_TOLD = re.compile(
    rb"/ActualText\s*<FEFF([0-9A-F]+)>|(EMC)|/(F\d+) [\d.]+ Tf|<([0-9A-F]+)>|\(((?:\\.|[^\\()])*)\) Tj",
    re.DOTALL,
)
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_SINGLE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")

#: A glyph's code in hexadecimal, as many digits as the font has → what it says.
Glyphs = dict[bytes, str]


def pages_of(pdf: bytes) -> list[str]:
    """Return the text of each page in the order in which it was painted, without blanks."""
    objects = {int(found[1]): found[2] for found in _OBJECT.finditer(pdf)}
    fonts = {number: _glyphs(objects, body) for number, body in objects.items() if b"/ToUnicode" in body}
    pages = [body for body in objects.values() if re.search(rb"/Type\s*/Page\b", body)]
    return [_text(objects, body, fonts) for body in pages]


def _text(objects: dict[int, bytes], page: bytes, fonts: dict[int, Glyphs]) -> str:
    contents = re.search(rb"/Contents\s+(\d+) 0 R", page)
    assert contents, "a page without contents"
    glyphs: Glyphs = {}
    said, is_told = [], False  # what a span says of itself stands for the glyphs in it
    for actual, end, font, shown, literal in _TOLD.findall(_stream(objects[int(contents[1])])):
        shown = shown or _ESCAPED.sub(_unescaped, literal).hex().upper().encode()
        if actual:
            said.append(_decoded(actual))
        elif font:
            glyphs = fonts.get(_font_of(objects, page, font), {})
        elif shown and not is_told:
            size = len(next(iter(glyphs), b"0000"))
            said += [glyphs.get(shown[at : at + size], "") for at in range(0, len(shown), size)]
        is_told = bool(actual) or (is_told and not end)
    return re.sub(r"\s", "", "".join(said))


def _font_of(objects: dict[int, bytes], page: bytes, name: bytes) -> int:
    where = re.search(rb"/Resources\s+(\d+) 0 R", page)
    found = re.search(rb"/" + name + rb"\s+(\d+) 0 R", objects[int(where[1])] if where else page)
    assert found, f"no font {name!r}"
    return int(found[1])


def _glyphs(objects: dict[int, bytes], font: bytes) -> Glyphs:
    where = re.search(rb"/ToUnicode\s+(\d+) 0 R", font)
    assert where
    table = _stream(objects[int(where[1])])
    found: Glyphs = {}
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, text in _RANGE.findall(block):
            start, size = int(text, 16), len(first)
            for at in range(int(last, 16) - int(first, 16) + 1):
                found[b"%0*X" % (size, int(first, 16) + at)] = chr(start + at)
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        found |= {code.upper(): _decoded(text) for code, text in _SINGLE.findall(block)}
    return found


def _unescaped(found: re.Match[bytes]) -> bytes:
    return {b"r": b"\r", b"n": b"\n"}.get(found[1], found[1])


def _decoded(text: bytes) -> str:
    return bytes.fromhex(text.decode()).decode("utf-16-be")


def _stream(body: bytes) -> bytes:
    found = _STREAM.search(body)
    assert found, "an object without a stream"
    return zlib.decompressobj().decompress(found[1]) if b"/FlateDecode" in body else found[1]
