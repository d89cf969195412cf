"""A Chromium for the package, and browser contexts that are watched: what one complains of fails its test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.browser.watch import Watch
from tests.support.find_browser import chromium

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
DESK = {"viewport": {"width": 1440, "height": 900}}
SLOW = 20_000  # milliseconds: two cores that do other work as well

Visit = Callable[..., BrowserContext]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def chrome() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        pytest.fail("The browser tests need Chromium: apt install chromium (or set QUIZAPP_TEST_CHROMIUM).")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


@pytest.fixture
def visit(chrome: Browser) -> Iterator[Visit]:
    """Open browser contexts on a server: `visit(base, **options)`; `context.watch` holds what it complains of."""
    opened: list[tuple[BrowserContext, Watch]] = []

    def make(base: str, **options: Any) -> BrowserContext:
        context = chrome.new_context(
            base_url=base, locale="zh-CN", timezone_id="Asia/Shanghai", **{**DESK, **options}
        )
        context.set_default_timeout(SLOW)
        context.watch = Watch(context, base)  # type: ignore[attr-defined]  # for the test at hand
        opened.append((context, context.watch))
        return context

    yield make
    for context, _ in opened:
        context.close()
    assert [one for _, watch in opened for one in watch.complaints] == []
