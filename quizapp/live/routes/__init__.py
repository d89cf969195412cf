"""Pages of live contests: preparing, the lobby and the phone, the host's console, the screen, what comes after."""

from __future__ import annotations

from . import (
    after,
    hosting,
    joining,
    playing,
    preparing,
    preparing_paper,
    preparing_questions,
    preparing_rules,
    preparing_teams,
    quick,
    screening,
)
from .blueprint import blueprint

__all__ = [
    "after",
    "blueprint",
    "hosting",
    "joining",
    "playing",
    "preparing",
    "preparing_paper",
    "preparing_questions",
    "preparing_rules",
    "preparing_teams",
    "quick",
    "screening",
]
