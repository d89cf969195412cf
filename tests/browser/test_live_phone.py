"""Phones in a live contest on real lines: a tap, a tap without a line, a buzzer, a cable that was pulled."""

from __future__ import annotations

import json
import re
import time
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import PHONE, Seeded, Visit
from tests.browser.seed import PASSWORD
from tests.browser.steps import ready, sign_in
from tests.support.server import Server


class Contest:
    """A contest led over the API, as a host's script would."""

    def __init__(self, server: Server, token: str, pin: str, id: str = "") -> None:
        self._server, self._token, self.pin, self.id = server, token, pin, id

    def host(self, do: str, **fields: Any) -> Any:
        return call(self._server, f"live/{self.pin}/host/{do}", self._token, fields)

    def answered(self) -> int:
        """How many answers are stored; the host sees who has answered."""
        return len(self._shown()["answered"])

    def players(self) -> list[str]:
        return [one["id"] for one in self._shown()["players"]]

    def _shown(self) -> Any:
        request = urllib.request.Request(
            f"{self._server.base}/api/v1/live/{self.pin}", headers={"Authorization": f"Bearer {self._token}"}
        )
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)


def call(server: Server, path: str, token: str, body: dict[str, Any]) -> Any:
    request = urllib.request.Request(
        f"{server.base}/api/v1/{path}",
        data=json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
        method="POST",
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


@pytest.fixture(scope="module")
def token(seeded: Seeded) -> str:
    return seeded.server.run("token", "create", "--username", "organiser", "--scope", "host").strip()


@pytest.fixture
def make_party(seeded: Seeded, token: str) -> Callable[..., Contest]:
    """Open the lobby of a contest in which everybody answers questions of some types."""

    def make(*types: str) -> Contest:
        order = {"title": "竞答", "rules": "party-accuracy", "bank": "各种题型", "count": 1, "types": types}
        made = call(seeded.server, "live", token, {**order, "guests": True})
        return Contest(seeded.server, token, made["pin"], made["id"])

    return make


@pytest.fixture
def party(make_party: Callable[..., Contest]) -> Contest:
    return make_party("single")


@pytest.fixture
def stage(seeded: Seeded, token: str) -> Contest:
    """Buzzers at which the first question is being read out."""
    return Contest(seeded.server, token, seeded.places["reading_pin"])


@pytest.fixture
def again(seeded: Seeded, token: str) -> Contest:
    """The same, where two teams may try."""
    return Contest(seeded.server, token, seeded.places["again_pin"])


@pytest.fixture
def phone(visit: Visit, seeded: Seeded) -> Callable[..., Page]:
    def make(contest: Contest, name: str, ahead: int = 0, **fields: str) -> Page:
        context: BrowserContext = visit(seeded.server.base, **PHONE)
        context.add_init_script(f"const now = Date.now; Date.now = () => now() + {ahead}")
        context.watch.expect("ERR_INTERNET_DISCONNECTED|status of 4")  # type: ignore[attr-defined]  # set by visit
        page = context.new_page()
        page.goto(f"/join/{contest.pin}")
        ready(page).locator("[name=name]").fill(name)
        for field, value in fields.items():
            page.locator(f"[name={field}][value={value}]").check()
        page.get_by_role("button", name="加入").tap()
        page.wait_for_url(f"**/live/{contest.pin}")
        expect(ready(page).locator("[data-online-text]")).to_have_text(re.compile("已连接|往返"))
        return page

    return make


def situation(page: Page, name: str) -> None:
    expect(page.locator(".player")).to_have_attribute("data-situation", name)


def touch(page: Page) -> None:
    """Put a finger on the buzzer, without lifting it."""
    page.locator("[data-buzz]").dispatch_event("pointerdown", {"pointerType": "touch", "bubbles": True})


def test_a_tap_is_received_and_its_result_is_told(party: Contest, phone: Callable[..., Page]) -> None:
    page = phone(party, "周晓岚")
    expect(page.get_by_role("heading", name="你在名单里了")).to_be_visible()
    party.host("start_round", round=1)
    party.host("ask")
    situation(page, "answer")
    expect(page.locator(".pad").first).to_be_enabled()
    page.locator(".pad").first.tap()
    expect(page.locator("[data-says]")).to_have_text("已收到，等主持人公布")
    assert party.answered() == 1
    page.locator(".pad").nth(1).tap(force=True)
    page.reload()
    situation(page, "answered")
    expect(page.locator(".pad--chosen")).to_have_count(1)
    party.host("close")
    situation(page, "closed")
    party.host("reveal")
    situation(page, "result")
    expect(page.locator("[data-verdict]:visible")).to_have_count(1)
    party.host("finish")
    expect(page.get_by_role("heading", name="竞赛结束")).to_be_visible()


def test_an_open_answer_does_not_look_wrong_before_a_judge_has_spoken(
    make_party: Callable[..., Contest], phone: Callable[..., Page], visit: Visit, seeded: Seeded
) -> None:
    party = make_party("short")
    page = phone(party, "林知远")
    party.host("start_round", round=1)
    party.host("ask", limit=300)
    page.locator("textarea").fill("我的要点")
    page.get_by_role("button", name="提交").tap()
    expect(page.locator("[data-says]")).to_have_text("已收到，等主持人公布")
    party.host("close")
    party.host("reveal")
    expect(page.locator(".verdict:visible")).to_have_text("等裁判评分")
    console = sign_in(visit(seeded.server.base), "organiser", PASSWORD)
    console.goto(f"/live/manage/{party.id}/host")
    console.locator("#ask-unmarked").click()
    dialog = console.locator("dialog[data-asking]")
    expect(dialog).to_contain_text("我的要点")
    dialog.get_by_role("button", name="林知远：答对").click()
    expect(dialog).to_contain_text("都评过了")
    expect(page.locator(".verdict:visible")).to_have_text("正确")


def test_a_tap_without_a_line_is_kept_and_sent(party: Contest, phone: Callable[..., Page]) -> None:
    page = phone(party, "陈思源")
    party.host("start_round", round=1)
    party.host("ask", limit=300)
    expect(page.locator(".pad").first).to_be_enabled()
    page.context.set_offline(True)
    page.locator(".pad").first.tap()
    expect(page.locator("[data-says]")).to_have_text("没有连上，已记下，正在重发")
    expect(page.locator("[data-line-text]")).to_have_text("连接中断，正在重连")
    assert party.answered() == 0
    page.context.set_offline(False)
    expect(page.locator("[data-says]")).to_have_text("已收到，等主持人公布")
    expect(page.locator("[data-line-text]")).to_be_hidden()
    assert party.answered() == 1


def test_a_tap_that_came_too_late_is_not_called_received(party: Contest, phone: Callable[..., Page]) -> None:
    page = phone(party, "江一帆")
    party.host("start_round", round=1)
    party.host("ask", limit=300)
    situation(page, "answer")
    expect(page.locator(".pad").first).to_be_enabled()
    page.context.set_offline(True)
    page.locator(".pad").first.tap()
    expect(page.locator("[data-says]")).to_have_text("没有连上，已记下，正在重发")
    party.host("close")
    page.context.set_offline(False)
    expect(page.locator("[data-says]")).to_have_text("连上时已过截止时间，这个答案没有算上")
    assert party.answered() == 0


def test_a_cable_pulled_for_twenty_seconds_heals_without_a_reload(
    party: Contest, phone: Callable[..., Page]
) -> None:
    page = phone(party, "沈牧云")
    page.evaluate("window.kept = true")
    page.context.set_offline(True)
    party.host("start_round", round=1)
    time.sleep(20)
    party.host("ask", limit=300)
    page.context.set_offline(False)
    situation(page, "answer")
    assert page.evaluate("window.kept")


def test_touching_the_buzzer_is_pressing_it(stage: Contest, phone: Callable[..., Page]) -> None:
    first = phone(stage, "罗文远", team="t2")
    other = phone(stage, "谢明澈", team="t3")
    situation(first, "hold")
    stage.host("open_buzz")
    situation(first, "buzz")
    situation(other, "buzz")
    box = first.locator("[data-buzz]").bounding_box()
    viewport = first.viewport_size
    assert box is not None
    assert viewport is not None
    assert box["width"] * box["height"] > viewport["width"] * viewport["height"] / 2
    touch(first)
    situation(first, "pressed")
    expect(first.locator(".moment__title")).to_have_text("抢到了")
    situation(other, "outrun")
    expect(other.locator(".moment__text")).to_contain_text("乙队")


def test_who_was_too_early_is_told_and_others_press_again_after_a_wrong_answer(
    again: Contest, phone: Callable[..., Page]
) -> None:
    early, first, other = (
        phone(again, name, team=team) for name, team in (("夏知秋", "t1"), ("汪晴", "t2"), ("温如玉", "t3"))
    )
    for page in (early, first, other):
        situation(page, "hold")
    touch(early)
    situation(early, "out")
    expect(early.locator(".moment__title")).to_have_text("抢早了")
    again.host("open_buzz")
    situation(first, "buzz")
    first.locator("[data-buzz]").focus()
    first.keyboard.press("Enter")
    situation(first, "pressed")
    situation(other, "outrun")
    again.host("answer", right=False)
    situation(other, "buzz")
    situation(first, "out")
    touch(other)
    situation(other, "pressed")


def test_a_phone_whose_clock_is_wrong_shows_the_right_rest(
    party: Contest, phone: Callable[..., Page]
) -> None:
    right = phone(party, "白露")
    wrong = phone(party, "孟繁星", ahead=90_000)
    party.host("start_round", round=1)
    party.host("ask", limit=80)
    shown = []
    for page in (right, wrong):
        situation(page, "answer")
        left = page.locator(".timer [data-left]")
        expect(left).not_to_be_empty()
        shown.append(int(left.inner_text()))
    assert abs(shown[0] - shown[1]) <= 2


def test_a_second_page_of_the_same_player_goes_on_and_the_first_says_so(
    party: Contest, phone: Callable[..., Page]
) -> None:
    first = phone(party, "何嘉树")
    second = first.context.new_page()
    second.goto(f"/live/{party.pin}")
    expect(first.locator("[data-line-text]")).to_have_text("你在另一个页面或手机上打开了这场竞赛")
    party.host("start_round", round=1)
    party.host("ask", limit=300)
    situation(second, "answer")
    situation(first, "lobby")
    first.get_by_role("link", name="改在这里参加").tap()
    situation(first, "answer")
    expect(second.locator("[data-line-text]")).to_be_visible()


def test_without_scripts_the_page_looks_again_and_a_tap_answers(
    party: Contest, visit: Visit, seeded: Seeded
) -> None:
    context = visit(seeded.server.base, **PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto("/join")
    page.locator("[name=pin]").fill(f"{party.pin[:3]} {party.pin[3:]}")
    page.get_by_role("button", name="加入").tap()
    page.locator("[name=name]").fill("方以宁")
    page.get_by_role("button", name="加入").tap()
    expect(page.get_by_role("heading", name="你在名单里了")).to_be_visible()
    party.host("start_round", round=1)
    party.host("ask", limit=300)
    situation(page, "answer")  # by itself, within a few seconds
    page.locator(".pad").first.tap()
    situation(page, "answered")
    assert party.answered() == 1


def test_what_was_filled_in_stays_while_others_come_in(
    make_party: Callable[..., Contest], phone: Callable[..., Page]
) -> None:
    party = make_party("multiple")
    page = phone(party, "顾长青")
    party.host("start_round", round=1)
    party.host("ask", limit=300)
    situation(page, "answer")
    page.locator("label.pad").first.tap()
    expect(page.locator("[data-chosen-count]")).to_have_text("，已选 1 项")
    party.host("extend", seconds=30)
    phone(party, "苏婉清")
    expect(page.locator(".option__input:checked")).to_have_count(1)
    page.locator("[data-send]").tap()
    expect(page.locator("[data-says]")).to_have_text("已收到，等主持人公布")
    assert party.answered() == 1


def test_a_page_whose_token_is_spent_gets_another_and_the_tap_counts(
    party: Contest, phone: Callable[..., Page]
) -> None:
    page = phone(party, "陆明轩")
    party.host("start_round", round=1)
    party.host("ask", limit=300)
    situation(page, "answer")
    page.context.clear_cookies(name="session")  # somebody signed out beside it
    page.locator(".pad").first.tap()
    expect(page.locator("[data-says]")).to_have_text("已收到，等主持人公布")
    assert party.answered() == 1


def test_a_removed_player_is_told_and_hears_nothing_more(party: Contest, phone: Callable[..., Page]) -> None:
    page = phone(party, "韩予安")
    [player] = party.players()
    party.host("remove", player=player)
    expect(page.get_by_role("heading", name="你已被移出这场竞赛")).to_be_visible()
    party.host("start_round", round=1)
    party.host("ask", limit=300)
    page.reload()
    page.wait_for_url(f"**/join/{party.pin}")
    expect(page.get_by_text("被主持人请出")).to_be_visible()


def test_where_no_stream_comes_through_the_phone_polls(party: Contest, phone: Callable[..., Page]) -> None:
    page = phone(party, "唐若溪")
    page.context.watch.expect("ERR_FAILED")  # type: ignore[attr-defined]  # set by visit
    page.context.route("**/stream?*", lambda route: route.abort())
    page.reload()
    expect(page.locator("[data-online-text]")).to_have_text("每 2 秒更新")
    party.host("start_round", round=1)
    party.host("ask", limit=300)
    situation(page, "answer")
    page.context.unroute("**/stream?*")
    page.context.set_offline(True)
    page.context.set_offline(False)
    expect(page.locator("[data-online-text]")).to_have_text(re.compile("已连接|往返"))
