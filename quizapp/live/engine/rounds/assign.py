"""指定题: each contestant sets a question for the next one, the last for the first."""

from __future__ import annotations

from ....core.i18n import N_
from ..events import Refused
from ..sheet import Round
from ..state import Played, State
from .way import Way


class AssignWay(Way):
    """The value is chosen by who sets the question; right and wrong are the answerer's."""

    def value(self, state: State, rules: Round, played: Played, to: str | None, given: int | None) -> int:
        if given is not None and rules.values and given not in rules.values:
            raise Refused(N_("没有这个分值，请从规程列出的分值中选。"), code="no_such_value")
        return rules.value if given is None else given


def author_of(played: Played, to: str) -> str | None:
    """Return who sets the question for `to`: the one before in the order."""
    if to not in played.order or len(played.order) < 2:
        return None
    return played.order[played.order.index(to) - 1]
