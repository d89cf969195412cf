"""Turn by turn: each contestant in the sheet's order. Every other way of playing departs from this one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ....core.i18n import N_
from ..events import Command, Refused
from ..sheet import Round, Verdict
from ..state import Asked, Phase, Played, State

Data = dict[str, Any]


class Way:
    """How a kind of round is played; holds nothing, decides on the state alone."""

    #: Whether `ask` names a contestant.
    by_turn = True

    def opening(self, state: State, rules: Round, command: Command) -> Data:
        """Return what the start of the round fixes: the order of turns, and what else the kind needs."""
        return {"order": self.order(state, rules)}

    def order(self, state: State, rules: Round) -> list[str]:
        """Return the contestants in the order in which they have their turns now."""
        seats = [one.id for one in sorted(state.contestants.values(), key=lambda one: one.number)]
        if rules.order == "draw":
            return state.setup.lot(f"{rules.key}/order", seats)
        if rules.order == "reverse":
            return seats[::-1]
        if rules.order in ("score_asc", "score_desc"):
            if rules.order_tie == "draw":
                seats = state.setup.lot(f"{rules.key}/tie", seats)
            sign = 1 if rules.order == "score_asc" else -1
            return sorted(seats, key=lambda one: sign * state.total(one))
        return seats

    def next_to(self, state: State, rules: Round, played: Played) -> str | None:
        """Return whose turn it is; None when nobody's is left."""
        left = [one for one in self.in_turn(played) if self.open_to(rules, played, one)]
        if rules.order == "member" or rules.per_member or rules.per_team is None:
            return min(left, key=lambda one: played.turns.get(one, 0), default=None)
        return left[0] if left else None

    def in_turn(self, played: Played) -> Sequence[str]:
        """Return those who have turns in this round."""
        return [one for one in played.order if one not in played.shut_out]

    def open_to(self, rules: Round, played: Played, to: str) -> bool:
        """Say whether `to` has a turn left."""
        most = rules.per_team or (
            rules.per_member * len(rules.on_stage) if rules.per_member and rules.on_stage else None
        )
        return to not in played.done and (most is None or played.turns.get(to, 0) < most)

    def barred(self, played: Played, to: str) -> None:
        """Refuse a contestant who is out of the round."""
        if to in played.shut_out:
            raise Refused(N_("这一队已不能参加本轮。"), code="shut_out")
        if to in played.done:
            raise Refused(N_("这一队本轮已经答到头。"), code="has_stopped")

    def is_over(self, state: State, played: Played) -> bool:
        """Say whether nothing is left to be decided by another question."""
        return False

    def check(self, state: State, rules: Round, played: Played, to: str) -> None:
        """Refuse a contestant whose turn it is not."""
        if not self.open_to(rules, played, to):
            raise Refused(N_("这一队本轮的题已经答完。"), code="turns_used")

    def value(self, state: State, rules: Round, played: Played, to: str | None, given: int | None) -> int:
        """Return what the question is worth."""
        return rules.value if given is None else given

    def phase(self, state: State, rules: Round) -> Phase:
        """Return how a question begins."""
        waits = state.setup.manual_clock and rules.clock.starts in ("after_read", "host_go")
        return Phase.READING if waits else Phase.ANSWERING

    def follows(
        self, state: State, rules: Round, asked: Asked, to: str, verdict: Verdict
    ) -> Mapping[str, Any]:
        """Return what a verdict leads to: `then` closed, open, audience or next, and what the kind keeps."""
        return {"then": "closed"}

    def silence(self, state: State, rules: Round, asked: Asked) -> Data:
        """Return what the end of the time with nobody answering leads to."""
        return {"then": "closed"}
