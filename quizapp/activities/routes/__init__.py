"""Pages of activities; each module registers its views on the one blueprint."""

from .blueprint import blueprint

__all__ = ["blueprint"]
