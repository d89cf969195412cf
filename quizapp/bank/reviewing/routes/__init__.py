"""Pages of reviewing; each module registers its views on the one blueprint."""

from . import queue, reports
from .blueprint import blueprint

__all__ = ["blueprint", "queue", "reports"]
