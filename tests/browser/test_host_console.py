"""The host's console in a browser: by key, by hand, without scripts, with the cable pulled."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Seeded, Visit
from tests.browser.looks import overflow, violations
from tests.browser.seed import PASSWORD
from tests.browser.steps import sign_in

CONSOLE, SAID = ".console", "[data-said]"


def console(visit: Visit, seeded: Seeded, stage: str, **options: object) -> Page:
    """Open the console of one of the seed's contests, its line up where there are scripts."""
    context = visit(seeded.server.base, **options)
    page = sign_in(context, "organiser", PASSWORD)
    page.goto(seeded.address(f"/live/manage/{{{stage}_live}}/host"))
    if options.get("java_script_enabled", True):
        expect(page.locator("[data-line]")).to_have_attribute("data-state", "live")
    return page


def press(page: Page, key: str, phase: str) -> None:
    page.keyboard.press(key)
    expect(page.locator(CONSOLE)).to_have_attribute("data-phase", phase)


def has_total(page: Page, team: str, points: str) -> None:
    """Find a team's points on the console, as soon as it has been told of them."""
    expect(page.locator(".total", has_text=team).locator(".total__points")).to_have_text(points)


def test_a_question_is_led_by_keys_alone(visit: Visit, seeded: Seeded) -> None:
    page = console(visit, seeded, "by_key")
    page.context.watch.expect("status of 409")  # type: ignore[attr-defined]  # a key that the rules refuse
    press(page, "Space", "between")
    press(page, "Space", "reading")
    press(page, "b", "open")
    press(page, "2", "answering")
    press(page, "r", "closed")
    has_total(page, "乙队", "110")
    page.keyboard.press("o")
    expect(page.locator(CONSOLE)).to_have_attribute("data-phase", "answering")
    press(page, "w", "closed")
    has_total(page, "乙队", "90")
    page.keyboard.press("w")
    press(page, "Space", "revealed")
    press(page, "Space", "reading")


def test_an_undo_shows_first_what_it_takes_back(visit: Visit, seeded: Seeded) -> None:
    page = console(visit, seeded, "undone")
    page.keyboard.press("u")
    dialog = page.locator("dialog[data-asking]")
    expect(dialog).to_contain_text("撤销：丙队第 1 题答错扣的 10 分")
    expect(dialog).to_contain_text("90 → 100")
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(page.locator(".steplog__line--undone")).to_have_count(1)
    has_total(page, "丙队", "100")


def test_a_dialog_stays_while_the_console_changes_below_it(visit: Visit, seeded: Seeded) -> None:
    page = console(visit, seeded, "below_dialog")
    other = console(visit, seeded, "below_dialog", **PHONE)
    page.keyboard.press("a")
    points = page.locator("dialog [name=points]")
    points.fill("-5")
    page.keyboard.type("rwb u")  # keys are text here
    other.locator("#main-act").tap()
    expect(page.locator(CONSOLE)).to_have_attribute("data-phase", "between")
    expect(points).to_have_value("-5rwb u")
    points.fill("-5")
    page.get_by_role("button", name="场外提示").click()
    expect(points).to_have_value("-10")
    page.get_by_role("button", name="记入").click()
    expect(other.locator("#log")).to_contain_text("（场外提示）")
    has_total(page, "甲队", "90")


def test_what_a_hand_has_pressed_is_not_pressed_again_by_the_space_bar(visit: Visit, seeded: Seeded) -> None:
    page = console(visit, seeded, "by_hand")
    press(page, "Space", "between")
    page.locator("#main-act").click()
    expect(page.locator(CONSOLE)).to_have_attribute("data-phase", "reading")
    page.locator("#tool-pause").click()
    expect(page.locator(".brief__clock")).to_contain_text("已暂停")
    page.keyboard.press("Space")
    expect(page.locator(".brief__clock")).not_to_contain_text("已暂停")
    press(page, "Space", "open")
    page.locator("#press-t3").focus()
    page.keyboard.press("Enter")
    expect(page.locator(CONSOLE)).to_have_attribute("data-phase", "answering")
    expect(page.locator("body")).not_to_be_focused()  # the one with the focus is gone, the focus is not


def test_an_overruling_is_looked_at_and_then_done(visit: Visit, seeded: Seeded) -> None:
    page = console(visit, seeded, "overruled")
    page.locator("#log").get_by_role("link", name="改判").first.click()
    dialog = page.locator("dialog[data-asking]")
    dialog.get_by_label("答对").check()
    dialog.get_by_role("button", name="仲裁改判").click()
    dialog.get_by_role("button", name="先看变化").click()
    expect(dialog).to_contain_text("丙队改判为答对")
    expect(dialog).to_contain_text("90 → 110")
    has_total(page, "丙队", "90")
    dialog.get_by_role("button", name="确定").click()
    expect(page.locator(".total", has_text="丙队").locator(".total__points")).to_have_text("110")


