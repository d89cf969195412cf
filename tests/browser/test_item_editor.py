"""Writing an item in the browser: the phone follows, pictures are pasted and dropped, a draft outlives the page, keys work."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import DESK, PHONE, Seeded, open_context
from tests.browser.looks import faults, overflow
from tests.browser.seed import PASSWORD
from tests.browser.steps import ready, sign_in

#: Makes a picture in the page and gives it to a field as if it had been pasted or dropped.
GIVE = """([selector, how]) => new Promise((resolve) => {
  const canvas = document.createElement('canvas');
  canvas.width = 400; canvas.height = 240;
  const pen = canvas.getContext('2d');
  pen.fillStyle = '#1B5FAA'; pen.fillRect(40, 40, 200, 120);
  canvas.toBlob((blob) => {
    const data = new DataTransfer();
    data.items.add(new File([blob], 'shot.png', { type: 'image/png' }));
    const event = how === 'paste'
      ? new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
      : new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true });
    document.querySelector(selector).dispatchEvent(event);
    resolve();
  }, 'image/png');
})"""


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def context(request: pytest.FixtureRequest, seeded: Seeded, chrome: Browser) -> Iterator[BrowserContext]:
    context, watch = open_context(chrome, seeded.server.base, **request.param)
    yield context
    context.close()
    assert watch.complaints == []


def begin(context: BrowserContext, seeded: Seeded) -> Page:
    page = sign_in(context, "organiser", PASSWORD)
    page.goto(seeded.address("/bank/items/new?bank={writing_bank}&type=single"))
    return ready(page)


def give_picture(page: Page, selector: str, how: str, words: str) -> None:
    page.focus(selector)
    page.evaluate(GIVE, [selector, how])
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill(words)
    dialog.get_by_role("button", name="插入", exact=True).click()
    expect(dialog).to_have_count(0)


def test_an_item_with_pictures_is_written_seen_and_saved(context: BrowserContext, seeded: Seeded) -> None:
    page = begin(context, seeded)
    pane = page.locator("[data-draft-pane]")
    page.fill("[name=stem]", f"图中**压住**的是哪一处？（{page.viewport_size}）")
    expect(pane.locator("strong")).to_have_text("压住")
    give_picture(page, "[name=stem]", "paste", "上臂的止血点")
    expect(page.locator("[name=stem]")).to_have_value(
        re.compile(r"）\n!\[上臂的止血点\]\(media:[0-9a-f]{32}\)$")
    )
    page.focus("[name=option_A]")
    for text in ("肱动脉", "股动脉", "桡动脉"):
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    expect(page.locator("[name=option_D]")).to_be_focused()
    give_picture(page, "[name=option_D]", "drop", "足背")
    page.locator("[name=key][value=A]").check()
    page.fill("[name=topic]", "应急救护")
    expect(pane.get_by_text("内容齐全")).to_be_visible()
    for picture in pane.locator("img").all():
        assert picture.evaluate("one => one.decode().then(() => one.naturalWidth)") == 400
    assert faults(page) == []
    assert overflow(page) == []
    page.keyboard.press("Control+s")
    expect(page).to_have_url(re.compile(r"/bank/items/\d+$"))
    expect(page.get_by_alt_text("上臂的止血点")).to_be_visible()
    assert faults(page) == []
    page.goto(seeded.address("/bank/items/new?bank={writing_bank}&type=single"))
    expect(ready(page).locator("[data-draft-offer]")).to_be_hidden()


def test_a_draft_outlives_the_page_and_a_lost_line(context: BrowserContext, seeded: Seeded) -> None:
    page = begin(context, seeded)
    page.fill("[name=stem]", "没有写完的题？")
    page.fill("[name=option_A]", "甲")
    page.get_by_role("button", name="加一项").click()
    page.locator("[name=option_E]").fill("戊")
    page.locator("[name=key][value=E]").check()
    expect(page.get_by_text("草稿已存在本机")).to_be_visible()
    page.reload()
    offer = page.locator("[data-draft-offer]")
    expect(offer).to_be_visible()
    assert faults(page) == []
    offer.get_by_role("button", name="接着写").click()
    expect(page.locator("[name=stem]")).to_have_value("没有写完的题？")
    expect(page.locator("[name=option_E]")).to_have_value("戊")
    expect(page.locator("[name=key][value=E]")).to_be_checked()
    expect(page.locator("[data-draft-pane]").get_by_text("戊")).to_be_visible()
    page.reload()
    offer.get_by_role("button", name="不要了").click()
    page.reload()
    expect(ready(page).locator("[data-draft-offer]")).to_be_hidden()


def test_the_tools_mark_what_is_chosen_and_the_browser_takes_it_back(seeded: Seeded, chrome: Browser) -> None:
    context, watch = open_context(chrome, seeded.server.base)
    page = begin(context, seeded)
    stem = page.locator("[name=stem]")
    stem.fill("下列不属于的是？")
    stem.evaluate("one => one.setSelectionRange(2, 5)")
    stem.press("Control+b")
    expect(stem).to_have_value("下列**不属于**的是？")
    page.keyboard.press("Control+z")
    expect(stem).to_have_value("下列不属于的是？")
    page.locator("[name=option_B]").fill("10 m")
    page.get_by_role("button", name="上标").click()
    page.keyboard.type("2")
    expect(page.locator("[name=option_B]")).to_have_value("10 m^2^")
    expect(page.locator("[data-draft-pane] sup")).to_have_text("2")
    context.close()
    assert watch.complaints == []


def test_without_a_line_the_editor_says_where_the_draft_is(seeded: Seeded, chrome: Browser) -> None:
    context, _ = open_context(chrome, seeded.server.base)
    page = begin(context, seeded)
    context.set_offline(True)
    page.fill("[name=stem]", "写到一半断了线？")
    expect(page.get_by_text("没有连上服务器，草稿在本机")).to_be_visible()
    page.fill("[name=stem]", "写到一半断了线，又走了？")
    context.set_offline(False)
    page.reload()  # at once: what was typed last is kept, too
    offer = ready(page).locator("[data-draft-offer]")
    offer.get_by_role("button", name="接着写").click()
    expect(page.locator("[name=stem]")).to_have_value("写到一半断了线，又走了？")
    context.close()
