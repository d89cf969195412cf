"""Which materials a person of the demo may still read."""

from __future__ import annotations

from datetime import datetime
from random import Random

from .learner import Learner

#: So many materials stay unread by everyone.
LEFT_UNREAD = 3


class Library:
    """The shipped materials and what branches publish in the course of the demo."""

    def __init__(self, shipped: list[int]) -> None:
        self._shipped = shipped
        self._own: dict[int, list[tuple[datetime, int]]] = {}
        self._read: dict[int, set[int]] = {}

    def publish(self, branch_id: int, material_id: int, at: datetime) -> None:
        """Put a branch's own material on the shelf."""
        self._own.setdefault(branch_id, []).append((at, material_id))

    def choose(self, learner: Learner, at: datetime, rng: Random) -> int | None:
        """Return a material that the person has not read, the branch's own first; None when few are left.

        So whoever looks at the demo still has something to read.
        """
        own = [one for since, one in self._own.get(learner.me.branch_id, ()) if since < at]
        read = self._read.setdefault(learner.member_id, set())
        unread = [one for one in own if one not in read] or [one for one in self._shipped if one not in read]
        return rng.choice(unread) if len(self._shipped) - len(read) > LEFT_UNREAD else None

    def note_read(self, learner: Learner, material_id: int) -> None:
        """Remember that the person has read a material."""
        self._read.setdefault(learner.member_id, set()).add(material_id)
