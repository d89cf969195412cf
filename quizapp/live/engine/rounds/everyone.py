"""同答 and 观众题: the question opens for all at once; answers are collected beside the log and graded at the close."""

from __future__ import annotations

from ..sheet import Round
from ..state import Phase, Played, State
from .way import Way


class EveryoneWay(Way):
    """Nobody's turn: everybody's."""

    by_turn = False

    def next_to(self, state: State, rules: Round, played: Played) -> str | None:
        return None

    def phase(self, state: State, rules: Round) -> Phase:
        return Phase.OPEN
