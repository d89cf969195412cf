"""Verbs on near items: they are different questions; never both on one paper."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from itertools import combinations

from sqlalchemy import select

from ...core import audit
from ...core.errors import Invalid
from ...core.i18n import N_
from ...core.permissions import Identity
from ...extensions import db
from ..models import Item as ItemRow
from ..models import ItemVersion
from ..native import item_from_native
from ..service import edit_item
from .models import DistinctItems


def keep_apart(item_ids: Collection[int], *, branch_id: int, actor: Identity, now: datetime) -> int:
    """Remember that these items are different questions; return how many pairs were not known as such."""
    known = {
        (row.one_id, row.other_id)
        for row in db.session.scalars(select(DistinctItems).where(DistinctItems.branch_id == branch_id))
    }
    pairs = [pair for pair in combinations(sorted(set(item_ids)), 2) if pair not in known]
    for one, other in pairs:
        db.session.add(
            DistinctItems(branch_id=branch_id, one_id=one, other_id=other, actor_id=actor.member_id, at=now)
        )
    if pairs:
        done = {"items": sorted(set(item_ids))}
        audit.note(actor, "item.distinct", "branch", branch_id, at=now, branch_id=branch_id, after=done)
    return len(pairs)


def exclude_each_other(item_ids: Collection[int], *, actor: Identity, now: datetime) -> None:
    """Have no paper hold two of these items: the first names the others. They must be of one bank."""
    rows = db.session.scalars(select(ItemRow).where(ItemRow.id.in_(item_ids)).order_by(ItemRow.id)).all()
    if len({row.bank_id for row in rows}) != 1:
        raise Invalid(N_("不同题库的题不能设为互斥，请停用一题，或标记为不是重复。"))
    codes = [row.code for row in rows]
    for at, row in enumerate(rows[:-1]):
        newest = row.pending_version_id or row.version_id
        item = item_from_native(db.session.get_one(ItemVersion, newest).content)
        others = tuple(dict.fromkeys((*item.excludes, *codes[at + 1 :])))
        edit_item(row.id, replace(item, excludes=others), actor=actor, now=now, comment="设为互斥题")
