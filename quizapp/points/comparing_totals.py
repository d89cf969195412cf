"""A period before and after: totals, levels, groups, and which rules move whom. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

from ..record.evaluate import Evaluation, Person, evaluate
from ..record.sheet import Sheet
from .replaying import Played

MOST_DRIVERS = 3


@dataclass(frozen=True, slots=True)
class PersonBeforeAfter:
    """A member's total and level in both; `drivers`: the rules that move him most, with by how much."""

    member_id: int
    group_id: int | None
    exempt: bool
    before: int
    after: int
    level_before: str
    level_after: str
    drivers: tuple[tuple[str, int], ...]

    @property
    def moves(self) -> bool:
        """Whether the total is another."""
        return self.before != self.after

    @property
    def relevelled(self) -> bool:
        """Whether the level is another."""
        return self.level_before != self.level_after


@dataclass(frozen=True, slots=True)
class GroupBeforeAfter:
    """A group's mean and shrunk mean in both, in hundredths, rounded."""

    group_id: int
    members: int
    mean_before: int
    mean_after: int
    shrunk_before: int
    shrunk_after: int


@dataclass(frozen=True, slots=True)
class RuleBeforeAfter:
    """What a rule counted for everybody together, and how many members it moves."""

    title: str
    before: int
    after: int
    members: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many happenings of a kind could not be played, and why: a code."""

    kind: str
    why: str
    number: int


@dataclass(frozen=True, slots=True)
class Trial:
    """What a draft would have made of a period."""

    people: tuple[PersonBeforeAfter, ...]
    groups: tuple[GroupBeforeAfter, ...]
    rules: tuple[RuleBeforeAfter, ...]
    left_out: tuple[LeftOut, ...]
    entries: int
    base_before: int
    base_after: int
    ties: int

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON can keep it."""
        return asdict(self)


def read_trial(kept: Mapping[str, Any]) -> Trial:
    """Return a trial that was kept as JSON."""
    people = [
        PersonBeforeAfter(**{**one, "drivers": tuple((title, by) for title, by in one["drivers"])})
        for one in kept["people"]
    ]
    return Trial(
        tuple(people),
        tuple(GroupBeforeAfter(**one) for one in kept["groups"]),
        tuple(RuleBeforeAfter(**one) for one in kept["rules"]),
        tuple(LeftOut(**one) for one in kept["left_out"]),
        kept["entries"],
        kept["base_before"],
        kept["base_after"],
        kept["ties"],
    )


def compare(
    old: Sheet,
    new: Sheet,
    people: Sequence[Person[int]],
    counted: Mapping[int, Mapping[str, int]],
    played: Played[int],
) -> Trial:
    """Return a period as it stands under the old sheet beside what the new one makes of it."""
    before, after = evaluate(old, people, counted), evaluate(new, people, played.counted)
    moves = {
        person.id: _moves(old, new, counted.get(person.id, {}), played.counted.get(person.id, {}))
        for person in people
    }
    lines = [_person(person, before, after, moves[person.id]) for person in people]
    lines.sort(key=lambda one: -abs(one.after - one.before))  # who moves most comes first
    left_out = [LeftOut(kind, why, number) for (kind, why), number in sorted(played.left_out.items())]
    return Trial(
        tuple(lines),
        _groups(before, after),
        _rules(old, new, people, counted, played.counted),
        tuple(left_out),
        played.entries,
        old.base,
        new.base,
        len(after.ties),
    )


def _person(
    person: Person[int], before: Evaluation[int], after: Evaluation[int], moves: Mapping[str, int]
) -> PersonBeforeAfter:
    drivers = sorted(moves.items(), key=lambda item: (-abs(item[1]), item[0]))[:MOST_DRIVERS]
    return PersonBeforeAfter(
        person.id,
        person.group if isinstance(person.group, int) else None,
        person.exempt,
        before.totals[person.id],
        after.totals[person.id],
        before.levels.get(person.id, ""),
        after.levels.get(person.id, ""),
        tuple(drivers),
    )


def _titled(sheet: Sheet, counted: Mapping[str, int]) -> dict[str, int]:
    """Return what counted by the rules' titles: people know a rule by nothing else."""
    found: dict[str, int] = {}
    for name, points in counted.items():
        title = _title(sheet, name)
        found[title] = found.get(title, 0) + points
    return found


def _title(sheet: Sheet, name: str) -> str:
    rule = sheet.rules.get(name)
    return (rule.title if rule else "") or name


def _moves(old: Sheet, new: Sheet, before: Mapping[str, int], after: Mapping[str, int]) -> dict[str, int]:
    was, now = _titled(old, before), _titled(new, after)
    moved = {title: now.get(title, 0) - was.get(title, 0) for title in {**was, **now}}
    return {title: by for title, by in moved.items() if by}


def _groups(before: Evaluation[int], after: Evaluation[int]) -> tuple[GroupBeforeAfter, ...]:
    return tuple(
        GroupBeforeAfter(
            group,
            means.members,
            _round(means.mean),
            _round(after.groups[group].mean),
            _round(means.shrunk),
            _round(after.groups[group].shrunk),
        )
        for group, means in before.groups.items()
        if isinstance(group, int)
    )


def _rules(
    old: Sheet,
    new: Sheet,
    people: Sequence[Person[int]],
    before: Mapping[int, Mapping[str, int]],
    after: Mapping[int, Mapping[str, int]],
) -> tuple[RuleBeforeAfter, ...]:
    sums: dict[str, list[int]] = {}
    for person in people:
        was, now = _titled(old, before.get(person.id, {})), _titled(new, after.get(person.id, {}))
        for title in {**was, **now}:
            line = sums.setdefault(title, [0, 0, 0])
            line[0] += was.get(title, 0)
            line[1] += now.get(title, 0)
            line[2] += was.get(title, 0) != now.get(title, 0)
    lines = [RuleBeforeAfter(title, *line) for title, line in sums.items()]
    return tuple(sorted(lines, key=lambda line: (-abs(line.after - line.before), line.title)))


def _round(value: Fraction) -> int:
    whole = int(abs(value) + Fraction(1, 2))
    return -whole if value < 0 else whole
