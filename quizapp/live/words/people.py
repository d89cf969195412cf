"""People in words: who came, left, was renamed or moved."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext

from ..engine.events import Logged
from .teller import Tell, Teller, joined


def _joined(teller: Teller, log: Logged) -> str:
    data: Any = log.data
    where = teller.seated(data["team"], data["seat"]) if data["team"] else ""
    waits = "" if data["admitted"] else str(gettext("等待同意"))
    return joined((str(gettext("%(name)s加入", name=data["name"])), where, waits))


def _admitted(teller: Teller, log: Logged) -> str:
    return str(gettext("同意%(name)s加入", name=teller.name(log.data["player"])))


def _removed(teller: Teller, log: Logged) -> str:
    return str(gettext("请%(name)s离开", name=log.data["name"]))


def _readmitted(teller: Teller, log: Logged) -> str:
    return str(gettext("让%(name)s回来", name=log.data["name"]))


def _renamed(teller: Teller, log: Logged) -> str:
    data: Any = log.data
    if data.get("was"):
        return str(gettext("%(was)s改名为%(name)s", was=data["was"], name=data["name"]))
    return str(gettext("参赛队改名为%(name)s", name=data["name"]))


def _moved(teller: Teller, log: Logged) -> str:
    data: Any = log.data
    where = teller.seated(data["team"], data["seat"])
    return str(gettext("%(name)s换到%(where)s", name=teller.name(data["player"]), where=where))


def _locked(teller: Teller, log: Logged) -> str:
    return str(gettext("停止加入") if log.data["on"] else gettext("重新开放加入"))


TELL: dict[str, Tell] = {
    "joined": _joined,
    "admitted": _admitted,
    "removed": _removed,
    "readmitted": _readmitted,
    "renamed": _renamed,
    "moved": _moved,
    "locked": _locked,
}
