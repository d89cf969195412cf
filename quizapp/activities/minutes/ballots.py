"""A vote in figures: whether it was valid and what came of it. Pure.

The regulation for the assembly (支部工作条例 Art. 11): valid with more than half of those with a vote present, passed
with more than half of those who should attend. For other meetings the figures are kept and the branch says what
came of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from ...core.i18n import N_

MOST = 9999


@dataclass(frozen=True, slots=True)
class Ballot:
    """应到、实到、赞成、反对、弃权; of those with a vote."""

    due: int
    present: int
    yes: int
    no: int
    abstain: int

    @property
    def is_quorate(self) -> bool:
        """Say whether more than half of those who should attend were there."""
        return 2 * self.present > self.due

    @property
    def has_majority(self) -> bool:
        """Say whether more than half of those who should attend were for it."""
        return 2 * self.yes > self.due

    @property
    def passes(self) -> bool:
        """Say whether an assembly has adopted it."""
        return self.is_quorate and self.has_majority

    @property
    def not_cast(self) -> int:
        """How many were there and gave no vote."""
        return self.present - self.yes - self.no - self.abstain


def fault_of(ballot: Ballot) -> str | None:
    """Return what cannot be in the figures, None when they can."""
    figures = (ballot.due, ballot.present, ballot.yes, ballot.no, ballot.abstain)
    if not all(0 <= one <= MOST for one in figures) or ballot.due == 0:
        return N_("请填写应到、实到和票数，都是不小于 0 的整数，应到至少 1 人。")
    if ballot.present > ballot.due:
        return N_("实到不能多于应到，只数有表决权的党员。")
    if ballot.not_cast < 0:
        return N_("赞成、反对、弃权加起来多于实到人数。")
    return None
