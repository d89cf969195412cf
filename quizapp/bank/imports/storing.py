"""Verbs that bring a confirmed import into the bank: written in chunks where nobody looks, shown by one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, case, delete, func, select, update

from ...core import audit
from ...core.errors import DomainError
from ...core.i18n import N_
from ...core.permissions import Identity
from ...core.transaction import run_in_pool
from ...extensions import db
from ..item import Item
from ..models import Bank, ItemVersion
from ..models import Item as ItemRow
from ..native import item_from_native
from ..reviewing import standing, telling, workflow
from ..search.indexing import row_of
from ..search.tables import ItemText
from ..service.banks import free_slug, refuse_taken, slug_of
from ..service.items import columns_of, create_items, version_of
from .comparing import Choice, Verdict
from .models import BankImport, StagedItem, State
from .staging import UNDO_KEPT

CHUNK = 50
_STORED = (Choice.TAKE, Choice.THEIRS, Choice.BOTH)


@dataclass(frozen=True, slots=True)
class Counts:
    """What a confirmed import brings."""

    created: int
    updated: int
    left: int


def confirm(row: BankImport, *, partial: bool, actor: Identity, now: datetime) -> None:
    """Take the decisions as final and open the bank that nobody sees; `store_chunk` goes on from here."""
    if row.state is not State.READY:
        raise DomainError(N_("这个文件已经导入，或正在处理。"), code="import.state", status=409)
    broken = _count(row, StagedItem.verdict == Verdict.BROKEN)
    if broken and not partial:
        raise DomainError(N_("文件里还有错误，没有导入。"), code="import.errors", status=422)
    if _count(row, StagedItem.choice == Choice.OPEN):
        raise DomainError(N_("还有答案不一致的题没有决定，没有导入。"), code="import.open", status=422)
    if not _count(row, StagedItem.choice.in_(_STORED)):
        raise DomainError(N_("没有要导入的题目。"), code="import.nothing", status=422)
    hidden = _hidden_bank(row, now)
    row.hidden_id, row.state, row.done, row.beat_at = hidden.id, State.STORING, 0, now
    row.total = _count(row, StagedItem.choice.in_(_STORED))


def _count(row: BankImport, *where: Any) -> int:
    return db.session.scalar(select(func.count()).where(StagedItem.import_id == row.id, *where)) or 0


def _hidden_bank(row: BankImport, now: datetime) -> Bank:
    """Make the bank to which is written: a new one under its own name, else one that is emptied into the target."""
    name, slug = f"→ {row.id}", f"import-{row.id}"
    if row.bank_id is None:
        refuse_taken(row.name, row.branch_id)
        name, slug = row.name, free_slug(row.slug or slug_of(row.name), row.branch_id)
    bank = Bank(slug=slug, name=name, branch_id=row.branch_id, created_at=now, incoming=True)
    db.session.add(bank)
    db.session.flush()
    return bank


def store_chunk(row: BankImport, *, actor: Identity, now: datetime) -> bool:
    """Write the next chunk of what is to be stored; say whether there was one. Nothing of it is seen yet."""
    staged = db.session.scalars(
        select(StagedItem)
        .where(
            StagedItem.import_id == row.id,
            StagedItem.choice.in_(_STORED),
            StagedItem.version_id.is_(None),
        )
        .order_by(StagedItem.number)
        .limit(CHUNK)
    ).all()
    if not staged:
        return False
    new = [one for one in staged if _is_new(one)]
    if new:
        _create(row, new, actor, now)
    _write_versions([one for one in staged if not _is_new(one)], actor, now)
    row.done += len(staged)
    row.beat_at = now
    return True


def _is_new(staged: StagedItem) -> bool:
    return staged.choice is Choice.BOTH or staged.verdict is Verdict.NEW


def _create(row: BankImport, staged: Sequence[StagedItem], actor: Identity, now: datetime) -> None:
    assert row.hidden_id is not None
    items = {one.number: item_from_native(one.content) for one in staged}
    taken = set(
        db.session.scalars(
            select(ItemRow.code).where(
                ItemRow.bank_id.in_([row.hidden_id, row.bank_id or 0]),
                ItemRow.code.in_([item.id for item in items.values()]),
            )
        )
    )
    for number, item in items.items():
        if item.id in taken:
            items[number] = replace(item, id=f"{item.id[:100]}-{row.id}-{number}")
    create_items(row.hidden_id, list(items.values()), actor, now)
    stored = _stored(row.hidden_id, [item.id for item in items.values()])
    for one in staged:
        one.stored_id, one.version_id = stored[items[one.number].id]


def _stored(bank_id: int, codes: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Return item and version of some author's ids."""
    rows = db.session.execute(
        select(ItemRow.code, ItemRow.id, ItemRow.version_id).where(
            ItemRow.bank_id == bank_id, ItemRow.code.in_(codes)
        )
    )
    return {row.code: (row.id, row.version_id) for row in rows}


def _write_versions(staged: Sequence[StagedItem], actor: Identity, now: datetime) -> None:
    """Write the versions of changed items; they come into force with everything else."""
    if not staged:
        return
    ids = [one.other_id for one in staged if one.other_id]
    last = db.session.execute(
        select(ItemVersion.item_id, func.max(ItemVersion.number).label("number"))
        .where(ItemVersion.item_id.in_(ids))
        .group_by(ItemVersion.item_id)
    )
    numbers = {row.item_id: row.number for row in last}
    codes = {
        row.id: row
        for row in db.session.execute(
            select(ItemRow.id, ItemRow.code, ItemRow.version_id).where(ItemRow.id.in_(ids))
        )
    }
    for one in staged:
        known = codes[one.other_id] if one.other_id else None
        assert known is not None
        item = replace(item_from_native(one.content), id=known.code)
        version = ItemVersion(**version_of(known.id, numbers[known.id] + 1, item, actor, now))
        numbers[known.id] += 1
        db.session.add(version)
        db.session.flush()
        one.stored_id, one.version_id, one.before_id = known.id, version.id, known.version_id


