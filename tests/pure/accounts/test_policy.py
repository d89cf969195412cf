"""Passwords, limits, logos, device names."""

from __future__ import annotations

import struct
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.accounts import logo, policy
from quizapp.accounts.devices import device_name
from quizapp.accounts.lockout import sign_in_limits
from quizapp.core.errors import Invalid


def test_the_list_of_common_passwords_holds_what_the_length_lets_through() -> None:
    common = policy.common_passwords()
    assert len(common) >= 500
    assert all(len(word) >= policy.MIN_LENGTH and word == word.lower() for word in common)


@pytest.mark.parametrize("password", ["woaini1314", "Password123", "88888888", "DangYuan1921", "1qaz2wsx"])
def test_habits_are_refused(password: str) -> None:
    assert policy.objection(password)


@pytest.mark.parametrize("password", ["a quiet river", "正确的马电池订书钉", "Tr0ub4dor&3x"])
def test_no_rules_about_kinds_of_characters(password: str) -> None:
    assert policy.objection(password, ("shen", "13800000001", "沈牧云")) is None


def test_an_address_is_limited_far_more_loosely_than_an_account() -> None:
    limits = {limit.key: limit.failures / limit.seconds for limit in sign_in_limits("a", "10.0.0.1")}
    assert limits["sign-in:@10.0.0.1"] > 10 * limits["sign-in:a@10.0.0.1:quarter"]


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * (1 + 3 * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def jpeg(width: int, height: int) -> bytes:
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    return b"\xff\xd8\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0" + b"\0" * 9 + frame + b"\xff\xd9"


def webp(width: int, height: int) -> bytes:
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\0" * 4
    body += (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"RIFF" + struct.pack("<I", len(body)) + body


@pytest.mark.parametrize(
    ("content", "mimetype"),
    [(png(64, 32), "image/png"), (jpeg(64, 32), "image/jpeg"), (webp(64, 32), "image/webp")],
)
def test_a_picture_is_known_by_its_bytes(content: bytes, mimetype: str) -> None:
    assert logo.examine(content) == logo.Picture(mimetype, 64, 32)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"GIF89a" + b"\0" * 40,
        png(64, 32)[:-20],
        png(4000, 64),
        png(4, 4),
        jpeg(64, 32)[:12],
        webp(64, 32)[:20],
        png(64, 32) + b"\0" * logo.MAX_BYTES,
    ],
)
def test_what_is_no_logo_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid):
        logo.examine(content)


@given(st.sampled_from([b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF\0\0\0\0WEBP"]), st.binary(max_size=60))
def test_any_bytes_are_judged_without_a_stumble(start: bytes, rest: bytes) -> None:
    with suppress(Invalid):
        assert logo.examine(start + rest).width >= logo.MIN_SIDE


def test_a_device_is_named_as_its_owner_knows_it() -> None:
    wechat = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) AppleWebKit Safari MicroMessenger/8.0"
    assert device_name(wechat) == "iPhone · 微信"
    assert device_name("Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537 Edg/120") == "Windows · Edge"
    assert device_name("curl/8") == ""
