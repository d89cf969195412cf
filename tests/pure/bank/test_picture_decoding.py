"""Pictures made harmless: sizes, kinds, turning, metadata, and what is refused before it costs anything."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image, PngImagePlugin

from quizapp.core import pictures as decoding
from quizapp.core.errors import Invalid
from quizapp.core.pictures import decode

SECRET = b"GPS 39.9 116.4 Zhang San"


def file_of(image: Image.Image, kind: str, **more: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


def read(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def test_a_photograph_is_turned_upright_made_smaller_and_loses_what_the_camera_wrote() -> None:
    photo = Image.new("RGB", (4000, 3000), "navy")
    photo.paste("white", (0, 0, 4000, 300))
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, SECRET.decode()
    decoded = decode(file_of(photo, "JPEG", exif=exif, comment=SECRET, icc_profile=SECRET * 9))
    kept = read(decoded.data)
    assert (kept.format, kept.size, (decoded.width, decoded.height)) == ("WEBP", (1200, 1600), (1200, 1600))
    assert SECRET not in decoded.data
    assert not kept.getexif()
    assert "icc_profile" not in kept.info
    assert min(kept.getpixel((1190, 800))) > 200
    assert max(kept.getpixel((10, 800))[:2]) < 60


def test_words_in_a_drawing_are_left_behind_and_what_was_clear_is_white() -> None:
    drawing = Image.new("RGBA", (40, 30), (0, 0, 0, 0))
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", SECRET.decode())
    decoded = decode(file_of(drawing, "PNG", pnginfo=notes))
    assert SECRET not in decoded.data
    assert read(decoded.data).convert("RGB").getpixel((5, 5)) == (255, 255, 255)


def test_of_a_moving_picture_the_first_frame_is_kept() -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    kept = read(decode(file_of(frames[0], "GIF", save_all=True, append_images=frames[1:])).data)
    assert getattr(kept, "n_frames", 1) == 1
    assert kept.convert("RGB").getpixel((3, 3)) == (255, 0, 0)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_colours_is_read(mode: str) -> None:
    assert decode(file_of(Image.new(mode, (50, 20)), "PNG")).width == 50


def test_sixteen_bits_of_grey_keep_their_grey() -> None:
    grey = read(decode(file_of(Image.new("I;16", (20, 20), 128 * 257), "PNG")).data).convert("L")
    assert grey.getpixel((5, 5)) == pytest.approx(128, abs=2)


def test_the_same_picture_has_the_same_name() -> None:
    one, other = Image.new("RGB", (20, 20), "red"), Image.new("RGB", (20, 20), "blue")
    assert (
        decode(file_of(one, "PNG")).name
        == decode(file_of(one, "PNG")).name
        != decode(file_of(other, "PNG")).name
    )


def bomb(width: int, height: int) -> bytes:
    """A PNG of some kilobytes that says it is a wall."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(1 + 3 * 1000) * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (bomb(60000, 60000), "3000 万像素"),
        (bomb(11000, 11000), "3000 万像素"),
        (bomb(7000, 7000), "3000 万像素"),
        (b"\0" * (decoding.MAX_BYTES + 1), "10 MB"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "不是完整的"),
        (b"", "不是完整的"),
        (b"\x89PNG\r\n\x1a\n", "不是完整的"),
        (file_of(Image.new("RGB", (800, 600)), "JPEG")[:900], "不是完整的"),
        (file_of(Image.new("RGB", (20, 20)), "BMP"), "不是完整的"),
        (file_of(Image.new("RGB", (20, 20)), "TIFF"), "不是完整的"),
        (file_of(Image.new("RGB", (4, 400)), "PNG"), "太小"),
    ],
)
def test_what_is_no_picture_or_too_large_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(Invalid) as refused:
        decode(content)
    assert words in refused.value.message
