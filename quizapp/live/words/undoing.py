"""What an undo takes back, where the event's own sentence does not say it well."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext

from ...web.filters import points
from ..engine.events import Logged
from .teller import Tell, Teller, score
from .terms import verdict_word


def _un_answered(teller: Teller, log: Logged) -> str:
    data: Any = log.data
    who, place, verdict = (
        teller.name(data["to"]),
        teller.place(data.get("number")),
        verdict_word(data["verdict"]),
    )
    if data["points"] > 0:
        return str(
            gettext(
                "%(who)s%(place)s%(verdict)s的 %(points)s 分",
                who=who,
                place=place,
                verdict=verdict,
                points=points(data["points"]),
            )
        )
    if data["points"] < 0:
        return str(
            gettext(
                "%(who)s%(place)s%(verdict)s扣的 %(points)s 分",
                who=who,
                place=place,
                verdict=verdict,
                points=points(-data["points"]),
            )
        )
    return str(gettext("%(who)s%(place)s%(verdict)s的判定", who=who, place=place, verdict=verdict))


def _un_pressed(teller: Teller, log: Logged) -> str:
    if log.data["early"]:
        return str(gettext("%(who)s的犯规", who=teller.name(log.data["to"])))
    return str(gettext("%(who)s的抢答", who=teller.name(log.data["to"])))


def _un_asked(teller: Teller, log: Logged) -> str:
    return str(gettext("%(place)s的出题", place=teller.place(log.data["number"])))


def _un_revealed(teller: Teller, log: Logged) -> str:
    return str(gettext("%(place)s答案的公布", place=teller.place(log.data["number"])))


def _un_closed(teller: Teller, log: Logged) -> str:
    return str(gettext("%(place)s的收题和全部得分", place=teller.place(log.data["number"])))


def _un_adjusted(teller: Teller, log: Logged) -> str:
    return str(
        gettext("%(who)s调整的 %(amount)s", who=teller.name(log.data["to"]), amount=score(log.data["points"]))
    )


def _un_marked(teller: Teller, log: Logged) -> str:
    return str(
        gettext(
            "评委给%(who)s的 %(amount)s",
            who=teller.name(log.data["to"]),
            amount=score(log.data["points"], zero="0"),
        )
    )


def _un_overruled(teller: Teller, log: Logged) -> str:
    return str(
        gettext(
            "%(who)s的改判（恢复为%(was)s）",
            who=teller.name(log.data["to"]),
            was=verdict_word(log.data["was"]) if log.data["was"] else gettext("没有判定"),
        )
    )


def _un_voided(teller: Teller, log: Logged) -> str:
    return str(gettext("%(place)s的作废", place=teller.place(log.data["number"])))


UNDO: dict[str, Tell] = {
    "answered": _un_answered,
    "pressed": _un_pressed,
    "asked": _un_asked,
    "closed": _un_closed,
    "revealed": _un_revealed,
    "adjusted": _un_adjusted,
    "marked": _un_marked,
    "overruled": _un_overruled,
    "voided": _un_voided,
}
