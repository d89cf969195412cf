"""Taking an import back as a whole: what came with it is retired, what it changed says again what it said before."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select, update

from ...core import audit
from ...core.errors import DomainError
from ...core.i18n import N_
from ...core.permissions import Identity
from ...core.transaction import run_in_pool
from ...extensions import db
from ..item import ItemStatus
from ..models import Bank, ItemVersion
from ..models import Item as ItemRow
from ..native import item_from_native
from ..service.items import add_version
from .models import BankImport, StagedItem, State

CHUNK = 20


def undo_chunk(row: BankImport, *, actor: Identity, now: datetime) -> bool:
    """Give a chunk of the changed items their former content as a new version; say whether there was one.

    An item that somebody has changed since keeps what was made of it.
    """
    staged = db.session.scalars(
        select(StagedItem)
        .where(StagedItem.import_id == row.id, StagedItem.before_id.is_not(None))
        .order_by(StagedItem.number)
        .limit(CHUNK)
    ).all()
    for one in staged:
        item = db.session.get(ItemRow, one.stored_id)
        before = db.session.get(ItemVersion, one.before_id)
        if (
            item is not None
            and before is not None
            and one.version_id in (item.version_id, item.pending_version_id)
        ):
            content = item_from_native(before.content)
            add_version(item.id, content, actor=actor, now=now, comment=f"撤销导入 {row.filename}"[:200])
        one.before_id = None
        one.stored_id = None  # it is no item that came with the import
    return bool(staged)


def undo(row: BankImport, *, actor: Identity, now: datetime) -> int:
    """Retire every item that came with the import and is still as it came; return how many. Ends the unit of work."""
    if row.state is not State.DONE:
        raise DomainError(N_("这次导入已经撤销，或还没有完成。"), code="import.state", status=409)
    if row.expires_at < now:
        raise DomainError(
            N_("导入超过 30 天，不能整批撤销了；可以在列表里批量停用。"), code="import.expired", status=410
        )
    assert row.bank_id is not None
    came = (
        select(StagedItem.stored_id)
        .join(ItemRow, ItemRow.id == StagedItem.stored_id)
        .where(
            StagedItem.import_id == row.id,
            StagedItem.version_id == ItemRow.version_id,
            ItemRow.status != ItemStatus.RETIRED,
        )
    )
    count = db.session.scalar(select(func.count()).select_from(came.subquery())) or 0
    bank = db.session.get_one(Bank, row.bank_id)
    bank.revision += 1
    row.state, row.undone_at = State.UNDONE, now
    row.counts = {**row.counts, "retired": count}
    done = {"retired": count, "file": row.filename}
    audit.note(actor, "bank.import_undone", "bank", bank.id, at=now, branch_id=row.branch_id, after=done)
    db.session.flush()
    retired = update(ItemRow).where(ItemRow.id.in_(came)).values(status=ItemStatus.RETIRED)
    run_in_pool([(retired.execution_options(synchronize_session=False), ())])
    return count
