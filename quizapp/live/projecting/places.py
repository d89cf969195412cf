"""Who stands where as it may be known: without what an unrevealed question earned, without what is held back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..engine.scoring import earned
from ..engine.sheet import Verdict
from ..engine.standings import Standing, people, standings, undecided
from ..engine.state import Board, Phase, Stage, State
from .telling import Now, amount, current, now_of

Sums = Mapping[tuple[Board, str], int]
TOP = 10


@dataclass(frozen=True, slots=True)
class Places:
    """Totals and places at one moment of the log, worked out once for whoever looks.

    `gained` is what each one got for the question under way, as far as it may be known; `verdicts` how players
    stand in it after overrulings.
    """

    state: State
    now: Now
    rows: tuple[Standing, ...]
    ranks: Mapping[str, int]
    before: Mapping[str, int]
    gained: Mapping[str, int]
    verdicts: Mapping[str, str]
    held: bool = False
    on_boards: Mapping[Board, Mapping[str, int]] = field(default_factory=dict)
    #: What a team on turn may do, by team and second: worked out once for all of its phones.
    offers: dict[tuple[str, int], list[dict[str, Any]]] = field(default_factory=dict, compare=False)

    def of_person(self, id: str, team: str | None) -> tuple[int, int | None, int]:
        """Return a player's own points, place and among how many; no place on a board where one has nothing."""
        if self.state.setup.individual:
            return self.state.total(id), self.ranks.get(id), len(self.rows)
        own = (Board.PEOPLE,) if team else (Board.AUDIENCE, Board.PEOPLE)
        points = {board: self.state.total(id, board) for board in own}
        held = [board for board in own if points[board]]  # the audience may have points on both
        found = self.on_boards[held[0] if len(held) == 1 else own[0]]
        return sum(points.values()), found.get(id) if len(held) == 1 else None, len(found)


def places(state: State, *, real: bool = False) -> Places:
    """Return totals and places; `real` is the host's truth, else what the hall may know."""
    gained = _gained(state)
    held = not real and is_held(state)
    known = state if real else replace(state, totals=_known(state, gained if held else {}))
    rows = tuple(standings(known))
    points = {} if held else gained
    earlier = replace(known, totals=_minus(known.totals, points)) if points and known.frozen is None else None
    by_one: dict[str, int] = defaultdict(int)
    for (_, to), earned_now in points.items():
        by_one[to] += earned_now
    boards = {} if state.setup.individual else {one: _ranks(people(known, one)) for one in _PERSONAL}
    return Places(
        known,
        now_of(state),
        rows,
        _ranks(rows),
        _ranks(standings(earlier)) if earlier else _ranks(rows),
        by_one,
        {} if held else _overruled(state),
        held,
        boards,
    )


_PERSONAL = (Board.PEOPLE, Board.AUDIENCE)


def is_held(state: State) -> bool:
    """Say whether points are graded that would tell, before the reveal, who was right."""
    asked = current(state)
    return asked is not None and state.everyone and asked.phase is Phase.CLOSED


def _ranks(rows: Any) -> dict[str, int]:
    return {one.id: one.rank for one in rows}


def _gained(state: State) -> dict[tuple[Board, str], int]:
    """Return what the question under way has earned so far; entries stand in the order of the log."""
    asked = current(state)
    if asked is None:
        return {}
    began = next(
        one.n
        for one in reversed(state.history)
        if one.kind in ("asked", "swapped") and one.n not in state.undone
    )
    sums: dict[tuple[Board, str], int] = defaultdict(int)
    for entry in reversed(state.entries):
        if entry.n < began:
            break
        if entry.question == asked.number:
            sums[entry.board, entry.to] += entry.amount
    return dict(sums)


def _minus(totals: Sums, taken: Sums) -> dict[tuple[Board, str], int]:
    left = dict(totals)
    for at, points in taken.items():
        left[at] = left.get(at, 0) - points
    return left


