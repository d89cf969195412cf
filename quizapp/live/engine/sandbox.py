"""Dry runs of a rule sheet: nobody should meet a rule for the first time on the stage.

Each run plays the whole sheet on the engine with made-up questions and says how the totals stood after every round,
which ties nothing parted, what the rules refused on the way and which rounds did not end by themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .dry import Refusal, Table
from .events import Logged
from .gap_list import PLAYED
from .setup import Contestant
from .sheet import Kind, Round, RuleSheet
from .standings import Standing, standings, ties_to_part, undecided

#: Who plays when nobody was named yet.
NAMES = ("甲队", "乙队", "丙队", "丁队", "戊队", "己队", "庚队", "辛队", "壬队", "癸队")


@dataclass(frozen=True, slots=True)
class RoundRun:
    """One round of a dry run, or what parted a tie: its events and the standings at its end."""

    key: str
    events: tuple[Logged, ...]
    standings: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """A whole dry run. `undecided`: groups of contestants that still stand equal; `stuck`: rounds that go on for ever
    unless the host ends them."""

    contestants: tuple[Contestant, ...]
    rounds: tuple[RoundRun, ...]
    undecided: tuple[tuple[str, ...], ...]
    refusals: tuple[Refusal, ...]
    stuck: tuple[str, ...]

    @property
    def standings(self) -> tuple[Standing, ...]:
        """How it ends."""
        return self.rounds[-1].standings if self.rounds else ()

    def name(self, id: str) -> str:
        """Return a contestant's name."""
        return next(one.name for one in self.contestants if one.id == id)


def everybody_misses(sheet: RuleSheet, teams: int, names: Sequence[str] = ()) -> Course:
    """Play it with every answer wrong, every choice the highest and every press taken by turns."""
    return _played(sheet, _Plan(lambda to, turn: "wrong"), teams, names)


def everybody_right(sheet: RuleSheet, teams: int, names: Sequence[str] = ()) -> Course:
    """Play it with every answer right and every choice the highest."""
    return _played(sheet, _Plan(lambda to, turn: "right"), teams, names)


def all_tie(sheet: RuleSheet, teams: int, names: Sequence[str] = ()) -> Course:
    """Play it so that all do equally well, then part them as the sheet says."""
    return _played(sheet, _Plan(lambda to, turn: "right", even=True), teams, names)


def leader_leaves(sheet: RuleSheet, teams: int, names: Sequence[str] = ()) -> Course:
    """Play half of it, then let whoever leads leave the hall: its turns run out, it presses no more."""
    return _played(sheet, _Plan(_uneven, leaving=True), teams, names)


def _uneven(to: int, turn: int) -> str:
    return "right" if (to + turn) % (to + 1) == 0 else "wrong"


@dataclass(frozen=True, slots=True)
class _Plan:
    """How the contestants of a run behave. `even`: nobody gets more chances than the others."""

    verdict: Callable[[int, int], str]
    even: bool = False
    leaving: bool = False


def _played(sheet: RuleSheet, plan: _Plan, teams: int, names: Sequence[str]) -> Course:
    table = Table(sheet, _names(teams, names), plan.verdict, plan.even)
    runs: list[RoundRun] = []
    table.leaves_at = teams + 1 if plan.leaving and len(sheet.rounds) == 1 else None
    for index, one in enumerate(sheet.rounds):
        if plan.leaving and index and index == (len(sheet.rounds) + 1) // 2:
            table.lose_the_leader()
        runs.append(_run(table, one))
    parted = sheet.tie is not None and sheet.tie.mode in (*PLAYED, "draw")
    while parted and ties_to_part(table.state) and len(runs) < len(sheet.rounds) + teams:
        runs.append(_run(table, None))
    table.do("finish")
    return Course(
        tuple(table.state.contestants.values()),
        tuple(runs),
        tuple(tuple(group) for group in undecided(table.state)),
        tuple(table.refusals),
        tuple(table.stuck),
    )


def _run(table: Table, one: Round | None) -> RoundRun:
    before = table.state.n
    key = str(Kind.PLAYOFF) if one is None else one.key
    if one is None and table.sheet.tie and table.sheet.tie.mode == "draw":
        table.draw_lots(ties_to_part(table.state)[0])
    else:
        table.play(key)
    events = tuple(log for log in table.state.history if log.n > before)
    return RoundRun(key, events, tuple(standings(table.state)))


def _names(teams: int, names: Sequence[str]) -> list[str]:
    given = list(names)[:teams] or list(NAMES[:teams])
    return given + [f"第 {number} 队" for number in range(len(given) + 1, teams + 1)]
