"""On phones: a wish for the birthday, a voice from writing to the wall, a pledge from writing to its plate."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Seeded, Visit
from tests.browser.looks import faults
from tests.browser.seed import PASSWORD
from tests.browser.steps import sign_in


def test_a_day_in_the_branch_on_three_phones(own: Seeded, visit: Visit) -> None:
    base = own.server.base
    leader, member, organiser = (
        sign_in(visit(base, **PHONE), name, PASSWORD) for name in ("leader", "member", "organiser")
    )
    wish(leader)
    speak(leader)
    judge(organiser)
    see(member)
    promise(leader, organiser)


def wish(phone: Page) -> None:
    """The hub names whose day it is; a wish is written in two taps."""
    phone.goto("/branch/")
    phone.get_by_role("link", name="给 周晓岚 送祝福").click()
    phone.get_by_label("祝福").fill("二十年，一路同行。")
    assert faults(phone) == []
    phone.get_by_role("button", name="送出").click()
    expect(phone.locator(".banner--ok")).to_contain_text("祝福已写好")


def speak(phone: Page) -> None:
    """A voice waits until an organiser saw it."""
    phone.goto("/voices/")
    phone.get_by_role("link", name="写心声").click()
    phone.get_by_label("想说的话").fill("今天教会了七位老人心肺复苏。")
    phone.get_by_label("主题").select_option("volunteer")
    phone.get_by_role("button", name="交给组织者").click()
    expect(phone.locator("main")).to_contain_text("待审核")
    phone.goto("/voices/")
    expect(phone.locator("main")).not_to_contain_text("七位老人")


def judge(phone: Page) -> None:
    """What is to be judged comes one under the other, oldest first; the last two are new."""
    phone.goto("/manage/voices")
    for text in ("二十年，一路同行。", "今天教会了七位老人心肺复苏。"):
        row = phone.get_by_role("listitem").filter(has_text=text)
        assert faults(phone) == []
        row.get_by_role("button", name="发布").click()
        expect(phone.locator(".banner--ok")).to_contain_text("已发布")


def see(phone: Page) -> None:
    """The member finds the card with the wish, and likes what the colleague wrote."""
    phone.goto("/")
    phone.get_by_role("link", name="看贺卡").click()
    expect(phone.locator("main")).to_contain_text("为共产主义奋斗终身")
    expect(phone.locator("main")).to_contain_text("二十年，一路同行。")
    phone.goto("/voices/")
    row = phone.get_by_role("listitem").filter(has_text="七位老人")
    row.get_by_role("button", name="赞 0").click()
    expect(row.get_by_role("button", name="赞 1")).to_have_attribute("aria-pressed", "true")
    phone.goto("/birthday/")
    phone.get_by_role("button", name="不再显示给别人").click()
    expect(phone.locator("main")).to_contain_text("只有你自己和支部组织者能看到")


def promise(phone: Page, organiser: Page) -> None:
    """Three promises are acknowledged, and then only their progress changes."""
    phone.goto("/pledges/")
    phone.get_by_role("link", name="写承诺").click()
    for number, text in enumerate(("每月一次志愿服务", "当日答复群众", "读完四本书目"), 1):
        phone.get_by_label(f"第 {number} 条").fill(text)
    phone.get_by_role("button", name="交给组织者").click()
    expect(phone.locator(".banner--ok")).to_contain_text("已交给组织者")
    organiser.goto("/manage/pledges")
    organiser.get_by_role("button", name="确认并公开 韦兰 的承诺").click()
    organiser.get_by_role("button", name="授予 韦兰 先锋岗").click()
    expect(organiser.locator(".banner--ok")).to_contain_text("已授予")
    phone.goto("/pledges/")
    phone.get_by_role("link", name="更新进展").click()
    phone.get_by_role("group", name="第 1 条的进展").get_by_label("已做到").check()
    phone.get_by_label("第 1 条的说明").fill("全年十三次")
    phone.get_by_role("button", name="保存进展").click()
    expect(phone.get_by_label("第 1 条的说明")).to_have_value("全年十三次")
    assert faults(phone) == []
    phone.get_by_role("link", name="打印我的岗位牌").click()
    expect(phone.locator("main")).to_contain_text("党员先锋岗")
    expect(phone.locator("main")).to_contain_text("当日答复群众")
