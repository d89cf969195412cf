"""The rounds of the journey, one of each kind, led from the console as a host leads them.

Each says what it brings to whom and ends with the sums that console, wall and phones must agree on.
"""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.hall import Hall


def together(hall: Hall) -> None:
    """团队必答: each team speaks once, ten points. T: not in time; a verdict given too soon is taken back by O."""
    host = hall.host
    host.go_on("between")
    hall.sees({"wall": {"scene": "round"}})
    hall.phones_are("between")
    host.go_on("answering")
    hall.phones_are("watch", a1="turn", a2="turn")
    host.key("R", "closed")
    hall.phones_are("closed")
    host.go_on("revealed")
    hall.phones_are("result")
    host.go_on("answering")
    hall.phones_are("watch", b1="turn", b2="turn")
    host.key("T", "closed")
    host.go_on("revealed")
    host.go_on("answering")
    host.key("W", "closed")
    host.key("o", "answering")
    host.key("R", "closed")
    host.go_on("revealed")
    host.go_on("between")
    hall.totals(110, 100, 110)


def one_by_one(hall: Hall, pin: str) -> None:
    """个人必答: the first seat of each team answers on its phone. One of them closed its page and comes back.

    The wrong answer of t2 is overruled after its preview, and points given to t3 by mistake are taken back.
    """
    host, phones = hall.host, hall.phones
    host.go_on("between")
    phones["c1"].close()
    host.go_on("answering")
    host.key("e")  # ten seconds more
    host.key("p")
    hall.away.add("c1")
    hall.phones_are("paused")
    host.key("p")
    hall.phones_are("watch", a1="turn_phone", a2="turn")
    phones["a1"].tap(right=True, received=False)
    hall.sees({"host": {"phase": "closed"}, "a1": {"situation": "closed"}})
    host.go_on("revealed")
    hall.sees({"a1": {"verdict": "right", "score": 120}, "a2": {"score": 120}})
    host.go_on("answering")
    hall.phones_are("watch", b1="turn_phone", b2="turn")
    phones["b1"].tap(right=False, received=False)
    hall.sees({"host": {"phase": "closed"}})
    host.go_on("revealed")
    hall.sees({"b1": {"verdict": "wrong", "score": 100}})
    host.go_on("answering")
    phones["c1"].come_back(pin)
    hall.away.discard("c1")
    hall.phones_are("watch", c1="turn_phone", c2="turn")
    hall.looked_at("host", "c1", "c2")
    phones["c1"].tap(right=True, received=False)
    hall.sees({"host": {"phase": "closed"}})
    host.go_on("revealed")
    host.go_on("between")
    hall.totals(120, 100, 120)
    overrule(hall)
    take_back(hall)
    hall.totals(120, 110, 120)


def overrule(hall: Hall) -> None:
    """The answer of t2 was right after all: who moves by how much is seen first."""
    host = hall.host
    line = host.page.locator(".steplog__line", has_text="乙队").filter(has_text="改判").first
    line.get_by_text("改判").click()
    host.dialog.locator("[name=verdict][value=right]").check()
    host.dialog.locator("[name=reason]").fill("答案与教材一致")
    host.dialog.get_by_role("button", name="先看变化").click()
    expect(host.dialog.locator(".ask__moved")).to_contain_text("100 → 110")
    host.confirm("确定")


def take_back(hall: Hall) -> None:
    """A adds five points to the wrong team; U says what it takes back, and does."""
    host = hall.host
    host.opens("a", "加减分")
    host.confirm("记入", to="t3", points="5", reason="补充完整")
    hall.sees({"c1": {"score": 125}, "wall": {"totals": {"t1": 120, "t2": 110, "t3": 125}}})
    host.opens("u", "丙队")
    expect(host.dialog.locator(".ask__moved")).to_contain_text("125 → 120")
    host.confirm("确定撤销")


def at_the_buzzers(hall: Hall) -> None:
    """抢答: t3 presses too early (-5) and is out, t2 is first and wrong (-10), t1 presses again and is right (+10).

    The second question is swapped, the host presses for t3, which is right (+10).
    """
    host, phones = hall.host, hall.phones
    host.go_on("between")
    host.go_on("reading")
    hall.phones_are("hold", d="watch", e="watch")
    phones["c2"].press()
    hall.phones_are("hold", c1="out", c2="out", d="watch", e="watch")
    host.key("b", "open")
    hall.phones_are("buzz", c1="out", c2="out", d="watch", e="watch")
    hall.looked_at("host", "wall", "a2", "c1", "d")
    phones["b2"].press()
    hall.phones_are("outrun", b1="turn", b2="pressed", d="watch", e="watch")
    hall.sees({"host": {"phase": "answering"}, "wall": {"phase": "answering"}})
    expect(hall.wall.page.locator(".wall-state")).to_contain_text("乙队 抢到")
    host.key("w", "open")
    hall.phones_are("out", a1="buzz", a2="buzz", d="watch", e="watch")
    phones["a1"].press()
    hall.phones_are("outrun", a1="pressed", a2="turn", d="watch", e="watch")
    host.key("r", "closed")
    host.go_on("revealed")
    host.go_on("reading")
    host.twice("s", "reading")
    host.key("b", "open")
    host.key("3", "answering")
    hall.phones_are("outrun", c1="turn", c2="turn", d="watch", e="watch")
    host.key("r", "closed")
    host.go_on("revealed")
    host.go_on("between")
    hall.totals(130, 100, 125)


