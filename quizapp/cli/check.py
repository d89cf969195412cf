"""One thing that `quizapp doctor` looked at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """What was found; `advice` says what to do when it is not well."""

    name: str
    well: bool
    found: str
    advice: str = ""
