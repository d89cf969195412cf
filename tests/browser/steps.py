"""What people do on the pages, in a few words each."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Mapping
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from tests.support.server import Server

Keys = Mapping[str, frozenset[str]]  # stem → the texts of its right options


def fill(page: Page, **fields: str) -> None:
    """Fill fields of a form by their names."""
    for name, value in fields.items():
        page.locator(f'[name="{name}"]:visible').fill(value)


def sign_in(context: BrowserContext, username: str, password: str) -> Page:
    """Sign in on the page that everybody meets, and return the page that follows."""
    page = context.new_page()
    page.goto("/sign-in")
    fill(page, account=username, password=password)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
    return page


def ready(page: Page) -> Page:
    """Wait until the page's scripts have run: nobody is as quick as a test."""
    page.locator("html.js").wait_for(state="attached")
    page.wait_for_load_state("load")
    return page


def confirm(page: Page, name: str) -> None:
    """Press a button that asks before it acts, and say yes."""
    ready(page).get_by_role("button", name=name).click()
    page.get_by_role("dialog").get_by_role("button", name=name).click()


def keys_of(server: Server, organiser: str) -> Keys:
    """Return the right options of every choice in the banks, as an organiser's script may read them."""
    token = server.run("token", "create", "--username", organiser, "--scope", "read").strip()
    keys: dict[str, frozenset[str]] = {}
    cursor: str | None = ""
    while cursor is not None:
        url = f"{server.base}/api/v1/items" + (f"?cursor={cursor}" if cursor else "")
        request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})
        with urllib.request.urlopen(request) as answer:
            listing = json.load(answer)
        keys.update((item["stem"], _right_texts(item)) for item in listing["data"] if item["options"])
        cursor = listing["next"]
    return keys


def _right_texts(item: Mapping[str, Any]) -> frozenset[str]:
    key = item["key"]
    ids = {key} if isinstance(key, str) else set(key)
    return frozenset(option["text"] for option in item["options"] if option["id"] in ids)


def answer(page: Page, keys: Keys, *, right: bool) -> None:
    """Choose in the question that is seen: its right option, or a wrong one."""
    question = page.locator("[data-question]:visible")
    stem = question.locator(".question__stem").inner_text()
    wanted = keys[stem]
    for option in question.locator(".options__item").all():
        if (option.locator(".option__text").inner_text() in wanted) == right:
            option.locator("label").click()
            return
    raise AssertionError(f"no {'right' if right else 'wrong'} option for {stem}")


def hand_in(page: Page) -> None:
    """Open the list before the hand-in, and hand in."""
    page.locator('[data-step="1"]').click()
    dialog = page.locator('[data-sheet="submit"]')
    dialog.get_by_role("button", name="交卷").click()
    expect(page).to_have_url(re.compile(r"/result$"))
