"""How far a phone is from the place of an activity: coarse, and never where it is. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

EARTH = 6_371_000  # metres
ROUNDED = 50  # metres; what is kept says no more
RADII = (100, 200, 300, 500, 1000)
MOST_SLACK = 200  # metres by which a phone's own uncertainty may help


@dataclass(frozen=True, slots=True)
class Nearness:
    """What is kept of a phone's position: near enough or not, and the rounded distance."""

    within: bool
    metres: int


def nearness(
    place: tuple[float, float], phone: tuple[float, float], accuracy: float, radius: int
) -> Nearness:
    """Compare a phone's position with the place; its own uncertainty counts in its favour, within reason."""
    metres = distance(place, phone)
    slack = min(max(accuracy, 0.0), MOST_SLACK)
    return Nearness(metres <= radius + slack, min(round(metres / ROUNDED) * ROUNDED, 100_000))


def distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the metres between two places given by latitude and longitude in degrees."""
    (north, east), (north_2, east_2) = (tuple(map(radians, each)) for each in (one, other))
    half = sin((north_2 - north) / 2) ** 2 + cos(north) * cos(north_2) * sin((east_2 - east) / 2) ** 2
    return 2 * EARTH * asin(min(1.0, sqrt(half)))


def position(latitude: str, longitude: str) -> tuple[float, float] | None:
    """Read a position; None for what is none on this earth."""
    try:
        north, east = float(latitude), float(longitude)
    except ValueError:
        return None
    return (north, east) if -90 <= north <= 90 and -180 <= east <= 180 else None
