"""Pages of contests; each module registers its views on the one blueprint."""

from . import editing, managing, on_paper, running, sheets, taking
from .blueprint import blueprint

__all__ = ["blueprint", "editing", "managing", "on_paper", "running", "sheets", "taking"]
