"""What somebody sees who is about to come in: teams and free seats, whether people are let in, who sits where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from flask import current_app
from sqlalchemy import select

from ..core.permissions import Identity
from ..extensions import db
from . import room
from .engine.state import Stage, State
from .models import LiveContest
from .queries import finding
from .queries.finding import Head, Participant
from .service import seats


@dataclass(frozen=True, slots=True)
class Team:
    """A team to join: how many seats it has, and which of them are taken."""

    id: str
    name: str
    unit: str
    seats: int
    taken: frozenset[int]


@dataclass(frozen=True, slots=True)
class Entrance:
    """A contest as seen from its door. `open` says whether somebody new is let in now."""

    pin: str
    title: str
    guests: bool
    open: bool
    over: bool
    approves: bool
    under_way: bool
    people: int
    teams: Sequence[Team]
    own_name: str  # the caller's, who is in already with the account

    @property
    def most_seats(self) -> int:
        """The most seats that a team has; 1 means that there is nothing to choose."""
        return max((one.seats for one in self.teams), default=0)


@dataclass(frozen=True, slots=True)
class Seat:
    """What a code opens: whose place, who sits there, and whether a name has to be said first."""

    team: str
    number: int | None
    sitting: str
    own: bool
    needs_name: bool


def look(head: Head, member: Identity | None) -> Entrance:
    """Return the contest as seen from its door by somebody, signed in or not."""
    state = room.state_of(head.id)
    found = finding.participant_of_member(head.id, member.member_id) if member else None
    own = state.players.get(found.player) if found else None
    over = state.stage is Stage.FINISHED
    return Entrance(
        head.pin or "",
        head.title,
        head.guests,
        not state.locked and not over,
        over,
        state.setup.approve,
        state.stage is Stage.RUNNING,
        sum(not one.removed for one in state.players.values()),
        _teams(head.id, state),
        own.name if own and not own.removed else "",
    )


def _teams(contest_id: int, state: State) -> list[Team]:
    if state.setup.individual:
        return []
    sizes, taken = _sizes(contest_id), _taken(state)
    teams = sorted(state.contestants.values(), key=lambda one: one.number)
    return [
        Team(one.id, one.name, one.unit, sizes.get(one.id, 1), frozenset(taken.get(one.id, ())))
        for one in teams
    ]


def _taken(state: State) -> Mapping[str, set[int]]:
    taken: dict[str, set[int]] = {}
    for one in state.players.values():
        if one.team and one.seat and not one.removed:
            taken.setdefault(one.team, set()).add(one.seat)
    return taken


def _sizes(contest_id: int) -> Mapping[str, int]:
    """Return how many seats each team has; it stands fixed since the lobby was opened, and is read once."""
    kept = cast("dict[int, dict[str, int]]", current_app.extensions.setdefault("live_seats", {}))
    if contest_id not in kept:
        with db.engine.connect() as connection:
            setup = connection.scalar(select(LiveContest.setup).where(LiveContest.id == contest_id))
        kept[contest_id] = (setup or {}).get("seats") or {}
    return kept[contest_id]


def seat(head: Head, code: str, participant: Participant | None, member: Identity | None) -> Seat:
    """Return what a code opens, for a phone that is in the contest or not; raises Refused for a wrong one."""
    place, state = seats.place_of(head.id, code), room.state_of(head.id)
    sitting = state.players.get(place.player) if place.player else seats.holder(state, place.team, place.seat)
    team = state.contestants.get((sitting.team if sitting else place.team) or "")
    own = sitting is not None and participant is not None and participant.player == sitting.id
    needs_name = sitting is None and participant is None and member is None
    number = place.seat if place.seat is not None else (sitting.seat if sitting else None)
    return Seat(team.name if team else "", number, sitting.name if sitting else "", own, needs_name)
