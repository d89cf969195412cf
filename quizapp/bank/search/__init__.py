"""Search: which items hold these words, and which stems are near this one; Chinese by pairs of characters.

Owns the table `item_text` and the index over it: FTS5 on SQLite, a GIN index over a tsvector on PostgreSQL,
the same pairs in both. `service.items` writes the index in the unit of work that writes the item; what
lies in the table can be made anew from the items at any time. `grams` and `hits` are pure.
"""

from .grams import key_of, runs_of, searched_for
from .hits import Piece, excerpt, marked
from .indexing import index_items, index_missing, reindex
from .matching import are_few, in_stem, matches, rank
from .near import NEAR, Near, near_items

__all__ = [
    "NEAR",
    "Near",
    "Piece",
    "are_few",
    "excerpt",
    "in_stem",
    "index_items",
    "index_missing",
    "key_of",
    "marked",
    "matches",
    "near_items",
    "rank",
    "reindex",
    "runs_of",
    "searched_for",
]
