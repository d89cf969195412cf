"""Seats, not phones: codes by which a phone takes over a seat or a player, and the tokens by which it is known again."""

from __future__ import annotations

from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from hmac import compare_digest

from ...core.errors import NotFound
from ...core.i18n import N_
from ...core.ids import new_token, token_hash
from ...core.services import services
from ...infra.writer import Statement
from ...papers.answers import bind
from .. import room
from ..engine.events import Refused
from ..engine.state import Player, State
from ..models import LiveParticipant
from ..queries import finding
from . import pins

_ENTER = (
    "INSERT INTO live_participant (contest_id, player, member_id, token_hash, joined_at) "
    "VALUES (:contest, :player, :member, :token_hash, :joined_at)"
)
_RENEW = (
    "UPDATE live_participant SET token_hash = :token_hash WHERE contest_id = :contest AND player = :player"
)


@dataclass(frozen=True, slots=True)
class Joined:
    """Who the phone is from now on. `token` "": the one it has goes on."""

    player: str
    token: str


@dataclass(frozen=True, slots=True)
class Place:
    """What a code opens: a seat of a team, or the place of a player."""

    team: str | None = None
    seat: int | None = None
    player: str | None = None


def seat_code(contest_id: int, team: str, seat: int) -> str:
    """Return the code that a seat's phone scans; it tells nobody another one."""
    number = room.state_of(contest_id).contestants[team].number
    return f"{number}-{seat}-{_mac(contest_id, f'seat/{number}/{seat}')}"


def player_code(contest_id: int, player: str) -> str:
    """Return the code by which the host lets another phone go on as this player."""
    return f"{player}-{_mac(contest_id, f'player/{player}')}"


def place_of(contest_id: int, code: str) -> Place:
    """Return what a code opens; a wrong one is counted like a wrong PIN."""
    pins.refuse_guessers(contest_id)
    found = _read(room.state_of(contest_id), contest_id, code.strip().lower())
    if found is None:
        pins.note_failure()
        raise Refused(N_("席位码不对，请重新扫码，或请工作人员帮忙。"), code="bad_seat_code", status=404)
    return found


def _read(state: State, contest_id: int, code: str) -> Place | None:
    *name, mac = code.split("-")
    if len(name) == 1 and compare_digest(mac.encode(), _mac(contest_id, f"player/{name[0]}").encode()):
        return Place(player=name[0]) if name[0] in state.players else None
    if len(name) != 2 or not compare_digest(
        mac.encode(), _mac(contest_id, "seat/" + "/".join(name)).encode()
    ):
        return None
    team = next((one.id for one in state.contestants.values() if str(one.number) == name[0]), None)
    return Place(team=team, seat=int(name[1])) if team else None


def _mac(contest_id: int, purpose: str) -> str:
    """Return eight letters that nobody can make who does not know the contest's seed."""
    head = finding.by_id(contest_id)
    if head is None:
        raise NotFound
    key = blake2b(head.seed.encode(), digest_size=32).digest()
    return b32encode(blake2b(purpose.encode(), key=key, digest_size=5).digest()).decode().lower()


def holder(state: State, team: str | None, seat: int | None) -> Player | None:
    """Return who sits there."""
    return next(
        (
            one
            for one in state.players.values()
            if seat is not None and (one.team, one.seat) == (team, seat) and not one.removed
        ),
        None,
    )


def hand_over(contest_id: int, player: str, *, now: datetime) -> Joined:
    """Let another phone go on as a player: it gets a new token, the old one's ends."""
    token = new_token()
    if (
        finding.participant_of_player(contest_id, player) is None
    ):  # put in by the host, without a phone till now
        services().writer.write([participant(contest_id, player, None, token, now)])
    else:
        values = {"contest": contest_id, "player": player, "token_hash": token_hash(token)}
        services().writer.write([(_RENEW, values)])
    finding.forget(contest_id)
    return Joined(player, token)


def participant(contest_id: int, player: str, member_id: int | None, token: str, now: datetime) -> Statement:
    """Return the statement that stores whose phone a token is."""
    values = {
        "contest": contest_id,
        "player": player,
        "member": member_id,
        "token_hash": token_hash(token),
        "joined_at": bind(LiveParticipant.__table__.c.joined_at, now),
    }
    return (_ENTER, values)
