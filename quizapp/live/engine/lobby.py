"""People: coming in, being let in, moved, renamed, sent out; the lobby's lock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ...core.i18n import N_
from .events import Command, Event, Logged, Refused
from .finding import contestant, running
from .setup import Contestant
from .state import Player, State

MOST_NAME, MOST_UNIT, MOST_PLAYERS = 20, 30, 3000


def clean_name(given: Any, most: int = MOST_NAME) -> str:
    """Return a name in one line; refuses what is empty, too long or no name."""
    name = " ".join(given.split()) if isinstance(given, str) else ""
    if not name:
        raise Refused(N_("请写上称呼。"), code="name_empty", status=422)
    if len(name) > most:
        raise Refused(N_("称呼太长，最多 %(most)d 个字。"), code="name_too_long", status=422, most=most)
    if any(char in "<>&\"'`" or not char.isprintable() for char in name):
        raise Refused(N_("称呼里有不能用的符号，请只用文字、数字和空格。"), code="name_bad", status=422)
    return name


def _unit(given: Any) -> str:
    return clean_name(given, MOST_UNIT) if isinstance(given, str) and given.strip() else ""


def _join(state: State, command: Command, now: int) -> list[Event]:
    running(state)
    name, unit = clean_name(command.get("name")), _unit(command.get("unit"))
    member = command.get("member")
    if state.locked and not command.get("seat_code"):
        raise Refused(N_("主持人已停止加入，请稍等或联系工作人员。"), code="locked")
    present = [one for one in state.players.values() if not one.removed]
    if len(present) >= MOST_PLAYERS:
        raise Refused(N_("人数已满。"), code="full")
    if member is None and any((one.name, one.unit) == (name, unit) for one in present):
        raise Refused(N_("这个称呼已有人用，请加上单位或换一个。"), code="name_taken")
    if member is not None and any(one.member == member for one in present):
        raise Refused(N_("你已经在场，请回到原来的页面。"), code="already_joined")
    team = contestant(state, command.get("team")).id if command.get("team") else None
    if team and state.setup.individual:
        team = None
    seat = _free_seat(state, team, command.get("seat"))
    number = state.asked.number if state.asked else 0
    return [
        Event(
            "joined",
            {
                "player": command.get("player"),
                "name": name,
                "unit": unit,
                "team": team,
                "seat": seat,
                "member": member,
                "since": number + 1 if number else 0,
                "admitted": not state.setup.approve,
            },
        )
    ]


def _free_seat(state: State, team: str | None, seat: Any) -> int | None:
    if seat is None or team is None:
        return None
    if isinstance(seat, bool) or not isinstance(seat, int) or not 1 <= seat <= 50:
        raise Refused(N_("没有这个席位。"), code="no_seat")
    if any(one.team == team and one.seat == seat and not one.removed for one in state.players.values()):
        raise Refused(N_("这个席位已有人，请选别的席位，或请主持人换人。"), code="seat_taken")
    return seat


def player_of(state: State, given: Any) -> Player:
    """Return the player meant by an id."""
    found = state.players.get(given) if isinstance(given, str) else None
    if found is None:
        named = [one for one in state.players.values() if one.name == given and not one.removed]
        if len(named) != 1:
            raise Refused(N_("没有这位参加者。"), code="unknown_player")
        found = named[0]
    if found.removed:
        raise Refused(N_("没有这位参加者。"), code="unknown_player")
    return found


def _admit(state: State, command: Command, now: int) -> list[Event]:
    """Let in somebody who waits for the nod, or let somebody who was sent out come back."""
    running(state)
    given = command.get("player") or command.get("to")
    out = _sent_out(state, given)
    if out is not None:
        return [_readmitted(state, out)]
    player = player_of(state, given)
    return [] if player.admitted else [Event("admitted", {"player": player.id})]


def _sent_out(state: State, given: Any) -> Player | None:
    """Return who was sent out, meant by an id or by a name that nobody present has."""
    players = state.players.values()
    if not isinstance(given, str) or any(not one.removed and given in (one.id, one.name) for one in players):
        return None
    found = [one for one in players if given == one.id] or [one for one in players if one.name == given]
    return found[0] if len(found) == 1 else None


def _readmitted(state: State, player: Player) -> Event:
    """Return how somebody comes back: without the seat, and from the next question on where one is under way."""
    present = [one for one in state.players.values() if not one.removed]
    if len(present) >= MOST_PLAYERS:
        raise Refused(N_("人数已满。"), code="full")
    if player.member is None and any((one.name, one.unit) == (player.name, player.unit) for one in present):
        raise Refused(N_("这个称呼已有人用，请加上单位或换一个。"), code="name_taken")
    asked = state.asked
    since = asked.number + 1 if asked is not None and asked.under_way else player.since
    return Event("readmitted", {"player": player.id, "name": player.name, "since": since})


def _remove(state: State, command: Command, now: int) -> list[Event]:
    running(state)
    player = player_of(state, command.get("player") or command.get("to"))
    return [Event("removed", {"player": player.id, "name": player.name})]


def _rename(state: State, command: Command, now: int) -> list[Event]:
    running(state)
    given = command.get("player") or command.get("to")
    name = clean_name(command.get("name"))
    if not state.setup.individual and command.get("player") is None:
        team = [one.id for one in state.contestants.values() if given in (one.id, one.name)]
        if len(team) == 1:
            return [
                Event(
                    "renamed", {"contestant": team[0], "name": name, "was": state.contestants[team[0]].name}
                )
            ]
    player = player_of(state, given)
    return [Event("renamed", {"player": player.id, "name": name, "was": player.name})]


def _move(state: State, command: Command, now: int) -> list[Event]:
    """Give a player another team or seat; who holds the seat gives it up."""
    running(state)
    player = player_of(state, command.get("player"))
    team = contestant(state, command.get("team")).id if command.get("team") else None
    seat = command.get("seat") if team else None
    if seat is not None and (isinstance(seat, bool) or not isinstance(seat, int) or not 1 <= seat <= 50):
        raise Refused(N_("没有这个席位。"), code="no_seat")
    return [Event("moved", {"player": player.id, "team": team, "seat": seat})]


def _lock(state: State, command: Command, now: int) -> list[Event]:
    running(state)
    on = command.get("on")
    return [Event("locked", {"on": not state.locked if on is None else bool(on)})]


def _joined(state: State, log: Logged) -> State:
    data = log.data
    player = Player(
        data["player"],
        data["name"],
        data.get("unit", ""),
        data.get("team"),
        data.get("seat"),
        data.get("member"),
        data.get("admitted", True),
        since=data.get("since", 0),
    )
    state = replace(state, players={**state.players, player.id: player})
    if state.setup.individual:
        state = _counted(_competing(state, player), player.id, state.setup.sheet.base or 0)
    return state


def _competing(state: State, player: Player) -> State:
    """Return the state with a player as a contestant, the last one in order."""
    number = max((one.number for one in state.contestants.values()), default=0) + 1
    own = Contestant(player.id, player.name, number, player.unit)
    return replace(state, contestants={**state.contestants, own.id: own})


def _counted(state: State, id: str, base: int) -> State:
    from .state import Entry

    return state.credited(Entry(state.n, id, base, "base")) if base else state


def _changed(state: State, id: str, **changes: Any) -> State:
    player = state.players.get(id)
    if player is None:
        return state
    return replace(state, players={**state.players, id: replace(player, **changes)})


def _was_removed(state: State, log: Logged) -> State:
    id = log.data["player"]
    state = _changed(state, id, removed=True, seat=None)
    if state.setup.individual:  # not a name that stays in the standings without its player (B5)
        left = {key: one for key, one in state.contestants.items() if key != id}
        state = replace(state, contestants=left)
    return state


def _was_readmitted(state: State, log: Logged) -> State:
    """Take somebody back with all points earned before."""
    id = log.data["player"]
    state = _changed(state, id, removed=False, admitted=True, since=log.data["since"])
    return _competing(state, state.players[id]) if state.setup.individual else state


def _was_renamed(state: State, log: Logged) -> State:
    name = log.data["name"]
    id = log.data.get("player") or log.data["contestant"]
    if id in state.contestants:
        renamed = replace(state.contestants[id], name=name)
        state = replace(state, contestants={**state.contestants, id: renamed})
    return _changed(state, id, name=name)


def _was_moved(state: State, log: Logged) -> State:
    team, seat = log.data["team"], log.data["seat"]
    if seat is not None:
        for other in state.players.values():
            if (other.team, other.seat) == (team, seat):
                state = _changed(state, other.id, seat=None)
    return _changed(state, log.data["player"], team=team, seat=seat)


DECIDE: dict[str, Callable[[State, Command, int], list[Event]]] = {
    "join": _join,
    "admit": _admit,
    "remove": _remove,
    "rename": _rename,
    "move": _move,
    "lock": _lock,
}
EVOLVE: dict[str, Callable[[State, Logged], State]] = {
    "joined": _joined,
    "admitted": lambda state, log: _changed(state, log.data["player"], admitted=True),
    "removed": _was_removed,
    "readmitted": _was_readmitted,
    "renamed": _was_renamed,
    "moved": _was_moved,
    "locked": lambda state, log: replace(state, locked=log.data["on"]),
}
