"""From a member's doubt on the phone to the answer in the bell, and from a draft to an item in use by two persons."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Seeded, Visit
from tests.browser.looks import faults
from tests.browser.seed import PASSWORD
from tests.browser.steps import ready, sign_in


def test_a_doubt_on_the_phone_is_answered(own: Seeded, visit: Visit) -> None:
    server = own.server
    context = visit(server.base, **PHONE)
    context.watch.expect("status of 422")  # type: ignore[attr-defined]  # put there by `visit`
    phone = sign_in(context, "leader", PASSWORD)
    phone.goto("/practice/mistakes")
    ready(phone).locator("details.fold summary").first.click()
    phone.get_by_role("link", name="题目有错？").first.click()
    phone.get_by_role("button", name="发送").click()
    expect(phone.locator(".field__error")).to_have_text("请选一项。")
    phone.get_by_label("答案不对").check()
    phone.get_by_label("说明").fill("按新修订的条文，B 也对")
    assert faults(phone) == []
    phone.get_by_role("button", name="发送").click()
    expect(phone.locator("main")).to_contain_text("等待答复")
    phone.get_by_role("link", name="返回").click()
    expect(phone).to_have_url(f"{server.base}/practice/mistakes")

    desk = sign_in(visit(server.base), "organiser", PASSWORD)
    desk.get_by_role("link", name="通知，").click()
    desk.get_by_role("listitem").filter(has_text="答案不对").first.get_by_role(
        "button", name="去处理"
    ).click()
    expect(desk.locator("main")).to_contain_text("按新修订的条文，B 也对")
    expect(desk.locator("main")).to_contain_text("韦兰")
    desk.get_by_label("核对后没有发现错误").check()
    desk.get_by_label("给报告的人的话").fill("第七条只写了一种情形。")
    assert faults(desk) == []
    desk.get_by_role("button", name="答复").click()
    expect(desk.locator(".banner--ok")).to_contain_text("已答复")

    phone.goto("/")
    phone.get_by_role("link", name="通知，").click()
    assert faults(phone) == []
    phone.get_by_role("button", name="查看").first.click()
    expect(phone.locator("main")).to_contain_text("第七条只写了一种情形。")


def test_two_persons_bring_an_item_into_use_by_keys(own: Seeded, visit: Visit) -> None:
    server, places = own.server, own.places
    writer = sign_in(visit(server.base), "organiser", PASSWORD)
    writer.goto("/bank/review/")
    writer.get_by_label("两人：一人写，另一人通过后才出题").check()
    writer.get_by_role("button", name="保存").click()
    for stem in ("新题一？", "新题二？"):
        write(writer, places["bank"], stem)
    expect(writer.locator(".banner--ok")).to_contain_text("已提交审核")

    other = sign_in(visit(server.base), "admin", PASSWORD)
    other.goto("/bank/review/")
    other.get_by_role("link", name="新题一？").click()
    ready(other).keyboard.press("ArrowRight")
    expect(other.locator("#preview-stem")).to_contain_text("新题二？")
    ready(other).keyboard.press("ArrowLeft")
    expect(other.locator("#preview-stem")).to_contain_text("新题一？")
    assert faults(other) == []
    ready(other).keyboard.press("a")
    expect(other.locator(".banner--ok")).to_contain_text("已通过")
    expect(other.locator("#preview-stem")).to_contain_text("新题二？")
    ready(other).keyboard.press("r")
    other.keyboard.type("出处要写全 a")
    other.get_by_role("button", name="退回修改").click()
    expect(other.locator(".banner--ok")).to_contain_text("已退回")

    writer.goto("/notices/")
    writer.get_by_role("button", name="去修改").first.click()
    writer.get_by_label("解析").fill("写全了。")
    writer.get_by_role("button", name="保存题目").click()
    expect(writer.locator(".banner--ok")).to_contain_text("已提交审核")
    other.goto("/bank/review/")
    ready(other).get_by_role("button", name="通过 1 题").click()
    other.get_by_role("dialog").get_by_role("button", name="全部通过").click()
    expect(other.locator(".banner--ok")).to_contain_text("已通过 1 题")
    expect(other.locator("main")).to_contain_text("没有待审核的题目")


def write(page: Page, bank: str, stem: str) -> None:
    """Write a single-choice item in the form."""
    page.goto(f"/bank/items/new?bank={bank}&type=single")
    ready(page)
    for name, value in {
        "stem": stem,
        "option_A": "甲",
        "option_B": "乙",
        "topic": "应急救护",
        "explanation": "因为如此。",
        "document": "试题规则",
    }.items():
        page.locator(f'[name="{name}"]').fill(value)
    page.locator('[name="key"][value="A"], select[name="key"]').first.check()
    page.get_by_role("button", name="保存题目").click()
    page.wait_for_url(lambda url: "/items/new" not in url)
