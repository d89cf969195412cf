"""Leaving a line in a contest's log, and waking those who look at it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ...core.permissions import Identity
from ...core.services import services
from ...core.transaction import after_commit
from ...extensions import db
from .. import queries
from ..models import Contest, ContestEvent


def note_event(
    contest: Contest,
    kind: str,
    actor: Identity | None,
    now: datetime,
    *,
    member_id: int | None = None,
    reason: str = "",
    data: Any = None,
) -> None:
    """Append a line to the contest's log; `actor` None stands for the clock."""
    db.session.add(
        ContestEvent(
            contest_id=contest.id,
            at=now,
            kind=kind,
            member_id=member_id,
            data=data,
            actor_id=actor.member_id if actor else None,
            reason=reason,
        )
    )


def tell(contest: Contest) -> None:
    """Wake the screens that follow the contest, once this is committed."""
    channel, bus = queries.source_key(contest.id), services().bus
    after_commit(lambda: bus.publish(channel, "step"))