def show(row: BankImport, *, actor: Identity, now: datetime) -> None:
    """Make everything visible at once, in one transaction that stops nobody; the unit of work ends with it."""
    counts = Counts(
        created=_count(row, StagedItem.stored_id.is_not(None), StagedItem.before_id.is_(None)),
        updated=_count(row, StagedItem.before_id.is_not(None)),
        left=_count(row, StagedItem.stored_id.is_(None)),
    )
    target = row.bank_id or row.hidden_id
    _make_way(row)
    statements = [*_changes(row, actor, now), *_move(row)]
    bank = db.session.get_one(Bank, target)
    bank.revision += 1
    bank.incoming = False
    done = {"created": counts.created, "updated": counts.updated, "file": row.filename}
    audit.note(actor, "bank.stored", "bank", bank.id, at=now, branch_id=bank.branch_id, after=done)
    if standing.wants_two_persons(bank.branch_id):
        telling.many_waiting(bank, counts.created + counts.updated, actor, now)
    hidden, row.bank_id, row.hidden_id = row.hidden_id, target, None
    row.state, row.stored_at, row.expires_at = State.DONE, now, now + UNDO_KEPT
    row.counts = {"created": counts.created, "updated": counts.updated, "left": counts.left}
    db.session.flush()
    if hidden != target:
        statements.append((delete(Bank).where(Bank.id == hidden), ()))
    run_in_pool(statements)


def _make_way(row: BankImport) -> None:
    """Give another id to what was stored under one that the bank has given away since."""
    taken = select(ItemRow.code).where(ItemRow.bank_id == row.bank_id)
    for item in db.session.scalars(
        select(ItemRow).where(ItemRow.bank_id == row.hidden_id, ItemRow.code.in_(taken))
    ):
        item.code = f"{item.code[:100]}-{row.id}-{item.id}"
        version = db.session.get_one(ItemVersion, item.version_id)
        version.content = {**version.content, "id": item.code}


def _move(row: BankImport) -> list[tuple[Any, Sequence[Mapping[str, object]]]]:
    if row.bank_id is None:
        return []
    return [(update(ItemRow).where(ItemRow.bank_id == row.hidden_id).values(bank_id=row.bank_id), ())]


def _changes(
    row: BankImport, actor: Identity, now: datetime
) -> list[tuple[Any, Sequence[Mapping[str, object]]]]:
    """Return the statements that put new versions of changed items in force, or in line for approval."""
    changed = db.session.execute(
        select(StagedItem.version_id, StagedItem.content, ItemRow)
        .join(ItemRow, ItemRow.id == StagedItem.stored_id)
        .where(StagedItem.import_id == row.id, StagedItem.before_id.is_not(None))
    ).all()
    if not changed:
        return []
    two_persons = standing.wants_two_persons(row.branch_id)
    in_force, waiting, texts = [], [], []
    for version_id, content, item_row in changed:
        before = workflow.Standing(
            item_row.status, item_row.pending_status, None, was_approved=item_row.approved_at is not None
        )
        after, at_once = workflow.after_saving(before, actor.member_id, two_persons=two_persons)
        if not at_once:
            waiting.append({"at": item_row.id, "version": version_id, "stage": after.pending})
            continue
        item = replace(item_from_native(content), id=item_row.code)
        in_force.append({"at": item_row.id, "version": version_id, "to": after.status, **_named(item)})
        texts.append({"at": item_row.id, **{f"new_{k}": v for k, v in row_of(item_row.id, item).items()}})
    return [
        *([(_in_force(actor, now), in_force)] if in_force else []),
        *([(_in_line(), waiting)] if waiting else []),
        *([(_reindexed(), texts)] if texts else []),
    ]


def _named(item: Item) -> dict[str, Any]:
    return {f"new_{name}": value for name, value in columns_of(item).items()}


def _in_force(actor: Identity, now: datetime) -> Any:
    names = ("type", "topic", "difficulty", "stem", "last_day", "excludes")
    table = cast(Table, ItemRow.__table__)
    approved = table.c.status == "approved"
    return (
        update(table)
        .where(table.c.id == bindparam("at"))
        .values(
            version_id=bindparam("version"),
            status=bindparam("to"),
            pending_version_id=None,
            pending_status=None,
            approved_by=case((approved, actor.member_id), else_=table.c.approved_by),
            approved_at=case((approved, now), else_=table.c.approved_at),
            **{name: bindparam(f"new_{name}") for name in names},
        )
    )


def _in_line() -> Any:
    table = cast(Table, ItemRow.__table__)
    return (
        update(table)
        .where(table.c.id == bindparam("at"))
        .values(pending_version_id=bindparam("version"), pending_status=bindparam("stage"))
    )


def _reindexed() -> Any:
    names = ("stem", "stem_key", "choices", "rest", "grams", "document")
    table = cast(Table, ItemText.__table__)
    return (
        update(table)
        .where(table.c.item_id == bindparam("at"))
        .values(**{name: bindparam(f"new_{name}") for name in names})
    )
