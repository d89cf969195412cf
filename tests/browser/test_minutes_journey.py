"""On phones: minutes from the draft that survives to the record that stays, and a talk that nobody else finds."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Seeded, Visit
from tests.browser.looks import faults
from tests.browser.seed import PASSWORD
from tests.browser.steps import confirm, ready, sign_in

SAID = "书记小结：下季度每人讲一次微党课。"


def test_minutes_are_written_confirmed_and_read_on_phones(own: Seeded, visit: Visit) -> None:
    context = visit(own.server.base, **PHONE)
    context.watch.expect("status of 422")  # type: ignore[attr-defined]  # put there by `visit`
    writer = sign_in(context, "organiser", PASSWORD)
    writer.goto(own.address("/activities/{meeting}/minutes"))
    _type_and_lose_the_page(writer)
    writer.get_by_role("button", name="保存记录").click()
    expect(writer.locator("main")).to_contain_text("第2版")
    assert ready(writer).locator("[data-draft-found]").is_hidden()
    _decide(writer)
    confirm(writer, "确认记录")
    expect(writer.locator("[data-flash]")).to_contain_text("不再更改")
    writer.get_by_label("追加更正").fill("“下季度”应为“下半年”。")
    writer.get_by_role("button", name="追加更正").click()
    assert faults(writer) == []

    reader = sign_in(visit(own.server.base, **PHONE), "member", PASSWORD)
    reader.goto(own.address("/activities/{meeting}/minutes"))
    for words in (SAID, "18", "应为“下半年”", "已确认"):
        expect(reader.locator("main")).to_contain_text(words)
    expect(reader.locator("main textarea")).to_have_count(0)
    _do_a_task(reader)


def _type_and_lose_the_page(writer: Page) -> None:
    ready(writer).get_by_label("其他").fill(SAID)
    expect(writer.locator("[data-draft-said]")).to_contain_text("还没有保存到系统")
    writer.reload()
    expect(ready(writer).locator("[data-draft-found]")).to_be_visible()
    expect(writer.get_by_label("其他")).to_have_value(SAID)


def _decide(writer: Page) -> None:
    writer.get_by_role("link", name="记一条决议").click()
    writer.get_by_label("决议内容").fill("通过下半年学习计划")
    for label, figure in (("赞成", "30"), ("反对", "0"), ("弃权", "1")):
        writer.get_by_label(label).fill(figure)
    writer.get_by_label("实到").fill("20")
    writer.get_by_role("button", name="记下决议").click()
    expect(writer.locator(".field__error")).to_contain_text("多于实到人数")
    for label, figure in (("应到", "24"), ("赞成", "18")):
        writer.get_by_label(label).fill(figure)
    writer.get_by_role("button", name="记下决议").click()
    expect(writer.locator("#decisions")).to_contain_text("赞成过应到会的半数")


def _do_a_task(reader: Page) -> None:
    reader.goto("/activities/tasks")
    task = reader.get_by_role("listitem").filter(has_text="报名册")
    task.get_by_label("怎样办的").fill("已发群里")
    task.get_by_role("button", name="办好了").click()
    expect(reader.locator("main")).to_contain_text("已发群里")
    assert faults(reader) == []


def test_a_talk_stays_between_two(own: Seeded, visit: Visit) -> None:
    base = own.server.base
    one = sign_in(visit(base, **PHONE), "member", PASSWORD)
    one.goto("/talks/")
    one.get_by_role("link", name="约一次谈话").click()
    one.get_by_label("和谁谈").select_option(label="韦兰")
    one.get_by_role("button", name="约好").click()
    expect(one).to_have_url(re.compile(r"/talks/\d+$"))
    one.get_by_role("button", name="登记已谈").click()
    one.get_by_label("谈话记录").fill("谈了工作调动的想法")
    one.get_by_role("button", name="保存记录").click()
    expect(one.locator("main")).to_contain_text("等对方确认")
    where = one.url

    other = sign_in(visit(base, **PHONE), "leader", PASSWORD)
    other.get_by_role("link", name="通知，").click()
    told = other.get_by_role("listitem").filter(has_text="有记录等你确认").first
    expect(told).not_to_contain_text("周晓岚")
    told.get_by_role("button", name="查看").click()
    expect(other.locator("main")).to_contain_text("谈了工作调动的想法")
    confirm(other, "确认记录")
    other.get_by_label("补充").fill("建议先和组织委员谈")
    other.get_by_role("button", name="补充").click()
    expect(other.locator("main")).to_contain_text("补充于")
    assert faults(other) == []

    for name in ("organiser", "admin"):
        context = visit(base)
        context.watch.expect("status of 404")  # type: ignore[attr-defined]  # put there by `visit`
        third = sign_in(context, name, PASSWORD)
        third.goto(where)
        expect(third.locator("main")).to_contain_text("没有找到")
