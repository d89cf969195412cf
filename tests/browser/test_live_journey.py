"""A contest in the room from the lobby to the record: a host, a wall, eight phones, one round of every kind.

On the way phones, the wall, the host's page and the server are lost and come back. Three teams begin with 100 points;
what each round brings stands beside it, and console, wall and phones must agree on it.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import hall_rounds as rounds
from tests.browser import hall_rounds_phone as phone_rounds
from tests.browser.conftest import Visit
from tests.browser.hall import Hall
from tests.browser.hall_host import Host
from tests.browser.hall_parties import Phone, Wall
from tests.browser.hall_seed import PASSWORD, Staged, stage
from tests.browser.looks import overflow, violations
from tests.browser.steps import confirm, sign_in
from tests.support.cable import Cable, cable
from tests.support.server import Server, serving

CABLE_S = 20.0  # so long the cables are pulled
#: What the member earns by the shipped sheet: for taking part, for 10 of 14 questions right, for the second place.
MEMBER_POINTS = 10 + 4 * 1000 // 14 / 100 + 2
#: The phones: name, team, width. a1 and a2 are the first and second seat of t1, d and e the audience.
PEOPLE = {
    "a1": ("甲一", "t1", 390),
    "a2": ("甲二", "t1", 360),
    "b1": ("乙一", "t2", 412),
    "b2": ("乙二", "t2", 390),
    "c1": ("丙一", "t3", 360),
    "c2": ("周晓岚", "t3", 390),
    "d": ("观众一", None, 390),
    "e": ("观众二", None, 390),
}


class Journey:
    """The hall with its server and its cables."""

    def __init__(self, server: Server, staged: Staged, visit: Visit, stack: ExitStack) -> None:
        self.server, self.staged, self.visit = server, staged, visit
        laid = [stack.enter_context(cable(server.port)) for _ in range(3)]
        self.cables: dict[str, Cable] = dict(zip(("wall", "first", "b1"), laid, strict=True))
        self.hall = self._gather()

    def _base(self, party: str) -> str:
        return self.cables[party].base if party in self.cables else self.server.base

    def _gather(self) -> Hall:
        """Open the console and the wall; six phones come in by the PIN, two by the cards on their seats."""
        self.desk = self.visit(self._base("first"))
        host = Host(sign_in(self.desk, "organiser", PASSWORD), self.staged.id)
        size = {"width": 1280, "height": 720}
        wall = Wall(self.visit(self._base("wall"), viewport=size), self.staged.wall)
        return Hall(host, wall, {short: self._phone(short) for short in PEOPLE})

    def _phone(self, short: str) -> Phone:
        name, team, width = PEOPLE[short]
        size = {"width": width, "height": 740}
        context = self.visit(self._base(short), viewport=size, is_mobile=True, has_touch=True)
        if short == "c2":
            sign_in(context, "zhou", PASSWORD).close()
        phone = Phone(context, name, team)
        if short in ("a2", "b2"):
            phone.take_seat(self.staged.seats[f"{team}/2"])
        elif short == "c2":
            phone.join_as_member(self.staged.pin, seat=2)
        else:
            phone.join(self.staged.pin, seat=1 if team else None, unit="" if team else "甲队")
        return phone

    # ---- what goes wrong on the way

    def take_over(self) -> None:
        """The first organiser's page is gone; a second one opens the console and leads on."""
        self.hall.host.page.close()
        desk = self.visit(self.server.base)
        self.hall.host = Host(sign_in(desk, "second", PASSWORD), self.staged.id)
        self.hall.sees({"host": {"phase": "answering", "main": ""}})

    def pull(self) -> None:
        """Pull the cables of the wall, a phone and the first organiser, who has come back to watch."""
        hall = self.hall
        hall.more["first"] = Host(self.desk.new_page(), self.staged.id)
        hall.sees({"first": {"sequence": hall.host.sees()["sequence"]}})
        for name, laid in self.cables.items():
            laid.pull(silent=name == "wall")
            if name != "wall":
                hall.parties[name].page.context.set_offline(True)
        hall.away = set(self.cables)
        self.pulled = time.monotonic()

    def plug(self) -> None:
        """After twenty seconds plug them in again: everybody is where the contest is, on the page that stood there."""
        hall = self.hall
        hall.sees_of({"first": {"line": "lost"}, "b1": {"line": "lost"}})
        now = hall.host.sees()["sequence"]
        assert max(hall.wall.sees()["sequence"], hall.more["first"].sees()["sequence"]) < now, hall.report()
        hall.host.page.wait_for_timeout(max(0, 1000 * (self.pulled + CABLE_S - time.monotonic())))
        for name, laid in self.cables.items():
            laid.plug()
            hall.parties[name].page.context.set_offline(False)
        hall.away = set()
        hall.sees({name: {"kept": True, "line": "live"} for name in ("first", "b1")})
        hall.sees({"wall": {"kept": True, "lost": False}, "b1": {"name": "乙一"}})
        for situation in ("paused", "between"):  # the buttons that stood there work, too
            hall.more["first"].key("p")
            hall.phones_are(situation)

    def kill(self) -> None:
        """Kill the server in the middle of a question and start it again; everybody comes back by themselves."""
        hall = self.hall
        before = hall.host.sees()["sequence"]
        self.server.kill()
        hall.phones["a2"].tap(right=True, received=False)
        hall.sees({"a2": {"says": "没有连上，已记下，正在重发"}})
        self.server.start()
        wanted = {"sequence": before, "phase": "open", "kept": True}
        hall.sees({"host": {**wanted, "line": "live"}, "first": {**wanted, "line": "live"}, "wall": wanted})
        there = {name: name in ("a1", "a2", "b1", "c2") for name in hall.phones}
        hall.sees({name: {"line": "live", "answered": answered} for name, answered in there.items()})
        hall.sees({"host": {"received": "4"}, "first": {"received": "4"}})


