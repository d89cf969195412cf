"""The rounds of the journey in which phones decide: everybody's, the audience's, the play-off."""

from __future__ import annotations

from collections.abc import Callable

from tests.browser.hall import Hall


def all_together(hall: Hall, kill: Callable[[], None]) -> None:
    """同答: a team gets the mean of its members; the audience answers for itself.

    One of t1 is right (+5), all of t2 and t3 (+10). At the second question the server is killed when three have
    answered, two rightly; a2 taps while it is down (t1 +10), b2 and c1 are wrong afterwards (t2 and t3 +5).
    The third question is void.
    """
    host, phones = hall.host, hall.phones
    host.go_on("between")
    host.go_on("open")
    hall.phones_are("answer")
    for name, phone in phones.items():
        phone.tap(right=name not in ("a2", "e"))
    hall.sees({"host": {"received": "8"}, **{name: {"answered": True} for name in phones}})
    host.key("c", "closed")  # once is enough when all have answered
    host.go_on("revealed")
    hall.sees(
        {"a1": {"verdict": "right"}, "a2": {"verdict": "wrong"}, "d": {"verdict": "right", "score": 10}}
    )
    hall.looked_at("host", "wall", "a2")
    host.go_on("open")
    for name in ("a1", "b1", "c2"):
        phones[name].tap(right=True)
    kill()
    for name in ("b2", "c1"):
        phones[name].tap(right=False)
    hall.sees({"host": {"received": "6"}})
    host.twice("c", "closed")
    host.go_on("revealed")
    hall.sees(
        {
            "a2": {"verdict": "right"},
            "b1": {"verdict": "right"},
            "c1": {"verdict": "wrong"},
            "d": {"verdict": "silent"},
        }
    )
    host.go_on("open")
    host.opens("x", "本题作废")
    host.confirm("作废本题", "void", reason="题目有误")
    hall.phones_are("result")
    host.go_on("between")
    hall.totals(185, 130, 150)


def the_audience(hall: Hall) -> None:
    """观众题: d is right, e is wrong; both are of t1's unit, which gets the mean of its best two (+5)."""
    host, phones = hall.host, hall.phones
    host.go_on("between")
    host.go_on("open")
    hall.phones_are("watch", d="answer", e="answer")
    phones["d"].tap(right=True)
    phones["e"].tap(right=False)
    hall.sees({"host": {"received": "2"}})
    host.key("c", "closed")
    host.go_on("revealed")
    hall.sees({"d": {"verdict": "right"}, "e": {"verdict": "wrong"}})
    host.go_on("between")
    hall.totals(190, 130, 150)


def parting_a_tie(hall: Hall) -> None:
    """加赛: points of the jury make t2 and t3 equal. F holds the totals back. t3 presses first and takes the place."""
    host, phones = hall.host, hall.phones
    host.key("f")
    host.opens("a", "加减分")
    host.confirm("记入", to="t2", points="20", reason="评委会决定")
    hall.totals(190, 150, 150, frozen=True)
    hall.sees({"wall": {"totals": {"t1": 190, "t2": 130, "t3": 150}}, "b1": {"score": 130}})
    host.click("#tie-1", "between")
    host.go_on("reading")
    hall.phones_are("out", b1="hold", b2="hold", c1="hold", c2="hold", d="watch", e="watch")
    host.key("b", "open")
    phones["c1"].press()
    hall.sees({"c1": {"situation": "pressed"}, "c2": {"situation": "turn"}, "b1": {"situation": "outrun"}})
    host.key("r", "closed")
    host.go_on("revealed")
    host.twice("#more-end_round", "between")
    hall.totals(190, 150, 150, frozen=True)
