"""Finding a contest by id, PIN or screen, and a person by the phone's token: asked with every request, so kept.

Each process keeps its own and tells the others over the bus what to forget; what was lost on the way costs a
few seconds.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar, cast

from flask import current_app
from sqlalchemy import Connection, event, select
from sqlalchemy.orm import Mapper

from ...core.ids import token_hash
from ...core.services import services
from ...core.transaction import after_commit
from ...extensions import db
from ..models import LiveContest, LiveParticipant, LiveState

CHANNEL = "live-finding"
KEPT_SECONDS = 5.0
#: A token is its player's until it is let go, which is told; phones ask with it all the time.
PERSON_KEPT_SECONDS = 60.0
#: How soon all phones of a contest may be looked for again, when one is unknown.
LOOK_SECONDS = 10.0
MAX_KEPT = 20_000
ACTIVE = (LiveState.LOBBY, LiveState.RUNNING, LiveState.FINISHED)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Head:
    """A contest without its draft, setup and log."""

    id: int
    branch_id: int
    title: str
    state: LiveState
    pin: str | None
    screen_token: str
    guests: bool
    rehearsal: bool
    rehearsal_of: int | None
    for_record: bool
    fair_buzz: bool
    seed: str
    planned_at: datetime | None
    created_by: int
    created_at: datetime
    opened_at: datetime | None
    finished_at: datetime | None
    settled_at: datetime | None

    @property
    def active(self) -> bool:
        """Say whether people may be in it: from the opening of the lobby until it is settled or put away."""
        return self.state in ACTIVE


@dataclass(frozen=True, slots=True)
class Participant:
    """Whose phone it is: the player's id in the log, and the member where there is an account."""

    contest_id: int
    player: str
    member_id: int | None


@dataclass(slots=True)
class Kept(Generic[T]):
    """What was found lately, by key."""

    seconds: float = KEPT_SECONDS
    of: dict[Any, tuple[float, T]] = field(default_factory=dict)

    def get(self, key: Any, find: Callable[[], T | None]) -> T | None:
        """Return what is kept under a key, or find and keep it; what is not there is not kept."""
        kept = self.of.get(key)
        if kept and kept[0] > time.monotonic():
            return kept[1]
        found = find()
        if found is not None:
            self.put(key, found)
        return found

    def put(self, key: Any, value: T) -> None:
        """Keep what was found."""
        if len(self.of) >= MAX_KEPT:
            self.of.clear()
        self.of[key] = (time.monotonic() + self.seconds, value)

    def drop(self, fits: Callable[[T], bool]) -> None:
        """Forget what fits."""
        for key, (_, value) in list(self.of.items()):
            if fits(value):
                self.of.pop(key, None)


@dataclass(slots=True)
class _Cache:
    heads: Kept[Head] = field(default_factory=Kept)
    people: Kept[Participant] = field(default_factory=lambda: Kept(PERSON_KEPT_SECONDS))
    looked: dict[int, float] = field(default_factory=dict)  # when a contest's people may be looked for again


def by_id(contest_id: int) -> Head | None:
    """Return a contest whatever its state."""
    return _cache().heads.get(contest_id, lambda: _read(LiveContest.id == contest_id))


def by_pin(pin: str) -> Head | None:
    """Return the active contest with this PIN."""
    found = _of_pin(pin)
    return found if found and found.active else None


def settled_by_pin(pin: str) -> Head | None:
    """Return the contest that was played under this PIN and is settled by now."""
    found = _of_pin(pin)
    return found if found and found.state is LiveState.SETTLED else None


def _of_pin(pin: str) -> Head | None:
    if len(pin) != 6 or not (pin.isascii() and pin.isdecimal()):
        return None
    return _cache().heads.get(("pin", pin), lambda: _read(LiveContest.pin == pin))


def by_screen_token(token: str) -> Head | None:
    """Return the contest that this screen shows; one that was put away shows nothing."""
    if not 0 < len(token) <= 64:
        return None
    found = _cache().heads.get(("screen", token), lambda: _read(LiveContest.screen_token == token))
    return found if found and found.state is not LiveState.CANCELLED else None


def participant_of_token(contest_id: int, token: str) -> Participant | None:
    """Return whose phone holds this token in this contest; being sent out ends it."""
    if not 0 < len(token) <= 100:
        return None
    key, cache = token_hash(token), _cache()
    found = cache.people.get(key, lambda: _known_person(cache, contest_id, key))
    return found if found and found.contest_id == contest_id else None


def _known_person(cache: _Cache, contest_id: int, key: str) -> Participant | None:
    """Return whose token this is. After a restart all phones ask at once: the first one looks for all of them."""
    now = time.monotonic()
    if cache.looked.get(contest_id, 0.0) <= now:
        cache.looked[contest_id] = now + LOOK_SECONDS
        for hashed, one in _read_people(contest_id):
            cache.people.put(hashed, one)
    kept = cache.people.of.get(key)
    return kept[1] if kept and kept[0] > now else _read_person(LiveParticipant.token_hash == key)


def participant_of_member(contest_id: int, member_id: int) -> Participant | None:
    """Return a member's part in a contest, read afresh."""
    return _read_person(LiveParticipant.contest_id == contest_id, LiveParticipant.member_id == member_id)


def participant_of_player(contest_id: int, player: str) -> Participant | None:
    """Return the person behind a player, read afresh; None: one without a phone or account."""
    return _read_person(LiveParticipant.contest_id == contest_id, LiveParticipant.player == player)


def forget(contest_id: int) -> None:
    """Have a contest and its people read afresh, here and in other processes."""
    _drop(_cache(), str(contest_id))
    services().bus.publish(CHANNEL, str(contest_id))


def _read(where: Any) -> Head | None:
    contest = LiveContest.__table__.c
    columns = [contest[name] for name in Head.__dataclass_fields__]
    with db.engine.connect() as connection:
        row = connection.execute(select(*columns).where(where)).one_or_none()
    return Head(*row) if row else None


def _read_people(contest_id: int) -> list[tuple[str, Participant]]:
    person = LiveParticipant.__table__.c
    columns = (person.token_hash, person.contest_id, person.player, person.member_id)
    with db.engine.connect() as connection:
        rows = connection.execute(select(*columns).where(person.contest_id == contest_id)).all()
    return [(row[0], Participant(*row[1:])) for row in rows]


def _read_person(*where: Any) -> Participant | None:
    person = LiveParticipant.__table__.c
    with db.engine.connect() as connection:
        row = connection.execute(
            select(person.contest_id, person.player, person.member_id).where(*where)
        ).one_or_none()
    return Participant(*row) if row else None


def _cache() -> _Cache:
    found = current_app.extensions.get("live_finding")
    if found is None:
        found = current_app.extensions["live_finding"] = _Cache()
        services().bus.watch(CHANNEL, lambda told: _drop(found, told))
    return cast(_Cache, found)


def _drop(cache: _Cache, told: str) -> None:
    """Forget one contest, or everything where messages may have been lost."""
    cache.heads.drop(lambda one: not told or str(one.id) == told)
    cache.people.drop(lambda one: not told or str(one.contest_id) == told)
    cache.looked.clear()


@event.listens_for(LiveContest, "after_update")
def _changed(_mapper: Mapper[Any], _connection: Connection, contest: LiveContest) -> None:
    """Whatever a unit of work changes of a contest is seen everywhere once it is committed."""
    contest_id = contest.id
    after_commit(lambda: forget(contest_id))
