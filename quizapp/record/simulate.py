"""Playing a document of events on the real rules, and printing what comes of it; nothing is saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .amounts import AmountError, parse_amount, print_amount
from .evaluate import Evaluation, evaluate
from .rules import REVERSAL, Event, Outcome, Posted, Refusal, apply, reverse
from .script import Builtin, Script, Step, read_script
from .script import SimulateError as SimulateError


@dataclass(slots=True)
class MemberHistory:
    """One member's entries in memory, as `rules.History` asks for them; entries by key, days and sums by rule."""

    posted: dict[str, list[Posted]] = field(default_factory=dict)
    keys: set[tuple[str, str]] = field(default_factory=set)
    days: dict[str, dict[date, int]] = field(default_factory=dict)

    def append(self, day: date, outcome: Outcome, *, reversal: bool) -> None:
        """Take in an entry; of a reversal only its key."""
        self.keys.add((outcome.rule, outcome.key))
        if not reversal:
            entry = Posted(outcome.rule, outcome.key, outcome.counted)
            self.posted.setdefault(outcome.key, []).append(entry)
            days = self.days.setdefault(outcome.rule, {})
            days[day] = days.get(day, 0) + outcome.counted

    def has(self, rule: str, key: str) -> bool:
        """Tell whether the key is used under the rule."""
        return (rule, key) in self.keys

    def any(self, rule: str, first: date, last: date) -> bool:
        """Tell whether the rule has an entry in these days."""
        return any(first <= day <= last for day in self.days.get(rule, ()))

    def counted(self, rule: str, first: date, last: date) -> int:
        """Return what the rule's entries of these days counted."""
        return sum(points for day, points in self.days.get(rule, {}).items() if first <= day <= last)

    def find(self, key: str, rule: str | None) -> Sequence[Posted]:
        """Return the entries with this key."""
        return [entry for entry in self.posted.get(key, ()) if rule in (None, entry.rule)]


def simulate(document: object, builtin: Builtin) -> dict[str, Any]:
    """Play a document and return entries, totals, levels, groups, refused and unresolved ties, ready for JSON.

    Amounts are decimal strings of two places. What the rules refuse is listed; a document that cannot be
    read raises SimulateError. `builtin` gives a shipped sheet's mapping by its id, or raises LookupError.
    """
    run = _Run(read_script(document, builtin))
    for step in run.script.steps:
        run.play(step)
    return run.result()


class _Run:
    def __init__(self, script: Script) -> None:
        self.script = script
        self.histories = {person.id: MemberHistory() for person in script.people}
        self.counted: dict[str, dict[str, int]] = {person.id: {} for person in script.people}
        self.vetoed: set[str] = set()
        self.entries: list[dict[str, str]] = []
        self.refused: list[dict[str, Any]] = []

    def play(self, step: Step) -> None:
        """Apply one step: it becomes an entry or a veto, or is refused."""
        outcome = self._decide(step)
        if isinstance(outcome, Refusal):
            key = REVERSAL + step.reverse if step.reverse else step.key
            named = {"member": step.member, "rule": step.rule, "key": key}
            self.refused.append({"event": step.number, "why": outcome.why} | _given(named))
        elif outcome:
            self._append(step, outcome)

    def _decide(self, step: Step) -> Outcome | Refusal | None:
        history = self.histories.get(step.member)
        if history is None:
            return Refusal("unknown_member")
        if step.veto:
            return self._veto(step)
        if step.reverse:
            return reverse(history, step.reverse, step.rule or None)
        try:
            event = _event(step)
        except AmountError:
            return Refusal("bad_points")
        return apply(self.script.sheet, history, event)

    def _veto(self, step: Step) -> Refusal | None:
        if self.script.sheet.veto is None:
            return Refusal("no_veto")
        if self._evaluated(step.day):
            self.vetoed.add(step.member)
        return None

    def _append(self, step: Step, outcome: Outcome) -> None:
        self.histories[step.member].append(step.day, outcome, reversal=bool(step.reverse))
        if self._evaluated(step.day):
            counted = self.counted[step.member]
            counted[outcome.rule] = counted.get(outcome.rule, 0) + outcome.counted
        entry = {
            "key": outcome.key,
            "member": step.member,
            "rule": outcome.rule,
            "earned": print_amount(outcome.earned),
            "counted": print_amount(outcome.counted),
        }
        self.entries.append(entry | _given({"why": outcome.why, "reason": step.reason, "by": step.by}))

    def _evaluated(self, day: date) -> bool:
        return self.script.first <= day <= self.script.last

    def result(self) -> dict[str, Any]:
        """Evaluate what was played and print it."""
        evaluation = evaluate(self.script.sheet, self.script.people, self.counted, self.vetoed)
        return {"entries": self.entries} | _printed(evaluation) | {"refused": self.refused}


def _event(step: Step) -> Event:
    """Return the step as the rules see it; raises AmountError."""
    return Event(
        rule=step.rule,
        key=step.key,
        day=step.day,
        outcome=step.outcome or None,
        count=step.count,
        score=_amount(step.score),
        maximum=_amount(step.maximum),
        points=_amount(step.points),
    )


def _amount(value: object) -> int | None:
    return None if value is None else parse_amount(value)


def _printed(evaluation: Evaluation[str]) -> dict[str, Any]:
    return {
        "totals": {member: print_amount(points) for member, points in evaluation.totals.items()},
        "levels": dict(evaluation.levels),
        "groups": {
            group: {"mean": print_amount(means.mean), "shrunk": print_amount(means.shrunk)}
            for group, means in evaluation.groups.items()
        },
        "unresolved": [
            {
                "level": tie.level,
                "total": print_amount(tie.total),
                "places": tie.room,
                "members": list(tie.members),
            }
            for tie in evaluation.ties
        ],
    }


def _given(named: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in named.items() if value}
