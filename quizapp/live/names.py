"""Names on the wall: which of them nobody wants to read there."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

#: Names that are nothing else than this are refused too: alone they say it, inside another word they do not.
_WHOLE = frozenset(
    {
        "sb",
        "nc",
        "cnm",
        "tmd",
        "nmb",
        "mlgb",
        "傻子",
        "混账",
        "艹",
        "屌",
        "逼",
        "主持人",
        "裁判",
        "管理员",
        "系统",
    }
)


def offends(name: str) -> bool:
    """Say whether a name holds a word of the list, however it is spaced or written, or poses as the staff."""
    plain = _plain(name)
    return plain in _WHOLE or any(word in plain for word in _words())


def _plain(text: str) -> str:
    """Return a text without case, width, spaces and signs."""
    return "".join(char for char in unicodedata.normalize("NFKC", text).casefold() if char.isalnum())


@lru_cache(maxsize=1)
def _words() -> Sequence[str]:
    lines = Path(__file__).with_name("bad_words.txt").read_text(encoding="utf-8").splitlines()
    return [_plain(line) for line in lines if line and not line.startswith("#")]
