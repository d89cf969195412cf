"""What a simulated contest came to, as plain values: names for ids, points for hundredths, seconds for milliseconds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..engine.events import Logged
from ..engine.gaps import Assumed
from ..engine.standings import Standing, people, standings, undecided
from ..engine.state import Board, State

#: Fields of events that hold points, and those that hold times.
AMOUNTS = ("points", "value", "author_points")
TIMES = ("limit", "after", "shift")
#: Fields of events whose values are ids of contestants or players.
WHO = ("to", "by", "first", "second", "author", "player", "contestant", "team", "exit", "champion", "held")


def told(
    state: State,
    names: Mapping[str, str],
    made_by: Mapping[int, int],
    refused: Sequence[Mapping[str, Any]],
    assumed: Iterable[Assumed],
) -> dict[str, Any]:
    """Return the report of a simulation. `names` are those of the script, `made_by` leads from event to action."""
    names = {**names, **{one.id: one.name for one in state.contestants.values()}}
    result = {
        "standings": [_row(one, names) for one in standings(state)],
        "events": [_event(log, names, made_by, log.n in state.undone) for log in state.history],
        "refused": list(refused),
        "assumed": [one.as_json() for one in assumed],
        "unresolved": [[names[one] for one in group] for group in _unresolved(state)],
    }
    boards = {"people": Board.PEOPLE, "audience": Board.AUDIENCE}
    for key, board in boards.items():
        if any(entry.board is board for entry in state.entries):
            result[key] = [_row(one, names) for one in people(state, board)]
    return result


def number_of(amount: int) -> int | float:
    """Return hundredths as a number: 250, 2.5."""
    return amount // 100 if amount % 100 == 0 else amount / 100


def _row(one: Standing, names: Mapping[str, str]) -> dict[str, Any]:
    return {"participant": names.get(one.id, one.id), "points": number_of(one.amount), "rank": one.rank}


def _unresolved(state: State) -> list[list[str]]:
    """Return the ties that nothing has parted; a sheet that lets equals share a place has decided them."""
    tie = state.setup.sheet.tie
    return [] if tie and tie.mode == "shared" else undecided(state)


def _event(log: Logged, names: Mapping[str, str], made_by: Mapping[int, int], undone: bool) -> dict[str, Any]:
    return {
        "n": log.n,
        "action": made_by.get(log.n),
        "at": log.at / 1000,
        "kind": log.kind,
        "by": log.by,
        **({"undone": True} if undone else {}),
        "data": _plain(log.data, names),
    }


def _plain(data: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {_name(key, names): _value(key, value, names) for key, value in data.items()}


def _name(key: Any, names: Mapping[str, str]) -> Any:
    return names.get(key, key)


def _value(key: str, value: Any, names: Mapping[str, str]) -> Any:
    whole = isinstance(value, int) and not isinstance(value, bool)
    if key in AMOUNTS and whole:
        return number_of(value)
    if key in TIMES and whole:
        return value / 1000
    if key == "teams" and isinstance(value, Mapping):
        return {_name(team, names): number_of(amount) for team, amount in value.items()}
    if key == "changes":
        return [[board, _name(to, names), number_of(amount)] for board, to, amount in value]
    if key in WHO and isinstance(value, str):
        return _name(value, names)
    if isinstance(value, Mapping):
        return _plain(value, names)
    if isinstance(value, list | tuple):
        return [_value("to", one, names) for one in value]
    return value
