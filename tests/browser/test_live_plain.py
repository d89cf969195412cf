"""A contest in the room without JavaScript: forms that lead to where the contest is, at the console and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Visit
from tests.browser.hall_seed import PASSWORD, Staged, stage_plain
from tests.browser.steps import fill, sign_in
from tests.support.server import Server, serving


@pytest.fixture
def staged(tmp_path: Path) -> Staged:
    return stage_plain(tmp_path / "data")


@pytest.fixture
def server(tmp_path: Path, staged: Staged) -> Iterator[Server]:
    with serving(tmp_path / "data") as server:
        yield server
        print(server.log[-4000:])  # seen when the test fails


def test_a_question_is_asked_and_answered_by_plain_forms(
    server: Server, staged: Staged, visit: Visit
) -> None:
    phone = joined(visit, server, staged)
    host = at_the_console(visit, server, staged)
    expect(host.locator(".name", has_text="周晓岚")).to_have_count(1)
    press(host, "main-act")
    press(host, "main-act")
    look_again(phone)
    expect(phone.locator(".player")).to_have_attribute("data-situation", "answer")
    phone.locator(".pad", has_text="乙").tap()
    expect(phone.locator("[data-says]")).to_have_text("已收到，等主持人公布")
    expect(phone.locator(".pad--chosen")).to_contain_text("乙")
    host.reload()
    expect(host.locator("[data-received]").first).to_have_text("1")
    press(host, "main-act")  # closes
    expect(host.locator(".console")).to_have_attribute("data-phase", "closed")
    look_again(phone)
    expect(phone.locator(".player")).to_have_attribute("data-situation", "closed")
    press(host, "main-act")  # shows
    look_again(phone)
    expect(phone.locator('[data-verdict="right"]')).to_be_visible()
    expect(phone.locator('.livebar [data-mine="score"]')).to_have_text("10")
    take_back(host)
    look_again(phone)
    expect(phone.locator(".player")).to_have_attribute("data-situation", "closed")


def joined(visit: Visit, server: Server, staged: Staged) -> Page:
    """Come in by the PIN on a phone without scripts."""
    phone = visit(server.base, java_script_enabled=False, **PHONE).new_page()
    phone.goto("/join")
    fill(phone, pin=staged.pin)
    phone.get_by_role("button", name="加入").tap()
    fill(phone, name="周晓岚")
    phone.get_by_role("button", name="加入").tap()
    expect(phone.get_by_role("heading", name="你在名单里了")).to_be_visible()
    return phone


def at_the_console(visit: Visit, server: Server, staged: Staged) -> Page:
    desk = sign_in(visit(server.base, java_script_enabled=False), "organiser", PASSWORD)
    desk.goto(f"/live/manage/{staged.id}/host")
    return desk


def press(host: Page, button: str) -> None:
    """Press a button of the console, which leads back to it."""
    host.locator(f"#{button}").click()
    expect(host.locator(".console")).to_be_visible()


def look_again(phone: Page) -> None:
    phone.get_by_role("link", name="刷新").tap()
    phone.wait_for_load_state()


def take_back(host: Page) -> None:
    """Undo by its page: what it takes back, then doing it."""
    host.locator("#log-undo").click()
    expect(host.locator(".ask")).to_contain_text("公布")
    host.get_by_role("button", name="确定撤销").click()
    expect(host.locator(".console")).to_have_attribute("data-phase", "closed")