def _known(state: State, held: Sums) -> dict[tuple[Board, str], int]:
    """Return the totals without what is held back, and as they were when the host froze them."""
    known = _minus(state.totals, held)
    for one, frozen in (state.frozen or {}).items():
        if frozen != state.total(one):  # frozen before this question was graded
            known[Board.MAIN, one] = frozen
    return known


def _overruled(state: State) -> dict[str, str]:
    """Return how overrulings let players stand in the last close."""
    closed = next(
        (one for one in reversed(state.history) if one.kind == "closed" and one.n not in state.undone), None
    )
    if closed is None or state.asked is None or closed.data["number"] != state.asked.number:
        return {}
    return {
        one.data["to"]: one.data["verdict"]
        for one in state.history
        if one.kind == "overruled" and one.data["of"] == closed.n and one.n not in state.undone
    }


def table(found: Places, *, most: int | None = TOP) -> list[dict[str, Any]]:
    """Return the standings as shown; `most` cuts those of a contest in which everybody stands alone."""
    rows = found.rows[:most] if found.state.setup.individual and most else found.rows
    return [_row(found, one) for one in rows]


def _row(found: Places, one: Standing) -> dict[str, Any]:
    who = found.state.contestants[one.id]
    return {
        "id": one.id,
        "name": who.name,
        "unit": who.unit,
        "points": amount(one.amount),
        "rank": one.rank,
        "change": found.before.get(one.id, one.rank) - one.rank,
    }


def board(found: Places, which: Board) -> list[dict[str, Any]]:
    """Return the best players of a board of their own; nobody where nothing was earned there."""
    state = found.state
    if state.setup.individual:
        return []
    rows = [one for one in people(state, which) if one.amount][:TOP]
    return [
        {
            "id": one.id,
            "name": state.players[one.id].name,
            "unit": state.players[one.id].unit,
            "points": amount(one.amount),
            "rank": one.rank,
        }
        for one in rows
    ]


def podium(state: State, found: Places) -> list[dict[str, Any]]:
    """Return the first three places of a contest that is over and no longer held back."""
    if state.stage is not Stage.FINISHED or state.frozen is not None:
        return []
    return [_row(found, one) for one in found.rows if one.rank <= 3][:TOP]


def uncovered(state: State) -> list[dict[str, Any]]:
    """Return the places that the host has uncovered so far, lowest first, with their true totals."""
    name, _, number = state.scene.partition(":")
    if name != "reveal" or not number:
        return []
    truth = places(state, real=True)
    return [_row(truth, one) for one in truth.rows[::-1][: int(number)]]


def ties(found: Places) -> list[list[str]]:
    """Return the ties that nothing has parted, once something was played; few enough to be named."""
    state = found.state
    if not state.rounds_done and state.stage is not Stage.FINISHED:
        return []
    groups = undecided(state)
    if state.setup.individual:
        groups = [group for group in groups if found.ranks[group[0]] <= 3]
    return [group for group in groups if len(group) <= TOP]


def choices(found: Places) -> list[dict[str, Any]] | None:
    """Return for each value of a risk what it leads to: right → place, wrong → place."""
    from ..engine.rounds.risk import left_values

    state, rules = found.state, found.state.rules
    asked = current(state)
    if asked is None or rules is None or state.round is None or asked.phase is not Phase.CHOOSING:
        return None
    left, used = left_values(rules, state.round), state.round.used.get(asked.to or "", ())
    own = state.total(asked.to or "")
    return [
        {
            "value": amount(value),
            "left": value in left
            and not (rules.risk.distinct and value in used)
            and not (rules.risk.may_exceed is False and value > max(own, 0)),
            "right_rank": _place_with(
                state, asked.to, earned(state, rules, Verdict.RIGHT, value, asked.to or "")
            ),
            "wrong_rank": _place_with(
                state, asked.to, earned(state, rules, Verdict.WRONG, value, asked.to or "")
            ),
        }
        for value in rules.values
    ]


def _place_with(state: State, to: str | None, points: int) -> int:
    would = state.total(to or "") + points
    return 1 + sum(state.total(one) > would for one in state.contestants if one != to)
