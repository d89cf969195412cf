"""Pages of the plans; each module registers its views on the one blueprint."""

from . import duties, managing, reading, tables
from .blueprint import blueprint

__all__ = ["blueprint", "duties", "managing", "reading", "tables"]
