"""The calls; each module registers its views on the one blueprint."""

from __future__ import annotations

from . import attempts, banks, boards, contests, live, pages, profile, record
from .blueprint import blueprint

__all__ = ["attempts", "banks", "blueprint", "boards", "contests", "live", "pages", "profile", "record"]
