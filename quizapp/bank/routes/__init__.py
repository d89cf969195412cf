"""Pages of the bank; each module registers its views on the one blueprint."""

from . import banking, drafting, editing, importing, listing, versions
from .blueprint import blueprint

__all__ = ["banking", "blueprint", "drafting", "editing", "importing", "listing", "versions"]
