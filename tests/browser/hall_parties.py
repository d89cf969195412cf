"""Phones and the wall in a contest in the room: what people do there, and what they see."""

from __future__ import annotations

import re
from typing import Any, Protocol

from playwright.sync_api import BrowserContext, Page, Response, expect

from tests.browser.steps import fill, ready

#: What a lost line or a refusal writes into the browser's console by itself.
LOST = r"net::ERR_|status of (409|502|503)"

_PHONE_SEES = """() => {
  const text = (selector) => { const e = document.querySelector(selector); return e && e.getClientRects().length ? e.textContent.trim() : ''; };
  const player = document.querySelector('.player');
  const verdict = [...document.querySelectorAll('[data-verdict]')].find((e) => !e.hidden);
  return {
    situation: player ? player.dataset.situation : '', question: player ? player.dataset.question : '', name: text('[data-mine="name"]'),
    score: text('.livebar [data-mine="score"]'), place: text('.livebar [data-mine="place"]'), verdict: verdict ? verdict.dataset.verdict : '',
    answered: Boolean(document.querySelector('.pad--chosen') && document.querySelector('[data-says][data-look="ok"]')),
    says: text('[data-says]') || text('[data-buzz-state]') || text('.moment__title'), line: document.querySelector('.live__foot')?.dataset.state || '',
    kept: Boolean(window.kept), at: location.pathname,
  };
}"""
_WALL_SEES = """() => {
  const wall = document.querySelector('.wall'), lost = document.querySelector('[data-feed-lost]');
  const numbers = [...document.querySelectorAll('.wall-rank[data-place], .wall-cell[data-place]')].map((e) => [e.dataset.place, e.querySelector('[data-number]')?.textContent.trim() || '']);
  const podium = [...document.querySelectorAll('.podium__place')].map((e) => [...e.querySelectorAll('.podium__team, .podium__block b, .podium__block span')].map((x) => x.textContent.trim()).join(' '));
  return { scene: wall ? wall.dataset.scene.split(':')[0] : '', phase: wall ? wall.dataset.phase : '', sequence: wall ? Number(wall.dataset.sequence) : -1,
    totals: Object.fromEntries(numbers), uncovered: document.querySelectorAll('.wall-rank:not(.wall-rank--shut)').length, podium, state: (document.querySelector('.wall-state')?.textContent || '').replace(/\\s+/g, ' ').trim(),
    lost: Boolean(lost && !lost.hidden), kept: Boolean(window.kept) };
}"""
Seen = dict[str, Any]


class Troubles:
    """What a page asked the server for and did not get, for when a test fails."""

    def __init__(self, page: Page) -> None:
        self.found: list[str] = []
        page.on("requestfailed", lambda one: self.found.append(f"{one.url}: {one.failure}"))
        page.on("response", self._answered)

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.found.append(f"{response.url}: {response.status}")


class Party(Protocol):
    """One of those who look at the contest."""

    page: Page
    troubles: Troubles

    def sees(self) -> Seen: ...


def figure(shown: str) -> float | None:
    """Return a number as pages write it."""
    found = re.fullmatch(r"[+]?(−?[0-9]+(?:\.[0-9]+)?)", shown.strip())
    return float(found[1].replace("−", "-")) if found else None


class Phone:
    """Somebody's phone; it joins on `page`, and another page of the same phone may follow."""

    def __init__(self, context: BrowserContext, name: str, team: str | None = None) -> None:
        self.context, self.name, self.team = context, name, team
        context.watch.expect(LOST)  # type: ignore[attr-defined]  # set by `visit`
        self.page = context.new_page()
        self.troubles = Troubles(self.page)

    def sees(self) -> Seen:
        seen: Seen = self.page.evaluate(_PHONE_SEES)
        return {**seen, "score": figure(seen["score"]), "place": figure(seen["place"])}

    # ---- coming in

    def join(self, pin: str, *, seat: int | None = None, unit: str = "") -> None:
        """Type the PIN, say who one is, and stand in the lobby."""
        self._at_the_door(pin)
        fill(self.page, name=self.name)
        if unit:
            fill(self.page, unit=unit)
        self._choose(seat)
        self._enter("加入")

    def join_as_member(self, pin: str, *, seat: int) -> None:
        """The same, signed in: the name is known."""
        self._at_the_door(pin)
        expect(self.page.locator(".joinwho")).to_contain_text(self.name)
        self._choose(seat)
        self._enter("加入")

    def take_seat(self, address: str) -> None:
        """Scan the code of a seat and sit down."""
        self.page.goto(address)
        fill(ready(self.page), name=self.name)
        self._enter("坐到这里")

    def close(self) -> None:
        """Close the page; the phone goes on in another one."""
        self.page.close()

    def come_back(self, pin: str) -> None:
        """Type the PIN once more on the phone whose page was closed: it is known."""
        self.page = self.context.new_page()
        self.troubles = Troubles(self.page)
        self._at_the_door(pin)
        self._inside()

    def _at_the_door(self, pin: str) -> None:
        self.page.goto("/join")
        fill(ready(self.page), pin=pin)  # the sixth digit leads on by itself
        self.page.wait_for_url(re.compile(rf"/(join|live)/{pin}$"))

    def _choose(self, seat: int | None) -> None:
        self.page.locator(f'[name=team][value="{self.team or "audience"}"]').check()
        if seat:
            self.page.locator("[name=seat]").select_option(str(seat))

    def _enter(self, button: str) -> None:
        self.page.get_by_role("button", name=button).click()
        self._inside()

    def _inside(self) -> None:
        self.page.wait_for_url(re.compile(r"/live/\d{6}$"))
        expect(ready(self.page).locator("[data-online-text]")).to_have_text(re.compile("已连接|往返"))
        expect(self.page.locator("[data-mine=name]")).to_have_text(self.name)
        self.page.evaluate("window.kept = true")

    # ---- the gestures

    def tap(self, *, right: bool, received: bool = True) -> None:
        """Answer by one tap, rightly or wrongly; wait until the server has it."""
        expect(self.page.locator(".pad").first).to_be_enabled()
        texts = self.page.locator(".pad__text").all_inner_texts()
        wanted = next(n for n, text in enumerate(texts) if text.startswith("乙") == right)
        self.page.locator(".pad").nth(wanted).tap()
        if received:
            expect(self.page.locator('[data-says][data-look="ok"]')).to_have_text("已收到，等主持人公布")

    def press(self) -> None:
        """Touch the buzzer: the finger coming down is the press."""
        self.page.locator("[data-buzz]").dispatch_event(
            "pointerdown", {"pointerType": "touch", "bubbles": True}
        )

    def choose(self, value: int) -> None:
        """Choose what to play for: one tap to point, one to fix."""
        button = self.page.locator(f'[data-act="choose_value"][value="{value}"]')
        button.tap()
        expect(button).to_have_class(re.compile("value--sure"))
        button.tap()

    def offer(self, name: str) -> None:
        self.page.get_by_role("button", name=name).tap()


class Wall:
    """The screen at the front."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        context.watch.expect(LOST)  # type: ignore[attr-defined]  # set by `visit`
        self.page = context.new_page()
        self.troubles = Troubles(self.page)
        self.page.goto(address)
        self.page.locator("[data-wall]").wait_for()
        self.page.evaluate("window.kept = true")

    def sees(self) -> Seen:
        seen: Seen = self.page.evaluate(_WALL_SEES)
        return {**seen, "totals": {id: figure(shown) for id, shown in seen["totals"].items()}}
