"""Reads of the community; what other packages ask stands here."""

from __future__ import annotations

from . import birthdays, honours, pledges, transfers, voices
from .birthdays import Greeting, Mark, greeting
from .honours import HonourLine
from .honours import of_member as honours_of
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
