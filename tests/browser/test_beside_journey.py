"""Beside a material: a passage is marked with the finger, something is said and hidden, and a guest comes in by a link."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PHONE, Seeded, open_context
from tests.browser.seed import PASSWORD
from tests.browser.steps import fill, ready, sign_in

SELECT = """
() => {
  const strong = document.querySelector('.reading .prose strong');
  const range = document.createRange();
  range.setStart(strong.firstChild, 0);
  range.setEnd(strong.nextSibling, 2);
  const selection = window.getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}
"""


def test_a_passage_is_marked_and_found_again(chrome: Browser, seeded: Seeded) -> None:
    context, watch = open_context(chrome, seeded.server.base, **PHONE)
    page = sign_in(context, "leader", PASSWORD)
    page.goto(seeded.address("/study/{material}"))
    ready(page).evaluate(SELECT)
    page.locator(".notepick").click()
    expect(page.locator("[data-quoted]")).to_have_text("要点加粗")
    form = page.locator("[data-note-form]")
    form.get_by_text("疑问", exact=True).click()
    form.locator("[name=text]").fill("为什么加粗？")
    page.get_by_role("button", name="保存笔记").click()
    page.wait_for_url(lambda url: "#noted-" in url)
    expect(page.locator("mark.noted--doubt").first).to_have_text("要点")
    assert "".join(page.locator("mark.noted").all_inner_texts()) == "要点加粗"
    page.locator("mark.noted").first.click()
    expect(page.locator(".beside .rows > li a", has_text="修改")).to_be_focused()
    page.goto("/study/notes?q=为什么加粗")
    expect(page.locator(".quoted")).to_have_text("要点加粗")
    assert watch.taken() == []
    context.close()


def test_what_was_said_is_hidden_with_a_reason(chrome: Browser, seeded: Seeded) -> None:
    context, watch = open_context(chrome, seeded.server.base, **PHONE)
    page = sign_in(context, "leader", PASSWORD)
    page.goto(seeded.address("/study/{checked_material}"))
    ready(page).locator("#comment-text").fill("第一行\n第二行，与材料无关")
    page.get_by_role("button", name="发表", exact=True).click()
    expect(page.locator(".said", has_text="与材料无关")).to_be_visible()
    where = page.url.split("?")[0]
    desk, desk_watch = open_context(chrome, seeded.server.base)
    moderate(sign_in(desk, "organiser", PASSWORD))
    page.goto(where)
    expect(page.get_by_text("隐藏的理由：跑题了")).to_be_visible()
    assert watch.taken() + desk_watch.taken() == []
    context.close()
    desk.close()


def moderate(page: Page) -> None:
    page.goto("/study/manage/discussion?which=shown&q=与材料无关")
    ready(page).locator("summary", has_text="隐藏").click()
    fill(page, reason="跑题了")
    page.get_by_role("button", name="隐藏发言").click()
    expect(page.get_by_text("已隐藏，作者会看到理由")).to_be_visible()


def test_a_guest_comes_in_by_the_link_and_sees_what_is_shared(chrome: Browser, seeded: Seeded) -> None:
    desk, watch = open_context(chrome, seeded.server.base)
    page = sign_in(desk, "organiser", PASSWORD)
    page.goto(seeded.address("/partners/{partner}"))
    ready(page).get_by_role("button", name="生成邀请码").click()
    link = page.locator(".linkcard code").inner_text()
    phone, phone_watch = open_context(chrome, seeded.server.base, **PHONE)
    guest = phone.new_page()
    guest.goto(link.replace("http://localhost", seeded.server.base))
    fill(guest, name="联建同志", username="liantongzhi", password=PASSWORD)
    guest.get_by_label("已阅读并同意隐私说明").check()
    guest.get_by_role("button", name="加入并登录").click()
    guest.wait_for_url("**/partners/welcome")
    expect(guest.locator(".tabbar__item")).to_have_count(3)
    guest.locator(".rows a").first.click()
    guest.wait_for_url("**/contests/*")
    assert watch.taken() + phone_watch.taken() == []
    desk.close()
    phone.close()
