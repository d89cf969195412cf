"""How large the faults are: a fifth of full size, or all of it under QUIZAPP_SOAK=1 (`make soak`)."""

from __future__ import annotations

import os

SOAK = os.environ.get("QUIZAPP_SOAK") == "1"


def sized(full: int) -> int:
    """Return so many of what a full run has `full` of."""
    return full if SOAK else max(1, full // 5)
