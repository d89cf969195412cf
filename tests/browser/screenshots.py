"""The README's pictures, taken of the demo. Named, not collected: `make screenshots`.

Other runs leave the tree clean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from quizapp.demo.mark import LOCAL_PASSWORD
from tests.browser.conftest import DESK, PHONE, Visit
from tests.browser.steps import ready, sign_in
from tests.support.server import ROOT, Server, serving

IMAGES = ROOT / "docs" / "images"
MOST_BYTES = 250_000


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str]]:
    """A server on the demo, and the address of its screen."""
    data = tmp_path_factory.mktemp("demo") / "data"
    with serving(data, first=("demo",)) as server:
        said = server.run("demo")
        screen = re.search(r"/display/\S+", said)
        assert screen
        yield server, screen.group()


@pytest.fixture
def phone(demo: tuple[Server, str], visit: Visit) -> Page:
    return sign_in(visit(demo[0].base, **PHONE, device_scale_factor=2), "member", LOCAL_PASSWORD)


def take(page: Page, name: str, *, pointer: bool = True) -> None:
    """Write the picture, the pointer out of it; it must stay small enough for a repository."""
    page.wait_for_load_state("load")
    if pointer:
        page.mouse.move(0, 0)
    path = IMAGES / f"{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path, animations="disabled")
    assert path.stat().st_size <= MOST_BYTES, (name, path.stat().st_size)


def test_home(phone: Page) -> None:
    take(phone, "home")


def test_record(phone: Page) -> None:
    phone.goto("/record/")
    take(phone, "record")


def test_practice(phone: Page) -> None:
    """A question of several choices, answered, with the reason below it."""
    phone.goto("/practice/")
    phone.locator('label[for="type-single"]').click()
    phone.get_by_role("button", name="开始练习").click()
    ready(phone).locator("label.option").first.click()
    phone.get_by_role("button", name="提交").click()
    expect(phone.locator("[data-verdict]")).to_be_visible()
    take(phone, "practice")


def test_contest(phone: Page) -> None:
    """The first question of a contest that runs, with a choice made."""
    phone.goto("/contests/")
    phone.locator("main").get_by_role("link", name="进入竞赛").first.click()
    phone.get_by_role("button", name="开始答题").click()
    expect(phone.locator("[data-question]:visible")).to_have_count(1)
    phone.locator("label.option:visible").first.click()
    expect(phone.locator("[data-state]")).to_have_text("已保存")
    take(phone, "contest")


def test_editor(demo: tuple[Server, str], visit: Visit) -> None:
    page = sign_in(visit(demo[0].base, **DESK), "organiser", LOCAL_PASSWORD)
    page.goto("/contests/manage?state=draft")
    page.locator("main td a").first.click()
    expect(page.locator("[data-editor]")).to_be_visible()
    take(page, "editor")


def test_display(demo: tuple[Server, str], visit: Visit) -> None:
    page = visit(demo[0].base, viewport={"width": 1920, "height": 1080}).new_page()
    page.goto(demo[1])
    take(page, "display")


def act(console: Page, **step: object) -> None:
    """Do a step of the host's by its address, as the console's buttons do."""
    done = console.evaluate(
        """async (step) => {
          const { postJson, requestId } = await import('/static/js/core/http.js');
          await postJson(location.pathname.replace(/host$/, 'act'), { ...step, request_id: requestId() });
        }""",
        step,
    )
    assert done is None


def test_live(demo: tuple[Server, str], visit: Visit) -> None:
    """A question to press for: the wall, a phone, the host's console."""
    console = sign_in(visit(demo[0].base, **DESK), "organiser", LOCAL_PASSWORD)
    console.goto("/live/manage")
    console.locator("main a[href$='/host']").first.click()
    pin = re.search(r"(\d{3}) (\d{3})", console.locator(".console").inner_text())
    wall = console.locator("a[href*='/display/']").first.get_attribute("href")
    assert pin
    assert wall
    stage = visit(demo[0].base, viewport={"width": 1920, "height": 1080}).new_page()
    stage.goto(wall)
    page = visit(demo[0].base, **PHONE, device_scale_factor=2).new_page()
    page.goto(f"/join/{pin[1]}{pin[2]}")
    page.fill("[name=name]", "王芳")
    page.get_by_text("人道救助队").click()
    page.get_by_role("button", name="加入").click()
    expect(page.locator("[data-situation=lobby]")).to_be_visible()
    for step in ({"do": "start_round", "round": "buzz"}, {"do": "ask"}, {"do": "open_buzz"}):
        act(console, **step)
    expect(page.locator("[data-situation=buzz]")).to_be_visible()
    take(page, "live-buzzer")
    page.locator("[data-buzz]").tap()
    expect(page.locator("[data-situation=pressed], [data-situation=turn]").first).to_be_visible()
    expect(stage.get_by_text("抢到").first).to_be_visible()
    stage.locator("body:not(.wall-awake)").wait_for()  # its tools have gone
    take(stage, "live-wall", pointer=False)
    take(console, "live-console")
