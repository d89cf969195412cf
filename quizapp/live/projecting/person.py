"""One player's part: who I am here, what I may do at this moment, what it came to."""

from __future__ import annotations

from typing import Any

from ...core.errors import DomainError
from ..engine.events import Command
from ..engine.game import decide
from ..engine.sheet import PRESSED, Round
from ..engine.state import Asked, Phase, Player, Stage, State
from .places import Places
from .question import result
from .telling import Now, amount, name_of, now_of

_OVER = {Phase.CLOSED: "closed", Phase.REVEALED: "result", Phase.VOID: "result"}
#: Situations in which a contestant's own phone may choose, pass or call for help.
ON_TURN = frozenset({"choose", "turn", "turn_phone", "pressed"})


def own_contestant(state: State, player: Player) -> str | None:
    """Return the contestant that a player stands for; None for the audience."""
    return player.id if state.setup.individual else player.team


def situation(state: State, player: Player, at: int, has_answered: bool, now: Now | None = None) -> str:
    """Return in one word what the player's phone is for at this moment."""
    if player.removed:
        return "removed"
    if state.stage is Stage.FINISHED:
        return "finished"
    if not player.admitted:
        return "waiting"
    if state.stage is Stage.LOBBY:
        return "lobby"
    if state.paused_at is not None:
        return "paused"
    now = now or now_of(state)
    asked, rules = now.asked, now.rules
    if asked is None or rules is None:
        return "between"
    if asked.phase in _OVER:
        return _OVER[asked.phase]
    if now.everyone:
        return _answering(now, asked, player, at, has_answered)
    own = own_contestant(state, player)
    if own is None or own not in state.contestants:
        return "watch"
    return (
        _pressing(state, asked, rules, player, own)
        if rules.kind in PRESSED
        else _turn(asked, rules, player, own)
    )


def _answering(now: Now, asked: Asked, player: Player, at: int, has_answered: bool) -> str:
    if player.id not in now.takers:
        return "watch"
    if has_answered:
        return "answered"
    return "read" if asked.opened_at is not None and at < asked.opened_at else "answer"


def _pressing(state: State, asked: Asked, rules: Round, player: Player, own: str) -> str:
    played = state.round
    if asked.phase is Phase.ANSWERING:
        if asked.answerer != own:
            return "outrun"
        if rules.answering == "phone":
            return "turn_phone"
        pressed = asked.presses[-1].player if asked.presses else ""
        return "pressed" if pressed == player.id else "turn"
    barred = played is not None and (own in played.shut_out or (played.playoff and own not in played.playoff))
    if barred or own in asked.out:
        return "out"
    return "buzz" if asked.phase is Phase.OPEN or rules.buzz.open == "during_read" else "hold"


def _turn(asked: Asked, rules: Round, player: Player, own: str) -> str:
    if own not in (asked.answerer, asked.to if asked.phase is Phase.CHOOSING else None):
        return "watch"
    if asked.phase is Phase.CHOOSING:
        return "choose"
    speaks = asked.seat is None or player.seat is None or player.seat == asked.seat
    return (
        "turn_phone" if rules.answering == "phone" and asked.phase is Phase.ANSWERING and speaks else "turn"
    )


def mine(state: State, found: Places, player_id: str, at: int, answer: Any = None) -> dict[str, Any]:
    """Return a player's own part of the view; `answer` is the response that the phone has sent, if any."""
    player = state.players[player_id]
    own = own_contestant(state, player)
    asked = found.now.asked
    now = situation(state, player, at, answer is not None, found.now)
    graded = asked.graded.get(player_id) if asked else None
    points, rank, of = found.of_person(player_id, player.team)
    body = {
        "player": player.id,
        "name": player.name,
        "unit": player.unit,
        "team": player.team,
        "team_name": name_of(state, player.team),
        "seat": player.seat,
        "situation": now,
        "answered": graded.response if graded else answer,
        "result": result(found, player_id, own),
        "points": amount(points),
        "rank": rank,
        "of": of,
        "streak": None if found.held else state.streaks.get(player_id, 0),
        "offers": _offers(found, state, own, at) if now in ON_TURN and own else [],
    }
    if player.team is not None and player.team in state.contestants:
        body |= {"team_points": amount(found.state.total(player.team)), "team_rank": found.ranks[player.team]}
    return body


def _offers(found: Places, state: State, own: str, at: int) -> list[dict[str, Any]]:
    """Return what the contestant on turn may do besides answering; the engine itself says whether."""
    key = own, at // 1000
    if key not in found.offers:
        found.offers[key] = _allowed_now(state, own, at)
    return found.offers[key]


def _allowed_now(state: State, own: str, at: int) -> list[dict[str, Any]]:
    rules = state.rules
    if rules is None:
        return []
    asked: list[dict[str, Any]] = [{"do": "pass"}]
    asked += [{"do": "choose_value", "value": amount(value)} for value in rules.values]
    asked += [{"do": "use_help", "help": one.name} for one in rules.helps]
    return [one for one in asked if _allowed(state, {**one, "by": own}, at)]


def _allowed(state: State, fields: dict[str, Any], at: int) -> bool:
    try:
        return bool(decide(state, Command(fields["do"], {k: v for k, v in fields.items() if k != "do"}), at))
    except DomainError:
        return False
