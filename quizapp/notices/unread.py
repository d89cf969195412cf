"""How many notices a member has not read: kept for a while, since every page shows it.

Each process keeps its own and hears over the bus whose number has changed; a lost message costs the while.
"""

from __future__ import annotations

import time

from flask import Flask, current_app

from . import queries

CHANNEL = "notices"
KEPT_SECONDS = 30.0
MAX_KEPT = 20_000


class UnreadCounts:
    """Numbers by member, each for a while."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[float, int]] = {}

    def get(self, member_id: int) -> int | None:
        found = self._kept.get(member_id)
        return found[1] if found and found[0] > time.monotonic() else None

    def put(self, member_id: int, count: int) -> None:
        if len(self._kept) >= MAX_KEPT:
            self._kept.clear()
        self._kept[member_id] = (time.monotonic() + KEPT_SECONDS, count)

    def forget(self, named: str) -> None:
        """Drop the numbers of the members that a message of the bus names, of all when it names none."""
        if not named:
            self._kept.clear()
        for member_id in named.split(",") if named else ():
            self._kept.pop(int(member_id), None)


def unread(member_id: int) -> int:
    """Return how many notices the member has not read, at most half a minute old."""
    counts: UnreadCounts = current_app.extensions["unread_notices"]
    count = counts.get(member_id)
    if count is None:
        count = queries.unread(member_id)
        counts.put(member_id, count)
    return count


def init_app(app: Flask) -> None:
    """Keep the numbers, and hear which of them have changed."""
    counts = UnreadCounts()
    app.extensions["unread_notices"] = counts
    app.extensions["services"].bus.watch(CHANNEL, counts.forget)
