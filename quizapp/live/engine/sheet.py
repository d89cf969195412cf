"""A rule sheet: what a contest in the room is played by, as data.

Amounts are hundredths of a point, times milliseconds. A field that is None was left open by its source; `gaps`
says what has to be decided before the contest can start, `reading` makes a sheet from a document.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """How a round is played."""

    REQUIRED_INDIVIDUAL = "required_individual"  # 个人必答
    REQUIRED_TEAM = "required_team"  # 团队必答
    BUZZ = "buzz"  # 抢答
    RISK = "risk"  # 风险
    DUEL = "duel"  # PK 对战
    ARENA = "arena"  # 擂台
    LADDER = "ladder"  # 步步高
    SPEED = "speed"  # 限时速答
    RELAY = "relay"  # 车轮
    ASSIGN = "assign"  # 指定题
    ALL_ANSWER = "all_answer"  # 同答
    AUDIENCE = "audience"  # 观众题
    PLAYOFF = "playoff"  # 加赛


#: Rounds in which everybody answers on the own phone, in rows of their own, graded when the question closes.
EVERYONE = frozenset({Kind.ALL_ANSWER, Kind.AUDIENCE})
#: Rounds in which a press decides who answers.
PRESSED = frozenset({Kind.BUZZ, Kind.PLAYOFF})


class Verdict(StrEnum):
    """What a contestant's turn at a question came to."""

    RIGHT = "right"
    WRONG = "wrong"
    LATE = "late"  # not in time
    PROMPTED = "prompted"  # somebody whispered
    NOT_STARTED = "not_started"  # pressed or was asked, and did not begin in time
    INCOMPLETE = "incomplete"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Effect:
    """What a verdict earns: a fixed amount in hundredths plus a percentage of the question's value."""

    fixed: int = 0
    percent: int = 0

    def of(self, value: int) -> int:
        """Return the amount for a question worth `value`; half a hundredth goes away from zero."""
        share = self.percent * value
        sign = -1 if share < 0 else 1
        return self.fixed + sign * ((abs(share) + 50) // 100)


FULL, NOTHING, MINUS_FULL = Effect(percent=100), Effect(), Effect(percent=-100)


@dataclass(frozen=True, slots=True)
class Clock:
    """How long a question may take; None: no limit. `by_value` holds limits by the question's value."""

    answer_ms: int | None = None
    by_value: Mapping[int, int] = field(default_factory=dict)
    start_within_ms: int | None = None  # how soon the first word must come
    starts: str | None = None  # after_read, host_go, at_once; after a press: named, press
    read_ms: int = 0  # everyone's rounds: time to read before answers are taken

    def limit(self, value: int) -> int | None:
        """Return the time for a question worth `value`."""
        return self.by_value.get(value, self.answer_ms)


@dataclass(frozen=True, slots=True)
class Early:
    """A press before the opening: points, who is shut out of what, and whether the question goes on."""

    points: int | None = None  # None: left open, costs nothing
    exclude: str | None = None  # question, round; None: not at all
    question: str | None = None  # continue, void, void_no_replacement; None: left open


@dataclass(frozen=True, slots=True)
class Foul:
    """What the nth early press of a contestant in the round costs, in place of `Early`."""

    nth: int
    points: int | None = None
    exclude_from_round: bool = False


@dataclass(frozen=True, slots=True)
class Buzz:
    """The rules of pressing."""

    open: str = "host_go"  # host_go, during_read, after_read
    early: Early = Early()
    fouls: tuple[Foul, ...] = ()
    fouler_may_press: bool | None = None  # gap 1: again on the question that goes on
    attempts: int | None = None  # gap 2: how many contestants may answer one question
    after_attempts: str = "close"  # close, audience
    no_press_ms: int | None = None
    no_press_to: str = "void"  # void, audience


@dataclass(frozen=True, slots=True)
class Help:
    """A help a contestant may call: `skip` 免答, `ask` 求助, `remove` 去掉错项; `per` contest, round, duel."""

    name: str
    times: int = 1
    per: str = "contest"
    restarts_clock: bool = False


@dataclass(frozen=True, slots=True)
class Risk:
    """Choosing a value: how often, from what is left, whether one may decline or name another team.

    A round that lists no values takes any.
    """

    picks: int = 1  # turns of a contestant; also the number of times round
    stock: Mapping[int, int] = field(default_factory=dict)  # value → questions; empty: as many as asked for
    distinct: bool = False  # a contestant's values must differ
    may_decline: bool = True
    may_name: bool = False  # name another contestant to answer (R21)
    may_exceed: bool | None = None  # gap 10: risk more than one has
    out_of_stock: str | None = None  # gap 8: another, end


@dataclass(frozen=True, slots=True)
class Duel:
    """Pairs: by rank or by lot; how many questions each; what to do with an odd one out."""

    pair: str = "rank"  # rank: 1–2, 3–4 …; draw
    set_of: int = 1  # questions of each; in an arena the least before a lead decides
    chooser: str | None = None
    odd: str | None = None  # gap 7: solo, bye
    cut_tie: str | None = None  # gap 6: draw, number


@dataclass(frozen=True, slots=True)
class Phone:
    """Everyone's rounds: how an answer on the phone is paid."""

    scoring: str = "plain"  # plain: the value; speed: 1 − ½·t/T of it; accuracy: one point
    streak: tuple[int, ...] = ()  # extra for the 2nd, 3rd … right answer in a row; the last one holds on
    multiple: str | None = None  # gap 11: all: everything right; options: a share for each right option
    team: str = "mean"  # what members' points are to their team: mean, sum, best
    best: int | None = None  # the k of `best`
    branch_best: int | None = None  # audience: points for the own unit as the mean of its best k
    grace_ms: int = 0


@dataclass(frozen=True, slots=True)
class Round:
    """One round. `values` are what questions are worth; most rounds have one value.

    `effects` pays each verdict; a verdict that is missing there was left open. `guesses` holds what a source that
    breaks off most likely said; nothing is paid by it before it was decided.
    """

    key: str
    kind: Kind
    title: str = ""
    values: tuple[int, ...] = ()
    effects: Mapping[Verdict, Effect] = field(default_factory=dict)
    guesses: Mapping[Verdict, Effect] = field(default_factory=dict)
    count: int | None = None
    per_team: int | None = None
    per_member: int | None = None
    on_stage: tuple[int, ...] = ()  # seat numbers; empty: all
    order: str | None = None  # seat, draw, reverse, score_asc, score_desc, member
    order_tie: str | None = None  # seat, draw, number
    assist: str = "none"  # none, team
    clock: Clock = Clock()
    buzz: Buzz = Buzz()
    helps: tuple[Help, ...] = ()
    passes: int = 0  # 免答权: how often a question may be handed to the opponent
    risk: Risk = Risk()
    duel: Duel = Duel()
    phone: Phone = Phone()
    stop_at_first_miss: bool = False
    blurt: Early | None = None  # speaking out of turn
    floor: int | None = None  # totals do not fall below it in this round
    void_replaced: bool | None = None  # gap 13: whether another question is asked for a void one
    answering: str = "spoken"  # spoken: the referee judges; phone: a seat answers on its phone
    notes: str = ""

    @property
    def value(self) -> int:
        """What a question is worth where the round has one value."""
        return self.values[0] if self.values else 0


@dataclass(frozen=True, slots=True)
class Tie:
    """How equal scores are parted."""

    scope: str = "all"  # all, top2, when_it_matters, prize_places
    mode: str | None = None  # sudden_death, k_plus_1, buzz_until, buzz, draw, time, member_order, shared
    count: int | None = None
    points: int | None = None
    scored: bool | None = None  # gap 4: whether its points are added to the totals
    hesitation_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Advance:
    """Heats and a final: how many heats, and how many of each go on."""

    heats: int
    top: int


@dataclass(frozen=True, slots=True)
class RuleSheet:
    """A rule sheet. `unresolved` says in words what its source leaves open; `decided` keeps the organiser's words
    to the gaps, by name."""

    id: str
    title: str
    rounds: tuple[Round, ...]
    base: int | None = None
    teams: tuple[int, int] | None = None  # least and most contestants
    team_size: int | None = None
    floor: int | None = None  # totals do not fall below it; None: no floor (gap 9)
    absent: str | None = None  # gap 12: lose, next
    disconnect: str | None = None  # gap 15: runs, pause_once
    close_call: str | None = None  # gap 16: host, again
    tie: Tie | None = None
    advance: tuple[Advance, ...] = ()  # one for each stage before the final
    number: str = ""  # in the collection the built-in sheets come from: R1 …
    source: str = ""
    summary: str = ""
    unresolved: Sequence[str] = ()
    decided: Mapping[str, object] = field(default_factory=dict)

    def round(self, key: str) -> Round | None:
        """Return the round of this key."""
        return next((one for one in self.rounds if one.key == key), None)
