"""The groups of near items in a branch's banks; found in the background where there are many, kept until one changes."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from flask import current_app
from sqlalchemy import func, select

from ...extensions import db
from ...infra.os_thread import call_in_pool
from .. import queries
from ..changes import Change, differences
from ..item import ItemStatus
from ..models import Bank
from ..models import Item as ItemRow
from ..native import item_to_native
from ..queries import StoredItem
from ..search.grams import pairs_of
from ..search.tables import ItemText
from . import alike
from .models import DistinctItems

log = logging.getLogger(__name__)

NEAR = 75
#: So many items are compared before the page answers; more of them in the background.
AT_ONCE = 3_000
MAX_KEPT = 16


@dataclass(frozen=True, slots=True)
class Group:
    """Items that are near to each other, with how alike each is to the first, in hundredths."""

    item_ids: tuple[int, ...]
    likeness: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """An item of a group as the page shows it: its likeness to the first and what it says otherwise than that."""

    stored: StoredItem
    likeness: int
    changes: Sequence[Change]
    is_own: bool


def groups(branch_id: int) -> list[Group] | None:
    """Return a branch's groups, nearest first; None while they are being found."""
    bank_ids = queries.visible_bank_ids(branch_id)
    key = (branch_id, queries.revisions(bank_ids), _marks(branch_id))
    kept = cast(
        "OrderedDict[Any, list[Group] | None]",
        current_app.extensions.setdefault("duplicate_groups", OrderedDict()),
    )
    if key in kept:
        return kept[key]
    while len(kept) >= MAX_KEPT:
        kept.popitem(last=False)
    rows, apart = _rows(branch_id, bank_ids), _apart(branch_id)
    if len(rows) <= AT_ONCE or current_app.testing:
        kept[key] = call_in_pool(lambda: _found(rows, apart))
        return kept[key]
    kept[key] = None
    _find_later(kept, key, rows, apart)
    return None


def _find_later(kept: Any, key: Any, rows: list[Any], apart: set[tuple[int, int]]) -> None:
    def run() -> None:
        try:
            kept[key] = call_in_pool(lambda: _found(rows, apart))
        except Exception:
            kept.pop(key, None)
            log.exception("duplicates could not be found")

    threading.Thread(target=run, name="duplicates", daemon=True).start()


def _marks(branch_id: int) -> int:
    count = select(func.count()).where(DistinctItems.branch_id == branch_id)
    return db.session.scalar(count) or 0


def _rows(branch_id: int, bank_ids: Sequence[int]) -> list[Any]:
    """Return (id, code, excluded codes, runs of the stem, whether the branch can change it) of what is in use."""
    return list(
        db.session.execute(
            select(ItemRow.id, ItemRow.code, ItemRow.excludes, ItemText.stem, Bank.branch_id.is_not(None))
            .join(ItemText, ItemText.item_id == ItemRow.id)
            .join(Bank, Bank.id == ItemRow.bank_id)
            .where(ItemRow.bank_id.in_(bank_ids), ItemRow.status != ItemStatus.RETIRED)
            .order_by(ItemRow.id)
        )
    )


def _apart(branch_id: int) -> set[tuple[int, int]]:
    rows = db.session.execute(
        select(DistinctItems.one_id, DistinctItems.other_id).where(DistinctItems.branch_id == branch_id)
    )
    return {(row.one_id, row.other_id) for row in rows}


def _found(rows: list[Any], apart: set[tuple[int, int]]) -> list[Group]:
    groups = alike.grouped(_near(rows), apart)
    named = {one for group in groups for one in group}
    sets = {row[0]: pairs_of(row[3].split(" ")) for row in rows if row[0] in named}
    found = [Group(tuple(group), tuple(alike.likeness_in(group, sets))) for group in groups]
    return sorted(found, key=lambda group: (-max(group.likeness[1:]), group.item_ids))


def _near(rows: list[Any]) -> Iterator[tuple[int, int]]:
    """Yield the near pairs of ids about which the branch can do something and has not done it yet."""
    sets = (pairs_of(row[3].split(" ")) for row in rows)
    for one, other, _ in alike.near_pairs(sets, NEAR):
        first, second = rows[one], rows[other]
        settled = second[1] in first[2] or first[1] in second[2]
        if (first[4] or second[4]) and not settled:
            yield first[0], second[0]


def members(group: Group, branch_of: Mapping[int, int | None]) -> list[Member]:
    """Return a group's items side by side; `branch_of` says whose each bank is."""
    current = queries.current_versions(group.item_ids)
    found = queries.versions(current.values())
    stored = [found[current[item_id]] for item_id in group.item_ids if item_id in current]
    if not stored:
        return []
    first = item_to_native(stored[0].item)
    likeness = dict(zip(group.item_ids, group.likeness, strict=True))
    return [
        Member(
            one,
            likeness[one.item_id],
            tuple(change for change in differences(first, item_to_native(one.item)) if change.field != "id"),
            branch_of.get(one.bank_id) is not None,
        )
        for one in stored
    ]
