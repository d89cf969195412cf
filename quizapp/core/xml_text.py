"""Text as XML can carry it. Pure."""

from __future__ import annotations

import re

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def carried(text: str) -> str:
    """Return a text without the characters that XML cannot carry."""
    return _UNPRINTABLE.sub("", text)
