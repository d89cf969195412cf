"""Reads of reports of errors, and of what a branch hides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from ...accounts.models import Branch, Member
from ...core.paging import Page
from ...core.permissions import Identity
from ...extensions import db
from ..models import Bank, Item, ItemVersion
from .models import ErrorReport, ItemHidden, Outcome, ReportKind

PAGE = 30


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A report, with what its item says now; `number` is the version it was written of, `newest` the current one."""

    id: int
    item_id: int
    version_id: int
    kind: ReportKind
    text: str
    stem: str
    bank: str
    owner_branch: int | None
    branch_id: int
    branch: str
    name: str
    created_at: datetime
    number: int
    is_current: bool
    answered_at: datetime | None
    answerer: str
    outcome: Outcome | None
    answer: str


def _concerns(who: Identity) -> Any:
    """Return what somebody who looks after banks sees: the own branch's items, and reports of shipped ones."""
    shipped = Bank.branch_id.is_(None)
    theirs = shipped if who.is_admin else and_(shipped, ErrorReport.branch_id == who.branch_id)
    return or_(Bank.branch_id == who.branch_id, theirs)


def _lines(*where: Any) -> Any:
    answerer = aliased(Member)
    return (
        select(
            ErrorReport.id,
            ErrorReport.item_id,
            ErrorReport.version_id,
            ErrorReport.kind,
            ErrorReport.text,
            Item.stem,
            Bank.name,
            Bank.branch_id,
            ErrorReport.branch_id,
            Branch.name,
            Member.name,
            ErrorReport.created_at,
            ItemVersion.number,
            (Item.version_id == ErrorReport.version_id).label("is_current"),
            ErrorReport.answered_at,
            func.coalesce(answerer.name, ""),
            ErrorReport.outcome,
            ErrorReport.answer,
        )
        .join(Item, Item.id == ErrorReport.item_id)
        .join(Bank, Bank.id == Item.bank_id)
        .join(Branch, Branch.id == ErrorReport.branch_id)
        .join(Member, Member.id == ErrorReport.member_id)
        .join(ItemVersion, ItemVersion.id == ErrorReport.version_id)
        .outerjoin(answerer, answerer.id == ErrorReport.answered_by)
        .where(*where)
    )


def reports(
    who: Identity, number: int, *, answered: bool = False, kind: str = "", item_id: int | None = None
) -> Page[ReportLine]:
    """Return one page of the reports that somebody looks after: the open ones oldest first, answered ones newest first."""
    state = ErrorReport.answered_at.is_not(None) if answered else ErrorReport.answered_at.is_(None)
    where = [_concerns(who), state]
    if kind:
        where.append(ErrorReport.kind == kind)
    if item_id:
        where.append(ErrorReport.item_id == item_id)
    total = db.session.scalar(_lines(*where).with_only_columns(func.count(), maintain_column_froms=True)) or 0
    order = ErrorReport.answered_at.desc() if answered else ErrorReport.id
    rows = db.session.execute(_lines(*where).order_by(order).limit(PAGE).offset((number - 1) * PAGE))
    return Page([ReportLine(*row) for row in rows], number, PAGE, total)


def open_count(who: Identity, item_id: int | None = None) -> int:
    """Return how many open reports somebody looks after, of one item or of all."""
    where = [_concerns(who), ErrorReport.answered_at.is_(None)]
    if item_id:
        where.append(ErrorReport.item_id == item_id)
    joined = select(func.count()).select_from(ErrorReport).join(Item, Item.id == ErrorReport.item_id)
    return db.session.scalar(joined.join(Bank, Bank.id == Item.bank_id).where(*where)) or 0


def report_line(report_id: int) -> ReportLine | None:
    """Return one report."""
    row = db.session.execute(_lines(ErrorReport.id == report_id)).one_or_none()
    return ReportLine(*row) if row else None


def others(line: ReportLine, who: Identity) -> list[ReportLine]:
    """Return the other open reports of the same item that somebody looks after, oldest first."""
    where = (_concerns(who), ErrorReport.item_id == line.item_id, ErrorReport.answered_at.is_(None))
    rows = db.session.execute(_lines(*where, ErrorReport.id != line.id).order_by(ErrorReport.id))
    return [ReportLine(*row) for row in rows]


def own_report(member_id: int, version_id: int) -> ReportLine | None:
    """Return the member's own report of a version."""
    where = (ErrorReport.member_id == member_id, ErrorReport.version_id == version_id)
    row = db.session.execute(_lines(*where)).one_or_none()
    return ReportLine(*row) if row else None


def is_hidden(branch_id: int, item_id: int) -> bool:
    """Say whether a branch does not want a shipped item to be asked."""
    return db.session.get(ItemHidden, (branch_id, item_id)) is not None
