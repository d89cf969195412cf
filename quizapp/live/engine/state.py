"""Where a contest stands: a fold of its log. Nothing here is changed, only replaced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from .events import Logged
from .setup import Contestant, Question, Setup
from .sheet import EVERYONE, Kind, Round, Verdict


class Stage(StrEnum):
    """The contest as a whole."""

    LOBBY = "lobby"
    RUNNING = "running"
    FINISHED = "finished"


class Phase(StrEnum):
    """The question under way."""

    READING = "reading"  # shown or read out, not yet open
    CHOOSING = "choosing"  # the one whose turn it is chooses a value
    OPEN = "open"  # buzzers are armed, or everybody may answer
    ANSWERING = "answering"  # one contestant answers
    CLOSED = "closed"
    REVEALED = "revealed"
    VOID = "void"


UNDER_WAY = frozenset({Phase.READING, Phase.CHOOSING, Phase.OPEN, Phase.ANSWERING})


class Board(StrEnum):
    """Which sum an entry belongs to."""

    MAIN = "main"
    PEOPLE = "people"  # players' own points, where teams are the contestants
    AUDIENCE = "audience"
    TIE = "tie"  # play-offs that decide only places


@dataclass(frozen=True, slots=True)
class Entry:
    """Points for one contestant or player from event `n`; `corrects` names the event whose verdict it changes."""

    n: int
    to: str
    amount: int
    why: str
    board: Board = Board.MAIN
    round: str = ""
    question: int | None = None
    verdict: Verdict | None = None
    value: int = 0
    corrects: int | None = None
    reason: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Player:
    """A person in the contest. `team` is a contestant's id, None for the audience; `seat` counts from 1."""

    id: str
    name: str
    unit: str = ""
    team: str | None = None
    seat: int | None = None
    member: int | None = None
    admitted: bool = True
    removed: bool = False
    since: int = 0  # the number of the question from which on the player takes part


@dataclass(frozen=True, slots=True)
class Press:
    """One press: when, how long after the opening (negative: before it), and as measured on the way.

    `credit`: what it was credited for the way; `uncertain`: another one came as good as together with it.
    """

    to: str
    at: int
    after: int | None = None
    early: bool = False
    player: str = ""
    rtt: int | None = None
    reaction: int | None = None
    credit: int = 0
    uncertain: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """One verdict on the question under way, from event `n`."""

    n: int
    to: str
    verdict: Verdict
    points: int


@dataclass(frozen=True, slots=True)
class Graded:
    """What one player's answer came to; `ms` after the opening. `unmarked`: a judge has yet to say."""

    verdict: Verdict
    points: int
    ms: int
    response: Any = None
    unmarked: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """The question under way, or the last one. `number` counts every question shown in the contest, swaps too."""

    number: int
    round: str
    phase: Phase
    question: str | None = None
    value: int = 0
    to: str | None = None
    seat: int | None = None
    asked_at: int = 0
    opened_at: int | None = None  # when the clock of the present phase began
    limit: int | None = None
    ends_at: int | None = None
    presses: tuple[Press, ...] = ()
    answerer: str | None = None
    out: frozenset[str] = frozenset()
    given: tuple[Given, ...] = ()
    graded: Mapping[str, Graded] = field(default_factory=dict)
    author: str | None = None  # who set it for, or named, the one who answers
    audience: bool = False  # it went on to the audience
    gone: tuple[str, ...] = ()  # option ids taken away by a help
    reason: str = ""

    @property
    def under_way(self) -> bool:
        return self.phase in UNDER_WAY


@dataclass(frozen=True, slots=True)
class Played:
    """The round under way and what its contestants have used up."""

    key: str
    number: int
    order: tuple[str, ...]
    asked: int = 0  # questions that count
    turns: Mapping[str, int] = field(default_factory=dict)
    used: Mapping[str, tuple[int, ...]] = field(default_factory=dict)  # values chosen
    fouls: Mapping[str, int] = field(default_factory=dict)
    shut_out: frozenset[str] = frozenset()
    pairs: tuple[tuple[str, ...], ...] = ()
    wrongs: Mapping[str, int] = field(default_factory=dict)
    rights: Mapping[str, int] = field(default_factory=dict)
    done: frozenset[str] = frozenset()  # ladder and relay: has stopped
    playoff: tuple[str, ...] = ()
    won: tuple[str, ...] = ()  # a play-off without a number of questions: first right, first placed
    champion: str | None = None
    most: int | None = None  # a play-off's number of questions


