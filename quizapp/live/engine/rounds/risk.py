"""风险: in turn, each chooses what to play for, may decline, or where the sheet says so names another."""

from __future__ import annotations

from ....core.i18n import N_
from ..events import Refused
from ..sheet import Round
from ..state import Phase, Played, State
from .way import Way


class RiskWay(Way):
    """Choosing a value before the question is seen. The order counts, for who chooses late knows more."""

    def next_to(self, state: State, rules: Round, played: Played) -> str | None:
        left = [one for one in self.in_turn(played) if self.open_to(rules, played, one)]
        return min(left, key=lambda one: played.turns.get(one, 0), default=None)

    def open_to(self, rules: Round, played: Played, to: str) -> bool:
        return played.turns.get(to, 0) < rules.risk.picks

    def check(self, state: State, rules: Round, played: Played, to: str) -> None:
        super().check(state, rules, played, to)
        if rules.order is not None and to != self.next_to(state, rules, played):
            raise Refused(N_("还没轮到这一队。"), code="not_your_turn")

    def value(self, state: State, rules: Round, played: Played, to: str | None, given: int | None) -> int:
        return given or 0

    def phase(self, state: State, rules: Round) -> Phase:
        return Phase.CHOOSING


def check_value(state: State, rules: Round, played: Played, to: str, value: int) -> None:
    """Refuse a value that the sheet does not offer to this contestant now."""
    if value <= 0 or (rules.values and value not in rules.values):
        raise Refused(N_("没有这个分值，请从规程列出的分值中选。"), code="no_such_value")
    if rules.risk.distinct and value in played.used.get(to, ()):
        raise Refused(N_("规程要求每次选不同的分值。"), code="value_used")
    if state.setup.enforce and is_out(rules, played, value):
        raise Refused(N_("这个分值的题已经用完，请选别的分值。"), code="value_out")
    if rules.risk.may_exceed is False and value > max(state.total(to), 0):
        raise Refused(N_("规程规定不能选高于现有得分的分值。"), code="value_too_high")


def is_out(rules: Round, played: Played, value: int) -> bool:
    """Say whether the questions of a value that the sheet lists are used up."""
    return value in rules.values and value not in left_values(rules, played)


def left_values(rules: Round, played: Played) -> tuple[int, ...]:
    """Return the values of which questions are left."""
    taken = [value for values in played.used.values() for value in values]
    stock = rules.risk.stock
    return tuple(value for value in rules.values if not stock or taken.count(value) < stock.get(value, 0))
