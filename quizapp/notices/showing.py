"""A notice's text in the reader's language, with what it names filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext


def worded(text: str, params: Mapping[str, Any]) -> str:
    """Translate a notice's text and fill in what it names; a parameter that is one of our texts is translated too."""
    if not text:
        return ""
    filled = {
        name: gettext(value) if value and isinstance(value, str) else value for name, value in params.items()
    }
    return str(gettext(text, **filled))
