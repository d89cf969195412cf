"""Items whose last day is near: what they ask may be outdated by the time they are asked."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from ...extensions import db
from ..item import ItemStatus
from ..models import Item

SOON = timedelta(days=30)  # an item that ends within it is pointed out


def ending_before(bank_ids: Collection[int], day: date) -> frozenset[int]:
    """Return the items in use of the banks that hold only until a day before `day`."""
    return _ids(Item.bank_id.in_(bank_ids), Item.last_day < day)


def ending_among(item_ids: Collection[int], day: date) -> frozenset[int]:
    """Return those of these items that hold only until a day before `day`."""
    return _ids(Item.id.in_(item_ids), Item.last_day < day)


def _ids(*where: Any) -> frozenset[int]:
    found = select(Item.id).where(Item.status == ItemStatus.APPROVED, *where)
    return frozenset(db.session.scalars(found))


def ending_soon(bank_ids: Collection[int], today: date) -> int:
    """Return how many items in use of the banks end within `SOON` from `today` on."""
    where = (Item.bank_id.in_(bank_ids), Item.status == ItemStatus.APPROVED)
    near = Item.last_day.between(today, today + SOON)
    return db.session.scalar(select(func.count()).select_from(Item).where(*where, near)) or 0
