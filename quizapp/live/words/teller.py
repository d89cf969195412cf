"""What sentences of one contest look up: names, places of questions, seats."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask_babel import gettext

from ...core.hundredths import signed
from ...core.i18n import N_
from ..engine.events import Logged
from ..engine.state import State
from .terms import name_of, positions, round_title

SEATED = N_("%(team)s %(seat)d 号席")


def joined(parts: Iterable[str]) -> str:
    """Return the parts that are there as one sentence."""
    return str(gettext("，")).join(part for part in parts if part)


def score(amount: int, *, zero: str = "") -> str:
    """Return points with their sign and unit; `zero` where there are none."""
    return str(gettext("%(points)s 分", points=signed(amount))) if amount else zero


class Teller:
    """Knows one contest; holds what many sentences look up."""

    def __init__(self, state: State) -> None:
        self.state = state
        self._places = positions(state)

    def name(self, id: Any) -> str:
        return name_of(self.state, str(id))

    def names(self, ids: Iterable[Any]) -> str:
        return str(gettext("、")).join(self.name(one) for one in ids)

    def round(self, key: str) -> str:
        return round_title(self.state, key)

    def place(self, number: Any) -> str:
        """Return which question: 第 3 题 of the round under way, of another with the round's name."""
        key, position = self._places.get(number, ("", number))
        current = self.state.round.key if self.state.round else None
        if not key or key == current:
            return str(gettext("第 %(n)d 题", n=position))
        return str(gettext("%(round)s第 %(n)d 题", round=self.round(key), n=position))

    def seated(self, team: Any, seat: Any) -> str:
        if team is None:
            return str(gettext("观众席"))
        return str(gettext(SEATED, team=self.name(team), seat=seat)) if seat else self.name(team)

    def hosted(self, log: Logged) -> bool:
        """Say whether the host did what players do themselves."""
        return not log.by.startswith(("player", "clock"))


Tell = Callable[[Teller, Logged], str]
