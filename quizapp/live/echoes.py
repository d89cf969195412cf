"""Round trips to phones, as the server measures them: what a press may be credited for the way it came. Pure.

The server stamps an echo, the phone sends the stamp back at once. A phone can only make its way look longer than
it is, so the smallest of several counts, what came before the question alone, and never more than twice what is
usual in the hall: delaying echoes buys next to nothing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import median_low

#: Fewer echoes than this say nothing.
LEAST_ECHOES = 5
KEPT_ECHOES = 20
#: Milliseconds: the most that is ever credited, the longest way believed, the least doubt about two presses.
MOST_CREDIT, MOST_TRIP, LEAST_DOUBT = 50, 2_000, 3


@dataclass(frozen=True, slots=True)
class Trip:
    """A phone's way: the shortest round trip, and how much longer it usually is. Milliseconds."""

    least: int
    spread: int


@dataclass(slots=True)
class Echoes:
    """The echoes of a contest's phones, by player."""

    stamps: dict[str, int] = field(default_factory=dict)
    trips: dict[str, deque[tuple[int, int]]] = field(default_factory=dict)

    def note(self, player: str, seen: int | None, now: int) -> int:
        """Take an echo that arrived at `now`, `seen` being the stamp it sends back; return the next stamp."""
        sent = self.stamps.get(player)
        if seen is not None and seen == sent and 0 <= now - sent <= MOST_TRIP:
            self.trips.setdefault(player, deque(maxlen=KEPT_ECHOES)).append((now, now - sent))
        self.stamps[player] = now
        return now

    def before(self, moment: int) -> dict[str, Trip]:
        """Return the ways of all phones as measured before a moment; those with too few echoes are left out."""
        found = {}
        for player, trips in list(self.trips.items()):
            taken = sorted(trip for at, trip in list(trips) if at <= moment)
            if len(taken) >= LEAST_ECHOES:
                found[player] = Trip(taken[0], median_low(taken) - taken[0])
        return found


def most_credit(trips: Mapping[str, Trip]) -> int:
    """Return the most that any phone of this hall is credited."""
    usual = median_low([one.least for one in trips.values()]) if trips else 0
    return min(MOST_CREDIT, 2 * usual)


def credit_of(trip: Trip | None, most: int, after: int | None, reaction: int | None) -> int:
    """Return what a press is credited that came `after` the opening, `reaction` being the phone's own measure.

    The way cannot have taken longer than what the reaction leaves of it.
    """
    if trip is None:
        return 0
    credit = min(trip.least, most)
    if after is not None:
        credit = min(credit, max(after - (reaction or 0), 0))
    return credit


def doubt(one: Trip | None, other: Trip | None) -> int:
    """Return how far apart two presses must be for their order to be certain."""
    return max(LEAST_DOUBT, *(trip.spread for trip in (one, other) if trip), 0)
