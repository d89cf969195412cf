"""PK 对战: two by two, by standing or by lot, the same number of questions each."""

from __future__ import annotations

from collections.abc import Sequence

from ....core.i18n import N_
from ..events import Command, Refused
from ..sheet import Round
from ..state import Played, State
from .way import Data, Way


class DuelWay(Way):
    """Pairs are fixed when the round starts and stay as played, whatever is corrected later."""

    def opening(self, state: State, rules: Round, command: Command) -> Data:
        order = self.order(state, rules)
        return {"order": order, "pairs": [list(pair) for pair in self.pairs(state, rules)]}

    def order(self, state: State, rules: Round) -> list[str]:
        seats = [one.id for one in sorted(state.contestants.values(), key=lambda one: one.number)]
        if rules.duel.pair == "draw":
            return state.setup.lot(f"{rules.key}/pairs", seats)
        if rules.duel.cut_tie != "number":
            seats = state.setup.lot(f"{rules.key}/cut", seats)
        return sorted(seats, key=lambda one: -state.total(one))

    def pairs(self, state: State, rules: Round) -> Sequence[Sequence[str]]:
        """Return the pairs: first and second, third and fourth; an odd one out plays alone or not at all."""
        order = self.order(state, rules)
        found = [order[index : index + 2] for index in range(0, len(order), 2)]
        return [pair for pair in found if len(pair) == 2 or rules.duel.odd != "bye"]

    def next_to(self, state: State, rules: Round, played: Played) -> str | None:
        for pair in played.pairs:
            left = [one for one in pair if self.open_to(rules, played, one)]
            if left:
                return min(left, key=lambda one: played.turns.get(one, 0))
        return None

    def open_to(self, rules: Round, played: Played, to: str) -> bool:
        paired = any(to in pair for pair in played.pairs)
        return paired and played.turns.get(to, 0) < rules.duel.set_of

    def check(self, state: State, rules: Round, played: Played, to: str) -> None:
        if not any(to in pair for pair in played.pairs):
            raise Refused(N_("这一队还没有对手，请先配对。"), code="not_paired")
        super().check(state, rules, played, to)


def opponent(played: Played, to: str) -> str | None:
    """Return the other one of the pair that `to` is in."""
    for pair in reversed(played.pairs):
        if to in pair:
            return next((one for one in pair if one != to), None)
    return None
