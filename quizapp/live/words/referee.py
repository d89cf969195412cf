"""The referee's acts in words."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext

from ...web.filters import counted
from ..engine.events import Logged
from ..engine.state import Board
from .teller import Tell, Teller, joined, score
from .terms import verdict_word

#: More points than this many are counted, not named.
MOST_NAMED = 6


def _adjusted(teller: Teller, log: Logged) -> str:
    who, amount = teller.name(log.data["to"]), score(log.data["points"])
    return str(
        gettext("调整：%(who)s %(amount)s（%(reason)s）", who=who, amount=amount, reason=log.data["reason"])
    )


def _overruled(teller: Teller, log: Logged) -> str:
    data: Any = log.data
    was = verdict_word(data["was"]) if data["was"] else str(gettext("没有判定"))
    told = gettext(
        "改判：%(who)s由%(was)s改为%(now)s",
        who=teller.name(data["to"]),
        was=was,
        now=verdict_word(data["verdict"]),
    )
    return joined(
        (str(told), _changes(teller, data), str(gettext("原因：%(reason)s", reason=data["reason"])))
    )


def _voided(teller: Teller, log: Logged) -> str:
    data: Any = log.data
    replaced = str(gettext("另补一题")) if data["replaced"] else ""
    told = str(
        gettext("%(place)s作废：%(reason)s", place=teller.place(data["number"]), reason=data["reason"])
    )
    return joined((told, _changes(teller, data), replaced))


def _reopened(teller: Teller, log: Logged) -> str:
    return joined(
        (
            str(gettext("%(place)s重新开放", place=teller.place(log.data["number"]))),
            _changes(teller, log.data),
        )
    )


def _changes(teller: Teller, data: Any) -> str:
    """Return whose points changed on the main board; players' own are too many to name."""
    main = [(to, amount) for board, to, amount in data["changes"] if board == Board.MAIN]
    if len(main) > MOST_NAMED:
        return counted("%(n)d 人的得分有变", len(main))
    return joined(f"{teller.name(to)} {score(amount)}" for to, amount in main)


TELL: dict[str, Tell] = {
    "adjusted": _adjusted,
    "overruled": _overruled,
    "voided": _voided,
    "reopened": _reopened,
}
