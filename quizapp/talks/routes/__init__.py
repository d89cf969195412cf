"""Pages of the talks: one's own, and the organisers' numbers and plan."""

from . import organising, own
from .blueprint import blueprint

__all__ = ["blueprint", "organising", "own"]
