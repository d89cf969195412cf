"""What player, screen and host may see: from the engine's state to plain JSON values. Pure.

Before the reveal nothing that a player or a screen receives holds a key or tells it: not the question, and no
sum, place or streak that an unrevealed question has already changed. The host sees everything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from .engine.everyone import takes_part
from .engine.state import Asked, Board, Phase, Stage, State
from .projecting import console
from .projecting.person import mine as _mine
from .projecting.places import Places, board, choices, places, podium, table, ties, uncovered
from .projecting.question import question, solution
from .projecting.telling import PLAIN, Head, Telling, amount, current, moment, ms_of

__all__ = ["PLAIN", "Head", "Places", "Telling", "expected", "host", "mine", "places", "public", "screen"]

NEWEST = 40


def public(
    state: State, head: Head, now: datetime, *, telling: Telling = PLAIN, found: Places | None = None
) -> dict[str, Any]:
    """Return what everybody in the hall may see."""
    found = found or places(state)
    asked = current(state)
    present = [one for one in state.players.values() if not one.removed]
    in_lobby = state.stage is Stage.LOBBY
    return {
        "id": str(head.id),
        "pin": head.pin,
        "title": head.title,
        "state": str(state.stage),
        "stage": str(state.stage),
        "sequence": state.n,
        "now": now.isoformat(timespec="milliseconds"),
        **_times(state, asked, now),
        "phase": _phase(state, asked),
        "paused": state.paused_at is not None,
        "locked": state.locked,
        "rehearsal": head.rehearsal,
        "frozen": state.frozen is not None,
        "scene": state.scene,
        "individual": state.setup.individual,
        "guests": head.guests,
        "round": _round(state, telling),
        "question": question(state, telling),
        "standings": table(found),
        "audience": board(found, Board.AUDIENCE),
        "people": board(found, Board.PEOPLE),
        "people_count": len(present),
        "players": [_newcomer(one) for one in present[: -NEWEST - 1 : -1]] if in_lobby else [],
        "teams": _teams(state),
        "choices": choices(found),
        "pairs": [list(pair) for pair in state.round.pairs] if state.round else [],
        "podium": podium(state, found),
        "uncovered": uncovered(state),
        "undecided": ties(found),
    }


def screen(
    state: State,
    head: Head,
    now: datetime,
    received: int = 0,
    *,
    telling: Telling = PLAIN,
    found: Places | None = None,
) -> dict[str, Any]:
    """Return what the wall shows: the hall's view, and how many answers have come in."""
    return {
        **public(state, head, now, telling=telling, found=found),
        "received": received,
        "expected": expected(state),
    }


def host(
    state: State,
    head: Head,
    now: datetime,
    received: int = 0,
    *,
    telling: Telling = PLAIN,
    answered: Collection[str] = (),
    online: frozenset[str] = frozenset(),
) -> dict[str, Any]:
    """Return the host's view: everything, with the key from the start."""
    body = screen(state, head, now, received, telling=telling, found=places(state, real=True))
    if body["question"]:
        body["question"] |= solution(state)
    return {
        **body,
        **{name: (body["question"] or {}).get(name) for name in ("key", "key_text", "explanation", "source")},
        "log": console.log_lines(state, now, telling),
        "players": console.people(state, online),
        "answered": sorted(answered),
        "reserve": console.reserve_left(state),
        "next": console.following(state),
        "undo": telling.undo(state),
        "gaps": {str(name): value for name, value in state.setup.sheet.decided.items()},
    }


def mine(
    state: State, player: str, now: datetime, *, answer: Any = None, found: Places | None = None
) -> dict[str, Any]:
    """Return one player's own part; `answer` is what the phone has sent to the question under way."""
    return _mine(state, found or places(state), player, ms_of(now), answer)


def expected(state: State) -> int:
    """Return how many answers the question under way may get."""
    if current(state) is None or not state.everyone:
        return 0
    return sum(takes_part(state, one) for one in state.players.values())


def _times(state: State, asked: Asked | None, now: datetime) -> dict[str, Any]:
    if asked is None or not asked.under_way:
        return {"closes_at": None, "opens_at": None}
    opens = asked.opened_at if asked.phase is Phase.OPEN and state.everyone else None
    waits = opens is not None and opens > asked.asked_at
    if state.paused_at is not None:  # the clock stands still: what is left of it
        left = None if asked.ends_at is None else max(asked.ends_at - state.paused_at, 0) / 1000
        return {"closes_at": None, "opens_at": None, "seconds_left": left}
    return {
        "closes_at": None if asked.ends_at is None else moment(asked.ends_at, now),
        "opens_at": moment(opens, now) if waits and opens is not None else None,
    }


def _phase(state: State, asked: Asked | None) -> str:
    if state.stage is Stage.RUNNING:
        return str(asked.phase) if asked else "between"
    return str(state.stage)


def _round(state: State, telling: Telling) -> dict[str, Any] | None:
    played, rules = state.round, state.rules
    if played is None or rules is None:
        return None
    return {
        "number": played.number,
        "of": len(state.setup.sheet.rounds),
        "id": played.key,
        "kind": str(rules.kind),
        "title": telling.title(state, played.key),
        "rules": list(telling.rules(rules)),
        "asked": played.asked,
        "count": played.most if played.playoff else rules.count,
        "values": [amount(value) for value in rules.values],
    }


def _newcomer(one: Any) -> dict[str, Any]:
    return {"name": one.name, "unit": one.unit, "team": one.team}


def _teams(state: State) -> list[dict[str, Any]]:
    """Return the teams with how many have come in for each, and which seats are taken."""
    if state.setup.individual:
        return []
    seats: dict[str | None, list[int | None]] = defaultdict(list)
    for who in state.players.values():
        if not who.removed:
            seats[who.team].append(who.seat)
    return [
        {
            "id": one.id,
            "name": one.name,
            "unit": one.unit,
            "number": one.number,
            "seated": len(seats[one.id]),
            "seats": sorted(seat for seat in seats[one.id] if seat),
        }
        for one in sorted(state.contestants.values(), key=lambda one: one.number)
    ]
