"""In English: sign-in and home speak it, it is kept with the member, and its longer words fit a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PHONE, Seeded, Visit, open_context, take_phone
from tests.browser.looks import PHONE as NARROW
from tests.browser.looks import overflow
from tests.browser.pages import PAGES
from tests.browser.seed import LONG, PASSWORD
from tests.browser.steps import fill, ready, sign_in

HANZI = re.compile(r"[\u4e00-\u9fff]")
#: What people wrote stays as they wrote it; the link to the other language names itself.
OWN_WORDS = (LONG, "机关党支部", "江南", "四强学堂", "中文")


def chinese(page: Page) -> list[str]:
    """Return the lines of a page that are Chinese and not somebody's own words."""
    titles = page.locator(".feature__title").all_inner_texts()  # of contests, as their organisers called them
    lines = [line for line in page.locator("body").inner_text().splitlines() if line not in titles]
    return [line for line in lines if HANZI.search(without_own_words(line))]


def without_own_words(line: str) -> str:
    for words in OWN_WORDS:
        line = line.replace(words, "")
    return line


def test_sign_in_and_home_speak_english(seeded: Seeded, visit: Visit) -> None:
    page = visit(seeded.server.base, **PHONE).new_page()
    page.goto("/sign-in")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    assert chinese(page) == []
    fill(page, account="english", password=PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert chinese(page) == []
    keep_english(page)
    elsewhere = sign_in(visit(seeded.server.base), "english", PASSWORD)
    expect(elsewhere.locator("html")).to_have_attribute("lang", "en")
    assert chinese(elsewhere) == []


def keep_english(page: Page) -> None:
    """Choose English for oneself, on every device."""
    page.goto("/profile")
    ready(page).locator('[name="locale"]').select_option("en")
    page.locator('#display [type="submit"]').click()
    expect(page).to_have_url(re.compile("#display$"))


@pytest.fixture
def narrow(chrome: Browser, seeded: Seeded) -> Iterator[Page]:
    context, watch = open_context(chrome, seeded.server.base, viewport=NARROW)
    yield context.new_page()
    context.close()
    assert watch.complaints == []


def as_role(role: str, page: Page, seeded: Seeded) -> Page:
    """Return a page of somebody in this role; a phone is in its contests without an account."""
    if role == "phone":
        take_phone(page.context, seeded)
    return page if role in ("visitor", "phone") else sign_in(page.context, role, PASSWORD)


@pytest.mark.parametrize("role", PAGES)
def test_english_fits_a_phone(role: str, narrow: Page, seeded: Seeded) -> None:
    page = as_role(role, narrow, seeded)
    for pattern in PAGES[role]:
        path, _, place = seeded.address(pattern).partition("#")
        address = f"{path}{'&' if '?' in path else '?'}lang=en" + (f"#{place}" if place else "")
        page.goto(address, wait_until="domcontentloaded")
        assert (pattern, page.locator("html").get_attribute("lang"), overflow(page)) == (pattern, "en", [])