@pytest.fixture
def staged(tmp_path: Path) -> Staged:
    return stage(tmp_path / "data")


@pytest.fixture
def server(tmp_path: Path, staged: Staged) -> Iterator[Server]:
    with serving(tmp_path / "data") as server:
        yield server
        print(server.log[-4000:])  # seen when the test fails


def test_a_contest_of_every_kind_of_round(server: Server, staged: Staged, visit: Visit) -> None:
    with ExitStack() as stack:
        journey = Journey(server, staged, visit, stack)
        hall = journey.hall
        try:
            in_the_lobby(hall)
            play(journey)
            at_the_end(hall)
            looking_back(hall, staged.pin)
        finally:
            print(hall.report())  # seen when the test fails
    proven(server, staged)


def play(journey: Journey) -> None:
    """Play the rounds in their order, with what goes wrong between and in the middle of them."""
    hall = journey.hall
    rounds.together(hall)
    rounds.one_by_one(hall, journey.staged.pin)
    rounds.at_the_buzzers(hall)
    rounds.at_risk(hall)
    rounds.two_by_two(hall, journey.take_over)
    rounds.on_the_stage(hall)
    journey.pull()
    rounds.upwards(hall)
    rounds.against_the_clock(hall)
    rounds.in_relay(hall)
    journey.plug()
    rounds.assigned(hall)
    phone_rounds.all_together(hall, journey.kill)
    phone_rounds.the_audience(hall)
    phone_rounds.parting_a_tie(hall)


def in_the_lobby(hall: Hall) -> None:
    """Everybody stands in the lobby; the host looks at what there is, and closes and opens the door."""
    host = hall.host
    hall.phones_are("lobby")
    hall.sees({"wall": {"scene": "lobby"}, "host": {"stage": "lobby"}})
    for name, *_ in PEOPLE.values():
        expect(host.page.locator(".name", has_text=name)).to_have_count(1)
    for key, text in (("n", "人员"), ("q", "入场码"), ("?", "快捷键")):
        host.opens(key, text)
        host.shut()
    hall.looked_at("host", "wall", "a2")
    for locked in (True, False):
        host.key("l")
        expect(host.page.locator("#tool-lock")).to_contain_text("重新开放加入" if locked else "停止加入")


def at_the_end(hall: Hall) -> None:
    """The host ends it, uncovers the places from the last to the first, and shows the podium."""
    host = hall.host
    host.page.keyboard.press("Space")
    expect(host.dialog).to_contain_text("结束竞赛")
    host.confirm("结束竞赛", "finished")
    hall.phones_are("finished")
    for uncovered in (1, 2, 3):
        host.key("v")
        hall.sees({"wall": {"scene": "uncover", "uncovered": uncovered}})
    host.click("#scene-podium")
    host.key("f")
    wanted = ["甲队 1 190 分", "丙队 2 150 分", "乙队 3 150 分"]
    hall.sees({"wall": {"scene": "podium", "podium": wanted}})
    hall.sees(
        {"a1": {"score": 190, "place": 1}, "b1": {"score": 150, "place": 3}, "c2": {"score": 150, "place": 2}}
    )
    hall.totals(190, 150, 150, frozen=True)
    hall.looked_at("host", "wall", "a1", "d")


def looking_back(hall: Hall, pin: str) -> None:
    """A phone goes to its result and what it missed; the organiser settles, and the member has points."""
    phone = hall.phones["c2"].page
    phone.get_by_role("link", name="看我的得分和错题").tap()
    expect(phone.locator(".standing--own")).to_contain_text("丙队")
    expect(phone.locator(".standing--own")).to_contain_text("150")
    expect(phone.locator("#missed")).to_be_visible()
    assert [*overflow(phone), *violations(phone)] == []
    for one in hall.phones.values():  # there is no line to a contest that is settled
        one.page.context.watch.expect(r"status of 404 .*/live/\d{6}/(stream|events)")  # type: ignore[attr-defined]
    desk = hall.host.page
    desk.keyboard.press("Space")
    desk.wait_for_url(re.compile("/after$"))
    confirm(desk, "结算")
    expect(desk.locator(".notices")).to_contain_text("1 名成员")
    phone.goto(f"/live/{pin}")  # leads to the result now
    expect(phone.locator("#missed")).to_be_visible()
    phone.goto("/record/")
    entries = phone.locator(".entry__text").all()
    shown = {entry.locator("span").first.inner_text() for entry in entries}
    assert shown == {"参加竞赛", "竞赛得分", "竞赛名次"}
    expect(phone.locator(".figure")).to_have_text(re.compile(rf"^{MEMBER_POINTS:g}\s*分"))


def proven(server: Server, staged: Staged) -> None:
    """The log proves the standings."""
    report = json.loads(server.run("contest", "replay", str(staged.id), "--json"))
    assert report["differences"] == []
    assert {one["participant"]: one["points"] for one in report["standings"]} == {
        "甲队": 190,
        "乙队": 150,
        "丙队": 150,
    }
