"""An evaluation as people live through it: computed at the desk, objected to on the phone, corrected, settled, sealed."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Seeded, Visit
from tests.browser.looks import faults
from tests.browser.seed import PASSWORD
from tests.browser.steps import confirm, fill, ready, sign_in


def test_from_the_objection_to_the_answer(own: Seeded, visit: Visit) -> None:
    phone = sign_in(visit(own.server.base, **PHONE), "member", PASSWORD)
    phone.goto(own.address("/evaluation/{evaluation}"))
    expect(phone.locator("main")).to_contain_text("怎样得来的")
    fill(phone, text="九月的志愿服务没有记")
    phone.get_by_role("button", name="提出异议").click()
    expect(phone.locator("main")).to_contain_text("待答复")
    assert faults(phone) == []

    desk = sign_in(visit(own.server.base), "organiser", PASSWORD)
    desk.goto(own.address("/evaluation/manage/{evaluation}"))
    line = desk.locator(".rows__item", has_text="九月的志愿服务没有记")
    line.get_by_label("采纳，已在积分里更正").check()
    line.locator("[name=answer]").fill("已补记，重新计算后可见")
    ready(desk)
    line.get_by_role("button", name="答复").click()
    expect(desk.locator("main")).to_contain_text("已采纳")
    desk.get_by_role("button", name="重新计算").click()
    expect(desk.locator("main")).to_contain_text("计算记录")
    phone.reload()
    expect(phone.locator("main")).to_contain_text("已补记，重新计算后可见")
    mark_on_the_phone(phone, own)
    give_up_a_draft(desk)


def mark_on_the_phone(phone: Page, own: Seeded) -> None:
    """Fill in a colleague's sheet on a committee member."""
    phone.goto(own.address("/evaluation/marks/{work_month}/colleagues/{marked}"))
    phone.locator("[name=times-0]").fill("2")
    ready(phone).get_by_role("button", name="保存").click()
    expect(phone.locator("main")).to_contain_text("已填")
    assert faults(phone) == []


def give_up_a_draft(desk: Page) -> None:
    """Make an evaluation of the running year, compute it, and delete it again."""
    desk.goto("/evaluation/manage/new")
    desk.locator("[name=kind]").select_option("year")
    fill(desk, title="试算")
    ready(desk).get_by_role("button", name="新建").click()
    desk.get_by_role("button", name="计算").click()
    expect(desk.locator("main")).to_contain_text("支部人均")
    assert faults(desk) == []
    confirm(desk, "删除")
    expect(desk.locator("main")).not_to_contain_text("试算")
