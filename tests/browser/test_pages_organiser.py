"""Every page of an organiser, as tests/browser/test_pages.py looks at the others."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Look, Seeded
from tests.browser.looking import look_at
from tests.browser.pages import PAGES


@pytest.mark.parametrize("pattern", PAGES["organiser"])
def test_page(pattern: str, look_as: Look, seeded: Seeded) -> None:
    look_at("organiser", pattern, look_as, seeded)
