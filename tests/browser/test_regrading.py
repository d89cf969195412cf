"""A wrong key found late, as people live through it: the organiser puts it right, the member reads of it on the phone."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Seeded, Visit
from tests.browser.looks import faults
from tests.browser.seed import PASSWORD, Places
from tests.browser.steps import ready, sign_in

REASON = "条例第八条写的是第一项"


def test_from_the_wrong_key_to_the_members_new_score(own: Seeded, visit: Visit) -> None:
    server, places = own.server, own.places
    phone = sign_in(visit(server.base, **PHONE), "leader", PASSWORD)
    phone.goto(f"/contests/{places['settled']}/result")
    expect(phone.locator("main")).to_contain_text("15")

    desk = sign_in(visit(server.base), "organiser", PASSWORD)
    preview(desk, places)
    expect(desk.locator("main")).to_contain_text("上季度竞赛")
    expect(desk.locator("main")).to_contain_text("韦兰")
    assert faults(desk) == []
    desk.locator("form[method=post] [name=reason]").fill(REASON)
    desk.get_by_role("button", name="确认重判").click()
    expect(desk.get_by_text(REASON).first).to_be_visible()
    assert faults(desk) == []
    done = desk.url

    read_the_notice(phone)
    assert '"differences": []' in server.run("record", "verify", "--json")

    desk.goto(f"{done}/undo")
    assert faults(desk) == []
    desk.locator("form[method=post] [name=reason]").fill("看错了条文")
    desk.get_by_role("button", name="确认撤回").click()
    expect(desk.locator("h1")).to_have_text("撤回重判")
    phone.goto(f"/contests/{places['settled']}/result")
    expect(phone.locator("main")).to_contain_text("15")


def preview(desk: Page, places: Places) -> None:
    """Come from the item's page, name the right option, and look whom it touches."""
    desk.goto(f"/bank/items/{places['item']}")
    ready(desk).get_by_role("link", name="答案错了").click()
    ready(desk).locator("[name=key][value=A]").check()
    desk.locator("[name=reason]").fill(REASON)
    desk.get_by_role("button", name="看看影响谁").click()
    expect(desk.get_by_text("还没有改动任何东西")).to_be_visible()


def read_the_notice(phone: Page) -> None:
    """Read the old score, the new one and why, and follow to the result and the answers."""
    phone.goto("/notices/")
    notice = phone.locator("main").get_by_text("得分由 15 改为 10").first
    expect(notice).to_be_visible()
    expect(phone.locator("main")).to_contain_text(REASON)
    phone.get_by_role("button", name="查看成绩").first.click()
    expect(phone.locator("main")).to_contain_text("10")
    phone.get_by_role("link", name="答案与解析").first.click()
    expect(phone.get_by_text("已按更正后的答案判分")).to_be_visible()
    assert faults(phone) == []
