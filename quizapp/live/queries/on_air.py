"""Which contest a branch plays now, for the board screens that turn to it by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, event, inspect, select
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
#: So long a lobby that nobody begins is offered on the members' first page.
OPEN_STAYS = timedelta(hours=12)


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


@dataclass(frozen=True, slots=True)
class OpenContest:
    """A contest that people of the branch can come into now; `running`: it has begun."""

    id: int
    title: str
    pin: str
    running: bool


_OPEN = (
    select(LiveContest.id, LiveContest.title, LiveContest.pin, LiveContest.state)
    .where(
        LiveContest.branch_id == bindparam("branch_id"),
        LiveContest.rehearsal.is_(False),
        (LiveContest.state == LiveState.RUNNING)
        | ((LiveContest.state == LiveState.LOBBY) & (LiveContest.opened_at > bindparam("since"))),
    )
    .order_by(LiveContest.id.desc())
    .limit(3)
)


def open_now(branch_id: int, now: datetime) -> list[OpenContest]:
    """Return the contests that a branch's members can come into now, newest first."""
    rows = db.session.execute(_OPEN, {"branch_id": branch_id, "since": now - OPEN_STAYS})
    return [OpenContest(row.id, row.title, row.pin or "", row.state is LiveState.RUNNING) for row in rows]


@event.listens_for(LiveContest, "after_insert")
@event.listens_for(LiveContest, "after_update")
def _changed(_mapper: Mapper[Any], _connection: Connection, contest: LiveContest) -> None:
    """A lobby that opens, a contest that is settled or put away: the branch's boards look again."""
    if inspect(contest).attrs.state.history.has_changes():
        bus, wake = services().bus, channel(contest.branch_id)
        after_commit(lambda: bus.publish(wake, "live"))
