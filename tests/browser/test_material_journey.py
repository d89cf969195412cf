"""An organiser hands out a PDF from the browser; a member reads it on a phone, and the time counts as it passes."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from quizapp.demo import handouts
from tests.browser.conftest import Seeded, Visit
from tests.browser.seed import PASSWORD
from tests.browser.steps import fill, ready, sign_in

PHONE = {"viewport": {"width": 390, "height": 844}}
PAGE = ["会前清单", "一、材料提前三天发出。"]


def choose(page: Page, name: str, content: bytes) -> None:
    page.locator("#file").set_input_files({"name": name, "mimeType": "application/pdf", "buffer": content})


def loaded(page: Page, selector: str) -> None:
    page.wait_for_function(
        "selector => { const image = document.querySelector(selector); return image && image.naturalWidth > 300; }",
        arg=selector,
    )


def test_a_pdf_is_handed_out_and_read_on_a_phone(own: Seeded, visit: Visit) -> None:
    office = visit(own.server.base)
    office.watch.expect("status of 422")  # type: ignore[attr-defined]  # set by the fixture
    desk = sign_in(office, "organiser", PASSWORD)
    desk.goto("/study/manage/new?kind=pdf")
    fill(ready(desk), title="会前清单", topic="支部工作")
    choose(desk, "清单.pdf", b"<html>no pdf</html>")
    desk.get_by_role("button", name="保存并发布").click()
    expect(desk.locator("#file-error")).to_contain_text("不能上传")
    expect(desk.locator("#title")).to_have_value("会前清单")
    choose(desk, "清单.pdf", handouts.pdf([PAGE] * 12))
    desk.get_by_role("button", name="保存并发布").click()
    expect(desk.get_by_text("已保存并发布")).to_be_visible()
    material = re.search(r"/study/manage/(\d+)$", desk.url)
    assert material is not None
    context = visit(own.server.base, **PHONE)
    phone = sign_in(context, "member", PASSWORD)
    phone.goto("/study/?kind=pdf")
    phone.get_by_role("link", name="会前清单").click()
    loaded(ready(phone), ".content__page")
    expect(phone.locator("[data-spent-words]")).to_contain_text("还差 2 分钟")
    phone.get_by_role("link", name="下一页").click()
    loaded(phone, ".content__page")

    phone.clock.install()  # the page's clock runs on; the server's does not follow it
    phone.reload()
    ready(phone)
    with phone.expect_response(lambda answer: answer.url.endswith("/beat")) as heard:
        phone.clock.fast_forward(16_000)
    counted = heard.value.json()
    assert (heard.value.status, counted["over"]) == (200, False)
    assert counted["percent"] < 10
    phone.goto("/study/?kind=pdf")
    expect(phone.locator(".shelfcard__row", has_text="会前清单")).to_contain_text("还没学完")
