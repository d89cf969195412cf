"""Answering under all circumstances: by keyboard alone, in two tabs, when leaving, and without scripts."""

from __future__ import annotations

import contextlib
import re

from playwright.sync_api import Dialog, Error, Page, expect

from tests.browser.conftest import PHONE, Seeded, Visit
from tests.browser.every_type import answer_by_keyboard, answer_plainly, tab_to
from tests.browser.seed import PASSWORD
from tests.browser.steps import ready, sign_in

TYPES = 8


def test_practice_by_keyboard_alone(seeded: Seeded, visit: Visit) -> None:
    page = sign_in(visit(seeded.server.base), "keys", PASSWORD)
    practice = seeded.address("/practice/{keys_practice}")
    page.goto("/practice/")
    tab_to(page, f'a[href="{practice}"]')
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{practice}")
    for number in range(1, TYPES + 1):
        expect(ready(page).locator(".practice__place")).to_have_text(re.compile(rf"^{number}\s*/ {TYPES}"))
        answer_by_keyboard(page)
        verdict = page.locator("[data-verdict]")
        expect(verdict).to_be_focused()
        if verdict.locator("[name=share]").count():
            tab_to(page, '[name="share"][value="full"]')
            page.keyboard.press("Enter")
        expect(verdict.locator(".verdict--ok")).to_be_visible()
        expect(verdict).to_be_focused()
        page.keyboard.press("Enter")
    expect(page.locator(".figure")).to_have_text(re.compile(rf"^{TYPES}\s*/ {TYPES} 题答对"))


def enter(page: Page, seeded: Seeded) -> None:
    page.goto(seeded.address("/contests/{running}"))
    ready(page).get_by_role("button", name="开始答题").click()
    expect(page.locator("[data-question]:visible")).to_have_count(1)


def test_leaving_in_the_middle_warns_and_two_tabs_are_one_attempt(seeded: Seeded, visit: Visit) -> None:
    one = sign_in(visit(seeded.server.base, **PHONE), "tabs", PASSWORD)
    other = one.context.new_page()
    other.goto(seeded.address("/contests/{running}"))
    enter(one, seeded)
    ready(other).get_by_role("button", name="开始答题").click()  # an old page: the attempt is there already
    other.wait_for_url(one.url.partition("#")[0] + "**")

    choice = "[data-question]:has([data-type=single]), [data-question]:has([data-type=boolean])"
    first = one.locator(choice).first.get_attribute("data-question")
    for page in (one, other):
        page.locator('[data-open="list"]').click()
        page.locator(f'[data-sheet="list"] [data-jump="{first}"]').click()
    one.locator(f'[data-question="{first}"] label.option').first.click()
    expect(other.locator(f'[data-question="{first}"] .option__input').first).to_be_checked()
    expect(other.locator("[data-state]")).to_have_text("已保存")
    other.locator(f'[data-question="{first}"] label.option').nth(1).click()
    expect(one.locator(f'[data-question="{first}"] .option__input').nth(1)).to_be_checked()
    expect(one.locator("[data-state]")).to_have_text("已保存")

    assert warned_when_closing(one)
    one.locator('[data-open="list"]').click()
    one.locator('[data-sheet="list"] [data-open="submit"]').click()
    expect(one.locator("[data-summary]")).to_contain_text(f"还有 {TYPES - 1} 题没有作答")
    one.locator("[data-hand-in]").get_by_role("button", name="交卷").click()
    for page in (one, other):  # the other tab follows
        expect(page).to_have_url(re.compile(r"/contests/\d+/result$"))
    assert not warned_when_closing(other)


def warned_when_closing(page: Page) -> bool:
    """Close the page as a person does; stay when it asks, and say whether it did."""
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.bring_to_front()
    page.on("dialog", stay)
    page.close(run_before_unload=True)
    with contextlib.suppress(Error):  # closed without a word
        page.wait_for_timeout(500)
    return asked == ["beforeunload"]


def test_everything_works_without_scripts(seeded: Seeded, visit: Visit) -> None:
    page = sign_in(visit(seeded.server.base, **PHONE, java_script_enabled=False), "plain", PASSWORD)
    practise_plainly(page)
    page.goto(seeded.address("/contests/{running}"))
    page.get_by_role("button", name="开始答题").click()
    roots = page.locator("[data-response]")
    expect(roots).to_have_count(TYPES)
    for number, root in enumerate(roots.all()):
        if number == TYPES // 2:  # half of it is saved before
            break
        answer_plainly(root)
    page.get_by_role("button", name="保存答案").click()
    expect(page.locator(".notices")).to_contain_text("答案已保存")
    for root in roots.all()[TYPES // 2 :]:
        answer_plainly(root)
    page.locator(".no-js").get_by_role("button", name="交卷").click()
    expect(page.locator("main")).to_contain_text(f"{TYPES} 题都已作答")
    page.locator("main").get_by_role("button", name="交卷").click()
    expect(page.locator(".figure")).to_have_text(re.compile(r"^35\s*/ 40 分"))
    expect(page.locator("main")).to_contain_text("1 道简答题等待评分")


def practise_plainly(page: Page) -> None:
    """Begin a practice of choices, answer its first question, see why, and end it."""
    page.goto("/practice/")
    page.locator("#type-single").check(force=True)
    page.locator("#size-5").check(force=True)
    page.get_by_role("button", name="开始练习").click()
    page.locator("label.option").first.click()
    page.get_by_role("button", name="提交").click()
    expect(page.locator("[data-verdict] .explain")).to_be_visible()
    page.get_by_role("link", name="下一题").click()
    expect(page.locator(".practice__place")).to_have_text(re.compile(r"^2\s*/ 5"))


def test_dark_and_large_type_stay_with_the_member(seeded: Seeded, visit: Visit) -> None:
    page = sign_in(visit(seeded.server.base, **PHONE), "plain", PASSWORD)
    page.goto("/")
    size, paper = looks_of(page)
    page.goto("/profile")
    ready(page).get_by_text("深色", exact=True).click()
    page.locator('[name="large_type"]').check()
    assert looks_of(page)[1] != paper  # shown at once
    page.locator('#display [type="submit"]').click()
    expect(page).to_have_url(re.compile(r"#display$"))
    for address in ("/", "/contests/", seeded.address("/contests/{settled}")):
        page.goto(address)
        now_size, now_paper = looks_of(page)
        assert round(now_size / size, 1) == 1.2
        assert now_paper != paper
    elsewhere = sign_in(visit(seeded.server.base), "plain", PASSWORD)
    assert looks_of(elsewhere)[1] != paper


def looks_of(page: Page) -> tuple[float, str]:
    """Return the size of the text and the colour of the paper."""
    found = page.evaluate(
        "[getComputedStyle(document.body).fontSize, getComputedStyle(document.body).backgroundColor]"
    )
    return float(found[0].removesuffix("px")), str(found[1])
