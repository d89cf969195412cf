"""A paper as the browser prints it: A4, every question whole and readable, pages numbered, no key in the question part."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Seeded, open_context
from tests.browser.seed import PASSWORD
from tests.browser.steps import sign_in
from tests.fixtures.items import every_type
from tests.support.pdf import pages_of


@pytest.fixture
def desk(seeded: Seeded, chrome: Browser) -> Iterator[Page]:
    context, watch = open_context(chrome, seeded.server.base)
    yield sign_in(context, "organiser", PASSWORD)
    context.close()
    assert watch.complaints == []


def printed(page: Page, address: str) -> list[str]:
    """Open a page and print it; return the text of its sheets. Kept where QUIZAPP_TEST_PRINTS says, to be looked at."""
    page.goto(address)
    pdf = page.pdf(prefer_css_page_size=True, print_background=False)
    assert re.search(rb"/MediaBox\s*\[0 0 59[45][\d.]* 84[12]", pdf), "A4 portrait"
    if folder := os.environ.get("QUIZAPP_TEST_PRINTS"):
        (Path(folder) / (re.sub(r"\W+", "-", address).strip("-") + ".pdf")).write_bytes(pdf)
    return pages_of(pdf)


def bare(text: str) -> str:
    return re.sub(r"\s|\*\*", "", text)


def test_the_question_part_has_every_question_on_one_sheet_and_no_key(desk: Page, seeded: Seeded) -> None:
    sheets = printed(desk, seeded.address("/bank/papers/{paper}/sheet?variant=A"))
    whole = "".join(sheets)
    for item in every_type():
        number = re.search(rf"(\d+)\.{re.escape(bare(item['stem']))}", whole)
        assert number, item["stem"]
        assert sum(bare(item["stem"]) in sheet for sheet in sheets) == 1
    assert "一、单选题（每题2分，共" in whole
    assert "答题纸" in sheets[-1]
    assert "7F3A91C2-A" in whole
    assert not re.search("因为如此|参考答案|来源|试题规则|要点", whole)


def test_pages_say_which_they_are_of_how_many(desk: Page, seeded: Seeded) -> None:
    for name in ("sheet?variant=B", "key"):
        sheets = printed(desk, seeded.address("/bank/papers/{paper}/" + name))
        for number, sheet in enumerate(sheets, 1):
            assert f"{number}/{len(sheets)}" in sheet


def test_the_key_sheet_has_keys_explanations_and_sources_of_both_variants(desk: Page, seeded: Seeded) -> None:
    whole = "".join(printed(desk, seeded.address("/bank/papers/{paper}/key")))
    assert "A卷7F3A91C2-A" in whole
    assert "B卷7F3A91C2-B" in whole
    assert whole.count("因为如此。") >= 2 * len(every_type())
    assert "《试题规则》（2026）第一条" in whole
    assert "32学时" in whole


def test_no_question_is_cut_by_the_end_of_a_page_or_column(desk: Page, seeded: Seeded) -> None:
    desk.goto(seeded.address("/bank/papers/{paper}/sheet"))
    desk.emulate_media(media="print")
    inside = desk.locator(".exam__item").evaluate_all(
        "all => all.map(one => getComputedStyle(one).breakInside)"
    )
    assert set(inside) == {"avoid"}
    # a box that a column cuts in two has two rectangles
    rectangles = desk.locator(".exam__item").evaluate_all(
        "all => all.map(one => one.getClientRects().length)"
    )
    assert set(rectangles) == {1}


def test_an_organiser_makes_a_paper_in_a_few_steps(desk: Page, seeded: Seeded) -> None:
    desk.goto(seeded.address("/bank/"))
    desk.get_by_role("link", name="打印试卷").click()
    desk.fill("[name=title]", "现场测试")
    desk.select_option("[name=arrangement]", "shuffled")
    desk.get_by_role("button", name="生成试卷").click()
    expect(desk.get_by_role("heading", name="现场测试")).to_be_visible()
    desk.get_by_role("link", name="打印", exact=True).click()
    expect(desk.get_by_role("heading", name="现场测试").first).to_be_visible()
