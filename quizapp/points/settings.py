"""What a branch decides of claims and objections."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ..accounts.queries import branch_setting
from ..accounts.service import set_branch_setting
from ..core.errors import Invalid
from ..core.i18n import N_
from ..core.permissions import Identity

LATE_KEY, ANSWER_KEY = "claim_days", "objection_days"
MOST_DAYS = 366
USUAL_ANSWER_DAYS = 7


@dataclass(frozen=True, slots=True)
class PointsSettings:
    """`late_days`: so long after the day something may be claimed, 0 without limit; `answer_days`: to answer an objection."""

    late_days: int
    answer_days: int


def settings_of(branch_id: int) -> PointsSettings:
    """Return what holds in a branch."""
    return PointsSettings(
        int(branch_setting(branch_id, LATE_KEY, 0)),
        int(branch_setting(branch_id, ANSWER_KEY, USUAL_ANSWER_DAYS)),
    )


def save(branch_id: int, wanted: PointsSettings, *, actor: Identity, now: datetime) -> None:
    """Keep what a branch decided."""
    if not 0 <= wanted.late_days <= MOST_DAYS:
        raise Invalid(N_("请填 0 到 366 之间的整数。"), field="late_days")
    if not 1 <= wanted.answer_days <= MOST_DAYS:
        raise Invalid(N_("请填 1 到 366 之间的整数。"), field="answer_days")
    set_branch_setting(branch_id, LATE_KEY, wanted.late_days, actor=actor, now=now)
    set_branch_setting(branch_id, ANSWER_KEY, wanted.answer_days, actor=actor, now=now)
