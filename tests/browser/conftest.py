"""A Chromium for the package, and browser contexts that are watched: what one complains of fails its test."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.seed import PASSWORD, Places, seed
from tests.browser.steps import sign_in
from tests.browser.watch import Watch
from tests.support.find_browser import chromium
from tests.support.server import Server, serving

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
DESK = {"viewport": {"width": 1440, "height": 900}}
SLOW = 20_000  # milliseconds: two cores that do other work as well

Visit = Callable[..., BrowserContext]
Look = Callable[[str], tuple[Page, Watch]]


@dataclass(frozen=True, slots=True)
class Seeded:
    """A running server with the seed's branch in it."""

    server: Server
    places: Places

    def address(self, pattern: str) -> str:
        """Return an address with the names in braces replaced by the seed's places."""
        return pattern.format(**self.places)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests, and put them so that two workers end together: the most in a file first, then the fewest.

    A worker takes its next files before it is through with the last: long files of one test, left for the end,
    would all go to the same one (`--no-loadscope-reorder` keeps xdist from putting them there).
    """
    ours = [item for item in items if "tests/browser/" in item.nodeid]
    for item in ours:
        item.add_marker(pytest.mark.browser)
    sizes = Counter(item.path for item in ours)
    most = max(sizes.values(), default=0)
    ours.sort(key=lambda item: sizes[item.path] % most)  # stable: files stay whole and in their order
    items[:] = [*(item for item in items if "tests/browser/" not in item.nodeid), *ours]


@pytest.fixture(scope="package")
def chrome() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        pytest.fail("The browser tests need Chromium: apt install chromium (or set QUIZAPP_TEST_CHROMIUM).")
    expect.set_options(timeout=SLOW)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def planted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Places]:
    """The seed's data folder, made once and never served: every server has a copy of it."""
    data = tmp_path_factory.mktemp("planted") / "data"
    return data, seed(data)


@pytest.fixture(scope="package")
def seeded(planted: tuple[Path, Places], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seeded]:
    """The seed's branch on a server for all tests; what changes it for others belongs on `own`."""
    yield from _served(planted, tmp_path_factory.mktemp("seeded"))


@pytest.fixture
def own(planted: tuple[Path, Places], tmp_path: Path) -> Iterator[Seeded]:
    """The seed's branch on a server of the test's own: what is done there reaches nobody else."""
    yield from _served(planted, tmp_path)


def _served(planted: tuple[Path, Places], folder: Path) -> Iterator[Seeded]:
    data, places = planted
    with serving(shutil.copytree(data, folder / "data")) as server:
        yield Seeded(server, places)
        print(server.log)  # seen when the last test fails


def open_context(chrome: Browser, base: str, **options: Any) -> tuple[BrowserContext, Watch]:
    """Open a browser context on a server, and watch it."""
    chosen = {
        **DESK,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "reduced_motion": "reduce",
        **options,
    }
    context = chrome.new_context(base_url=base, **chosen)
    context.set_default_timeout(SLOW)
    return context, Watch(context, base)


def take_phone(context: BrowserContext, seeded: Seeded) -> None:
    """Make a context the phone that is in the seed's live contests."""
    cookies = json.loads(seeded.places["phone"])
    context.add_cookies(
        [{"name": name, "value": token, "url": seeded.server.base} for name, token in cookies.items()]
    )


@pytest.fixture
def visit(chrome: Browser) -> Iterator[Visit]:
    """Open browser contexts on a server: `visit(base, **options)`; `context.watch` holds what it complains of."""
    opened: list[tuple[BrowserContext, Watch]] = []

    def make(base: str, **options: Any) -> BrowserContext:
        context, watch = open_context(chrome, base, **options)
        context.watch = watch  # type: ignore[attr-defined]  # for the test at hand
        opened.append((context, watch))
        return context

    yield make
    for context, _ in opened:
        context.close()
    assert [one for _, watch in opened for one in watch.complaints] == []


@pytest.fixture(scope="module")
def look_as(seeded: Seeded, chrome: Browser) -> Iterator[Look]:
    """One page for each role, signed in once and used for all of its addresses."""
    open_pages: dict[str, tuple[Page, Watch]] = {}

    def make(role: str) -> tuple[Page, Watch]:
        if role not in open_pages:
            context, watch = open_context(chrome, seeded.server.base)
            signed_in = role not in ("visitor", "screen", "phone")
            if role == "phone":
                take_phone(context, seeded)
            open_pages[role] = (sign_in(context, role, PASSWORD) if signed_in else context.new_page(), watch)
        return open_pages[role]

    yield make
    for page, _ in open_pages.values():
        page.context.close()
