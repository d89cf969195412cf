"""A contest in one call: rules, questions, teams, and the lobby is open. The quick start and scripts use it.

Whatever the rules leave open takes its default; what was assumed is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from ...bank.item import ItemType
from ...core.errors import Invalid
from ...core.i18n import N_
from ...core.permissions import Identity
from ...papers.blueprint import Row
from ..drafts import RESERVE
from ..engine.gaps import Assumed, open_gaps, settle
from ..engine.sheet import EVERYONE, Kind, Round, RuleSheet
from ..models import LiveContest
from ..needs import Need, needs_of, reserve_wanted
from ..rulebook import is_party, sheet_in
from . import lobby
from .preparing import Content, Options, TeamRow, create_contest, decide
from .questions import Order, add_question, draw_questions

#: What phones answer and the program marks without anybody's judgement.
USUAL_TYPES = (ItemType.SINGLE, ItemType.MULTIPLE, ItemType.BOOLEAN)
USUAL_COUNT = 10
TEAM_NAMES = ("甲队", "乙队", "丙队", "丁队", "戊队", "己队", "庚队", "辛队")
SEATS = 4


@dataclass(frozen=True, slots=True)
class Wanted:
    """A contest as ordered. `sheet` is a rule sheet's document; `items` are picked by hand, else `count` are drawn
    from the banks; no teams: as many as the rules want at least, none where everybody stands alone."""

    title: str
    sheet: Mapping[str, Any]
    bank_ids: tuple[int, ...] = ()
    count: int | None = None
    types: tuple[ItemType, ...] = USUAL_TYPES
    topics: tuple[str, ...] = ()
    items: Sequence[int] = ()
    teams: Sequence[TeamRow] = ()
    guests: bool = False
    for_record: bool = True


@dataclass(frozen=True, slots=True)
class Place:
    """So many questions for a round, or to be kept back; without the `optional` ones it can begin, too."""

    key: str
    count: int
    value: int | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Short:
    """A round for which too few questions were ordered, and how many it lacks at least."""

    rules: Round
    missing: int


@dataclass(frozen=True, slots=True)
class Opened:
    """The contest, its lobby open, what was assumed for want of a decision, and which rounds have too few questions."""

    contest: LiveContest
    assumed: Sequence[Assumed]
    short: Sequence[Short]


def open_contest(wanted: Wanted, *, branch_id: int, actor: Identity, now: datetime) -> Opened:
    """Make a contest and open its lobby; the caller commits. Raises Invalid where there are too few questions."""
    contest, assumed = prepare_contest(wanted, branch_id=branch_id, actor=actor, now=now)
    lobby.open_lobby(contest, actor=actor, now=now)
    settled, teams = settle(sheet_in(wanted.sheet), {})[0], len(contest.draft["teams"])
    return Opened(contest, assumed, list(_short(settled, wanted, teams)))


def prepare_contest(
    wanted: Wanted, *, branch_id: int, actor: Identity, now: datetime
) -> tuple[LiveContest, Sequence[Assumed]]:
    """Make a contest that only has to be opened; return it with what was assumed for want of a decision."""
    sheet = sheet_in(wanted.sheet)
    settled, assumed = settle(sheet, {})
    individual = is_party(sheet) and not wanted.teams
    teams = () if individual else wanted.teams or _teams(sheet)
    options = Options(wanted.title, guests=wanted.guests, for_record=wanted.for_record, individual=individual)
    contest = create_contest(options, Content(wanted.sheet, teams), branch_id=branch_id, actor=actor, now=now)
    decide(contest, {gap.name: gap.default for gap in open_gaps(sheet)}, actor=actor, now=now)
    _add_questions(contest, wanted, list(_places(settled, wanted, len(teams))), actor, now)
    return contest, assumed


def _teams(sheet: RuleSheet) -> list[TeamRow]:
    return [
        TeamRow(name, seats=sheet.team_size or SEATS)
        for name in TEAM_NAMES[: sheet.teams[0] if sheet.teams else 2]
    ]


def _places(sheet: RuleSheet, wanted: Wanted, teams: int) -> Iterator[Place]:
    """Yield where how many questions go and what they are worth, in the order of the rounds; the rest is kept back."""
    left = len(wanted.items) or wanted.count
    if left is None and is_party(sheet):
        left = sum(one.count or USUAL_COUNT for one in sheet.rounds)
    for rules in sheet.rounds:
        alone = len(sheet.rounds) == 1 and rules.kind not in (Kind.RISK, Kind.LADDER)
        for need in needs_of(rules, sheet, teams):
            count = need.count if need.count is not None else USUAL_COUNT
            if left is not None:
                count = left if alone or (need.count is None and is_party(sheet)) else min(count, left)
                left -= count
            if count:
                yield Place(rules.key, count, need.value, optional=left is None and need.at_most)
    kept_back = reserve_wanted(sheet, teams) if left is None else left
    if kept_back:
        yield Place(RESERVE, kept_back, optional=left is None)


def _short(sheet: RuleSheet, wanted: Wanted, teams: int) -> Iterator[Short]:
    """Yield the rounds that an order of too few questions leaves without those that they need."""
    if not wanted.items and wanted.count is None:
        return
    placed: Counter[tuple[str, int | None]] = Counter()
    for place in _places(sheet, wanted, teams):
        placed[place.key, place.value] += place.count
    for rules in sheet.rounds:
        needs = needs_of(rules, sheet, teams)
        free = len(sheet.rounds) == 1 and rules.kind in EVERYONE | {Kind.BUZZ}  # as many as one likes
        missing = sum(max(_least(one) - placed[rules.key, one.value], 0) for one in needs)
        if missing and not free:
            yield Short(rules, missing)


def _least(need: Need) -> int:
    """Return with how many questions a round can be played as its rules have it."""
    if need.count is None:
        return 1
    return min(need.count, 1) if need.at_most else need.count


def _add_questions(
    contest: LiveContest,
    wanted: Wanted,
    places: Sequence[Place],
    actor: Identity,
    now: datetime,
) -> None:
    if wanted.items:
        picked = iter(wanted.items)
        for place in places:
            for id in islice(picked, place.count):
                add_question(
                    contest, place.key, id, value=place.value, reach=wanted.bank_ids, actor=actor, now=now
                )
        return
    row = Row(1, 0, wanted.topics, wanted.types)
    short = 0
    for place in places:
        order = Order(wanted.bank_ids, place.count, row, place.value)
        seed = f"{contest.seed}/{place.value}"
        came = draw_questions(contest, place.key, [order], seed=seed, actor=actor, now=now)
        short += 0 if place.optional else place.count - came
    if short:
        raise Invalid(N_("题库里合适的题不够，还差 %(n)d 题。"), field="count", code="too_few_items", n=short)
