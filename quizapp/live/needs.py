"""How many questions a contest needs, from its rule sheet and the number of teams.

round                      questions
required, speed, relay     each team its own: per team, or per member on stage; a stated count stands
buzz, everyone, audience   the stated count
risk, ladder, assign       of each value; risk: the stated stock, else as many as would be chosen at most
duel, arena                a set for each who fights
play-off                   what the tie rule says; without questions of its own it takes from the reserve
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .engine.sheet import EVERYONE, Kind, Round, RuleSheet

#: As many as a contestant may get through in one run where the sheet does not say.
RUN = 15
#: Kept back where a question proves bad: one for so many, at least two.
RESERVE_EACH, LEAST_RESERVE = 10, 2


@dataclass(frozen=True, slots=True)
class Need:
    """Questions wanted for a round; `value` where they are prepared by value, in hundredths.

    `count` None: the sheet leaves it open. `at_most`: enough for every choice, fewer may do.
    """

    count: int | None
    value: int | None = None
    at_most: bool = False


def needs_of(rules: Round, sheet: RuleSheet, teams: int) -> tuple[Need, ...]:
    """Return what a round needs with so many teams, by value where questions differ in value."""
    if rules.kind in EVERYONE or rules.kind is Kind.BUZZ:
        return (Need(rules.count),)
    if rules.kind is Kind.RISK:
        return tuple(_risk(rules, value, teams) for value in rules.values) or (Need(rules.count),)
    if rules.kind is Kind.LADDER:
        return tuple(Need(teams, value, at_most=rules.stop_at_first_miss) for value in rules.values)
    if rules.kind is Kind.ASSIGN:
        return tuple(Need(0, value, at_most=True) for value in rules.values) or (Need(0, at_most=True),)
    if rules.kind is Kind.DUEL:
        return (Need(rules.duel.set_of * teams),)
    if rules.kind is Kind.ARENA:
        return (Need(2 * max(rules.duel.set_of, 1) * max(teams - 1, 0), at_most=True),)
    if rules.kind is Kind.PLAYOFF:
        return (Need(_play_off(sheet), at_most=True),)
    if rules.kind in (Kind.SPEED, Kind.RELAY):
        return (Need((rules.per_team or rules.count or RUN) * teams, at_most=True),)
    return (Need(_required(rules, sheet, teams)),)


def total_needed(rules: Round, sheet: RuleSheet, teams: int) -> int:
    """Return how many questions a round needs in all; what is left open counts as none."""
    return sum(one.count or 0 for one in needs_of(rules, sheet, teams))


def reserve_wanted(sheet: RuleSheet, teams: int) -> int:
    """Return how many questions should be kept back, the play-off's among them where it has no round."""
    total = sum(total_needed(one, sheet, teams) for one in sheet.rounds if one.kind is not Kind.ASSIGN)
    spare = max(LEAST_RESERVE, -(-total // RESERVE_EACH)) if total else 0
    has_round = any(one.kind is Kind.PLAYOFF for one in sheet.rounds)
    return spare if has_round or not sheet.tie else spare + _play_off(sheet)


def missing(rules: Round, sheet: RuleSheet, teams: int, values: Sequence[int | None]) -> int:
    """Return how many questions a round lacks when it has some of these values (None: of the round's own)."""
    short = 0
    for one in needs_of(rules, sheet, teams):
        have = len(values) if one.value is None else sum(value in (one.value, None) for value in values)
        short += max((one.count or 0) - have, 0)
    return short


def _risk(rules: Round, value: int, teams: int) -> Need:
    if rules.risk.stock:
        return Need(rules.risk.stock.get(value, 0), value)
    times = 1 if rules.risk.distinct else rules.risk.picks
    return Need(teams * times, value, at_most=True)


def _required(rules: Round, sheet: RuleSheet, teams: int) -> int | None:
    if rules.per_team:
        return rules.per_team * teams
    if rules.per_member:
        members = len(rules.on_stage) or sheet.team_size
        return rules.per_member * members * teams if members else None
    return rules.count


def _play_off(sheet: RuleSheet) -> int:
    tie = sheet.tie
    if tie is None or tie.mode in (None, "shared", "draw", "time", "member_order"):
        return 0
    return tie.count or 5
