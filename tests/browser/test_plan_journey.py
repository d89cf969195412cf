"""The branch's year: a plan comes in from a spreadsheet, what was held fills it, and people see what is next."""

from __future__ import annotations

from playwright.sync_api import FilePayload, expect

from quizapp.core.workbook import Sheet, workbook
from tests.browser.conftest import DESK, PHONE, Seeded, Visit
from tests.browser.looks import faults
from tests.browser.seed import PASSWORD
from tests.browser.steps import ready, sign_in

HEADINGS = ["月份", "学习内容", "学习形式", "责任人"]


def plan(*rows: list[str]) -> FilePayload:
    content = workbook([Sheet("学习计划", HEADINGS, rows)])
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return {"name": "计划.xlsx", "mimeType": kind, "buffer": content}


def test_a_plan_is_taken_in_filled_and_seen(own: Seeded, visit: Visit) -> None:
    base, year, month = own.server.base, own.places["held_year"], own.places["held_month"]
    good = [f"{month}月", "结合主题党日学条例", "支部集中学", "组织委员"]
    context = visit(base)
    context.watch.expect("status of 422")  # type: ignore[attr-defined]  # put there by `visit`
    desk = sign_in(context, "organiser", PASSWORD)

    # one cell that cannot be read, and nothing is stored
    desk.goto(f"/plans/{year}/import")
    desk.get_by_label("文件").set_input_files([plan(good, [f"{month}月", "又一条", "随便", ""])])
    desk.get_by_role("button", name="看一看").click()
    expect(desk.locator("main")).to_contain_text("第 3 行")
    expect(desk.locator("main")).to_contain_text("认不出学习形式")
    assert faults(desk) == []
    desk.get_by_role("link", name="重新选择文件").click()
    desk.get_by_label("文件").set_input_files([plan(good)])
    desk.get_by_role("button", name="看一看").click()
    assert faults(desk) == []
    desk.get_by_role("button", name="导入 1 条").click()
    expect(desk.locator(".banner--ok")).to_contain_text("新增 1 条")

    # an activity that was held fills the item, and has filled its duty
    desk.get_by_role("link", name="结合主题党日学条例").click()
    expect(desk.locator(".card").first).to_contain_text("已逾期")
    ready(desk).get_by_label("关联一项活动").select_option(index=0)
    desk.get_by_role("button", name="关联", exact=True).click()
    expect(desk.locator(".card").first).to_contain_text("已完成")
    desk.set_viewport_size(DESK["viewport"])  # looking for faults has made it a phone
    desk.goto(f"/plans/duties?year={year}")
    party_day = desk.locator(".duty__grid tr").filter(has_text="主题党日")
    expect(party_day.locator(".duty__cell--met").first).to_be_visible()
    desk.goto(f"/plans/manage?year={year}")
    if desk.get_by_role("button", name="发布").count():
        desk.get_by_role("button", name="发布").click()

    # the leader sees the own group's progress on the phone
    phone = sign_in(visit(base, **PHONE), "leader", PASSWORD)
    phone.goto(f"/plans/{year}/{month}")
    phone.get_by_role("link", name="结合主题党日学条例").click()
    expect(phone.get_by_role("listitem").filter(has_text="我的小组")).to_contain_text("人次")
    assert faults(phone) == []

    # the member sees what is next
    member = sign_in(visit(base, **PHONE), "member", PASSWORD)
    member.goto("/branch/")
    member.get_by_role("link", name="学习计划").click()
    coming = member.locator(".card").filter(has_text="接下来")
    expect(coming.get_by_role("link").first).to_be_visible()
    assert faults(member) == []
