"""Reads of the activities."""

from .held import Held, attended, held, last_taking_part

__all__ = ["Held", "attended", "held", "last_taking_part"]
