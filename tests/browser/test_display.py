"""The big screen: no scrollbars at any size it may have, axe in each theme, legible from ten metres."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Seeded, open_context
from tests.browser.looks import violations
from tests.browser.pages import SCREENS

SIZES = ((1280, 720), (1920, 1080), (3840, 2160))
#: In hundredths of the height: 20 minutes of arc for ten metres at a screen of 86 inches.
SMALLEST = 4.0

_SCROLLS = """() => {
  const page = document.scrollingElement, found = [];
  if (page.scrollWidth > innerWidth) found.push(`wide: ${page.scrollWidth}`);
  if (page.scrollHeight > innerHeight) found.push(`high: ${page.scrollHeight}`);
  for (const e of document.querySelectorAll('body *')) {
    const style = getComputedStyle(e), box = e.getBoundingClientRect();
    if (/auto|scroll/.test(style.overflow) && (e.scrollHeight > e.clientHeight || e.scrollWidth > e.clientWidth)) found.push(e.className);
    if (box.width && (box.right > innerWidth + 1 || box.bottom > innerHeight + 1)) found.push(`outside: ${e.outerHTML.slice(0, 120)}`);
  }
  return found;
}"""
_SMALL = """(smallest) => [...document.querySelectorAll('body *')]
  .filter((e) => e.getClientRects().length && [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()))
  .filter((e) => !e.matches('.sr, .sr *') && parseFloat(getComputedStyle(e).fontSize) < smallest - 0.01)
  .map((e) => `${getComputedStyle(e).fontSize}: ${e.outerHTML.slice(0, 120)}`)"""


@pytest.fixture
def screen(seeded: Seeded, chrome: Browser) -> Iterator[Page]:
    """A browser that nobody has signed in to."""
    context, watch = open_context(chrome, seeded.server.base)
    watch.expect("status of 404")  # an address that has ended
    yield context.new_page()
    context.close()
    assert watch.complaints == []


@pytest.mark.parametrize("pattern", SCREENS)
def test_a_screen_fits_and_can_be_read(pattern: str, screen: Page, seeded: Seeded) -> None:
    screen.goto(seeded.address(pattern))
    shown = screen.locator("[data-page]").count() or 1
    for index in range(shown):
        for width, height in SIZES:
            screen.set_viewport_size({"width": width, "height": height})
            assert (index, width, screen.evaluate(_SCROLLS)) == (index, width, [])
            assert (index, width, screen.evaluate(_SMALL, SMALLEST * height / 100)) == (index, width, [])
        screen.set_viewport_size({"width": 1920, "height": 1080})
        assert (index, violations(screen)) == (index, [])
        turn(screen, index + 1)


def turn(screen: Page, index: int) -> None:
    """Show a page of the screen before its time has come."""
    screen.evaluate(
        "index => [...document.querySelectorAll('[data-page]')].forEach((page, at) => { page.hidden = at !== index; })",
        index,
    )
