"""Pages of the bank; each module registers its views on the one blueprint."""

from . import banking, editing, importing, listing
from .blueprint import blueprint

__all__ = ["banking", "blueprint", "editing", "importing", "listing"]
