"""One person of the demo, once there is an account: who it acts as, and how well it answers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from ..bank.item import Item
from ..core.permissions import Identity
from .people import Person


@dataclass(slots=True)
class Learner:
    """A person with an account. `since` and `until` bound when it learns; `away` is a time between."""

    person: Person
    member_id: int
    identity: Identity | None = None  # None while the account has not been taken up
    since: datetime | None = None
    until: datetime | None = None
    away: tuple[datetime, datetime] | None = None
    leanings: dict[str, float] = field(default_factory=dict)
    met: Counter[int] = field(
        default_factory=Counter
    )  # items answered so far; the reason was read after each

    def is_there(self, at: datetime) -> bool:
        """Say whether the person can act at a moment."""
        if self.identity is None or (self.since and at < self.since) or (self.until and at >= self.until):
            return False
        return self.away is None or not self.away[0] <= at < self.away[1]

    @property
    def me(self) -> Identity:
        """Whom the services see."""
        if self.identity is None:
            raise ValueError(f"{self.person.username} has no account yet")
        return self.identity

    def chance(self, item_id: int, item: Item, gained: float = 0.0) -> float:
        """Return how likely this person answers an item right now, and have it known better the next time.

        Everybody has topics that lie less well.
        """
        if item.topic not in self.leanings:
            rng = Random(f"{self.person.username}/{item.topic}")  # noqa: S311 - the same leaning each time
            self.leanings[item.topic] = rng.uniform(-0.16, 0.1)
        learned = 0.06 * min(2, self.met[item_id])
        self.met[item_id] += 1
        found = (
            self.person.skill + self.leanings[item.topic] + learned + gained - 0.05 * (item.difficulty - 2)
        )
        return min(0.98, max(0.2, found))
