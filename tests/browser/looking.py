"""One page of the list in tests/browser/pages.py, looked at by whoever may see it."""

from __future__ import annotations

from urllib.parse import urlsplit

from tests.browser.conftest import Look, Seeded
from tests.browser.looks import faults


def look_at(role: str, pattern: str, look_as: Look, seeded: Seeded) -> None:
    """Go to a page and find it there, without a fault and without a complaint of the browser."""
    page, watch = look_as(role)
    address = seeded.address(pattern)
    answer = page.goto(address)
    assert answer is None or answer.status == 200  # None: the same page at another place of it
    assert urlsplit(page.url).path == urlsplit(address).path
    found = faults(page)
    assert found + watch.taken() == []
