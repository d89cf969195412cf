"""Reads of the community; what other packages ask stands here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from . import birthdays, honours, pledges, transfers, voices
from .birthdays import Greeting, Mark, greeting
from .honours import HonourLine
from .voices import VoiceLine

__all__ = [
    "Greeting",
    "HonourLine",
    "Mark",
    "VoiceLine",
    "birthdays",
    "greeting",
    "honours",
    "honours_of",
    "pledges",
    "transfers",
    "voices",
]


def honours_of(member_id: int, first: date, last: date) -> Sequence[HonourLine]:
    """Return a member's confirmed honours that were awarded between two days, the oldest first."""
    return honours.of_member(member_id, first, last)
