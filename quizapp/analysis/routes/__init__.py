"""Organisers' pages of the analysis; each module registers its views on the one blueprint."""

from . import items, papers
from .blueprint import blueprint

__all__ = ["blueprint", "items", "papers"]
