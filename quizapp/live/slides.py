"""A prepared question as the wall will show it: the engine asks it in a contest that nobody sees."""

from __future__ import annotations

from dataclasses import replace

from ..core.i18n import N_
from .engine.events import Command, Refused
from .engine.game import apply, begin
from .engine.setup import Contestant, Setup
from .engine.sheet import Kind, Round
from .engine.state import State

_STAND_INS = (Contestant("a", N_("甲队"), 1), Contestant("b", N_("乙队"), 2))


def slide(setup: Setup, key: str, question: str, *, revealed: bool) -> State:
    """Return the state in which a question of a round stands on the wall, or its answer.

    What cannot be asked without the course of a contest (an arena's pair, a play-off's tie) is shown as a plain one.
    """
    setup = replace(setup, contestants=setup.contestants or _STAND_INS, manual_clock=False)
    if revealed:  # nobody's verdict beside the answer
        state = _asked(_plain(setup, key), key, question)
        return _done(_done(_done(state, "open_buzz"), "close"), "reveal")
    try:
        return _asked(setup, key, question)
    except Refused:
        return _asked(_plain(setup, key), key, question)


def _asked(setup: Setup, key: str, question: str) -> State:
    state = _done(begin(setup), "start_round", round=key)
    rules = setup.sheet.round(key)
    if rules is not None and rules.kind is Kind.RISK:
        value = setup.questions[question].value or rules.value
        return _done(state, "choose_value", by=setup.contestants[0].id, value=value / 100, item=question)
    return _done(state, "ask", item=question)


def _plain(setup: Setup, key: str) -> Setup:
    rules = setup.sheet.round(key)
    plain = replace(rules, kind=Kind.BUZZ) if rules else Round(key, Kind.BUZZ)
    others = tuple(one for one in setup.sheet.rounds if one.key != key)
    return replace(setup, sheet=replace(setup.sheet, rounds=(plain, *others)))


def _done(state: State, do: str, **fields: object) -> State:
    return apply(state, Command(do, fields), 0)[0]
