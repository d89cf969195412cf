"""A picture file made harmless: decoded under limits, turned upright, at most so large, written anew. Pure, apart from Pillow.

| limit | value |
|---|---|
| file | 10 MB |
| picture | 30 million pixels, before anything is decoded |
| kinds | PNG, JPEG, WebP, GIF (its first frame); judged by the bytes, SVG and all else refused |
| result | WebP, at most 1,600 px a side, white where it was clear, no metadata |
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .errors import Invalid
from .i18n import N_

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 30_000_000
MAX_SIDE = 1600
MIN_SIDE = 8
KINDS = ("PNG", "JPEG", "WEBP", "GIF")
QUALITY = 84
#: Drawings stay exact up to this size; what is larger is a photograph whatever its format.
LOSSLESS_BYTES = 400 * 1024
MIMETYPE = "image/webp"
TOO_MANY = N_("图片超过 3000 万像素，请缩小后再传。")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A picture as it is kept; `name` is the hash of its bytes."""

    name: str
    data: bytes
    width: int
    height: int


def decode(content: bytes, field: str = "picture") -> Decoded:
    """Return the picture in a file as it will be kept; raise `Invalid` at `field` for what is none, or is too large."""
    from PIL import Image  # loaded with the first picture, not with the program

    if len(content) > MAX_BYTES:
        raise Invalid(N_("图片超过 10 MB，请压缩后再传。"), field=field)
    try:
        with Image.open(io.BytesIO(content), formats=KINDS) as opened:
            _check_size(opened.width, opened.height, field)
            opened.draft("RGB", (MAX_SIDE, MAX_SIDE))  # a JPEG is decoded at a fraction already
            image = _upright(opened)
    except Invalid:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Invalid(TOO_MANY, field=field) from error
    except Exception as error:  # decoders raise whatever they stumble over
        raise Invalid(N_("不是完整的 PNG、JPEG、WebP 或 GIF 图片，请换一张。"), field=field) from error
    data = _encoded(image, exact=opened.format in ("PNG", "GIF"))
    return Decoded(hashlib.sha256(data).hexdigest()[:32], data, image.width, image.height)


def _check_size(width: int, height: int, field: str) -> None:
    if width * height > MAX_PIXELS:
        raise Invalid(TOO_MANY, field=field)
    if min(width, height) < MIN_SIDE:
        raise Invalid(N_("图片太小，看不清。"), field=field)


def _upright(opened: Image) -> Image:
    """Return the first frame at its final size, turned as the camera was held, on white."""
    from PIL import Image, ImageOps

    if opened.mode.startswith("I"):  # a scanner's sixteen bits of grey
        opened = opened.convert("I").point(lambda value: value / 256).convert("L")
    image = opened.convert("RGBA") if opened.has_transparency_data else opened.convert("RGB")
    image.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    turned = ImageOps.exif_transpose(image)
    if turned.mode != "RGBA":
        return turned
    paper = Image.new("RGB", turned.size, "white")
    paper.paste(turned, mask=turned.getchannel("A"))
    return paper


def _encoded(image: Image, *, exact: bool) -> bytes:
    if exact:
        data = _webp(image, lossless=True)
        if len(data) <= LOSSLESS_BYTES:
            return data
    return _webp(image, lossless=False)


def _webp(image: Image, *, lossless: bool) -> bytes:
    out = io.BytesIO()
    bare = image.copy()
    bare.info.clear()  # colour profile, comments, camera data
    bare.save(
        out,
        "WEBP",
        lossless=lossless,
        quality=80 if lossless else QUALITY,
        method=4,
        exif=b"",
        icc_profile=b"",
        xmp=b"",
    )
    return out.getvalue()
