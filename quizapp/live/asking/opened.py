"""A dialog as it was opened: for which contest, at which moment, with what its address says."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from ...core.errors import DomainError, NotFound
from ..engine.lobby import player_of
from ..engine.setup import Contestant
from ..engine.state import Player, State
from ..queries.pressing import PressLine

Data = dict[str, Any]
#: As many people as one list shows; a search finds the rest.
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """For which contest at which moment a dialog was opened, with what its address says.

    What the log does not hold is handed in where a dialog shows it: who has `answered`, every press that arrived.
    """

    state: State
    args: MultiDict[str, str]
    now: int
    answered: Set[str] = frozenset()
    presses: Sequence[PressLine] = ()

    def get(self, name: str) -> str:
        return self.args.get(name, "")

    @property
    def contestants(self) -> list[Contestant]:
        return sorted(self.state.contestants.values(), key=lambda one: one.number)

    @property
    def player(self) -> Player:
        """The player whom the address names; raises NotFound."""
        try:
            return player_of(self.state, self.get("player"))
        except DomainError as error:
            raise NotFound from error
