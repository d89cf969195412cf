"""The contest's course in words: rounds, pairs, pauses, what the screen shows."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext

from ..engine.events import Logged
from .teller import Tell, Teller, joined
from .terms import scene_word


def _round_started(teller: Teller, log: Logged) -> str:
    data: Any = log.data
    told = str(gettext("开始%(round)s", round=teller.round(data["round"])))
    pairs = [str(gettext("%(first)s对%(second)s", first=teller.name(a), second=teller.name(b)))
             for a, b in (pair for pair in data.get("pairs", ()) if len(pair) == 2)]  # fmt: skip
    tied = str(gettext("由%(names)s参加", names=teller.names(data["playoff"]))) if data.get("playoff") else ""
    return joined((told, tied, *pairs))


def _round_ended(teller: Teller, log: Logged) -> str:
    return str(gettext("%(round)s结束", round=teller.round(log.data["round"])))


def _finished(teller: Teller, log: Logged) -> str:
    return str(gettext("竞赛结束"))


def _paired(teller: Teller, log: Logged) -> str:
    first, second = teller.name(log.data["first"]), teller.name(log.data["second"])
    return str(gettext("配对：%(first)s对%(second)s", first=first, second=second))


def _paused(teller: Teller, log: Logged) -> str:
    return str(gettext("暂停"))


def _resumed(teller: Teller, log: Logged) -> str:
    return str(gettext("继续，停了 %(n)d 秒", n=log.data["after"] // 1000))


def _frozen(teller: Teller, log: Logged) -> str:
    return str(gettext("大屏封榜") if log.data["on"] else gettext("大屏揭榜"))


def _scene(teller: Teller, log: Logged) -> str:
    return str(gettext("大屏显示：%(scene)s", scene=scene_word(log.data["scene"])))


def _tie_decided(teller: Teller, log: Logged) -> str:
    order, reason = teller.names(log.data["order"]), log.data["reason"]
    return str(gettext("裁定名次：%(order)s（%(reason)s）", order=order, reason=reason))


TELL: dict[str, Tell] = {
    "round_started": _round_started,
    "round_ended": _round_ended,
    "finished": _finished,
    "paired": _paired,
    "paused": _paused,
    "resumed": _resumed,
    "frozen": _frozen,
    "scene": _scene,
    "tie_decided": _tie_decided,
}