def at_risk(hall: Hall) -> None:
    """风险: the lowest first. t2 wins 20 that it chose on a phone, t3 loses 20 that the host chose, t1 declines."""
    host, phones = hall.host, hall.phones
    host.go_on("between")
    host.go_on("choosing")
    hall.phones_are("watch", b1="choose", b2="choose")
    hall.sees({"wall": {"scene": "choosing"}})
    hall.looked_at("host", "wall", "b1")
    phones["b1"].choose(20)
    hall.phones_are("watch", b1="turn", b2="turn")
    hall.sees({"host": {"phase": "answering"}})
    host.key("r", "closed")
    host.go_on("revealed")
    host.go_on("choosing")
    host.key("2", "answering")
    hall.phones_are("watch", c1="turn", c2="turn")
    host.key("w", "closed")
    host.go_on("revealed")
    host.go_on("choosing")
    hall.phones_are("watch", a1="choose", a2="choose")
    phones["a2"].offer("放弃这道题")
    hall.sees({"host": {"phase": "closed"}})
    host.go_on("revealed")
    host.go_on("between")
    hall.totals(130, 120, 105)


def two_by_two(hall: Hall, take_over: Callable[[], None]) -> None:
    """PK: first against second by standing. t1 is right (+10); t2's answer is marked by the judges (+5).

    The host's page is closed while t1 speaks; another organiser takes over.
    """
    hall.host.go_on("between")
    hall.host.go_on("answering")
    hall.phones_are("watch", a1="turn", a2="turn")
    take_over()
    host = hall.host
    host.key("r", "closed")
    host.go_on("revealed")
    host.go_on("answering")
    hall.phones_are("watch", b1="turn", b2="turn")
    host.opens("m", "评委给分")
    host.confirm("给分", "closed", to="t2", points="5")
    host.go_on("revealed")
    host.go_on("between")
    hall.totals(140, 125, 105)


def on_the_stage(hall: Hall) -> None:
    """擂台: t1 holds the stage, t3 challenges; t1 misses, t3 is right (+10) and holds it. K asks out of the usual way."""
    host = hall.host
    host.go_on("between")
    host.page.keyboard.press("Space")
    expect(host.dialog).to_contain_text("配对")
    host.confirm("配对", first="t1", second="t3")
    host.go_on("answering")
    hall.phones_are("watch", a1="turn", a2="turn")
    host.key("w", "closed")
    host.go_on("revealed")
    host.opens("k", "指定出题")
    host.confirm("出题", "answering", to="t3")
    hall.phones_are("watch", c1="turn", c2="turn")
    host.key("r", "closed")
    host.go_on("revealed")
    host.twice("#more-end_round", "between")
    hall.totals(140, 125, 115)


def upwards(hall: Hall) -> None:
    """步步高: 5, then 10, up to the first miss. t1 climbs both (+15), the others miss the first step."""
    host = hall.host
    host.go_on("between")
    for verdict in ("r", "r", "w", "w"):
        host.go_on("answering")
        host.key(verdict, "closed")
        host.go_on("revealed")
    host.go_on("between")
    hall.totals(155, 125, 115)


def against_the_clock(hall: Hall) -> None:
    """限时速答: the run of t1 is two questions, one right (+5); the others do without."""
    host = hall.host
    host.go_on("between")
    host.go_on("answering")
    hall.phones_are("watch", a1="turn", a2="turn")
    host.key("r")
    host.key("w", "closed")
    host.go_on("revealed")
    host.twice("#more-end_round", "between")
    hall.totals(160, 125, 115)


def in_relay(hall: Hall) -> None:
    """车轮: the last team first. Its first seat is right (+5), then too late; the second is right (+5), then wrong."""
    host = hall.host
    host.go_on("between")
    host.go_on("answering")
    hall.phones_are("watch", c1="turn", c2="turn")
    host.key("r")
    expect(host.page.locator(".brief__who")).to_have_text("丙队 1 号")
    host.key("t")
    expect(host.page.locator(".brief__who")).to_have_text("丙队 2 号")
    host.key("r")
    host.key("w", "closed")
    host.go_on("revealed")
    host.twice("#more-end_round", "between")
    hall.totals(160, 125, 125)


def assigned(hall: Hall) -> None:
    """指定题: each sets one for the next. t1 and t3 are right (+10), t2 is wrong (-10)."""
    host = hall.host
    host.go_on("between")
    for verdict in ("r", "w", "r"):
        host.go_on("answering")
        host.key(verdict, "closed")
        host.go_on("revealed")
    expect(host.page.locator(".brief__meta")).to_contain_text("乙队指定")
    host.go_on("between")
    hall.totals(170, 115, 135)
