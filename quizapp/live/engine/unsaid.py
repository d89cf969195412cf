"""What a rule sheet may leave unsaid beside the sixteen gaps: prices, base, order. Each has one safe reading.

Nothing here is asked of the organiser, who can write it into the sheet; it is listed as assumed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from ...core.i18n import N_
from .gap_list import reads_first
from .sheet import EVERYONE, MINUS_FULL, NOTHING, Effect, Kind, Round, RuleSheet, Verdict


@dataclass(frozen=True, slots=True)
class Assumed:
    """An open value and the default taken; `question` and `answer` are source texts of the catalogue."""

    name: str
    round: str
    value: object
    question: str
    answer: str

    @property
    def text(self) -> str:
        """Both in one line, in the source language."""
        return f"{self.question}{self.answer}"

    def as_json(self) -> dict[str, object]:
        """Return it as scripts and the API report it."""
        return {"name": self.name, "round": self.round, "value": self.value, "text": self.text}


class Unsaid(NamedTuple):
    """Something unsaid and how the sheet looks with it said."""

    assumed: Assumed
    fill: Callable[[RuleSheet], RuleSheet]


def unsaid_in(sheet: RuleSheet) -> Iterator[Unsaid]:
    """Return what the sheet leaves unsaid and nobody has decided."""
    for one in (*_of_sheet(sheet), *(found for part in sheet.rounds for found in _of_round(part))):
        if one.assumed.name not in sheet.decided:
            yield one


def _of_sheet(sheet: RuleSheet) -> Iterator[Unsaid]:
    if sheet.base is None:
        told = Assumed("base", "", 0, N_("基础分是多少？"), N_("按 0 分"))
        yield Unsaid(told, lambda given: replace(given, base=0))
    if sheet.tie is None or sheet.tie.mode is None:
        told = Assumed("tie", "", "shared", N_("同分怎样分先后？"), N_("名次并列，或由主持人裁定"))
        yield Unsaid(told, lambda given: given)


def _of_round(one: Round) -> Iterator[Unsaid]:
    if not one.values and one.kind is not Kind.RISK:
        yield _said(one, "points", 0, N_("分值是多少？"), N_("按 0 分，出题时可以写明分值"), _same)
    if one.kind not in EVERYONE:
        yield from _prices(one)
    if reads_first(one):
        yield from _early(one)
    if one.kind is Kind.RISK and one.order is None:
        yield _said(one, "order", "host", N_("选题的先后怎么定？"), N_("由主持人点名"), _same)


def _prices(one: Round) -> Iterator[Unsaid]:
    wrong = one.effects.get(Verdict.WRONG)
    if wrong is None:
        wrong = one.guesses.get(Verdict.WRONG, MINUS_FULL if one.kind is Kind.RISK else NOTHING)
        yield _price(one, "wrong", Verdict.WRONG, wrong, N_("答错扣多少分？"))
    late = one.effects.get(Verdict.LATE, one.guesses.get(Verdict.LATE, wrong))
    if Verdict.LATE not in one.effects and one.kind not in (Kind.SPEED, Kind.RELAY):
        yield _price(one, "timeout", Verdict.LATE, late, N_("超时怎样计分？"))
    starts = one.clock.start_within_ms is not None
    if starts and Verdict.NOT_STARTED not in one.effects:
        yield _price(one, "not_started", Verdict.NOT_STARTED, late, N_("没有按时开始作答，怎样计分？"))
    for verdict in (Verdict.PROMPTED, Verdict.INCOMPLETE, Verdict.DECLINED):
        if verdict in one.guesses and verdict not in one.effects:
            yield _price(one, str(verdict), verdict, one.guesses[verdict], N_("这种情形扣多少分？"))


def _price(one: Round, name: str, verdict: Verdict, effect: Effect, question: str) -> Unsaid:
    def fill(given: Round) -> Round:
        guesses = {key: guess for key, guess in given.guesses.items() if key is not verdict}
        return replace(given, effects={**given.effects, verdict: effect}, guesses=guesses)

    value, answer = _words(effect, name)
    return _said(one, name, value, question, answer, fill)


def _words(effect: Effect, name: str) -> tuple[object, str]:
    if name in ("timeout", "not_started"):
        return "wrong", N_("按答错处理")
    if effect == NOTHING:
        return 0, N_("不扣分")
    if effect == MINUS_FULL:
        return "-v", N_("按扣这道题的分值")
    return "guess", N_("按推测的数值扣分")


def _early(one: Round) -> Iterator[Unsaid]:
    early = one.buzz.early
    if early.points is None and early.exclude is None and early.question is None and not one.buzz.fouls:

        def free(given: Round) -> Round:
            changed = replace(given.buzz.early, points=0)
            return replace(given, buzz=replace(given.buzz, early=changed))

        yield _said(one, "early.points", 0, N_("抢先按键扣多少分？"), N_("不扣分"), free)
    if early.question is None:

        def goes_on(given: Round) -> Round:
            changed = replace(given.buzz.early, question="continue")
            return replace(given, buzz=replace(given.buzz, early=changed))

        told = N_("抢先按键后，这道题怎么办？")
        yield _said(one, "early.question", "continue", told, N_("题目继续"), goes_on)


def _same(one: Round) -> Round:
    return one


def _said(
    one: Round, name: str, value: object, question: str, answer: str, fill: Callable[[Round], Round]
) -> Unsaid:
    key = one.key

    def filled(sheet: RuleSheet) -> RuleSheet:
        rounds = tuple(fill(other) if other.key == key else other for other in sheet.rounds)
        return replace(sheet, rounds=rounds)

    return Unsaid(Assumed(f"{key}.{name}", key, value, question, answer), filled)
