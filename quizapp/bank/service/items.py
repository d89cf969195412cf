"""Verbs on items: store many, add, edit, copy, retire. A changed item is a new version."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, func, insert, select, update

from ...core import audit
from ...core.errors import Invalid, NotFound
from ...core.i18n import N_
from ...core.permissions import Identity
from ...extensions import db
from ..item import Item, ItemStatus, last_day
from ..models import Bank, ItemVersion
from ..models import Item as ItemRow
from ..native import content_hash, item_from_native, item_to_native, native_hash
from ..reviewing import standing, telling, workflow
from ..search import index_items
from .pictures import check_pictures, hold_pictures

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Stored:
    """What storing a set of items did."""

    bank_id: int
    created: int
    updated: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What storing a set of items would do; `changed` names the stored item of each."""

    created: tuple[Item, ...]
    changed: tuple[tuple[int, Item], ...]
    unchanged: tuple[Item, ...]


def plan_items(bank_id: int | None, items: Iterable[Item]) -> Plan:
    """Compare items with a bank's, by author's id and content; None stands for a bank yet to be made."""
    known = _known(bank_id) if bank_id is not None else {}
    created: list[Item] = []
    changed: list[tuple[int, Item]] = []
    unchanged: list[Item] = []
    for item in items:
        at = known.get(item.id)
        if at is None:
            created.append(item)
        elif at[1] != content_hash(item):
            changed.append((at[0], item))
        else:
            unchanged.append(item)
    return Plan(tuple(created), tuple(changed), tuple(unchanged))


def store_items(bank: Bank, items: Sequence[Item], *, actor: Identity | None, now: datetime) -> Stored:
    """Store items under their author's ids: new ones are created, changed ones get a version, the rest stays.

    What was taken out of use stays out of use. Where the branch wants two persons, what came waits for the other.
    """
    plan = plan_items(bank.id, items)
    for start in range(0, len(plan.created), CHUNK):
        create_items(bank.id, plan.created[start : start + CHUNK], actor, now)
    for item_id, item in plan.changed:
        add_version(item_id, item, actor=actor, now=now)
    if plan.created or plan.changed:
        bank.revision += 1
        done = {"created": len(plan.created), "updated": len(plan.changed)}
        audit.note(actor, "bank.stored", "bank", bank.id, at=now, branch_id=bank.branch_id, after=done)
        if standing.wants_two_persons(bank.branch_id):
            telling.many_waiting(bank, len(plan.created) + len(plan.changed), actor, now)
    db.session.flush()
    return Stored(bank.id, len(plan.created), len(plan.changed), len(plan.unchanged))


def _known(bank_id: int) -> dict[str, tuple[int, str]]:
    rows = db.session.execute(
        select(ItemRow.code, ItemRow.id, ItemVersion.content_hash)
        .join(ItemVersion, ItemVersion.id == func.coalesce(ItemRow.pending_version_id, ItemRow.version_id))
        .where(ItemRow.bank_id == bank_id)
    )
    return {row.code: (row.id, row.content_hash) for row in rows}


def create_items(
    bank_id: int,
    items: Sequence[Item],
    actor: Identity | None,
    now: datetime,
    comment: str = "",
    *,
    as_draft: bool = False,
) -> None:
    """Put new items into a bank, each with its first version."""
    two_persons = standing.wants_two_persons(db.session.get_one(Bank, bank_id).branch_id)
    begun, _ = workflow.after_saving(None, _writer(actor), two_persons=two_persons, as_draft=as_draft)
    way = standing.columns_of(begun, actor, now)
    rows = [
        {"bank_id": bank_id, "code": item.id, "version_id": 0, **way, **columns_of(item)} for item in items
    ]
    table = cast(Table, ItemRow.__table__)
    stored = db.session.execute(insert(table).returning(table.c.code, table.c.id), rows)
    ids = {row.code: row.id for row in stored}
    db.session.execute(
        insert(cast(Table, ItemVersion.__table__)),
        [version_of(ids[item.id], 1, item, actor, now, comment) for item in items],
    )
    newest = select(ItemVersion.id).where(ItemVersion.item_id == ItemRow.id, ItemVersion.number == 1)
    db.session.execute(
        update(ItemRow)
        .where(ItemRow.id.in_(ids.values()))
        .values(version_id=newest.scalar_subquery())
        .execution_options(synchronize_session=False)
    )
    hold_pictures(bank_id, items)
    index_items(
        {ids[item.id]: item for item in items}, writer_id=actor.member_id if actor else None, new=True
    )


def columns_of(item: Item) -> dict[str, Any]:
    """Return the columns by which an item is found."""
    return {
        "type": item.type,
        "topic": item.topic,
        "difficulty": item.difficulty,
        "stem": item.stem,
        "last_day": last_day(item.valid_until) if item.valid_until else None,
        "excludes": list(item.excludes),
    }


def version_of(
    item_id: int, number: int, item: Item, actor: Identity | None, now: datetime, comment: str = ""
) -> dict[str, Any]:
    """Return the row of a version that an item gets."""
    native = item_to_native(item)
    return {
        "item_id": item_id,
        "number": number,
        "content": native,
        "content_hash": native_hash(native),
        "created_at": now,
        "author_id": _writer(actor),
        "comment": comment,
    }


def _writer(actor: Identity | None) -> int | None:
    return actor.member_id if actor else None


