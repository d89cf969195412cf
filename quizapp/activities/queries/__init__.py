"""Reads of the activities."""

from .held import Attended, Held, attended, held, last_taking_part
from .lists import (
    Card,
    ManagedLine,
    Wanted,
    called_since,
    coming,
    managed,
    month_of,
    past,
    people_of,
    within,
)
from .people import (
    Line,
    Named,
    count_of,
    lines_of,
    named,
    not_listed,
    own_line,
    shared_devices,
    waiting_at,
)

__all__ = [
    "Attended",
    "Card",
    "Held",
    "Line",
    "ManagedLine",
    "Named",
    "Wanted",
    "attended",
    "called_since",
    "coming",
    "count_of",
    "held",
    "last_taking_part",
    "lines_of",
    "managed",
    "month_of",
    "named",
    "not_listed",
    "own_line",
    "past",
    "people_of",
    "shared_devices",
    "waiting_at",
    "within",
]
