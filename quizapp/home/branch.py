"""What the branch asks of a member now: the first thing on the page of the branch's life."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ..activities.attending import NOT_CALLED, TOOK_PART
from ..activities.kinds import ActivityState
from ..activities.minutes.queries import TaskLine, open_tasks
from ..activities.queries import Card, coming
from ..core.permissions import Identity
from ..plans.queries import ItemView, next_for

SHOWN = 3  # activities and tasks at most


@dataclass(frozen=True, slots=True)
class BranchNow:
    """What waits for one member: `open` can be signed in to, `coming` comes next, `tasks` are to be done."""

    open: Sequence[Card]
    coming: Sequence[Card]
    tasks: Sequence[TaskLine]
    plan: Sequence[ItemView]


def branch_now(identity: Identity, today: date) -> BranchNow:
    """Return what waits for a member of a branch today."""
    cards = coming(identity)
    opened = [card for card in cards if can_sign_in(card)]
    return BranchNow(
        opened,
        [card for card in cards if card not in opened][:SHOWN],
        open_tasks(identity.member_id)[:SHOWN],
        next_for(identity, today, SHOWN),
    )


def can_sign_in(card: Card) -> bool:
    """Tell whether a member is called to an activity that is signing in, and has not signed in."""
    called = card.own is not None and card.own not in NOT_CALLED
    return card.activity.state is ActivityState.OPEN and called and card.own not in TOOK_PART
