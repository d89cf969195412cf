"""Runs against one clock: 限时速答, as many as possible; 车轮, one member until the first miss, then the next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..sheet import Round, Verdict
from ..state import Asked, Played, State
from .way import Way


class RunWay(Way):
    """One `ask` begins a contestant's run; every answer in it counts until the clock or the questions end."""

    def __init__(self, relay: bool = False) -> None:
        self._relay = relay

    def next_to(self, state: State, rules: Round, played: Played) -> str | None:
        return next((one for one in self.in_turn(played) if self.open_to(rules, played, one)), None)

    def open_to(self, rules: Round, played: Played, to: str) -> bool:
        return played.turns.get(to, 0) < 1

    def follows(
        self, state: State, rules: Round, asked: Asked, to: str, verdict: Verdict
    ) -> Mapping[str, Any]:
        answered = len(asked.given) + 1
        most = (rules.per_team or rules.count) if state.setup.enforce else None
        missed = sum(one.verdict is not Verdict.RIGHT for one in asked.given) + (verdict is not Verdict.RIGHT)
        members = len(rules.on_stage) or state.setup.sheet.team_size or 0
        out = self._relay and state.setup.enforce and members and missed >= members
        if out or (most is not None and answered >= most):
            return {"then": "closed"}
        return {"then": "next", **({"seat": self._seat(rules, missed)} if self._relay else {})}

    def _seat(self, rules: Round, missed: int) -> int:
        """Return whose turn it is within the team: who has not missed yet goes on."""
        return rules.on_stage[missed] if missed < len(rules.on_stage) else missed + 1
