"""A small stage for engine tests: a sheet of every kind of round, three teams, players, and a way to play."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from quizapp.bank.item import Item, ItemType
from quizapp.live.engine import game
from quizapp.live.engine.events import Command, Logged
from quizapp.live.engine.reading import read_sheet
from quizapp.live.engine.setup import Contestant, Question, Setup
from quizapp.live.engine.state import Board, State

TEAMS = (
    Contestant("t1", "甲队", 1, "一支部"),
    Contestant("t2", "乙队", 2, "二支部"),
    Contestant("t3", "丙队", 3),
)

EVERY_KIND = {
    "id": "every-kind",
    "base": 100,
    "team_size": 3,
    "rounds": {
        "req": {"kind": "required_individual", "per_team": 2, "points": 10, "wrong": 0, "answer_s": 10},
        "joint": {
            "kind": "required_team",
            "per_team": 2,
            "points": 20,
            "wrong": "-v/2",
            "void_replaced": True,
        },
        "buzz": {
            "kind": "buzz",
            "points": 10,
            "wrong": -10,
            "answer_s": 10,
            "attempts": 2,
            "after_attempts": "audience",
            "no_press": {"after_s": 15, "to": "audience"},
            "early": {"points": -10, "exclude": "question", "question": "continue"},
            "fouls": [{"nth": 2, "points": -20}, {"nth": 3, "exclude_from_round": True}],
        },
        "buzz2": {
            "kind": "buzz",
            "points": 10,
            "wrong": -10,
            "early": {"points": -10, "question": "void"},
            "void_replaced": True,
        },
        "risk": {
            "kind": "risk",
            "values": [10, 20, 30],
            "stock": {10: 3, 20: 3, 30: 3},
            "picks": 2,
            "distinct_values": True,
            "order": "score_asc",
            "may_name": True,
            "wrong": "-v",
            "by_value_s": {10: 30, 20: 60, 30: 90},
        },
        "duel": {
            "kind": "duel",
            "set_of": 2,
            "points": 10,
            "wrong": -10,
            "answer_s": 10,
            "help": {"per_duel": 1, "restarts_clock": True},
            "pass_to_opponent": 1,
        },
        "arena": {"kind": "arena", "points": 5, "wrong": 0, "pass_to_opponent": 1},
        "ladder": {"kind": "ladder", "values": [10, 20, 30], "stop_at_first_miss": True, "wrong": 0},
        "speed": {"kind": "speed", "per_team": 4, "points": 10, "wrong": 0, "answer_s": 40},
        "relay": {"kind": "relay", "count": 6, "points": 10, "wrong": 0, "answer_s": 60},
        "assign": {"kind": "assign", "values": [10, 20], "wrong": "-v", "per_team": 1},
        "all": {
            "kind": "all_answer",
            "points": 1000,
            "wrong": -100,
            "timeout": -50,
            "answer_s": 20,
            "read_s": 3,
            "grace_s": 0.5,
            "scoring": "speed",
            "streak": [100, 200],
        },
        "audience": {"kind": "audience", "points": 10, "answer_s": 20, "branch_best": 2},
    },
    "tie": {"scope": "all", "mode": "sudden_death", "points": 10},
}


def question(id: str, key: str = "A", value: int | None = None) -> Question:
    """Return a question with four options shown as o1 … o4, of which `key` is right."""
    options = tuple((letter, f"选项{letter}") for letter in "ABCD")
    item = Item(id, ItemType.SINGLE, "题", "题干", options, key)
    return Question(id, item, tuple((f"o{n}", letter) for n, letter in enumerate("ABCD", 1)), value)


def setup_of(sheet: Mapping[str, Any] = EVERY_KIND, **more: Any) -> Setup:
    """Return a contest of three teams by a sheet."""
    return Setup(read_sheet(sheet), contestants=more.pop("contestants", TEAMS), **more)


@dataclass
class Stage:
    """A contest under way; `do` plays a command at a second."""

    setup: Setup
    state: State = field(init=False)

    def __post_init__(self) -> None:
        self.state = game.begin(self.setup)

    def do(self, at: float, command: str, /, **fields: Any) -> list[Logged]:
        """Do a command at `at` seconds; return the events it led to."""
        fields = {name.rstrip("_"): value for name, value in fields.items()}
        by = fields.pop("actor", "host")
        self.state, appended = game.apply(self.state, Command(command, fields, by), round(at * 1000))
        return appended

    def join(self, id: str, team: str | None = None, at: float = 0, **more: Any) -> None:
        """Let a player in under the name `id`."""
        self.do(at, "join", player=id, name=f"人{id}", team=team, **more)

    def total(self, id: str, board: Board = Board.MAIN) -> float:
        """Return a total in points."""
        return self.state.total(id, board) / 100

    @property
    def totals(self) -> list[float]:
        """The teams' totals in points, in their order."""
        return [self.total(one) for one in self.state.contestants]


def bare(state: State) -> State:
    """Return the state without its log, for comparing where two courses lead."""
    from dataclasses import replace

    return replace(state, history=(), undone=frozenset())
