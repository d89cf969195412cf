"""Pages of practice; each module registers its views on the one blueprint."""

from . import answering, shelving, starting
from .blueprint import blueprint

__all__ = ["answering", "blueprint", "shelving", "starting"]
