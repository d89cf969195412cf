"""Marking the positions of a paper by what holds for their versions now: their own key, or what was ruled since."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from ..accounts.models import Branch
from ..bank import queries as bank_queries
from ..bank.item import Item
from ..bank.marking import ResponseShapeError, mark
from ..bank.queries import StoredItem
from ..extensions import db
from .models import ItemRuling
from .questions import Slot, mark_json
from .rulings import Ruling, RulingKind, rekeyed, under


@dataclass(frozen=True, slots=True)
class Judge:
    """The versions of a paper with the rulings that hold for them."""

    stored: Mapping[int, StoredItem]
    rulings: Mapping[int, Ruling]

    def item(self, slot: Slot) -> Item:
        """Return the item as it is to be shown after marking: with the key that holds."""
        own = self.stored[slot.version_id].item
        return self._ruled(slot.version_id) or own

    def mark(self, slot: Slot, given: Any) -> dict[str, Any]:
        """Return the mark of a response in the author's letters; raises ResponseShapeError."""
        own = mark_json(mark(self.stored[slot.version_id].item, given, slot.points))
        return self.anew(slot, given, own)

    def anew(self, slot: Slot, given: Any, marked: Mapping[str, Any]) -> dict[str, Any]:
        """Return a mark that was made before as it reads under what holds now."""

        def by_key() -> dict[str, Any] | None:
            item = self._ruled(slot.version_id)
            if item is None:
                return None
            try:
                return mark_json(mark(item, given, slot.points))
            except ResponseShapeError:  # the key that holds has no such option
                return None

        return under(self.rulings.get(slot.version_id), marked, slot.points, by_key)

    def _ruled(self, version_id: int) -> Item | None:
        ruling = self.rulings.get(version_id)
        if ruling is None or ruling.kind is not RulingKind.KEY or ruling.key_version_id is None:
            return None
        return rekeyed(self.stored[version_id].item, self.stored[ruling.key_version_id].item)


def judge_of(branch_id: int, slots: Iterable[Slot]) -> Judge:
    """Return what judges these positions in a branch."""
    version_ids = {slot.version_id for slot in slots}
    return judge_by(version_ids, rulings_of(branch_id, version_ids))


def judge_by(
    version_ids: Collection[int],
    rulings: Mapping[int, Ruling],
    proposed: Mapping[int, StoredItem] | None = None,
) -> Judge:
    """Return what judges these versions by given rulings; `proposed`: key versions that are not stored yet."""
    keys = {ruling.key_version_id for ruling in rulings.values() if ruling.key_version_id}
    return Judge(bank_queries.versions({*version_ids, *keys}) | dict(proposed or {}), rulings)


def rulings_of(branch_id: int, version_ids: Collection[int]) -> dict[int, Ruling]:
    """Return what holds in a branch for those of the versions about which anything was ruled."""
    rows = db.session.execute(
        select(ItemRuling.version_id, ItemRuling.kind, ItemRuling.key_version_id)
        .where(ItemRuling.branch_id == branch_id, ItemRuling.version_id.in_(version_ids))
        .order_by(ItemRuling.id)
    )
    return {row.version_id: Ruling(row.version_id, row.kind, row.key_version_id) for row in rows}


def hold_rulings(branch_id: int, *, to_rule: bool = False) -> None:
    """Let no ruling pass a submission under way, and no submission a ruling.

    A submission that had read the rulings before a new one, and was stored after it had looked for papers, would
    keep the wrong key. On SQLite one writes at a time anyway.
    """
    if db.engine.dialect.name == "postgresql":
        lock: Any = True if to_rule else {"read": True}
        db.session.get(Branch, branch_id, with_for_update=lock)
