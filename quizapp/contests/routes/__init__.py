"""Pages of contests; each module registers its views on the one blueprint."""

from . import editing, managing, running, sheets, taking
from .blueprint import blueprint

__all__ = ["blueprint", "editing", "managing", "running", "sheets", "taking"]
