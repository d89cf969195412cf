"""Verbs that write the bank. A changed item is a new version; nothing that was answered changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from ..core import audit
from ..core.errors import Invalid, NotFound
from ..core.i18n import N_
from ..core.permissions import Identity
from ..extensions import db
from .item import Item
from .models import Bank, BankHidden, ItemVersion
from .models import Item as ItemRow
from .native import content_hash, item_to_native

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Stored:
    """What storing a set of items did."""

    bank_id: int
    created: int
    updated: int
    unchanged: int


def ensure_bank(
    slug: str,
    name: str,
    *,
    description: str = "",
    branch_id: int | None,
    actor: Identity | None,
    now: datetime,
) -> Bank:
    """Return the bank of this slug, made if there is none; another branch's bank is refused."""
    bank = db.session.scalar(select(Bank).where(Bank.slug == slug))
    if bank is None:
        if db.session.scalar(select(Bank.id).where(Bank.name == name)):
            raise Invalid(N_("已有同名的题库“%(name)s”，请换一个名称。"), field="name", name=name)
        bank = Bank(slug=slug, name=name, description=description, branch_id=branch_id, created_at=now)
        db.session.add(bank)
        db.session.flush()
        audit.note(actor, "bank.created", "bank", bank.id, at=now, branch_id=branch_id, after={"name": name})
    elif bank.branch_id != branch_id:
        raise Invalid(N_("题库“%(name)s”不属于本支部。"), field="bank", name=name)
    else:
        bank.name, bank.description = name, description or bank.description
    return bank


def store_items(bank: Bank, items: Sequence[Item], *, actor: Identity | None, now: datetime) -> Stored:
    """Store items under their author's ids: new ones are created, changed ones get a version, the rest stays."""
    known = _known(bank.id)
    created: list[Item] = []
    changed: list[tuple[int, Item]] = []
    for item in items:
        at = known.get(item.id)
        if at is None:
            created.append(item)
        elif at[1] != content_hash(item):
            changed.append((at[0], item))
    for start in range(0, len(created), CHUNK):
        _create(bank.id, created[start : start + CHUNK], actor, now)
    for item_id, item in changed:
        add_version(item_id, item, actor=actor, now=now)
    if created or changed:
        bank.revision += 1
        audit.note(
            actor,
            "bank.stored",
            "bank",
            bank.id,
            at=now,
            branch_id=bank.branch_id,
            after={"created": len(created), "updated": len(changed)},
        )
    db.session.flush()
    return Stored(bank.id, len(created), len(changed), len(items) - len(created) - len(changed))


def _known(bank_id: int) -> dict[str, tuple[int, str]]:
    rows = db.session.execute(
        select(ItemRow.code, ItemRow.id, ItemVersion.content_hash)
        .join(ItemVersion, ItemVersion.id == ItemRow.version_id)
        .where(ItemRow.bank_id == bank_id)
    )
    return {row.code: (row.id, row.content_hash) for row in rows}


def _create(bank_id: int, items: Sequence[Item], actor: Identity | None, now: datetime) -> None:
    rows = [{"bank_id": bank_id, "code": item.id, "version_id": 0, **_columns(item)} for item in items]
    db.session.execute(insert(ItemRow), rows)
    codes = [item.id for item in items]
    stored = db.session.execute(
        select(ItemRow.code, ItemRow.id).where(ItemRow.bank_id == bank_id, ItemRow.code.in_(codes))
    )
    ids = {row.code: row.id for row in stored}
    db.session.execute(insert(ItemVersion), [_version(ids[item.id], 1, item, actor, now) for item in items])
    newest = select(ItemVersion.id).where(ItemVersion.item_id == ItemRow.id, ItemVersion.number == 1)
    db.session.execute(
        update(ItemRow)
        .where(ItemRow.id.in_(ids.values()))
        .values(version_id=newest.scalar_subquery())
        .execution_options(synchronize_session=False)
    )


def _columns(item: Item) -> dict[str, Any]:
    return {
        "type": item.type,
        "topic": item.topic,
        "difficulty": item.difficulty,
        "stem": item.stem,
        "excludes": list(item.excludes),
        "retired": False,
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
    return version


def edit_item(item_id: int, item: Item, *, actor: Identity, now: datetime, comment: str = "") -> ItemVersion:
    """Change one item by hand: a new version, the bank's revision, an audit line."""
    row = db.session.get(ItemRow, item_id)
    if row is None:
        raise NotFound
    before = row.version_id
    version = add_version(item_id, item, actor=actor, now=now, comment=comment)
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


def retire_item(item_id: int, retired: bool, *, actor: Identity, now: datetime, reason: str) -> None:
    """Take an item out of use, or back into it; papers that hold it keep it."""
    row = db.session.get(ItemRow, item_id)
    if row is None:
        raise NotFound
    row.retired = retired
    row.bank.revision += 1
    action = "item.retired" if retired else "item.restored"
    audit.note(actor, action, "item", item_id, at=now, branch_id=row.bank.branch_id, reason=reason)


def set_shown(branch_id: int, bank_ids: Sequence[int], *, actor: Identity, now: datetime) -> None:
    """Show a branch exactly these of the shipped banks."""
    shipped = set(db.session.scalars(select(Bank.id).where(Bank.branch_id.is_(None))))
    hidden = sorted(shipped - set(bank_ids))
    db.session.execute(delete(BankHidden).where(BankHidden.branch_id == branch_id))
    db.session.add_all(BankHidden(branch_id=branch_id, bank_id=bank_id) for bank_id in hidden)
    audit.note(
        actor, "bank.shown", "branch", branch_id, at=now, branch_id=branch_id, after={"hidden": hidden}
    )
