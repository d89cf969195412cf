"""Who stands where: totals, ties shared (1, 1, 3), parted only by play-offs that were held for exactly that tie."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from .judged import holding, is_cancelled, verdict_now
from .sheet import Verdict
from .state import Board, Played, State


@dataclass(frozen=True, slots=True)
class Standing:
    """One line: the contestant's (or player's) id, the total in hundredths, the place."""

    id: str
    amount: int
    rank: int


@dataclass(frozen=True, slots=True)
class Moved:
    """How a contestant would move: totals and places before and after."""

    id: str
    before: Standing
    after: Standing


def standings(state: State) -> list[Standing]:
    """Return the contestants, best first."""
    totals = {one: state.total(one) for one in state.contestants}
    numbers = {one.id: one.number for one in state.contestants.values()}
    return _ranked(totals, numbers, lambda tied: _parted(state, tied))


def people(state: State, board: Board = Board.PEOPLE) -> list[Standing]:
    """Return the players on a board of their own, best first, removed ones left out."""
    present = [one for one in state.players.values() if not one.removed]
    if board is Board.AUDIENCE:
        present = [one for one in present if one.team is None]
    totals = {one.id: state.total(one.id, board) for one in present}
    return _ranked(
        totals, {id: number for number, id in enumerate(totals)}, lambda tied: dict.fromkeys(tied, ())
    )


def undecided(state: State) -> list[list[str]]:
    """Return the ties that neither a rule nor a play-off has parted, best first."""
    found = groupby(standings(state), key=lambda one: one.rank)
    groups = [[one.id for one in group] for _, group in found]
    return [group for group in groups if len(group) > 1]


def ties_to_part(state: State) -> list[list[str]]:
    """Return the undecided ties that the sheet wants a play-off for."""
    tie = state.setup.sheet.tie
    if tie is None or tie.mode in (None, "shared"):
        return []
    ranks = {one.id: one.rank for one in standings(state)}
    groups = undecided(state)
    last = _last_that_matters(state)
    if tie.scope == "when_it_matters" and state.setup.sheet.advance:  # the cut goes through them
        return [one for one in groups if ranks[one[0]] <= last < ranks[one[0]] + len(one) - 1]
    return [one for one in groups if ranks[one[0]] <= last]


def _last_that_matters(state: State) -> int:
    """Return the last place for which the sheet parts ties."""
    sheet = state.setup.sheet
    scope = sheet.tie.scope if sheet.tie else "all"
    if scope == "when_it_matters" and sheet.advance:
        return sheet.advance[0].top
    return {"top2": 1, "prize_places": 3}.get(scope, len(state.contestants))


def difference(before: State, after: State) -> list[Moved]:
    """Return whom a step moves, by points or place."""
    was = {one.id: one for one in standings(before)}
    return [
        Moved(one.id, was[one.id], one) for one in standings(after) if one.id in was and one != was[one.id]
    ]


def playoff_result(played: Played) -> dict[str, tuple[int, ...]]:
    """Return how well each did in a play-off; greater is better.

    Of a number of questions: rights, then as few wrongs. Otherwise who was right first stands first.
    """
    wrongs = {one: -played.wrongs.get(one, 0) for one in played.playoff}
    if played.most is not None:
        return {one: (played.rights.get(one, 0), wrongs[one]) for one in played.playoff}
    places = {one: len(played.won) - place for place, one in enumerate(played.won)}
    return {one: (places.get(one, 0), wrongs[one]) for one in played.playoff}


def _parted(state: State, tied: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Return for contestants of equal totals what parts them; greater is better."""
    group = set(tied)
    keys: dict[str, tuple[int, ...]] = dict.fromkeys(group, ())
    tie = state.setup.sheet.tie
    if tie and tie.mode == "time":
        keys = {one: (-seconds(state, one),) for one in group}
    if tie and tie.mode == "member_order":
        keys = {one: by_seat(state, one) for one in group}
    running = [playoff_result(state.round)] if state.round and state.round.playoff else []
    for held in (*state.playoffs, *running):  # a later one may be held among those whom the first left equal
        for equal in _equals(keys):
            if equal <= held.keys():
                keys |= {one: (*keys[one], *held[one]) for one in equal}
    left = {id: place for place, id in enumerate(state.exits, start=1)}
    if left:  # an arena: who stayed longest stands best
        keys = {one: (*keys[one], left.get(one, len(left) + 1)) for one in group}
    return keys


def _equals(keys: Mapping[str, tuple[int, ...]]) -> list[set[str]]:
    """Return the groups that nothing has parted yet."""
    groups: dict[tuple[int, ...], set[str]] = {}
    for one, key in keys.items():
        groups.setdefault(key, set()).add(one)
    return [group for group in groups.values() if len(group) > 1]


def seconds(state: State, contestant: str) -> int:
    """Return the milliseconds that a contestant's (a team's players') right answers on the phone took."""
    whose = {one.id for one in state.players.values() if contestant in (one.id, one.team)}
    return sum(
        result["ms"]
        for log in holding(state)
        if log.kind == "closed" and not is_cancelled(state, log)
        for id, result in log.data["results"].items()
        if id in whose and verdict_now(state, log, id) == Verdict.RIGHT
    )


def by_seat(state: State, contestant: str) -> tuple[int, ...]:
    """Return what a team's members earned in turn, seat by seat."""
    seats = {log.data["number"]: log.data["seat"] for log in holding(state) if log.data.get("seat")}
    sums = dict.fromkeys(range(1, max(seats.values(), default=0) + 1), 0)
    for entry in state.entries:
        if entry.to == contestant and entry.board is Board.MAIN and entry.question in seats:
            sums[seats[entry.question]] += entry.amount
    return tuple(sums.values())


def _ranked(
    totals: Mapping[str, int],
    numbers: Mapping[str, int],
    parted: Callable[[list[str]], Mapping[str, tuple[int, ...]]],
) -> list[Standing]:
    by_total = sorted(totals, key=lambda one: (-totals[one], numbers[one]))
    rows: list[Standing] = []
    for amount, group in groupby(by_total, key=totals.__getitem__):
        tied = list(group)
        keys = parted(tied) if len(tied) > 1 else {tied[0]: ()}
        ordered = sorted(tied, key=lambda one: tuple(-part for part in keys[one]))
        for place, one in enumerate(ordered):
            same = place and keys[one] == keys[ordered[place - 1]]
            rows.append(Standing(one, amount, rows[-1].rank if same else len(rows) + 1))
    return rows
