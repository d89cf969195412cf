"""Pages of printed papers; each module registers its views on the one blueprint."""

from . import making, printing
from .blueprint import blueprint

__all__ = ["blueprint", "making", "printing"]
