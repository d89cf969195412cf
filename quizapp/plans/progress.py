"""How far an item of the plan is: from what was really done, by the branch, by a group, by a member. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ItemState(StrEnum):
    """How an item stands on a day."""

    DONE = "done"
    BEGUN = "begun"
    LATE = "late"  # its day has passed and it is not done
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that an item asks for: an activity, a material or a contest.

    `settled`: for the branch this part is over (the activity was held, the contest settled); a material never
    is, it is done when all have completed it. `did`: who took part; `of`: of whom it is asked.
    """

    kind: str  # activity, material, contest
    id: int
    title: str
    settled: bool
    did: frozenset[int]
    of: frozenset[int]
    day: date | None = None

    @property
    def is_done(self) -> bool:
        return bool(self.of) and self.of <= self.did if self.kind == "material" else self.settled

    @property
    def is_begun(self) -> bool:
        return self.settled or bool(self.did)

    @property
    def count(self) -> int:
        """Return of how many of those asked it was done."""
        return len(self.of & self.did)

    def share(self, member_ids: Collection[int]) -> tuple[int, int]:
        """Return how many of these members did it, of how many it is asked."""
        asked = self.of.intersection(member_ids)
        return len(asked & self.did), len(asked)


@dataclass(frozen=True, slots=True)
class Progress:
    """How an item stands, and how many times somebody did a part of how many asked."""

    state: ItemState
    did: int
    asked: int

    @property
    def percent(self) -> int | None:
        """Return the share of what was asked that was done; None while nothing can be counted."""
        return did_percent(self.did, self.asked)


def did_percent(did: int, asked: int) -> int | None:
    """Return a share in whole percent, never rounded up to 100."""
    return 100 * did // asked if asked else None


def state_of(parts: Sequence[Part], *, marked: bool, last_day: date, today: date) -> ItemState:
    """Return how an item stands: done when marked so, or when all its parts are; late after its last day."""
    if marked or (parts and all(part.is_done for part in parts)):
        return ItemState.DONE
    if today > last_day:
        return ItemState.LATE
    return ItemState.BEGUN if any(part.is_begun for part in parts) else ItemState.AHEAD


def progress(
    parts: Sequence[Part], member_ids: Collection[int], *, marked: bool, last_day: date, today: date
) -> Progress:
    """Return an item's progress among these members.

    Counted is what is over or can be done by oneself: an activity that is still to come is held against nobody.
    """
    shares = [part.share(member_ids) for part in _countable(parts)]
    return Progress(
        state_of(parts, marked=marked, last_day=last_day, today=today),
        sum(did for did, _ in shares),
        sum(of for _, of in shares),
    )


def _countable(parts: Iterable[Part]) -> Iterable[Part]:
    return (part for part in parts if part.settled or part.kind == "material")


def by_group(parts: Sequence[Part], groups: Mapping[int, Collection[int]]) -> dict[int, tuple[int, int]]:
    """Return for each group how many times its members did what was asked of them, and how many times that was."""
    found = {}
    for group_id, member_ids in groups.items():
        shares = [part.share(member_ids) for part in _countable(parts)]
        found[group_id] = (sum(did for did, _ in shares), sum(of for _, of in shares))
    return found
