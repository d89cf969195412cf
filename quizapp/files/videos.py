"""What the head of a video says: which container, how long. Pure."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

MOST_BOXES = 500
EBML, DOC_WEBM = b"\x1a\x45\xdf\xa3", b"\x42\x82\x84webm"
_DURATION, _SCALE = b"\x44\x89", b"\x2a\xd7\xb1"
HEAD = 64 * 1024
#: Brands of containers with nothing to see in them.
_STILL = (b"heic", b"heix", b"mif1", b"msf1", b"avif", b"M4A ", b"M4B ", b"crx ")
MOST_SECONDS = 24 * 3600


class Box(NamedTuple):
    """A part of an MP4: its name and where its content lies."""

    name: bytes
    start: int
    end: int


def is_mp4(head: bytes) -> bool:
    """Tell whether a file begins like an MP4 or QuickTime film."""
    return head[4:8] == b"ftyp" and head[8:12] not in _STILL


def is_quicktime(head: bytes) -> bool:
    """Tell whether a film is Apple's variety."""
    return head[8:12] == b"qt  "


def is_still(head: bytes) -> bool:
    """Tell whether a file is a phone's photograph or a sound in a film's container."""
    return head[4:8] == b"ftyp" and head[8:12] in _STILL


def is_webm(head: bytes) -> bool:
    """Tell whether a file begins like a WebM film."""
    return head.startswith(EBML) and DOC_WEBM in head[:4096]


def boxes(stream: BinaryIO, start: int, end: int) -> Iterator[Box]:
    """Yield the boxes between two places of a file, until one does not fit."""
    for _ in range(MOST_BOXES):
        stream.seek(start)
        head = stream.read(16)
        if len(head) < 8 or start + 8 > end:
            return
        size, name = struct.unpack(">I4s", head[:8])
        content = start + 8
        if size == 1 and len(head) == 16:
            size, content = struct.unpack(">Q", head[8:])[0], start + 16
        elif size == 0:
            size = end - start
        if size < content - start or start + size > end:
            return
        yield Box(name, content, start + size)
        start += size


def mp4_seconds(stream: BinaryIO, size: int) -> int | None:
    """Return how long an MP4 lasts by its own account; None where it has no whole index."""
    index = next((box for box in boxes(stream, 0, size) if box.name == b"moov"), None)
    head = index and next((box for box in boxes(stream, *index[1:]) if box.name == b"mvhd"), None)
    if not head:
        return None
    stream.seek(head.start)
    data = stream.read(32)
    try:
        scale, length = struct.unpack(
            ">IQ" if data[0] == 1 else ">II", data[20:32] if data[0] == 1 else data[12:20]
        )
    except (struct.error, IndexError):
        return None
    return _seconds(length / scale) if scale else 0


def webm_seconds(head: bytes) -> int | None:
    """Return how long a WebM lasts where its head says so; what a browser recorded does not."""
    place, scale_at = head.find(_DURATION), head.find(_SCALE)
    scale = 1_000_000
    if scale_at >= 0 and head[scale_at + 3] & 0xF8 == 0x80:
        scale = int.from_bytes(head[scale_at + 4 : scale_at + 4 + (head[scale_at + 3] & 7)], "big") or scale
    form = {0x84: ">f", 0x88: ">d"}.get(head[place + 2]) if 0 <= place < len(head) - 11 else None
    if form is None:
        return None
    (length,) = struct.unpack_from(form, head, place + 3)
    return _seconds(length * scale / 1_000_000_000)


def _seconds(length: float) -> int | None:
    """Return a length that can be one, in whole seconds."""
    return max(1, round(length)) if 0 < length <= MOST_SECONDS else None
