"""活跃度 and 参与度 of a branch, and the one figure by which branches are compared. Pure; exact fractions of 100.

- 活跃度: of each member on the roll and not exempt, active days over working days; their mean. A day is active when
  something was earned on it that stands, whether a cap let it count or not, and whatever was taken off on it; only working
  days count, above and below the line, so that it is at most 100.
- 参与度: members with at least one active day, any day of the window, over members on the roll and not exempt.
- The figure: both, and how many of the duties that fell due were met, where that is known, by weights that stand on the page.

There is no public formula: these are defined by decisions 36 and 39 (docs/decisions).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each part weighs; what is not known of a branch weighs nothing for it."""

    active: int = 50
    taking_part: int = 30
    duties: int = 20

    def check(self) -> bool:
        """Say whether they can be used."""
        parts = (self.active, self.taking_part, self.duties)
        return all(0 <= part <= 100 for part in parts) and self.active + self.taking_part > 0


@dataclass(frozen=True, slots=True)
class Counted:
    """What a branch did in a window: member-days active on working days, members with any active day, heads."""

    active_days: int
    taking_part: int
    heads: int
    working_days: int
    duties: Fraction | None = None  # how many of the duties that fell due were met, of 100


@dataclass(frozen=True, slots=True)
class Vitality:
    """A branch's figures, of 100."""

    active: Fraction
    taking_part: Fraction
    duties: Fraction | None
    figure: Fraction


def vitality(counted: Counted, weights: Weights) -> Vitality:
    """Return the figures of a branch; nothing for one without heads, or in a window without working days."""
    chances = counted.heads * counted.working_days
    active = Fraction(100 * counted.active_days, chances) if chances else Fraction(0)
    taking_part = Fraction(100 * counted.taking_part, counted.heads) if counted.heads else Fraction(0)
    parts = [
        (active, weights.active),
        (taking_part, weights.taking_part),
        *([(counted.duties, weights.duties)] if counted.duties is not None else []),
    ]
    whole = sum(weight for _, weight in parts)
    figure = sum((part * weight for part, weight in parts), Fraction(0)) / whole if whole else Fraction(0)
    return Vitality(active, taking_part, counted.duties, figure)
