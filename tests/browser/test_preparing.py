"""Preparing a contest in the room as an organiser does, on a phone and at a desk, with scripts and without."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Seeded, open_context
from tests.browser.seed import PASSWORD
from tests.browser.steps import confirm, ready, sign_in

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}


@pytest.fixture
def desk(seeded: Seeded, chrome: Browser) -> Iterator[Page]:
    context, watch = open_context(chrome, seeded.server.base)
    yield sign_in(context, "organiser", PASSWORD)
    context.close()
    assert watch.complaints == []


def test_three_taps_lead_from_home_to_an_open_lobby(seeded: Seeded, chrome: Browser) -> None:
    context, watch = open_context(chrome, seeded.server.base, **PHONE)
    page = sign_in(context, "organiser", PASSWORD)
    page.goto(seeded.address("/"))
    form = page.locator(".quickform")
    form.locator(".choicepill").nth(1).tap()
    form.locator(".choicepill", has_text="5 题").first.tap()
    form.get_by_role("button").tap()
    expect(page).to_have_url(re.compile(r"/live/manage/\d+/host$"))
    context.close()
    assert watch.complaints == []


def test_without_scripts_rounds_and_teams_are_written_all_the_same(seeded: Seeded, chrome: Browser) -> None:
    context, _ = open_context(chrome, seeded.server.base, java_script_enabled=False)
    page = sign_in(context, "organiser", PASSWORD)
    page.goto(seeded.address("/live/manage/new"))
    page.fill("[name=title]", "不用脚本")
    page.check("[value='blank:']", force=True)
    page.get_by_role("button", name="建草稿").first.click()
    page.get_by_role("navigation", name="准备竞赛").get_by_text("规程").click()
    page.select_option("[name=kind]", "risk")
    page.get_by_role("button", name="添加", exact=True).click()
    page.fill("[name=r2-values]", "10、20、30")
    page.get_by_role("button", name="第 3 个环节上移").click()
    expect(page.locator("[name=r1-values]")).to_have_value("10、20、30")
    page.get_by_role("button", name="保存规程").click()
    expect(page.get_by_text("规程已保存。")).to_be_visible()
    expect(page.locator("[name=r1-values]")).to_have_value("10、20、30")
    context.close()


def test_a_contest_is_prepared_rehearsed_and_thrown_away(desk: Page, seeded: Seeded) -> None:
    desk.goto(seeded.address("/live/manage/new"))
    desk.fill("[name=title]", "迎七一")
    desk.check("[value='blank:']", force=True)
    desk.get_by_role("button", name="建草稿").first.click()
    here = desk.url
    desk.goto(f"{here}teams")
    for number, name in enumerate(("机关队", "血站队")):
        desk.fill(f"[name=rows-{number}-name]", name)
    desk.get_by_role("button", name="保存队伍").click()
    desk.goto(f"{here}questions")
    desk.get_by_role("button", name="抽齐缺的题").click()
    desk.goto(f"{here}check")
    desk.get_by_role("button", name="其余全按建议").click()
    expect(desk.get_by_text("每条都已定好。")).to_be_visible()
    desk.goto(here)
    desk.get_by_role("button", name="彩排一遍").click()
    expect(desk).to_have_url(re.compile(r"/live/manage/\d+/host$"))
    desk.goto(here)
    confirm(desk, "删除草稿")
    expect(desk.get_by_text("草稿已删除。")).to_be_visible()


def test_a_fixed_price_asks_for_its_amount(desk: Page, seeded: Seeded) -> None:
    ready(desk)
    desk.goto(seeded.address("/live/manage/{prepared_live}/rules"))
    amount = desk.locator("[name=r0-wrong_by]")
    expect(amount).to_be_hidden()
    desk.select_option("#r0-wrong", "fixed")
    expect(amount).to_be_visible()
    desk.select_option("#r0-wrong", "0")
    expect(amount).to_be_hidden()
    desk.on("dialog", lambda dialog: dialog.accept())  # leaving with something typed asks


def test_questions_are_dragged_into_another_order(desk: Page, seeded: Seeded) -> None:
    desk.goto(seeded.address("/live/manage/{prepared_live}/questions/req"))
    rows = desk.locator(".picked[data-order] .prepq")
    order = [row.get_attribute("data-item") for row in rows.all()]
    handle, third = rows.nth(0).locator(".prepq__n"), rows.nth(2)
    handle.hover()
    desk.mouse.down()
    box = third.bounding_box()
    assert box
    with desk.expect_response(re.compile("/change$")):
        desk.mouse.move(box["x"] + 8, box["y"] + box["height"] - 4, steps=8)
        desk.mouse.up()
    wanted = [order[1], order[2], order[0], *order[3:]]
    desk.reload()
    assert [row.get_attribute("data-item") for row in rows.all()] == wanted


def test_arrows_turn_the_slides(desk: Page, seeded: Seeded) -> None:
    desk.goto(seeded.address("/live/manage/{prepared_live}/preview"))
    expect(desk.locator(".previewbar__where b")).to_have_text(re.compile("^1 / "))
    desk.keyboard.press("ArrowRight")
    expect(desk.locator(".previewbar__where b")).to_have_text(re.compile("^2 / "))
    desk.wait_for_load_state()  # with the script that hears the keys
    desk.keyboard.press(" ")
    expect(desk.get_by_text("看题")).to_be_visible()
    desk.wait_for_load_state()
    desk.keyboard.press("Escape")
    expect(desk).to_have_url(re.compile("/questions$"))
