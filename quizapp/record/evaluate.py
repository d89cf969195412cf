"""Evaluating a period: totals, levels and group means, from what each member's rules counted in it.

- Total = base + what counted, each block up to its cap; never below the floor; a veto sets it.
- A level is reached from its points on. One with a ratio takes at most that share of those evaluated,
  rounded down, from the highest total; the others fall to the next level they reach. Equal totals at the
  edge share the level only if all of them fit; otherwise none of them gets it, nor anybody below, and
  the tie is reported, for the branch to decide. Where it has decided exactly this tie, those it chose take
  the level; with anybody more or fewer in it, other points or other room, it is another tie and open.
- Shrunk mean of a group of n = (n × its mean + shrink × the branch's mean) / (n + shrink), exactly: small
  groups are drawn to the branch's mean.
- Exempt members have a total, and stand outside levels, means and ratios.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Generic, TypeVar

from .sheet import Level, Sheet

Id = TypeVar("Id", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Person(Generic[Id]):
    """A member to evaluate; `group` None stands outside the groups' means."""

    id: Id
    group: Hashable | None = None
    exempt: bool = False


@dataclass(frozen=True, slots=True)
class GroupMean:
    """A group's mean and shrunk mean over `members` members, in exact hundredths."""

    members: int
    mean: Fraction
    shrunk: Fraction


@dataclass(frozen=True, slots=True)
class Tie(Generic[Id]):
    """Members with one total of whom a level's ratio has room for `room` only."""

    level: str
    total: int
    room: int
    members: tuple[Id, ...]


@dataclass(frozen=True, slots=True)
class Choice(Generic[Id]):
    """Whom the branch gave a level, and of which tie; `tie` None: of any that holds them, as seals from before have it."""

    picked: tuple[Id, ...]
    tie: Tie[Id] | None = None

    def settles(self, tie: Tie[Id]) -> bool:
        """Tell whether this is the tie that was decided, and the choice one that it has room for."""
        own = self.tie or tie
        same = (own.total, own.room, set(own.members)) == (tie.total, tie.room, set(tie.members))
        return same and 0 < len(self.picked) <= tie.room and set(self.picked) <= set(tie.members)


@dataclass(frozen=True, slots=True)
class Evaluation(Generic[Id]):
    """What a period comes to; amounts in hundredths. `mean` is the branch's, None with nobody to evaluate."""

    totals: Mapping[Id, int]
    levels: Mapping[Id, str]
    groups: Mapping[Hashable, GroupMean]
    mean: Fraction | None
    ties: tuple[Tie[Id], ...]


def total(sheet: Sheet, counted: Mapping[str, int]) -> int:
    """Return a total in hundredths from what each rule counted in the period, reversals included."""
    blocks: dict[str, int] = {}
    for name, points in counted.items():
        block = sheet.rules[name].block if name in sheet.rules else ""
        blocks[block] = blocks.get(block, 0) + points
    result = sheet.base
    for block, points in blocks.items():
        cap = sheet.blocks.get(block)
        result += points if cap is None else min(points, cap)
    return result if sheet.floor is None else max(result, sheet.floor)


def evaluate(
    sheet: Sheet,
    people: Sequence[Person[Id]],
    counted: Mapping[Id, Mapping[str, int]],
    vetoed: Collection[Id] = (),
    chosen: Mapping[str, Choice[Id]] | None = None,
) -> Evaluation[Id]:
    """Evaluate `people` by what each one's rules `counted` in the period (member → rule → hundredths).

    A sheet without a veto takes no notice of `vetoed`. `chosen`: of a tie at a level's edge, those whom the branch
    gave the level; a choice of another tie is none.
    """
    vetoed = vetoed if sheet.veto else ()
    totals = {person.id: total(sheet, counted.get(person.id, {})) for person in people}
    if sheet.veto:
        totals.update({id_: sheet.veto.points for id_ in totals if id_ in vetoed})
    evaluated = [person for person in people if not person.exempt]
    standing = {person.id: totals[person.id] for person in evaluated if person.id not in vetoed}
    levels, ties = _levels(sheet.levels, standing, len(evaluated), chosen or {})
    if sheet.veto and sheet.veto.level:
        levels.update({person.id: sheet.veto.level for person in evaluated if person.id in vetoed})
    mean = _mean([totals[person.id] for person in evaluated])
    groups = {} if mean is None else _groups(sheet.shrink, evaluated, totals, mean)
    in_order = {person.id: levels[person.id] for person in evaluated if person.id in levels}
    return Evaluation(totals, in_order, groups, mean, ties)


def _levels(
    levels: Iterable[Level], standing: Mapping[Id, int], evaluated: int, chosen: Mapping[str, Choice[Id]]
) -> tuple[dict[Id, str], tuple[Tie[Id], ...]]:
    reached: dict[Id, str] = {}
    ties: list[Tie[Id]] = []
    for level in levels:
        able = {
            id_: points
            for id_, points in standing.items()
            if id_ not in reached and (level.start is None or points >= level.start)
        }
        if level.ratio is not None:
            able, tie = _best(level, able, int(level.ratio * evaluated))
            choice = chosen.get(level.name)
            if tie and choice and choice.settles(tie):
                able |= dict.fromkeys(choice.picked, tie.total)
                tie = None
            ties += [tie] if tie else []
        reached.update(dict.fromkeys(able, level.name))
    return reached, tuple(ties)


def _best(level: Level, able: Mapping[Id, int], places: int) -> tuple[dict[Id, int], Tie[Id] | None]:
    """Return who takes the level's places, and the tie that its last ones met, if any."""
    best: dict[Id, int] = {}
    ranked = sorted(able.items(), key=lambda item: -item[1])
    for points, equals in groupby(ranked, key=lambda item: item[1]):
        members = tuple(id_ for id_, _ in equals)
        room = places - len(best)
        if len(members) > room:
            return best, Tie(level.name, points, room, members) if room else None
        best.update(dict.fromkeys(members, points))
    return best, None


def _groups(
    shrink: Fraction, people: Iterable[Person[Id]], totals: Mapping[Id, int], branch: Fraction
) -> dict[Hashable, GroupMean]:
    members: dict[Hashable, list[int]] = {}
    for person in people:
        if person.group is not None:
            members.setdefault(person.group, []).append(totals[person.id])
    return {
        group: GroupMean(
            len(points),
            Fraction(sum(points), len(points)),
            (sum(points) + shrink * branch) / (len(points) + shrink),
        )
        for group, points in members.items()
    }


def _mean(points: Sequence[int]) -> Fraction | None:
    return Fraction(sum(points), len(points)) if points else None