def add_version(
    item_id: int,
    item: Item,
    *,
    actor: Identity | None,
    now: datetime,
    comment: str = "",
    as_draft: bool = False,
) -> ItemVersion:
    """Give an item a new version; an unchanged item keeps the one it has.

    It is in force at once, unless the branch wants two persons or it is kept as a draft: then it waits.
    """
    row = db.session.get(ItemRow, item_id, with_for_update=True)
    if row is None:
        raise NotFound
    version = db.session.scalars(
        select(ItemVersion).where(ItemVersion.item_id == item_id).order_by(ItemVersion.number.desc()).limit(1)
    ).one()
    before = standing.standing_of(row)
    newest = version.id == standing.newest_id(row) and version.content["id"] == item.id
    same = newest and version.content_hash == content_hash(item)
    if same and before.stage is None:
        return version
    if not same:
        version = ItemVersion(**version_of(item_id, version.number + 1, item, actor, now, comment))
        db.session.add(version)
        db.session.flush()
        hold_pictures(row.bank_id, [item])
    two_persons = standing.wants_two_persons(row.bank.branch_id)
    after, at_once = workflow.after_saving(before, _writer(actor), two_persons=two_persons, as_draft=as_draft)
    standing.write(row, after, version.id)
    if at_once:
        put_in_force(row, version)
    if after.was_approved and at_once:
        standing.note_approval(row, actor, now)
    return version


def put_in_force(row: ItemRow, version: ItemVersion) -> None:
    """Make a version the one that an item is asked in."""
    item = item_from_native(version.content)
    row.version_id = version.id
    for name, value in columns_of(item).items():
        setattr(row, name, value)
    index_items({row.id: item}, writer_id=None, new=False)


def edit_item(
    item_id: int, item: Item, *, actor: Identity, now: datetime, comment: str = "", as_draft: bool = False
) -> ItemVersion:
    """Change one item by hand: a new version, the bank's revision, an audit line."""
    row = db.session.get(ItemRow, item_id)
    if row is None:
        raise NotFound
    _check_excludes(row.bank_id, item)
    check_pictures(row.bank, item)
    before, stage = standing.newest_id(row), standing.standing_of(row).stage
    version = add_version(item_id, item, actor=actor, now=now, comment=comment, as_draft=as_draft)
    if (version.id, standing.standing_of(row).stage) == (before, stage):
        return version
    row.bank.revision += 1
    tell_if_waiting(row, version, item, actor, now)
    audit.note(
        actor,
        "item.edited",
        "item",
        item_id,
        at=now,
        branch_id=row.bank.branch_id,
        before={"version": before},
        after={"version": version.id},
        reason=comment,
    )
    return version


def tell_if_waiting(row: ItemRow, version: ItemVersion, item: Item, actor: Identity, now: datetime) -> None:
    """Tell the branch's other organisers of a version that waits for one of them."""
    if standing.standing_of(row).stage is ItemStatus.REVIEW:
        telling.waiting(row, version, item.stem, actor, now)


def add_item(
    bank: Bank, item: Item, *, actor: Identity, now: datetime, comment: str = "", as_draft: bool = False
) -> int:
    """Put one new item into a bank and return its id; an author's id that the bank has is refused."""
    if db.session.scalar(select(ItemRow.id).where(ItemRow.bank_id == bank.id, ItemRow.code == item.id)):
        raise Invalid(N_("这个题库里已有编号“%(id)s”。"), field="code", id=item.id)
    _check_excludes(bank.id, item)
    check_pictures(bank, item)
    create_items(bank.id, [item], actor, now, comment, as_draft=as_draft)
    bank.revision += 1
    row = db.session.scalars(select(ItemRow).where(ItemRow.bank_id == bank.id, ItemRow.code == item.id)).one()
    tell_if_waiting(row, db.session.get_one(ItemVersion, row.version_id), item, actor, now)
    audit.note(
        actor,
        "item.created",
        "item",
        row.id,
        at=now,
        branch_id=bank.branch_id,
        after={"title": item.stem[:60]},
    )
    return row.id


def _check_excludes(bank_id: int, item: Item) -> None:
    if not item.excludes:
        return
    codes = [code.rpartition("/")[2] for code in item.excludes]
    branch = select(Bank.branch_id).where(Bank.id == bank_id).scalar_subquery()
    found = db.session.execute(
        select(ItemRow.bank_id, Bank.slug, ItemRow.code)
        .join(ItemRow.bank)
        .where(ItemRow.code.in_(codes), Bank.branch_id.is_(None) | (Bank.branch_id == branch))
    ).all()
    known = {row.code for row in found if row.bank_id == bank_id} | {
        f"{row.slug}/{row.code}" for row in found
    }
    for code in item.excludes:
        if code == item.id or code not in known:
            raise Invalid(N_("“%(id)s”不是本题库里的另一道题。"), field="excludes", id=code)


def copy_item(item: Item, bank: Bank, *, actor: Identity, now: datetime, comment: str = "") -> int:
    """Put a copy of another bank's item into a bank and return its id; what it excluded stays behind."""
    code, number = item.id, 1
    codes = set(db.session.scalars(select(ItemRow.code).where(ItemRow.bank_id == bank.id)))
    while code in codes:
        number += 1
        code = f"{item.id[:110]}-{number}"
    return add_item(bank, replace(item, id=code, excludes=()), actor=actor, now=now, comment=comment)
