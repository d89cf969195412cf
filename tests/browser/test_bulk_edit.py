"""Many items changed in the browser: chosen by boxes, looked at, carried out, taken back by the message's button."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import DESK, PHONE, Seeded, open_context
from tests.browser.looks import faults, overflow
from tests.browser.seed import PASSWORD
from tests.browser.steps import ready, sign_in


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def page(request: pytest.FixtureRequest, seeded: Seeded, chrome: Browser) -> Iterator[Page]:
    context, watch = open_context(chrome, seeded.server.base, **request.param)
    yield begin(context, seeded)
    context.close()
    assert watch.complaints == []


def begin(context: BrowserContext, seeded: Seeded) -> Page:
    page = sign_in(context, "organiser", PASSWORD)
    page.goto(seeded.address("/bank/?bank={bank}&difficulty=1"))
    return ready(page)


def look(page: Page) -> None:
    assert faults(page) == []
    assert overflow(page) == []


def test_items_are_chosen_changed_and_changed_back(page: Page) -> None:
    boxes = page.locator("[data-bulk-item]")
    boxes.nth(0).check()
    boxes.nth(2).click(modifiers=["Shift"])
    expect(page.locator("[data-bulk-count]")).to_have_text("（3 题）")
    page.get_by_label("选本页").check()
    expect(boxes.last).to_be_checked()
    page.get_by_label("选本页").uncheck()
    boxes.nth(0).check()
    boxes.nth(1).check()
    look(page)
    page.get_by_role("button", name="批量修改选中的").click()
    page.locator("[name=topic]").fill("浏览器里改的主题")
    page.locator("[name=add_tags]").fill("甲、乙")
    look(page)
    page.get_by_role("button", name="预览改动").click()
    plan = page.locator("#plan")
    expect(plan.get_by_role("heading", name="会改 2 题")).to_be_visible()
    expect(plan.locator("ins", has_text="浏览器里改的主题").first).to_be_visible()
    look(page)
    page.get_by_role("button", name="确认修改 2 题").click()
    expect(page.get_by_text("已改 2 题。")).to_be_visible()
    expect(page).to_have_url(re.compile("difficulty=1"))
    look(page)
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_text("已撤销，题目都恢复原样。")).to_be_visible()
    look(page)


def test_without_scripts_all_that_was_found_is_changed(seeded: Seeded, chrome: Browser) -> None:
    context, _ = open_context(chrome, seeded.server.base, java_script_enabled=False)
    page = sign_in(context, "organiser", PASSWORD)
    page.goto(seeded.address("/bank/?bank={bank}&type=short"))
    page.locator("[name=item]").first.check()
    page.get_by_role("button", name="批量修改选中的").click()
    page.locator("[name=difficulty]").select_option("4")
    page.get_by_role("button", name="预览改动").click()
    page.get_by_role("button", name=re.compile("确认修改")).click()
    expect(page.get_by_text("已改 1 题。")).to_be_visible()
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_text("已撤销，题目都恢复原样。")).to_be_visible()
    context.close()