def test_a_pulled_cable_heals_without_a_reload(visit: Visit, seeded: Seeded) -> None:
    page, other = console(visit, seeded, "cable"), console(visit, seeded, "cable")
    page.context.watch.expect("ERR_INTERNET_DISCONNECTED")  # type: ignore[attr-defined]  # the cable
    page.evaluate("window.kept = 'the same page'")
    page.context.set_offline(True)
    expect(page.locator("[data-line]")).to_have_text("连接中断")
    other.keyboard.press("p")
    expect(other.locator("#tool-pause")).to_contain_text("继续")
    page.context.set_offline(False)
    expect(page.locator("#tool-pause")).to_contain_text("继续")
    expect(page.locator("[data-line]")).to_have_text("实时")
    assert page.evaluate("window.kept") == "the same page"
    page.keyboard.press("p")
    expect(other.locator("#tool-pause")).to_contain_text("暂停")


def test_without_scripts_every_button_is_a_form(visit: Visit, seeded: Seeded) -> None:
    page = console(visit, seeded, "by_form", java_script_enabled=False)
    for button in ("#main-act", "#main-act", "#main-act", "#press-t1", "#judge-wrong"):
        page.locator(button).click()
    expect(page.locator(CONSOLE)).to_have_attribute("data-phase", "closed")
    has_total(page, "甲队", "90")
    page.locator("#log").get_by_role("link", name="改判").first.click()
    page.get_by_label("答对").check()
    page.locator("[name=reason]").fill("仲裁改判")
    page.get_by_role("button", name="先看变化").click()
    expect(page.locator("main")).to_contain_text("90 → 110")
    page.get_by_role("button", name="确定").click()
    expect(page).to_have_url(re.compile("/host$"))
    has_total(page, "甲队", "110")


@pytest.mark.parametrize("viewport", [{"width": 1024, "height": 768}, {"width": 1440, "height": 900}])
def test_the_desk_never_scrolls_as_a_whole(viewport: dict[str, int], visit: Visit, seeded: Seeded) -> None:
    page = console(visit, seeded, "pressed", viewport=viewport)
    tall = page.evaluate("document.scrollingElement.scrollHeight - innerHeight")
    assert tall <= 0
    for button in ("#judge-right", "#judge-wrong", "#tool-pause"):
        box = page.locator(button).bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= viewport["height"]


def test_a_second_device_becomes_the_referee_and_the_host_again(visit: Visit, seeded: Seeded) -> None:
    host = console(visit, seeded, "in_office")
    other = console(visit, seeded, "in_office", **PHONE)
    other.locator("#ask-office").tap()
    other.get_by_role("button", name="这台设备做裁判").tap()
    expect(other).to_have_url(re.compile(r"/host\?office=referee$"))
    expect(other.locator("[data-line]")).to_have_attribute("data-state", "live")
    for key, phase in (("Space", "between"), ("Space", "reading"), ("b", "open"), ("1", "answering")):
        press(host, key, phase)
    expect(other.locator(".keyed__item--right")).to_be_visible()
    expect(other.locator("#tool-pause")).to_have_count(0)
    other.locator("#judge-right").tap()
    expect(host.locator(CONSOLE)).to_have_attribute("data-phase", "closed")
    has_total(host, "甲队", "110")
    assert [*overflow(other), *violations(other)] == []
    other.locator("#ask-office").tap()
    other.get_by_role("button", name="这台设备做主持").tap()
    expect(other.locator("#tool-pause")).to_be_visible()


def test_the_end_is_asked_for_over_a_question_that_nobody_has_judged(visit: Visit, seeded: Seeded) -> None:
    page = console(visit, seeded, "unjudged")
    for key, phase in (("Space", "between"), ("Space", "reading"), ("b", "open"), ("2", "answering")):
        press(page, key, phase)
    page.locator("#more-tools > summary").click()
    page.locator("#more-finish").click()
    dialog = page.locator("dialog[data-asking]")
    expect(dialog).to_contain_text("这道题还没判（乙队）")
    dialog.get_by_role("button", name="答错", exact=True).click()
    expect(dialog.locator("[data-unjudged]")).to_have_count(0)
    has_total(page, "乙队", "90")
    dialog.get_by_role("button", name="结束竞赛").click()
    expect(page.locator(CONSOLE)).to_have_attribute("data-stage", "finished")
