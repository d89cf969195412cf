"""Pages of evaluations; each module registers its views on the one blueprint."""

from . import deciding, managing, mine, papers, working
from .blueprint import blueprint

__all__ = ["blueprint", "deciding", "managing", "mine", "papers", "working"]
