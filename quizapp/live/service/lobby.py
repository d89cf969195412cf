"""The lobby: opened by the organiser, entered by members and guests, left and entered again by any phone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from ...core import audit
from ...core.errors import NotFound
from ...core.i18n import N_
from ...core.ids import new_token
from ...core.permissions import Identity
from ...infra.writer import Statement
from .. import names, room, setups
from ..engine.events import Command, Logged, Refused
from ..engine.state import State
from ..models import LiveContest, LiveState
from ..queries import finding
from ..queries.finding import Head, Participant
from . import pins, seats
from .pins import contest_of
from .seats import Joined, Place, player_code

__all__ = [
    "Joined",
    "contest_of",
    "join",
    "open_lobby",
    "player_code",
    "rejoin",
    "seat_code",
    "take_seat",
]


class Known(Protocol):
    """A contest by its id: the row, or its head."""

    @property
    def id(self) -> int: ...


def open_lobby(contest: LiveContest, *, actor: Identity, now: datetime, take_defaults: bool = False) -> None:
    """Freeze a draft, give it a PIN and let people in; the caller commits.

    Refuses what is no draft, and one whose questions are missing, or whose rules leave gaps that nobody decided
    (`params["gaps"]` names them), unless `take_defaults`: `setups.assumed` lists what is then taken for granted.
    """
    if contest.state is not LiveState.DRAFT:
        raise Refused(N_("这场竞赛已经开放过。"), code="already_open")
    gaps = [] if take_defaults else setups.undecided(contest)
    if gaps:
        names = [one.name for one in gaps]
        raise Refused(
            N_("规程还有 %(n)d 处没有说明，请先逐条决定。"), code="gaps_open", n=len(gaps), gaps=names
        )
    contest.setup = setups.freeze(contest)
    contest.pin = pins.new_pin()
    contest.state, contest.opened_at = LiveState.LOBBY, now
    pins.note_hall(contest.id)
    audit.note(actor, "live.opened", "live_contest", contest.id, at=now, branch_id=contest.branch_id)


def join(
    contest: Known,
    *,
    name: str,
    unit: str = "",
    team: str | None = None,
    seat: int | None = None,
    seat_code: str | None = None,
    member: Identity | None,
    now: datetime,
) -> Joined:
    """Let somebody in and return who the phone is; commits by itself. Raises Refused in plain words.

    A member who is in already comes back as the same player, and the phone used before is let go. `seat_code`
    leads to its seat, past a locked lobby and whoever sits there.
    """
    head = _active(contest.id)
    place = seats.place_of(head.id, seat_code) if seat_code else Place(team, seat)
    if member is not None:
        found = finding.participant_of_member(head.id, member.member_id)
        if found:
            return _again(head, found, place if seat_code else Place(), now)
    if not head.guests and (member is None or member.branch_id != head.branch_id):
        raise Refused(N_("这场竞赛只限本支部党员参加，请先登录。"), code="members_only", status=403)
    if place.player is not None:
        return seats.hand_over(head.id, place.player, now=now)
    _check_name(name, member)
    try:
        joined = _enter(head, name, unit, place, member, bool(seat_code), now)
    except Refused as refused:  # came in a moment ago, with another phone or the first of two taps
        found = finding.participant_of_member(head.id, member.member_id) if member else None
        if refused.code != "already_joined" or not found:
            raise
        return _again(head, found, place if seat_code else Place(), now)
    pins.note_hall(head.id)
    return joined


def _active(contest_id: int) -> Head:
    head = finding.by_id(contest_id)
    if head is None or not head.active:
        raise NotFound
    return head


def _check_name(name: str, member: Identity | None) -> None:
    """Refuse a name that nobody wants on the wall; a member's own is the branch's concern."""
    if (member is None or name != member.name) and names.offends(name):
        raise Refused(N_("这个称呼不合适，请换一个。"), code="name_refused")


def _enter(
    head: Head,
    name: str,
    unit: str,
    place: Place,
    member: Identity | None,
    by_code: bool,
    now: datetime,
) -> Joined:
    token, member_id = new_token(), member.member_id if member else None
    by = f"member:{member_id}" if member_id else "guest"
    taken = by_code and seats.holder(room.state_of(head.id), place.team, place.seat) is not None
    fields = {
        "name": name or (member.name if member else ""),
        "unit": unit,
        "team": place.team,
        "seat": None if taken else place.seat,
        "member": member_id,
        "seat_code": by_code,
    }

    def also(_state: State, logged: Sequence[Logged]) -> Sequence[Statement]:
        return [seats.participant(head.id, logged[0].data["player"], member_id, token, now)]

    done = room.act(head.id, Command("join", fields, by), now=now, also=also)
    player = str(done.appended[0].data["player"])
    if taken:
        _sit(head.id, player, place, now)
    return Joined(player, token)


def _sit(contest_id: int, player: str, place: Place, now: datetime) -> None:
    fields = {"player": player, "team": place.team, "seat": place.seat}
    room.act(contest_id, Command("move", fields, f"player:{player}"), now=now)


def _again(head: Head, found: Participant, place: Place, now: datetime) -> Joined:
    player = room.state_of(head.id).players.get(found.player)
    if player is None or player.removed:
        raise Refused(N_("你已被请出这场竞赛，如有疑问请找工作人员。"), code="removed", status=403)
    if place.team is not None and (player.team, player.seat) != (place.team, place.seat):
        _sit(head.id, found.player, place, now)
    return seats.hand_over(head.id, found.player, now=now)


def rejoin(contest: Known, token: str) -> Participant | None:
    """Return whose phone this is by its token; None for a forged one, one let go, or somebody who was sent out."""
    found = finding.participant_of_token(contest.id, token)
    if found is None:
        return None
    player = room.state_of(contest.id).players.get(found.player)
    return found if player and not player.removed else None


def seat_code(contest: Known, team: str, seat: int) -> str:
    """Return the code by which a phone takes this seat."""
    return seats.seat_code(contest.id, team, seat)


def take_seat(
    contest: Known,
    code: str,
    participant: Participant | None,
    now: datetime,
    member: Identity | None = None,
) -> Joined:
    """Let a phone take over what the code opens; commits by itself.

    A phone that is in the contest moves to the seat, and whoever sat there gives it up. One that is not goes on
    as the player who sits there; a signed-in member who is somebody else comes in and sits down instead. An empty
    seat refuses with code "seat_empty": its phone has to say a name first (`join` with the code).
    """
    head = _active(contest.id)
    place = seats.place_of(head.id, code)
    pins.note_hall(head.id)
    if place.player is not None:
        return seats.hand_over(head.id, place.player, now=now)
    if participant is not None:
        _sit(head.id, participant.player, place, now)
        return Joined(participant.player, "")
    sitting = seats.holder(room.state_of(head.id), place.team, place.seat)
    if member is not None and (sitting is None or sitting.member != member.member_id):
        return join(head, name=member.name, seat_code=code, member=member, now=now)
    if sitting is None:
        raise Refused(N_("这个席位还没有人，请先写上称呼。"), code="seat_empty")
    return seats.hand_over(head.id, sitting.id, now=now)
