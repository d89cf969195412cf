"""Reads of banks: which there are, which a branch uses, what they hold."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, func, select

from ...extensions import db
from ..item import ItemStatus
from ..models import Bank, BankHidden
from ..models import Item as ItemRow


@dataclass(frozen=True, slots=True)
class BankInfo:
    """A bank as lists show it. `branch_id` None: of the whole installation."""

    id: int
    slug: str
    name: str
    description: str
    branch_id: int | None
    items: int
    topics: Mapping[str, int]  # topic → items


def visible_bank_ids(branch_id: int) -> tuple[int, ...]:
    """Return the banks that a branch uses: its own and the shipped ones that it did not hide."""
    return tuple(db.session.scalars(_visible(branch_id).with_only_columns(Bank.id).order_by(Bank.id)))


def visible_banks(branch_id: int) -> list[BankInfo]:
    """Return the banks that a branch uses, with their topics."""
    return _infos(_visible(branch_id))


def shipped_banks() -> list[BankInfo]:
    """Return the banks that came with the program, hidden or not."""
    return _infos(select(Bank).where(Bank.branch_id.is_(None)))


def bank_info(bank_id: int) -> BankInfo | None:
    """Return a bank, whoever's it is."""
    return next(iter(_infos(select(Bank).where(Bank.id == bank_id))), None)


def all_banks(branch_id: int) -> list[BankInfo]:
    """Return the banks that a branch could use: its own and all of the installation's, hidden ones too."""
    own = (Bank.branch_id == branch_id) & Bank.incoming.is_(False)
    return _infos(select(Bank).where(own | Bank.branch_id.is_(None)))


def bank_named(name: str, branch_id: int | None = None) -> int | None:
    """Return the bank of this slug or name: one of the branch, or, without a branch, any at all.

    The installation's bank stands before a branch's of the same name.
    """
    return _first((Bank.slug == name) | (Bank.name == name), branch_id) if name else None


def bank_of_key(key: str, branch_id: int | None = None) -> int | None:
    """Return the bank that `key` stands for: its slug or name, else its id."""
    by_name = bank_named(key, branch_id)
    if by_name is None and key.isdecimal() and len(key) < 10:
        return _first(Bank.id == int(key), branch_id)
    return by_name


def _first(where: ColumnElement[bool], branch_id: int | None) -> int | None:
    found = (
        select(Bank.id)
        .where(where, Bank.incoming.is_(False))
        .order_by(Bank.branch_id.is_not(None), Bank.id)
        .limit(1)
    )
    return db.session.scalar(found if branch_id is None else found.where(Bank.branch_id == branch_id))


def find_bank(branch_id: int, key: str) -> BankInfo | None:
    """Return a bank visible to the branch by its id, slug or name."""
    match = (Bank.slug == key) | (Bank.name == key)
    if key.isdecimal() and len(key) < 10:
        match = match | (Bank.id == int(key))
    found = _infos(_visible(branch_id).where(match))
    return found[-1] if found else None  # the branch's own before the installation's


def _visible(branch_id: int) -> Select[Any]:
    hidden = select(BankHidden.bank_id).where(BankHidden.branch_id == branch_id)
    own = (Bank.branch_id == branch_id) & Bank.incoming.is_(False)
    return cast("Select[Any]", select(Bank).where(own | (Bank.branch_id.is_(None) & Bank.id.not_in(hidden))))


def _infos(banks: Select[Any]) -> list[BankInfo]:
    rows = db.session.scalars(banks.order_by(Bank.branch_id.is_not(None), Bank.id)).all()
    counted = db.session.execute(
        select(ItemRow.bank_id, ItemRow.topic, func.count())
        .where(ItemRow.bank_id.in_([row.id for row in rows]), ItemRow.status == ItemStatus.APPROVED)
        .group_by(ItemRow.bank_id, ItemRow.topic)
    ).all()
    topics: dict[int, dict[str, int]] = {}
    for bank_id, topic, count in counted:
        topics.setdefault(bank_id, {})[topic] = count
    return [
        BankInfo(
            row.id,
            row.slug,
            row.name,
            row.description,
            row.branch_id,
            sum(topics.get(row.id, {}).values()),
            topics.get(row.id, {}),
        )
        for row in rows
    ]


def slugs(bank_ids: Collection[int]) -> dict[int, str]:
    """Return the short name of each bank."""
    rows = db.session.execute(select(Bank.id, Bank.slug).where(Bank.id.in_(bank_ids)))
    return {row.id: row.slug for row in rows}


def revisions(bank_ids: Collection[int]) -> tuple[tuple[int, int], ...]:
    """Return (bank, revision) of the banks; what is derived from their items holds while this stays equal."""
    rows = db.session.execute(select(Bank.id, Bank.revision).where(Bank.id.in_(bank_ids)).order_by(Bank.id))
    return tuple((row.id, row.revision) for row in rows)
