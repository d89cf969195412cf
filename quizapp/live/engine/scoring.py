"""What a verdict earns. Integers only; amounts in hundredths, times in milliseconds."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from ...core.i18n import N_
from .events import Refused
from .sheet import EVERYONE, NOTHING, PRESSED, Effect, Kind, Phone, Round, Verdict
from .state import Board, State

#: A verdict that the sheet says nothing of is paid like this one.
STANDS_FOR = {
    Verdict.INCOMPLETE: Verdict.WRONG,
    Verdict.PROMPTED: Verdict.WRONG,
    Verdict.NOT_STARTED: Verdict.LATE,
    Verdict.LATE: Verdict.WRONG,
}
MOST_POINTS = 1_000_000_00


def effect_of(rules: Round, verdict: Verdict) -> Effect:
    """Return how the round pays a verdict."""
    looked: Verdict | None = verdict
    if verdict is Verdict.DECLINED and verdict not in rules.effects and rules.kind in PRESSED:
        looked = Verdict.LATE  # who pressed cannot give the question back for nothing
    while looked is not None:
        found = rules.effects.get(looked)
        if found is not None:
            return found
        looked = STANDS_FOR.get(looked)
    return Effect(percent=100) if verdict is Verdict.RIGHT else NOTHING


def phone_effect(rules: Round, verdict: Verdict) -> Effect:
    """Return how a miss on the phone is paid: nothing where the question came to the audience from the stage."""
    return effect_of(rules, verdict) if rules.kind in EVERYONE else NOTHING


def earned(state: State, rules: Round, verdict: Verdict, value: int, to: str) -> int:
    """Return what `to` gets for a verdict on a question of this value; a floor holds losses up."""
    return kept_above(state, rules, to, effect_of(rules, verdict).of(value), board_of(state))


def kept_above(state: State, rules: Round | None, to: str, amount: int, board: Board = Board.MAIN) -> int:
    """Return a loss shortened so that the total does not fall below the floor of the round or sheet."""
    floors = [one for one in (rules.floor if rules else None, state.setup.sheet.floor) if one is not None]
    if board is not Board.MAIN or amount >= 0 or not floors:
        return amount
    return min(0, max(amount, max(floors) - state.total(to)))


def board_of(state: State) -> Board:
    """Return the board on which the round's verdicts stand: a play-off decides places, not points."""
    tie = state.setup.sheet.tie
    if state.round and state.round.playoff and not (tie and tie.scored):
        return Board.TIE
    return Board.MAIN


def speed_points(value: int, ms: int, limit: int) -> int:
    """Return value × (1 − ½·t/T), rounded half up to a whole point; the whole value below half a second.

    Source: support.kahoot.com, article 115002303908 (points of the standard game).
    """
    if ms < 500 or limit <= 0:
        return value
    ms = min(ms, limit)
    exact = Fraction(value, 100) * (2 * limit - ms) / (2 * limit)
    return int(exact + Fraction(1, 2)) * 100


def phone_points(phone: Phone, value: int, share: Fraction, ms: int, limit: int | None, streak: int) -> int:
    """Return what an answer on the phone earns: `share` of it right, `ms` after the opening.

    `streak` counts right answers in a row with this one; below the whole nothing is added for it.
    """
    if phone.scoring == "accuracy":
        return value if share else 0
    counted = share if phone.multiple == "options" else Fraction(share == 1)
    full = speed_points(value, ms, limit) if phone.scoring == "speed" and limit else value
    amount = int(full * counted)
    if share == 1 and streak > 1 and phone.streak and value:
        amount += phone.streak[min(streak - 2, len(phone.streak) - 1)]
    return amount


def team_points(phone: Phone, amounts: Sequence[int]) -> int:
    """Return what members' amounts are to their team: mean (half up), sum, or the sum of the best k."""
    if not amounts:
        return 0
    if phone.team == "sum":
        return sum(amounts)
    if phone.team == "best":
        return sum(sorted(amounts, reverse=True)[: phone.best or len(amounts)])
    return mean(amounts)


def to_team(rules: Round, amounts: Sequence[int]) -> int:
    """Return what a question is to a team, or, of the audience, to the unit: there the mean of its best k."""
    if rules.kind is Kind.AUDIENCE:
        best = rules.phone.branch_best or 1
        return mean(sorted(amounts, reverse=True)[:best], best)
    return team_points(rules.phone, amounts)


def mean(amounts: Sequence[int], of: int | None = None) -> int:
    """Return the mean, halves up, over `of` places where fewer amounts count as nothing more."""
    count = of or len(amounts)
    return (2 * sum(amounts) + count) // (2 * count) if count else 0


def amount_of(given: Any) -> int:
    """Return points as a script or a form gives them, in hundredths; refuses what is no such number."""
    try:
        if isinstance(given, bool):
            raise ValueError
        exact = Decimal(str(given))
        if not exact.is_finite() or abs(exact) > MOST_POINTS:
            raise ValueError
        whole = int(exact * 100)
        if exact * 100 != whole or abs(whole) > MOST_POINTS:
            raise ValueError
    except (InvalidOperation, ValueError) as error:
        raise Refused(N_("分值要是数字，最多两位小数。"), code="bad_points") from error
    return whole
