"""Reads of the digests: what is due, a member's choice, the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from ...accounts.models import Branch, Member
from ...core.paging import Page
from ...extensions import db
from .models import Digest, DigestState, MailAddress
from .schedule import Often

PAGE = 50


@dataclass(frozen=True, slots=True)
class Choice:
    """A member's address and how often the digest comes; `wanted` waits for confirmation."""

    address: str = ""
    wanted: str = ""
    often: Often = Often.WEEKLY
    next_at: datetime | None = None
    failures: int = 0


@dataclass(frozen=True, slots=True)
class DigestLine:
    """A digest in the log."""

    id: int
    name: str
    branch: str
    state: DigestState
    notices: int
    created_at: datetime
    error: str


def choice_of(member_id: int) -> Choice:
    """Return what a member has chosen."""
    row = db.session.get(MailAddress, member_id)
    if row is None:
        return Choice()
    return Choice(row.address, row.wanted, row.often, row.next_at, row.failures)


def due(now: datetime) -> list[int]:
    """Return the members whose digest is due, the longest due first."""
    wanted = select(MailAddress.member_id).where(MailAddress.next_at <= now)
    return list(db.session.scalars(wanted.order_by(MailAddress.next_at)))


def log(number: int, state: DigestState | None = None) -> Page[DigestLine]:
    """Return one page of the log, the newest first."""
    where = [Digest.state == state] if state else []
    total = db.session.scalar(select(func.count()).select_from(Digest).where(*where)) or 0
    rows = db.session.execute(
        select(
            *(Digest.id, Member.name, Branch.name, Digest.state, Digest.notices),
            *(Digest.created_at, Digest.error),
        )
        .join(Member, Member.id == Digest.member_id)
        .join(Branch, Branch.id == Member.branch_id)
        .where(*where)
        .order_by(Digest.id.desc())
        .limit(PAGE)
        .offset((number - 1) * PAGE)
    )
    return Page([DigestLine(*row) for row in rows], number, PAGE, total)


def addresses() -> int:
    """Return how many members get a digest."""
    wanted = select(func.count()).select_from(MailAddress).where(MailAddress.next_at.is_not(None))
    return db.session.scalar(wanted) or 0
