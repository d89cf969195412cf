"""Writing to many items with a few statements, so that a thousand take no longer than the disk and stop nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Executable, Table, bindparam, func, insert, select, update

from ...core.permissions import Identity
from ...core.transaction import run_in_pool
from ...extensions import db
from ..item import Item, ItemStatus
from ..models import Bank, ItemVersion
from ..models import Item as ItemRow
from ..reviewing import standing, workflow
from ..reviewing.workflow import Standing
from ..search.indexing import row_of
from ..search.tables import ItemText
from .items import columns_of, version_of
from .pictures import hold_pictures

_ITEM, _TEXT = cast(Table, ItemRow.__table__), cast(Table, ItemText.__table__)


@dataclass(frozen=True, slots=True)
class At:
    """Where an item stands at the moment; `number` is its newest version's, `last` the highest it ever had."""

    item_id: int
    code: str
    bank_id: int
    status: ItemStatus
    number: int
    last: int
    standing: Standing
    is_waiting: bool


class Standings:
    """Where some items stand, read at once."""

    def __init__(self, item_ids: Sequence[int]) -> None:
        newest = func.coalesce(ItemRow.pending_version_id, ItemRow.version_id)
        last = select(ItemVersion.item_id, func.max(ItemVersion.number).label("last"))
        last_of = last.where(ItemVersion.item_id.in_(item_ids)).group_by(ItemVersion.item_id).subquery()
        rows = db.session.execute(
            select(ItemRow, ItemVersion.number, last_of.c.last)
            .join(ItemVersion, ItemVersion.id == newest)
            .join(last_of, last_of.c.item_id == ItemRow.id)
        )
        self._found = {row.Item.id: _at(row.Item, row.number, row.last) for row in rows}

    def of(self, item_id: int) -> At | None:
        """Return where an item stands."""
        return self._found.get(item_id)


def _at(row: ItemRow, number: int, last: int) -> At:
    now = Standing(row.status, row.pending_status, None, was_approved=row.approved_at is not None)
    waiting = row.pending_version_id is not None
    return At(row.id, row.code, row.bank_id, row.status, number, last, now, waiting)


class Batch:
    """What is to be written to many items of a branch; `write` writes it and ends the unit of work."""

    def __init__(self, branch_id: int, actor: Identity, now: datetime, comment: str) -> None:
        self._branch_id, self._actor, self._now, self._comment = branch_id, actor, now, comment
        self._two_persons = standing.wants_two_persons(branch_id)
        self._rows: dict[str, list[dict[str, Any]]] = {name: [] for name in _STATEMENTS}
        self._banks: set[int] = set()
        self._named: dict[int, list[Item]] = {}

    def rewrite(self, at: At, item: Item) -> tuple[int, ItemStatus]:
        """Give an item a new version, in force or waiting as by hand; return its number and the item's status."""
        number = at.last + 1
        writer = self._actor.member_id
        after, at_once = workflow.after_saving(at.standing, writer, two_persons=self._two_persons)
        self._put("versions", at, version_of(at.item_id, number, item, self._actor, self._now, self._comment))
        self._named.setdefault(at.bank_id, []).append(item)
        if not at_once:
            self._put("waiting", at, {"at": at.item_id, "number": number, "stage": after.pending})
            return number, after.status
        approved = after.was_approved and after.status is ItemStatus.APPROVED
        found = {f"new_{name}": value for name, value in columns_of(item).items()}
        by = {"by": writer, "when": self._now} if approved else {"by": None, "when": None}
        name = "approved" if approved else "in_force"
        row = {"at": at.item_id, "number": number, "to": after.status, **found}
        self._put(name, at, {**row, **by} if approved else row)
        text = {f"new_{key}": value for key, value in row_of(at.item_id, item).items() if key != "item_id"}
        self._put("texts", at, {"at": at.item_id, **text})
        return number, after.status

    def move(self, at: At, bank_id: int, code: str) -> None:
        """Put an item into another bank."""
        self._banks.add(bank_id)
        self._put("moved", at, {"at": at.item_id, "bank": bank_id, "code": code})

    def retire(self, at: At) -> ItemStatus:
        """Take an item out of use."""
        self._put("retired", at, {"at": at.item_id})
        return ItemStatus.RETIRED

    def restore(self, at: At) -> ItemStatus:
        """Take an item into use again: as approved, or as a draft when it never was."""
        status = ItemStatus.APPROVED if at.standing.was_approved else ItemStatus.DRAFT
        self._put("restored", at, {"at": at.item_id, "to": status})
        return status

    def discard(self, at: At) -> None:
        """Drop the version that waits."""
        self._put("discarded", at, {"at": at.item_id})

    def _put(self, name: str, at: At, row: dict[str, Any]) -> None:
        self._banks.add(at.bank_id)
        self._rows[name].append(row)

    def write(self) -> None:
        """Write it all; nothing may be written in this unit after it."""
        for bank_id, items in self._named.items():
            hold_pictures(bank_id, items)
        db.session.flush()
        db.session.expire_all()
        run_in_pool(
            [
                *((_STATEMENTS[name], rows) for name, rows in self._rows.items() if rows),
                (update(Bank).where(Bank.id.in_(self._banks)).values(revision=Bank.revision + 1), ()),
            ]
        )


def _item(**values: Any) -> Executable:
    return update(_ITEM).where(_ITEM.c.id == bindparam("at")).values(**values)


_version = (
    select(ItemVersion.id)
    .where(ItemVersion.item_id == bindparam("at"), ItemVersion.number == bindparam("number"))
    .scalar_subquery()
)
_none_waits = {"pending_version_id": None, "pending_status": None}
_fields: dict[str, Any] = {
    name: bindparam(f"new_{name}") for name in ("type", "topic", "difficulty", "stem", "last_day", "excludes")
}
_texts: dict[str, Any] = {
    name: bindparam(f"new_{name}") for name in ("stem", "stem_key", "choices", "rest", "grams", "document")
}
_in_force = {"version_id": _version, "status": bindparam("to"), **_none_waits, **_fields}

#: In the order in which they are run: what happens to an item last comes last.
_STATEMENTS: dict[str, Executable] = {
    "versions": insert(ItemVersion),
    "in_force": _item(**_in_force),
    "approved": _item(**_in_force, approved_by=bindparam("by"), approved_at=bindparam("when")),
    "waiting": _item(pending_version_id=_version, pending_status=bindparam("stage")),
    "texts": update(_TEXT).where(_TEXT.c.item_id == bindparam("at")).values(**_texts),
    "discarded": _item(**_none_waits),
    "moved": _item(bank_id=bindparam("bank"), code=bindparam("code")),
    "retired": _item(status=ItemStatus.RETIRED, **_none_waits),
    "restored": _item(status=bindparam("to")),
}
