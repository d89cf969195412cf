"""Verbs of the community: they take `actor` and `now`, flush, and leave the commit to the edge."""

from . import birthdays, honours, pledges, transfers, voices

__all__ = ["birthdays", "honours", "pledges", "transfers", "voices"]
