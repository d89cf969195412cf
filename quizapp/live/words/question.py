"""A question's course in words: put, opened, closed, shown."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext

from ...web.filters import counted, points
from ..engine.events import Logged
from ..engine.sheet import Verdict
from ..engine.state import Phase
from .teller import Tell, Teller, joined


def _asked(teller: Teller, log: Logged) -> str:
    data: Any = log.data
    who = ""
    if data["to"] is not None:
        who = str(gettext("%(who)s作答", who=teller.seated(data["to"], data.get("seat"))))
        if data["phase"] == Phase.CHOOSING:
            who = str(gettext("%(who)s选分值", who=teller.name(data["to"])))
    author = ""
    if data.get("author"):
        author = str(gettext("%(who)s出题", who=teller.name(data["author"])))
    worth = str(gettext("%(points)s 分题", points=points(data["value"]))) if data["value"] else ""
    return joined((str(gettext("出题：%(place)s", place=teller.place(data["number"]))), worth, author, who))


def _chosen(teller: Teller, log: Logged) -> str:
    value = points(log.data["value"])
    return str(gettext("%(who)s选 %(value)s 分题", who=teller.name(log.data["by"]), value=value))


def _passed(teller: Teller, log: Logged) -> str:
    by, to = teller.name(log.data["by"]), teller.name(log.data["to"])
    if log.data.get("names"):
        return str(gettext("%(by)s指定%(to)s作答", by=by, to=to))
    return str(gettext("%(by)s用免答权，转给%(to)s", by=by, to=to))


def _opened(teller: Teller, log: Logged) -> str:
    return str(gettext("开始抢答"))


def _clock_started(teller: Teller, log: Logged) -> str:
    return str(gettext("开始计时"))


def _extended(teller: Teller, log: Logged) -> str:
    return str(gettext("延长 %(n)d 秒", n=log.data["ms"] // 1000))


def _swapped(teller: Teller, log: Logged) -> str:
    return str(gettext("%(place)s换成备用题", place=teller.place(log.data["number"])))


def _revealed(teller: Teller, log: Logged) -> str:
    return str(gettext("公布答案：%(place)s", place=teller.place(log.data["number"])))


def _closed(teller: Teller, log: Logged) -> str:
    data: Any = log.data
    given = [one for one in data["results"].values() if "response" in one]
    verdicts = [one["verdict"] for one in given if not one.get("unmarked")]
    unmarked = len(given) - len(verdicts)
    right = sum(one == Verdict.RIGHT for one in verdicts)
    return joined(
        (
            str(gettext("%(place)s收题", place=teller.place(data["number"]))),
            counted("%(n)d 人答对", right),
            counted("%(n)d 人没答对", len(verdicts) - right),
            counted("%(n)d 人等评分", unmarked) if unmarked else "",
            counted("%(n)d 人没答", len(data["silent"])),
        )
    )


def _silent(teller: Teller, log: Logged) -> str:
    audience = str(gettext("转给观众")) if log.data["then"] == "audience" else ""
    return joined((str(gettext("没有队抢答")), audience))


def _run_ended(teller: Teller, log: Logged) -> str:
    return str(gettext("时间到，本轮作答结束"))


TELL: dict[str, Tell] = {
    "asked": _asked,
    "chosen": _chosen,
    "passed": _passed,
    "opened": _opened,
    "clock_started": _clock_started,
    "extended": _extended,
    "swapped": _swapped,
    "revealed": _revealed,
    "closed": _closed,
    "silent": _silent,
    "run_ended": _run_ended,
}
