"""What people type: a search in Chinese words, the address of a page elsewhere. Pure."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

_BETWEEN = re.compile(r"[\s,，.。、;；:：!！?？/／|｜“”\"《》〈〉（）()【】\[\]·]+")
MOST_WORDS = 8
MOST_ADDRESS = 500


def words(text: str) -> list[str]:
    """Return the words that all have to be found: parted by blanks or marks, full and half width alike."""
    return [word for word in _BETWEEN.split(unicodedata.normalize("NFKC", text)) if word][:MOST_WORDS]


def is_address(text: str) -> bool:
    """Tell whether a text is the whole address of a page that is served with TLS."""
    if len(text) > MOST_ADDRESS or any(letter.isspace() or not letter.isprintable() for letter in text):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme == "https" and "." in (parts.hostname or "") and "@" not in parts.netloc
    except ValueError:
        return False


def host_of(address: str) -> str:
    """Return which site an address leads to."""
    return urlsplit(address).hostname or ""
