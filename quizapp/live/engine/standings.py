"""Who stands where: totals, ties shared (1, 1, 3), parted only by play-offs that were held for exactly that tie."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from .state import Board, State


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
    groups = undecided(state)
    if tie.scope != "top2":
        return groups
    first = {one.id for one in standings(state) if one.rank == 1}
    return [group for group in groups if first & set(group)]


def difference(before: State, after: State) -> list[Moved]:
    """Return whom a step moves, by points or place."""
    was = {one.id: one for one in standings(before)}
    return [
        Moved(one.id, was[one.id], one) for one in standings(after) if one.id in was and one != was[one.id]
    ]


def _parted(state: State, tied: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Return for contestants of equal totals what parts them; greater is better."""
    group = set(tied)
    keys: dict[str, tuple[int, ...]] = dict.fromkeys(group, ())
    for held in state.playoffs:
        if group <= held.keys():
            keys = {one: (*keys[one], *held[one]) for one in group}
    left = {id: place for place, id in enumerate(state.exits, start=1)}
    if left:  # an arena: who stayed longest stands best
        keys = {one: (*keys[one], left.get(one, len(left) + 1)) for one in group}
    return keys


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
