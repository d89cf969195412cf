"""What stands fixed when a contest's lobby opens: sheet, contestants, questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from hashlib import blake2b
from typing import Any

from ...bank.item import Item
from ...bank.marking import Mark, PartialCredit, mark
from ...papers.draw import to_letters
from .sheet import RuleSheet

#: The unit in which items are marked here; only the share of it matters.
_WHOLE = 100_00


@dataclass(frozen=True, slots=True)
class Contestant:
    """Who stands in the standings: a team, or in a contest without teams a player. `number` orders from 1."""

    id: str
    name: str
    number: int
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the contest. `options` pairs the id under which an option is shown with the author's letter."""

    id: str
    item: Item
    options: tuple[tuple[str, str], ...] = ()
    value: int | None = None  # where the round's questions differ in value
    item_id: int | None = None  # the bank's; opaque here
    version_id: int | None = None

    def marked(self, response: Any) -> Mark:
        """Mark a response in shown option ids; raises ResponseShapeError."""
        letters = to_letters(response, self.options, self.item.type)
        return mark(self.item, letters, _WHOLE, PartialCredit.PROPORTIONAL)

    def share(self, response: Any) -> Fraction:
        """Return what part of the question a response has right, 0 to 1; raises ResponseShapeError."""
        return Fraction(self.marked(response).points, _WHOLE)


@dataclass(frozen=True, slots=True)
class Setup:
    """The contest as prepared. `rounds` holds question ids by round key, in order; `reserve` those kept back.

    `individual`: every player is a contestant. `manual_clock`: where the sheet starts a clock after reading or
    when the host names the team, it waits for the host; otherwise clocks start with what they belong to.
    `enforce`: turns, counts and stocks are kept to; a record of what happened is played without.
    """

    sheet: RuleSheet
    contestants: tuple[Contestant, ...] = ()
    questions: Mapping[str, Question] = field(default_factory=dict)
    rounds: Mapping[str, Sequence[str]] = field(default_factory=dict)
    reserve: Sequence[str] = ()
    individual: bool = False
    manual_clock: bool = False
    rehearsal: bool = False
    enforce: bool = True
    approve: bool = False  # whoever joins waits for the host's nod
    seed: str = ""

    def lot(self, purpose: str, names: Sequence[str]) -> list[str]:
        """Return the names in an order drawn by lot, the same for the same seed and purpose."""
        return sorted(names, key=lambda name: blake2b(f"{self.seed}/{purpose}/{name}".encode()).digest())
