"""What a finished contest is worth to the record: who took part, what part of the questions was right, which place. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from json import dumps
from typing import Any

from ..engine.explaining import outcomes
from ..engine.standings import standings
from ..engine.state import State

PLACES = 3


@dataclass(frozen=True, slots=True)
class Earned:
    """One member's part. `score` and `maximum` count questions in hundredths; `place` is 1 to 3, else None."""

    player: str
    member_id: int
    score: int
    maximum: int
    rank: int | None
    place: int | None


def earned(state: State) -> list[Earned]:
    """Return what each member present earned who answered, or whose team did; nobody twice."""
    done = outcomes(state)
    ranks = {one.id: one.rank for one in standings(state)}
    found = []
    for player in state.players.values():
        outcome = done[player.id]
        if player.member is None or player.removed or not outcome.answered:
            continue
        rank = ranks.get(player.id) or ranks.get(player.team or "")
        place = rank if rank is not None and rank <= PLACES and outcome.right else None
        found.append(Earned(player.id, player.member, outcome.right * 100, outcome.asked * 100, rank, place))
    return found


def results(state: State) -> dict[str, Any]:
    """Return the places as they are kept when the contest is settled, with the hash of the log they follow from."""
    rows = [
        {"id": one.id, "name": state.contestants[one.id].name, "points": one.amount, "rank": one.rank}
        for one in standings(state)
    ]
    return {"hash": log_hash(state), "sequence": state.n, "standings": rows}


def log_hash(state: State) -> str:
    """Return a fingerprint of the log: whoever holds the protocol can see that nothing was changed since."""
    text = dumps(
        [[one.n, one.group, one.at, one.by, one.kind, one.data] for one in state.history],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return sha256(text.encode()).hexdigest()
