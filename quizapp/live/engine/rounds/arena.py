"""擂台: a champion meets challengers one by one; who loses leaves, and the places are the reverse of leaving."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ....core.i18n import N_
from ..events import Command, Refused
from ..sheet import Round, Verdict
from ..state import Asked, Played, State
from .duel import opponent
from .way import Data, Way


class ArenaWay(Way):
    """Each of a pair answers in turn; once both had equally many questions, more right answers win."""

    def opening(self, state: State, rules: Round, command: Command) -> Data:
        seats = [one.id for one in sorted(state.contestants.values(), key=lambda one: one.number)]
        order = state.setup.lot(f"{rules.key}/champion", seats) if rules.order in (None, "draw") else seats
        return {"order": order, "champion": order[0] if order else None, "pairs": []}

    def next_to(self, state: State, rules: Round, played: Played) -> str | None:
        if not played.pairs:
            return None
        return min(played.pairs[-1], key=lambda one: played.turns.get(one, 0))

    def open_to(self, rules: Round, played: Played, to: str) -> bool:
        return bool(played.pairs) and to in played.pairs[-1]

    def check(self, state: State, rules: Round, played: Played, to: str) -> None:
        if not self.open_to(rules, played, to):
            raise Refused(N_("这一队不在擂台上，请先由擂主选定对手。"), code="not_paired")
        other = opponent(played, to)
        if other and played.turns.get(to, 0) > played.turns.get(other, 0):
            raise Refused(N_("轮到对方答题。"), code="not_your_turn")

    def follows(
        self, state: State, rules: Round, asked: Asked, to: str, verdict: Verdict
    ) -> Mapping[str, Any]:
        played = state.round
        other = opponent(played, to) if played else None
        if played is None or other is None:
            return {"then": "closed"}
        turns, rights = dict(played.turns), dict(played.rights)
        rights[to] = rights.get(to, 0) + (verdict is Verdict.RIGHT)
        even = turns.get(to, 0) == turns.get(other, 0)
        lead = rights.get(to, 0) - rights.get(other, 0)
        if not even or not lead or turns.get(to, 0) < self._set(rules):
            return {"then": "closed"}
        loser = to if lead < 0 else other
        winner = other if loser == to else to
        return {"then": "closed", "exit": loser, "champion": winner, "held": played.champion}

    def _set(self, rules: Round) -> int:
        return max(rules.duel.set_of, 1)
