"""Pages of study; each module registers its views on the one blueprint."""

from . import managing, reading
from .blueprint import blueprint

__all__ = ["blueprint", "managing", "reading"]
