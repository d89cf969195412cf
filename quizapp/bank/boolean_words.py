"""Words and signs by which people write true and false."""

from __future__ import annotations

import unicodedata

# The last two of each are what a tick and a cross of the Wingdings font read as.
_TRUE = frozenset(
    ("正确", "对", "是", "同意", "√", "✓", "✔", "☑", "T", "TRUE", "Y", "YES", "\uf0fc", "\uf052")
)
_FALSE = frozenset(
    (
        "错误",
        "错",
        "否",
        "不正确",
        "不对",
        "不同意",
        "×",
        "✗",
        "✘",
        "✕",
        "X",
        "F",
        "FALSE",
        "N",
        "NO",
        "\uf0fb",
        "\uf054",
    )
)


def truth_of(value: object) -> bool | None:
    """Return what a value says of true and false, or None where it says neither."""
    if isinstance(value, bool):
        return value
    if not isinstance(value, str):
        return None
    word = unicodedata.normalize("NFKC", value).strip().strip("。.").upper()
    return True if word in _TRUE else False if word in _FALSE else None
