"""Reads of the bank. Versions never change, so what was read once is kept."""

from .banks import (
    BankInfo,
    all_banks,
    bank_info,
    find_bank,
    revisions,
    shipped_banks,
    visible_bank_ids,
    visible_banks,
)
from .finding import Facets, ItemFilter, facets, search, topics_of
from .items import (
    PoolRow,
    StoredItem,
    VersionLine,
    all_items,
    current_versions,
    history,
    items_by_id,
    items_of,
    pool_rows,
    stored_item,
    versions,
)

__all__ = [
    "BankInfo",
    "Facets",
    "ItemFilter",
    "PoolRow",
    "StoredItem",
    "VersionLine",
    "all_banks",
    "all_items",
    "bank_info",
    "current_versions",
    "facets",
    "find_bank",
    "history",
    "items_by_id",
    "items_of",
    "pool_rows",
    "revisions",
    "search",
    "shipped_banks",
    "stored_item",
    "topics_of",
    "versions",
    "visible_bank_ids",
    "visible_banks",
]
