"""Pages of the bank; each module registers its views on the one blueprint."""

from . import banking, bulk, drafting, duplicates, editing, importing, listing, versions
from .blueprint import blueprint

__all__ = [
    "banking",
    "blueprint",
    "bulk",
    "drafting",
    "duplicates",
    "editing",
    "importing",
    "listing",
    "versions",
]
