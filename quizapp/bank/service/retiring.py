"""Verbs that take items out of use and back into it; papers that hold them keep them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select

from ...core import audit, local
from ...core.errors import Invalid, NotFound
from ...core.i18n import N_
from ...core.permissions import Identity
from ...extensions import db
from ..item import ItemStatus
from ..models import Bank
from ..models import Item as ItemRow
from ..reviewing import standing, telling, workflow
from ..reviewing.workflow import Act

CHUNK = 500


def retire_item(item_id: int, retired: bool, *, actor: Identity, now: datetime, reason: str) -> None:
    """Take an item out of use, or back into it: as approved, or as a draft when it never was approved."""
    row = db.session.get(ItemRow, item_id, with_for_update=True)
    if row is None:
        raise NotFound
    if not reason.strip():
        raise Invalid(N_("请写明原因。"), field="reason")
    if (row.status is ItemStatus.RETIRED) == retired:
        return
    today = local.day_of(now)
    if not retired and row.last_day and row.last_day < today:
        raise Invalid(N_("这道题的有效期已过，请先修改有效期。"), field="reason")
    act = Act.RETIRE if retired else Act.RESTORE
    after = workflow.step(standing.standing_of(row), act, actor.member_id, two_persons=False)
    standing.write(row, after, row.pending_version_id)
    row.bank.revision += 1
    action = "item.retired" if retired else "item.restored"
    audit.note(actor, action, "item", item_id, at=now, branch_id=row.bank.branch_id, reason=reason)


def retire_missing(bank: Bank, codes: Collection[str], *, now: datetime) -> int:
    """Take a shipped bank's items out of use that its file no longer has, and back those it has again."""
    changed = 0
    for row in db.session.scalars(select(ItemRow).where(ItemRow.bank_id == bank.id)):
        status = ItemStatus.APPROVED if row.code in codes else ItemStatus.RETIRED
        if row.status is not status:
            row.status = status
            changed += 1
    if changed:
        bank.revision += 1
        audit.note(None, "bank.stored", "bank", bank.id, at=now, after={"retired": changed})
    return changed


def retire_outdated(day: date, *, now: datetime) -> int:
    """Take items out of use whose last day has passed, and tell who looks after them; return how many."""
    in_use = (
        ItemRow.bank_id.in_(select(Bank.id)),
        ItemRow.status == ItemStatus.APPROVED,
    )  # as the index has it
    rows = db.session.scalars(select(ItemRow).where(*in_use, ItemRow.last_day < day).limit(CHUNK)).all()
    for row in rows:
        row.status = ItemStatus.RETIRED
        row.bank.revision += 1
        audit.note(
            None,
            "item.retired",
            "item",
            row.id,
            at=now,
            branch_id=row.bank.branch_id,
            reason=f"有效期至 {row.last_day}",
        )
    telling.expired(rows, now)
    return len(rows)
