"""Who presses first answers: 抢答, and the play-off that parts equal scores."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ....core.i18n import N_
from ..events import Command, Refused
from ..sheet import Round, Verdict
from ..standings import ties_to_part, undecided
from ..state import Asked, Phase, Played, State
from .way import Data, Way


class PressWay(Way):
    """A question for all; the first press has it."""

    by_turn = False

    def next_to(self, state: State, rules: Round, played: Played) -> str | None:
        return None

    def phase(self, state: State, rules: Round) -> Phase:
        return Phase.READING

    def follows(
        self, state: State, rules: Round, asked: Asked, to: str, verdict: Verdict
    ) -> Mapping[str, Any]:
        """After a miss others may press, as often as the sheet allows; then it closes or goes to the audience."""
        if verdict is Verdict.RIGHT:
            return {"then": "closed"}
        played = state.round
        may_press = set(state.contestants) - asked.out - {to} - (played.shut_out if played else frozenset())
        tried = len(asked.given) + 1
        if tried < (rules.buzz.attempts or 1) and may_press:
            return {"then": "open"}
        return {"then": "audience" if rules.buzz.after_attempts == "audience" else "closed"}

    def silence(self, state: State, rules: Round, asked: Asked) -> Data:
        if rules.buzz.no_press_to == "audience":
            return {"then": "audience"}
        return {"then": "closed"}


class PlayoffWay(PressWay):
    """A press round among those who stand equal; it decides places, and points only where the sheet says so."""

    def opening(self, state: State, rules: Round, command: Command) -> Data:
        named = command.get("teams")
        groups = ties_to_part(state) or undecided(state)
        if named:
            tied = list(named)
        elif groups:
            tied = groups[0]
        else:
            raise Refused(N_("现在没有并列，不需要加赛。"), code="no_tie")
        return {"order": tied, "playoff": tied, "count": self._count(state, tied)}

    def _count(self, state: State, tied: list[str]) -> int | None:
        tie = state.setup.sheet.tie
        if tie and tie.mode == "k_plus_1":
            return len(tied) + 1
        return tie.count if tie else None

    def is_over(self, state: State, played: Played) -> bool:
        """Without a number of questions it is over when at most one is left who has neither won nor dropped out."""
        return played.most is None and len(set(played.playoff) - played.shut_out) < 2

    def follows(
        self, state: State, rules: Round, asked: Asked, to: str, verdict: Verdict
    ) -> Mapping[str, Any]:
        tie, played = state.setup.sheet.tie, state.round
        if played is None or played.most is not None:
            return {"then": "closed"}
        if verdict is Verdict.RIGHT:  # the place is won; who is left plays on for the next one
            return {"then": "closed", "shut_out": True, "won": True}
        out = tie is not None and tie.mode == "sudden_death"
        return {"then": "closed", **({"shut_out": True} if out else {})}
