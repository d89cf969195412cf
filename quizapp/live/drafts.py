"""What a contest's draft holds, read in one place. The shape is told with the model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

RESERVE = "reserve"  # the place of questions that are kept back
Draft = Mapping[str, Any]


def chosen(draft: Draft, place: str) -> list[int]:
    """Return the items prepared for a round, or kept back, in their order."""
    found = draft.get("reserve") if place == RESERVE else (draft.get("rounds") or {}).get(place)
    return [int(one) for one in found or ()]


def all_chosen(draft: Draft) -> dict[str, list[int]]:
    """Return every place's items, the reserve last."""
    return {**{key: chosen(draft, key) for key in draft.get("rounds") or {}}, RESERVE: chosen(draft, RESERVE)}


def value_of(draft: Draft, item_id: int) -> int | None:
    """Return what an item was prepared to be worth, in hundredths; None: what its round says."""
    found = (draft.get("values") or {}).get(str(item_id))
    return int(found) if found is not None else None


def with_place(draft: Draft, place: str, ids: list[int]) -> dict[str, Any]:
    """Return the part of the draft that holds a place's items."""
    if place == RESERVE:
        return {"reserve": ids}
    return {"rounds": {**(draft.get("rounds") or {}), place: ids}}
