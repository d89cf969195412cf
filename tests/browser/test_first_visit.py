"""What a phone pays for its first visit: few bytes, few requests, nothing that blocks, nobody else's server."""

from __future__ import annotations

from playwright.sync_api import Page, Request

from tests.browser.conftest import PHONE, Seeded, Visit
from tests.browser.seed import PASSWORD
from tests.browser.steps import fill, ready

MOST_BYTES = 100_000
MOST_REQUESTS = 12


def test_a_first_visit_is_light(seeded: Seeded, visit: Visit) -> None:
    page = visit(seeded.server.base, **PHONE).new_page()
    requests: list[Request] = []
    page.on("requestfinished", lambda request: requests.append(request))
    page.goto("/sign-in", wait_until="networkidle")
    report = {request.url: wire_bytes(request) for request in requests}
    assert sum(report.values()) <= MOST_BYTES, report
    assert len(report) <= MOST_REQUESTS, report
    assert blocking(page) == []


def test_the_first_page_after_signing_in_is_light(seeded: Seeded, visit: Visit) -> None:
    """From the empty cache to the home page, the sign-in included."""
    page = visit(seeded.server.base, **PHONE).new_page()
    requests: list[Request] = []
    page.on("requestfinished", lambda request: requests.append(request))
    page.goto("/sign-in")
    ready(page)
    fill(page, account="member", password=PASSWORD)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(f"{seeded.server.base}/")
    page.wait_for_load_state("networkidle")
    report = [(request.url, wire_bytes(request)) for request in requests]
    assert sum(size for _, size in report) <= MOST_BYTES, report
    assert blocking(page) == []


def wire_bytes(request: Request) -> int:
    """Return what an answer took on the wire, headers included."""
    sizes = request.sizes()
    return int(sizes["responseBodySize"] + sizes["responseHeadersSize"])


def blocking(page: Page) -> list[str]:
    """Return the scripts that hold the page up, and scripts or styles that the policy should not need."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('script')]
            .filter((s) => !s.src || !(s.type === 'module' || s.async || s.defer))
            .concat([...document.querySelectorAll('style, [style]')]).map((e) => e.outerHTML.slice(0, 200))"""
    )
    return found
