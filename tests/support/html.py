"""Reading a page as a person does."""

from __future__ import annotations

import re


def words(html: str) -> str:
    """Return a page's text without its marks, blanks as one."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
