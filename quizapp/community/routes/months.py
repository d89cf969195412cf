"""A month as addresses write it: 2026-07."""

from __future__ import annotations

import re
from datetime import date

_MONTH = re.compile(r"(\d{4})-(\d{2})")


def asked_month(text: str | None, today: date) -> tuple[int, int] | None:
    """Return the month that an address names, None for what is no month of a sensible year."""
    found = _MONTH.fullmatch(text or "")
    if found is None:
        return None
    year, month = int(found[1]), int(found[2])
    return (year, month) if 1 <= month <= 12 and 1921 <= year <= today.year + 2 else None
