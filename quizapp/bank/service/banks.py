"""Verbs on banks: make, name, show."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select

from ...core import audit
from ...core.errors import Invalid
from ...core.i18n import N_
from ...core.permissions import Identity
from ...extensions import db
from ..models import Bank, BankHidden

TAKEN = N_("已有同名的题库“%(name)s”，请换一个名称。")


def ensure_bank(
    slug: str,
    name: str,
    *,
    description: str = "",
    branch_id: int | None,
    actor: Identity | None,
    now: datetime,
) -> Bank:
    """Return the bank of this slug, made if there is none; a slug or name that is in use elsewhere is refused.

    `branch_id` None stands for the whole installation.
    """
    bank = _of_slug(slug, branch_id)
    if bank is None:
        if branch_id is not None and _of_slug(slug, None):
            raise Invalid(N_("题库“%(name)s”不属于本支部。"), field="bank", name=name)
        refuse_taken(name, branch_id)
        bank = Bank(slug=slug, name=name, description=description, branch_id=branch_id, created_at=now)
        db.session.add(bank)
        db.session.flush()
        audit.note(actor, "bank.created", "bank", bank.id, at=now, branch_id=branch_id, after={"name": name})
    else:
        if bank.name != name:
            refuse_taken(name, branch_id, but=bank.id)
        bank.name, bank.description = name, description or bank.description
    return bank


def create_bank(
    name: str, *, description: str = "", branch_id: int | None, actor: Identity | None, now: datetime
) -> Bank:
    """Make an empty bank; its slug follows from its name."""
    refuse_taken(name, branch_id)
    slug = free_slug(slug_of(name), branch_id)
    return ensure_bank(slug, name, description=description, branch_id=branch_id, actor=actor, now=now)


def rename_bank(bank: Bank, name: str, description: str, *, actor: Identity | None, now: datetime) -> None:
    """Give a bank another name and description; its slug stays."""
    refuse_taken(name, bank.branch_id, but=bank.id)
    before = {"name": bank.name}
    bank.name, bank.description = name, description
    audit.note(
        actor,
        "bank.renamed",
        "bank",
        bank.id,
        at=now,
        branch_id=bank.branch_id,
        before=before,
        after={"name": name},
    )


def slug_of(name: str) -> str:
    """Return a slug in which the name is still seen; a name without letters gets one made of its hash."""
    slug = re.sub(r"[^\w.:\-]+", "-", name).strip("-.:_")[:56]
    return slug or "bank-" + hashlib.sha256(name.encode()).hexdigest()[:8]


def free_slug(wanted: str, branch_id: int | None) -> str:
    """Return `wanted`, or with a number behind it when the branch or the installation has such a slug."""
    slug, number = wanted, 1
    while _of_slug(slug, branch_id) or _of_slug(slug, None):
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def set_shown(branch_id: int, bank_ids: Sequence[int], *, actor: Identity, now: datetime) -> None:
    """Show a branch exactly these of the installation's banks."""
    shipped = set(db.session.scalars(select(Bank.id).where(Bank.branch_id.is_(None))))
    hidden = sorted(shipped - set(bank_ids))
    db.session.execute(delete(BankHidden).where(BankHidden.branch_id == branch_id))
    db.session.add_all(BankHidden(branch_id=branch_id, bank_id=bank_id) for bank_id in hidden)
    audit.note(
        actor, "bank.shown", "branch", branch_id, at=now, branch_id=branch_id, after={"hidden": hidden}
    )


def _of_slug(slug: str, branch_id: int | None) -> Bank | None:
    return db.session.scalar(select(Bank).where(Bank.slug == slug, Bank.branch_id == branch_id))


def refuse_taken(name: str, branch_id: int | None, but: int | None = None) -> None:
    """Refuse a name that a bank of the branch or of the installation has."""
    found = select(Bank.id).where(
        Bank.name == name, (Bank.branch_id == branch_id) | Bank.branch_id.is_(None), Bank.id != (but or 0)
    )
    if db.session.scalar(found.limit(1)):
        raise Invalid(TAKEN, field="name", name=name)