@dataclass(frozen=True, slots=True)
class State:
    """The whole contest at one moment of its log."""

    setup: Setup
    stage: Stage = Stage.LOBBY
    contestants: Mapping[str, Contestant] = field(default_factory=dict)
    players: Mapping[str, Player] = field(default_factory=dict)
    locked: bool = False
    round: Played | None = None
    rounds_done: tuple[str, ...] = ()
    asked: Asked | None = None
    shown: tuple[str, ...] = ()  # question ids that were shown
    entries: tuple[Entry, ...] = ()
    totals: Mapping[tuple[Board, str], int] = field(default_factory=dict)
    streaks: Mapping[str, int] = field(default_factory=dict)
    helps: Mapping[str, int] = field(default_factory=dict)  # "contestant/help/scope" → used
    exits: tuple[str, ...] = ()  # arena: who left, first one first
    playoffs: tuple[
        Mapping[str, tuple[int, ...]], ...
    ] = ()  # each: whom it was held for → how well; greater is better
    paused_at: int | None = None
    frozen: Mapping[str, int] | None = None  # totals as the screen shows them
    scene: str = ""
    history: tuple[Logged, ...] = ()
    undone: frozenset[int] = frozenset()

    @property
    def n(self) -> int:
        """The number of the last event."""
        return self.history[-1].n if self.history else 0

    @property
    def rules(self) -> Round | None:
        """The rules of the round under way; a play-off's are made from the sheet's tie rule."""
        return self.rules_of(self.round.key) if self.round else None

    def rules_of(self, key: str) -> Round | None:
        """Return the rules of a round by key."""
        found = self.setup.sheet.round(key)
        if found is None and key == Kind.PLAYOFF:
            return playoff_rules(self.setup)
        return found

    @property
    def question(self) -> Question | None:
        """The question under way as prepared, None where it was made up on the spot."""
        return self.setup.questions.get(self.asked.question or "") if self.asked else None

    @property
    def everyone(self) -> bool:
        """Say whether the question under way is answered by everybody on the phone."""
        rules = self.rules_of(self.asked.round) if self.asked else None
        return bool(self.asked and rules and (rules.kind in EVERYONE or self.asked.audience))

    def total(self, to: str, board: Board = Board.MAIN) -> int:
        """Return a sum in hundredths."""
        return self.totals.get((board, to), 0)

    def asking(self, **changes: Any) -> State:
        """Return the state with changes to the question under way."""
        return replace(self, asked=replace(self.asked, **changes)) if self.asked else self

    def playing(self, **changes: Any) -> State:
        """Return the state with changes to the round under way."""
        return replace(self, round=replace(self.round, **changes)) if self.round else self

    def credited(self, *entries: Entry) -> State:
        """Return the state with entries appended and the sums brought on."""
        totals = dict(self.totals)
        for entry in entries:
            totals[entry.board, entry.to] = totals.get((entry.board, entry.to), 0) + entry.amount
        return replace(self, entries=self.entries + entries, totals=totals)


def playoff_rules(setup: Setup) -> Round:
    """Return the round by which equal scores are parted: pressed, one point a question unless the sheet says."""
    from .sheet import FULL, MINUS_FULL, NOTHING, Buzz, Clock

    tie = setup.sheet.tie
    value = tie.points if tie and tie.points is not None else 100
    wrong = MINUS_FULL if tie and tie.scored else NOTHING
    return Round(
        key=str(Kind.PLAYOFF),
        kind=Kind.PLAYOFF,
        values=(value,),
        effects={Verdict.RIGHT: FULL, Verdict.WRONG: wrong},
        count=tie.count if tie else None,
        clock=Clock(start_within_ms=tie.hesitation_ms if tie else None),
        buzz=Buzz(attempts=None),
    )
