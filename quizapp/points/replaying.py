"""Playing a ledger again by another sheet: what would have counted, and why it differs. Pure.

Happenings are played in the order of the ledger, which is the order that decides caps and firsts. What was taken
back is taken back again; a corrected one is played as it was corrected. Of old entries, which do not say what
they were counted by, it is told from what they earned under their own rule; where that is not certain, or the new
rule counts by something else, the happening is left out and listed.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar

from ..record.periods import Span, window
from ..record.rules import Event, Outcome, Posted, Refusal, apply
from ..record.sheet import Per, Sheet
from ..record.sheet_rule import Rule

Id = TypeVar("Id", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Happening(Generic[Id]):
    """What a member did: `measure` as `record.service.Credit` keeps it, None where it is not known.

    `number` is its entry's, None of what no rule counted; `reverses` that of the entry which it takes back.
    """

    number: int | None
    member: Id
    day: date
    kind: str
    key: str
    measure: Mapping[str, Any] | None
    reverses: int | None = None


@dataclass(slots=True)
class Played(Generic[Id]):
    """What came of playing: by member and rule what counted in the period; by rule and reason what was left out."""

    counted: dict[Id, dict[str, int]] = field(default_factory=dict)
    left_out: dict[tuple[str, str], int] = field(default_factory=dict)
    entries: int = 0


class _Member:
    """One member's entries in memory, summed by the windows that the rules ask for."""

    def __init__(self) -> None:
        self._keys: set[tuple[str, str]] = set()
        self._sums: dict[tuple[str, date, date], int] = {}

    def has(self, rule: str, key: str) -> bool:
        return (rule, key) in self._keys

    def any(self, rule: str, first: date, last: date) -> bool:
        return (rule, first, last) in self._sums

    def counted(self, rule: str, first: date, last: date) -> int:
        return self._sums.get((rule, first, last), 0)

    def find(self, key: str, rule: str | None) -> Sequence[Posted]:
        return ()  # a reversal names the number of its entry

    def append(self, day: date, outcome: Outcome) -> None:
        self._keys.add((outcome.rule, outcome.key))
        for span in Span:
            place = (outcome.rule, *window(span, day))
            self._sums[place] = self._sums.get(place, 0) + outcome.counted


class Replay(Generic[Id]):
    """A sheet under which happenings are played one after the other; those from `first` to `last` are summed."""

    def __init__(self, sheet: Sheet, first: date, last: date) -> None:
        self.played: Played[Id] = Played()
        self._sheet, self._first, self._last = sheet, first, last
        self._members: dict[Id, _Member] = {}
        self._posted: dict[
            int, tuple[str, int]
        ] = {}  # rule and counted: pairs that the collector need not walk
        self._rules: dict[str, Rule | None] = {}

    def play(self, happenings: Iterable[Happening[Id]]) -> None:
        """Play more happenings, in the order of the ledger."""
        for happening in happenings:
            self._play(happening)

    def _play(self, one: Happening[Id]) -> None:
        if one.reverses is not None:
            self._take_back(one, one.reverses)
            return
        rule = self._rule(one.kind)
        if rule is None:
            if one.number is not None:  # no rule had what has no number before, either
                self._leave_out(one, "unknown_rule")
            return
        outcome = self._outcome(one, rule)
        if isinstance(outcome, Refusal):
            self._leave_out(one, outcome.why)
            return
        self._members[one.member].append(one.day, outcome)
        if one.number is not None:
            self._posted[one.number] = outcome.rule, outcome.counted
        self._count(one, outcome.rule, outcome.counted)

    def _outcome(self, one: Happening[Id], rule: Rule) -> Outcome | Refusal:
        if one.measure is None:
            return Refusal("no_measure")
        history = self._members.setdefault(one.member, _Member())
        return apply(self._sheet, history, Event(rule.name, one.key, one.day, **_needed(rule, one.measure)))

    def _take_back(self, one: Happening[Id], number: int) -> None:
        """Take back what the entry counts now; of one that did not count now there is nothing to take back."""
        if (posted := self._posted.get(number)) is not None:
            rule, counted = posted
            self._count(one, rule, -counted)

    def _count(self, one: Happening[Id], rule: str, counted: int) -> None:
        if self._first <= one.day <= self._last:
            sums = self.played.counted.setdefault(one.member, {})
            sums[rule] = sums.get(rule, 0) + counted
            self.played.entries += 1

    def _leave_out(self, one: Happening[Id], why: str) -> None:
        if self._first <= one.day <= self._last:
            place = (one.kind, why)
            self.played.left_out[place] = self.played.left_out.get(place, 0) + 1

    def _rule(self, kind: str) -> Rule | None:
        if kind not in self._rules:
            self._rules[kind] = self._sheet.rule_for(kind)
        return self._rules[kind]


def _needed(rule: Rule, measure: Mapping[str, Any]) -> dict[str, Any]:
    """Return of a measure what a rule takes: points that came with the event mean nothing to one that gives its own."""
    return {name: value for name, value in measure.items() if name != "points" or rule.is_open}


def infer(rule: Rule | None, earned: int) -> dict[str, Any] | None:
    """Return by what an entry must have been counted that earned so much under a rule; None where that is not certain."""
    if rule is None:
        return None
    if rule.outcomes:
        fitting = [name for name, points in rule.outcomes.items() if points == earned]
        return {"outcome": fitting[0]} if len(fitting) == 1 else None
    if rule.points is None:
        return {"points": earned}
    if rule.per is Per.ITEM:
        whole = rule.points != 0 and earned % rule.points == 0 and earned // rule.points >= 0
        return {"count": earned // rule.points} if whole else None
    if rule.per is Per.SCORE:
        return {"score": earned, "maximum": rule.points} if 0 <= earned <= rule.points else None
    return {} if earned == rule.points else None


def run_up(first: date) -> date:
    """Return the day from which a replay must begin for the windows of its first day to be whole."""
    return min(window(Span.YEAR, first)[0], window(Span.WEEK, first)[0])
