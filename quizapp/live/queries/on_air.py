"""Which contest a branch plays now, for the board screens that turn to it by themselves."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, event, inspect, select
from sqlalchemy.orm import Mapper

from ...core.services import services
from ...core.transaction import after_commit
from ...extensions import db
from ...record.queries import channel
from ..models import LiveContest, LiveState

#: So long the podium stays up on a board screen when nobody settles the contest.
PODIUM_STAYS = timedelta(minutes=20)
#: So long an open lobby that nobody begins keeps the boards away.
LOBBY_STAYS = timedelta(hours=1)


def on_air(branch_id: int, now: datetime) -> str | None:
    """Return the screen token of the contest that the branch plays; a rehearsal is nothing for the hall."""
    over = (LiveContest.state == LiveState.FINISHED) & (LiveContest.finished_at > now - PODIUM_STAYS)
    waiting = (LiveContest.state == LiveState.LOBBY) & (LiveContest.opened_at > now - LOBBY_STAYS)
    return db.session.scalar(
        select(LiveContest.screen_token)
        .where(
            LiveContest.branch_id == branch_id,
            LiveContest.rehearsal.is_(False),
            (LiveContest.state == LiveState.RUNNING) | waiting | over,
        )
        .order_by(LiveContest.opened_at.desc(), LiveContest.id.desc())
        .limit(1)
    )


@event.listens_for(LiveContest, "after_insert")
@event.listens_for(LiveContest, "after_update")
def _changed(_mapper: Mapper[Any], _connection: Connection, contest: LiveContest) -> None:
    """A lobby that opens, a contest that is settled or put away: the branch's boards look again."""
    if inspect(contest).attrs.state.history.has_changes():
        bus, wake = services().bus, channel(contest.branch_id)
        after_commit(lambda: bus.publish(wake, "live"))
