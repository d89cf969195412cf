"""Figures by item as lists show them: made of the sums whenever those or the item change."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import cast

from flask import current_app
from sqlalchemy import select

from ..bank import queries as bank
from ..bank.models import Bank, Item
from ..bank.queries import StoredItem
from ..extensions import db
from .figures import Figures, asked, figures_of
from .models import ItemFigures, ItemTally
from .tally import Tally

PORTION = 100


@dataclass(frozen=True, slots=True)
class Counted:
    """Sums of one version at one source."""

    source: str
    version_id: int
    tally: Tally


def counted(branch_id: int, item_ids: Collection[int]) -> dict[int, list[Counted]]:
    """Return a branch's sums by item."""
    found: dict[int, list[Counted]] = {}
    rows = db.session.scalars(
        select(ItemTally)
        .where(ItemTally.branch_id == branch_id, ItemTally.item_id.in_(item_ids))
        .order_by(ItemTally.source, ItemTally.version_id)
    )
    for row in rows:
        found.setdefault(row.item_id, []).append(
            Counted(row.source, row.version_id, Tally.from_json(row.sums))
        )
    return found


def alike(current: StoredItem, sums: Collection[Counted], stored: Mapping[int, StoredItem]) -> list[Tally]:
    """Return the sums of the versions that ask the same as the one in force."""
    wanted = asked(current.item)
    return [
        one.tally for one in sums if one.version_id in stored and asked(stored[one.version_id].item) == wanted
    ]


def refresh_figures(branch_id: int, item_ids: Collection[int]) -> None:
    """Make the figures of these items anew."""
    db.session.flush()
    sums = counted(branch_id, item_ids)
    current = bank.current_versions(item_ids)
    stored = bank.versions({*current.values(), *(one.version_id for rows in sums.values() for one in rows)})
    rows = {
        row.item_id: row
        for row in db.session.scalars(
            select(ItemFigures).where(ItemFigures.branch_id == branch_id, ItemFigures.item_id.in_(item_ids))
        )
    }
    for item_id in item_ids:
        now = stored.get(current.get(item_id, 0))
        if now is None:
            continue
        row = rows.get(item_id)
        if row is None:
            row = ItemFigures(branch_id=branch_id, item_id=item_id)
            db.session.add(row)
        _fill(row, now, figures_of(now.item, alike(now, sums.get(item_id, ()), stored)))


def _fill(row: ItemFigures, stored: StoredItem, found: Figures) -> None:
    row.version_id, row.persons = stored.version_id, found.persons
    row.facility = found.facility.value if found.facility else None
    row.discrimination = found.discrimination.value if found.discrimination else None
    row.median_s = found.median_s.value if found.median_s else None
    row.warned = len(found.warnings)
    row.warnings = [[str(one.kind), list(one.letters)] for one in found.warnings]
    row.kinds = "".join(f"|{one.kind}|" for one in found.warnings)


def changed_items() -> list[tuple[int, int]]:
    """Return (branch, item) of figures whose item was changed since, in banks that moved since the last look."""
    seen = cast("dict[int, int]", current_app.extensions.setdefault("analysis_revisions", {}))
    now = {row.id: row.revision for row in db.session.execute(select(Bank.id, Bank.revision))}
    moved = [bank_id for bank_id, revision in now.items() if seen.get(bank_id) != revision]
    if not moved:
        return []
    rows = db.session.execute(
        select(ItemFigures.branch_id, ItemFigures.item_id)
        .join(Item, Item.id == ItemFigures.item_id)
        .where(Item.bank_id.in_(moved), Item.version_id != ItemFigures.version_id)
        .limit(PORTION)
    ).all()
    if len(rows) < PORTION:
        seen.update(now)
    return [(row.branch_id, row.item_id) for row in rows]
