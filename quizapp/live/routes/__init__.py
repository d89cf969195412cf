"""Pages of live contests: preparing, the lobby and the phone, the host's console, the screen, what comes after."""

from __future__ import annotations

from . import after, hosting, joining, playing, preparing, screening
from .blueprint import blueprint

__all__ = ["after", "blueprint", "hosting", "joining", "playing", "preparing", "screening"]
