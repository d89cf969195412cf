"""How a page stands: by axe, and by its edges."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE = Axe()
PHONE_WIDTH = 360
DESK = {"width": 1440, "height": 900}
PHONE = {"width": PHONE_WIDTH, "height": 740}

#: Only what breaks a rule is brought over, and style sheets are not fetched anew for a rule that is off by default.
_AXE = """axe.run({resultTypes: ['violations'], preload: {assets: ['media']}})
  .then((result) => result.violations)"""

#: What reaches out of the page to the right, when the page is wider than its window.
_OVERFLOW = """() => {
  const wide = document.scrollingElement.scrollWidth, window_ = innerWidth;
  if (wide <= window_) return [];
  const out = [...document.body.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > window_ + 0.5);
  return [`${wide} > ${window_}`, ...out.slice(0, 8).map((e) => e.outerHTML.slice(0, 160))];
}"""


def violations(page: Page) -> list[str]:
    """Return what axe finds, by all its rules, one line for each place."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.axe_script)
    found: list[dict[str, Any]] = page.evaluate(_AXE)
    return [
        f"{rule['id']} at {node['target']}: {node['failureSummary']} {node['html'][:200]}"
        for rule in found
        for node in rule["nodes"]
    ]


def overflow(page: Page) -> list[str]:
    """Return what makes the page scroll sideways; nothing when it does not."""
    found: list[str] = page.evaluate(_OVERFLOW)
    return found


def doubles(page: Page) -> list[str]:
    """Return ids that stand more than once: a label or a link would lead to the wrong one."""
    found: list[str] = page.evaluate(
        "() => { const ids = [...document.querySelectorAll('[id]')].map((e) => e.id); "
        "return ids.filter((id, at) => !id || ids.indexOf(id) !== at); }"
    )
    return found


def stopped_clocks(page: Page) -> list[str]:
    """Return what should count down and does not, since the page forgot the module."""
    found: list[str] = page.evaluate(
        "() => document.querySelector('script[src*=\"components/timer.js\"]') ? [] "
        ": [...document.querySelectorAll('[data-timer], [data-clock]')].map((e) => e.outerHTML.slice(0, 120))"
    )
    return found


def faults(page: Page) -> list[str]:
    """Look at a page that stands: on a desk in light, on a phone in dark, and there in large type as well."""
    page.set_viewport_size(DESK)
    found = [f"id twice: {one}" for one in doubles(page)]
    found += [f"stopped clock: {one}" for one in stopped_clocks(page)]
    found += [f"desk, light: {one}" for one in violations(page)]
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(PHONE)
    found += [f"phone: {one}" for one in overflow(page)]
    found += [f"phone, dark: {one}" for one in violations(page)]
    page.evaluate("document.body.classList.add('large-type')")
    found += [f"phone, large type: {one}" for one in overflow(page)]
    page.emulate_media(color_scheme="light")
    return found
