"""Pages of the minutes; each module registers its views on the one blueprint."""

from . import agenda, books, deciding, doing, pictures, reviewing, writing
from .blueprint import blueprint

__all__ = ["agenda", "blueprint", "books", "deciding", "doing", "pictures", "reviewing", "writing"]
