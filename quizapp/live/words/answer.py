"""Presses, answers and marks in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext

from ...core.hundredths import signed
from ..engine.events import Logged
from .teller import Tell, Teller, joined, score
from .terms import HELPS, verdict_word


def _pressed(teller: Teller, log: Logged) -> str:
    data: Any = log.data
    who, after = teller.name(data["to"]), data["after"]
    if data.get("blurt"):
        acted = str(gettext("%(who)s抢话", who=who))
    else:
        acted = str(gettext("%(who)s提前按键", who=who) if data["early"] else gettext("%(who)s抢到", who=who))
    when = "" if after is None or data["early"] else str(gettext("%(s).3f 秒", s=after / 1000))
    proxy = str(gettext("主持人代按")) if teller.hosted(log) and not data.get("blurt") else ""
    costs = score(data.get("points", 0))
    out = ""
    if data.get("shut_out"):
        out = str(gettext("本环节停权"))
    elif data.get("out"):
        out = str(gettext("本题停权"))
    void = str(gettext("本题作废")) if data.get("question") == "void" else ""
    close = str(gettext("难分先后")) if data.get("uncertain") else ""
    return joined((acted, when, proxy, costs, out if data["early"] else "", void, close))


def _answered(teller: Teller, log: Logged) -> str:
    data: Any = log.data
    verdict = str(
        gettext("%(who)s%(verdict)s", who=teller.name(data["to"]), verdict=verdict_word(data["verdict"]))
    )
    return joined((verdict, _earned(teller, data), *_follows(teller, data)))


def _helped(teller: Teller, log: Logged) -> str:
    who, help = teller.name(log.data["by"]), log.data["help"]
    return str(gettext("%(who)s使用%(help)s", who=who, help=gettext(HELPS.get(help, help))))


def _marked(teller: Teller, log: Logged) -> str:
    amount = score(log.data["points"], zero=str(gettext("%(points)s 分", points="0")))
    return str(gettext("评委给%(who)s %(amount)s", who=teller.name(log.data["to"]), amount=amount))


def _earned(teller: Teller, data: Any) -> str:
    if data.get("author") and data.get("author_points"):
        author = teller.name(data["author"])
        return str(gettext("指定它的%(who)s %(points)s 分", who=author, points=signed(data["author_points"])))
    return score(data["points"], zero=str(gettext("不计分")))


def _follows(teller: Teller, data: Any) -> Iterable[str]:
    if data["then"] == "open":
        yield str(gettext("其他队可以再抢"))
    elif data["then"] == "audience":
        yield str(gettext("转给观众"))
    if data.get("exit"):
        yield str(gettext("%(who)s离开擂台", who=teller.name(data["exit"])))
    if data.get("shut_out"):
        yield str(gettext("本环节停权"))


TELL: dict[str, Tell] = {
    "pressed": _pressed,
    "answered": _answered,
    "helped": _helped,
    "marked": _marked,
}
