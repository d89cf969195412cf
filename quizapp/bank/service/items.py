"""Verbs on items: store many, add, edit, copy, retire. A changed item is a new version."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from flask import current_app
from sqlalchemy import insert, select, update

from ...core import audit, clock
from ...core.errors import Invalid, NotFound
from ...core.i18n import N_
from ...core.permissions import Identity
from ...extensions import db
from ..item import Item, ItemStatus, last_day
from ..models import Bank, ItemVersion
from ..models import Item as ItemRow
from ..native import content_hash, item_to_native
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

    What was taken out of use stays out of use.
    """
    plan = plan_items(bank.id, items)
    for start in range(0, len(plan.created), CHUNK):
        _create(bank.id, plan.created[start : start + CHUNK], actor, now)
    for item_id, item in plan.changed:
        add_version(item_id, item, actor=actor, now=now)
    if plan.created or plan.changed:
        bank.revision += 1
        done = {"created": len(plan.created), "updated": len(plan.changed)}
        audit.note(actor, "bank.stored", "bank", bank.id, at=now, branch_id=bank.branch_id, after=done)
    db.session.flush()
    return Stored(bank.id, len(plan.created), len(plan.changed), len(plan.unchanged))


def _known(bank_id: int) -> dict[str, tuple[int, str]]:
    rows = db.session.execute(
        select(ItemRow.code, ItemRow.id, ItemVersion.content_hash)
        .join(ItemVersion, ItemVersion.id == ItemRow.version_id)
        .where(ItemRow.bank_id == bank_id)
    )
    return {row.code: (row.id, row.content_hash) for row in rows}


def _create(
    bank_id: int, items: Sequence[Item], actor: Identity | None, now: datetime, comment: str = ""
) -> None:
    rows = [
        {
            "bank_id": bank_id,
            "code": item.id,
            "version_id": 0,
            "status": ItemStatus.APPROVED,
            **_columns(item),
        }
        for item in items
    ]
    db.session.execute(insert(ItemRow), rows)
    codes = [item.id for item in items]
    stored = db.session.execute(
        select(ItemRow.code, ItemRow.id).where(ItemRow.bank_id == bank_id, ItemRow.code.in_(codes))
    )
    ids = {row.code: row.id for row in stored}
    db.session.execute(
        insert(ItemVersion), [_version(ids[item.id], 1, item, actor, now, comment) for item in items]
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


def _columns(item: Item) -> dict[str, Any]:
    return {
        "type": item.type,
        "topic": item.topic,
        "difficulty": item.difficulty,
        "stem": item.stem,
        "last_day": last_day(item.valid_until) if item.valid_until else None,
        "excludes": list(item.excludes),
    }


def _version(
    item_id: int, number: int, item: Item, actor: Identity | None, now: datetime, comment: str = ""
) -> dict[str, Any]:
    return {
        "item_id": item_id,
        "number": number,
        "content": item_to_native(item),
        "content_hash": content_hash(item),
        "created_at": now,
        "author_id": actor.member_id if actor else None,
        "comment": comment,
    }


def add_version(
    item_id: int, item: Item, *, actor: Identity | None, now: datetime, comment: str = ""
) -> ItemVersion:
    """Give an item a new version and make it the current one; an unchanged item keeps its version."""
    row = db.session.get(ItemRow, item_id, with_for_update=True)
    if row is None:
        raise NotFound
    last = db.session.scalars(
        select(ItemVersion).where(ItemVersion.item_id == item_id).order_by(ItemVersion.number.desc()).limit(1)
    ).one()
    if last.id == row.version_id and last.content_hash == content_hash(item):
        return last
    version = ItemVersion(**_version(item_id, last.number + 1, item, actor, now, comment))
    db.session.add(version)
    db.session.flush()
    row.version_id = version.id
    for name, value in _columns(item).items():
        setattr(row, name, value)
    hold_pictures(row.bank_id, [item])
    index_items({item_id: item}, writer_id=None, new=False)
    return version


def edit_item(item_id: int, item: Item, *, actor: Identity, now: datetime, comment: str = "") -> ItemVersion:
    """Change one item by hand: a new version, the bank's revision, an audit line."""
    row = db.session.get(ItemRow, item_id)
    if row is None:
        raise NotFound
    _check_excludes(row.bank_id, item)
    check_pictures(row.bank, item)
    before = row.version_id
    version = add_version(item_id, item, actor=actor, now=now, comment=comment)
    if version.id == before:
        return version
    row.bank.revision += 1
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


def add_item(bank: Bank, item: Item, *, actor: Identity, now: datetime, comment: str = "") -> int:
    """Put one new item into a bank and return its id; an author's id that the bank has is refused."""
    if db.session.scalar(select(ItemRow.id).where(ItemRow.bank_id == bank.id, ItemRow.code == item.id)):
        raise Invalid(N_("这个题库里已有编号“%(id)s”。"), field="code", id=item.id)
    _check_excludes(bank.id, item)
    check_pictures(bank, item)
    _create(bank.id, [item], actor, now, comment)
    bank.revision += 1
    item_id = db.session.scalars(
        select(ItemRow.id).where(ItemRow.bank_id == bank.id, ItemRow.code == item.id)
    ).one()
    audit.note(
        actor,
        "item.created",
        "item",
        item_id,
        at=now,
        branch_id=bank.branch_id,
        after={"title": item.stem[:60]},
    )
    return item_id


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


def retire_item(item_id: int, retired: bool, *, actor: Identity, now: datetime, reason: str) -> None:
    """Take an item out of use, or back into it; papers that hold it keep it."""
    row = db.session.get(ItemRow, item_id)
    if row is None:
        raise NotFound
    if not reason.strip():
        raise Invalid(N_("请写明原因。"), field="reason")
    if (row.status is ItemStatus.RETIRED) == retired:
        return
    if (
        not retired
        and row.last_day
        and row.last_day < clock.day_of(now, current_app.extensions["settings"].zone)
    ):
        raise Invalid(N_("这道题的有效期已过，请先修改有效期。"), field="reason")
    row.status = ItemStatus.RETIRED if retired else ItemStatus.APPROVED
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
    """Take items out of use whose last day has passed; return how many."""
    rows = db.session.scalars(
        select(ItemRow).where(ItemRow.last_day < day, ItemRow.status == ItemStatus.APPROVED).limit(CHUNK)
    ).all()
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
    return len(rows)
