"""Whether an uploaded file is a picture that may stand on every page. Pure.

Judged by its own bytes, never by its name or the browser's word: a PNG, JPEG or WebP of sensible size.
SVG is refused, it can carry scripts.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from ..core.errors import Invalid
from ..core.i18n import N_

MAX_BYTES = 512 * 1024
MAX_SIDE = 2048
MIN_SIDE = 16

_START_OF_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD9)})


@dataclass(frozen=True, slots=True)
class Picture:
    """Kind and size of a picture, in pixels."""

    mimetype: str
    width: int
    height: int


def examine(content: bytes) -> Picture:
    """Return what the picture is; raise `Invalid` for anything that may not be a logo."""
    if len(content) > MAX_BYTES:
        raise Invalid(N_("图片超过 512 kB，请压缩后再传。"), field="logo")
    picture = _read(content)
    if picture is None:
        raise Invalid(N_("只接受完整的 PNG、JPEG 或 WebP 图片。"), field="logo")
    if not (
        min(picture.width, picture.height) >= MIN_SIDE and max(picture.width, picture.height) <= MAX_SIDE
    ):
        raise Invalid(N_("图片边长要在 16 到 2048 像素之间。"), field="logo")
    return picture


def _read(content: bytes) -> Picture | None:
    try:
        if content.startswith(b"\x89PNG\r\n\x1a\n"):
            return _png(content)
        if content.startswith(b"\xff\xd8\xff"):
            return _jpeg(content)
        if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
            return _webp(content)
    except (struct.error, IndexError):
        return None
    return None


def _png(content: bytes) -> Picture | None:
    """PNG (ISO/IEC 15948): IHDR comes first, IEND last."""
    if content[12:16] != b"IHDR" or b"IEND" not in content[-16:]:
        return None
    width, height = struct.unpack(">II", content[16:24])
    return Picture("image/png", width, height)


def _jpeg(content: bytes) -> Picture | None:
    """JPEG (ITU-T T.81, annex B): walk the segments to the start of frame."""
    if b"\xff\xd9" not in content[-64:]:
        return None
    at = 2
    while at < len(content):
        if content[at] != 0xFF:
            return None
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in _WITHOUT_LENGTH:
            at += 2
        elif marker in _START_OF_FRAME:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return Picture("image/jpeg", width, height)
        else:
            at += 2 + struct.unpack(">H", content[at + 2 : at + 4])[0]
    return None


def _webp(content: bytes) -> Picture | None:
    """WebP (RFC 9649): lossy, lossless or extended."""
    if struct.unpack("<I", content[4:8])[0] + 8 > len(content):
        return None
    kind = content[12:16]
    if kind == b"VP8 " and content[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack("<HH", content[26:30])
        return Picture("image/webp", width & 0x3FFF, height & 0x3FFF)
    if kind == b"VP8L" and content[20] == 0x2F:
        bits = struct.unpack("<I", content[21:25])[0]
        return Picture("image/webp", (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    if kind == b"VP8X":
        width = int.from_bytes(content[24:27], "little") + 1
        return Picture("image/webp", width, int.from_bytes(content[27:30], "little") + 1)
    return None
