"""步步高: one contestant climbs the values; the first miss ends the climb."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..sheet import Round, Verdict
from ..state import Asked, Played, State
from .way import Way


class LadderWay(Way):
    """The step says what the next question is worth and whose it is: one member a step."""

    def next_to(self, state: State, rules: Round, played: Played) -> str | None:
        return next((one for one in self.in_turn(played) if self.open_to(rules, played, one)), None)

    def open_to(self, rules: Round, played: Played, to: str) -> bool:
        return to not in played.done and played.turns.get(to, 0) < len(rules.values)

    def value(self, state: State, rules: Round, played: Played, to: str | None, given: int | None) -> int:
        step = played.turns.get(to or "", 0)
        return rules.values[min(step, len(rules.values) - 1)] if rules.values else 0

    def follows(
        self, state: State, rules: Round, asked: Asked, to: str, verdict: Verdict
    ) -> Mapping[str, Any]:
        ends = rules.stop_at_first_miss and verdict is not Verdict.RIGHT
        return {"then": "closed", **({"done": True} if ends else {})}
