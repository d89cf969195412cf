"""Reads of claims, entries for many and objections."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from ..accounts.models import Member
from ..core.paging import Page
from ..core.permissions import Identity, Permission, Reach, reach_of
from ..extensions import db
from ..record.models import LedgerEntry
from .claiming import WAITING, ClaimState
from .models import Answer, ClaimStep, Objection, PointsBatch, PointsClaim

PAGE = 20


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step of a claim with the name of who took it."""

    step: ClaimStep
    name: str


def waiting_for(identity: Identity) -> int:
    """Return how many claims wait for somebody to judge them."""
    where = _waits_for(identity)
    if where is None:
        return 0
    return db.session.scalar(select(func.count()).select_from(PointsClaim).where(*where)) or 0


def claims_waiting(identity: Identity, number: int, rule: str = "") -> Page[PointsClaim]:
    """Return one page of the claims that wait for somebody, the oldest first."""
    where = _waits_for(identity)
    if where is None:
        return Page([], number, PAGE, 0)
    if rule:
        where = [*where, PointsClaim.rule == rule]
    return _page(select(PointsClaim).where(*where), PointsClaim.created_at, number)


def rules_waiting(identity: Identity) -> dict[str, int]:
    """Return under which rules claims wait for somebody, with how many."""
    where = _waits_for(identity)
    if where is None:
        return {}
    rows = db.session.execute(
        select(PointsClaim.rule, func.count().label("number")).where(*where).group_by(PointsClaim.rule)
    )
    return {row.rule: row.number for row in rows}


def claims_judged(identity: Identity, number: int) -> Page[PointsClaim]:
    """Return one page of the claims that no longer wait, of those whom somebody judges, the newest first."""
    where = _reaches(identity)
    if where is None:
        return Page([], number, PAGE, 0)
    done = select(PointsClaim).where(*where, PointsClaim.state.not_in(WAITING))
    return _page(done, PointsClaim.updated_at.desc(), number)


def _waits_for(identity: Identity) -> list[ColumnElement[bool]] | None:
    """Return which claims wait for somebody: a leader's step comes first, but the branch may take it, too."""
    where = _reaches(identity)
    if where is None:
        return None
    leads = reach_of(identity.role, Permission.JUDGE_CLAIMS) is Reach.GROUP
    states = [ClaimState.LEADER] if leads else list(WAITING)
    return [*where, PointsClaim.state.in_(states), PointsClaim.member_id != identity.member_id]


def _reaches(identity: Identity) -> list[ColumnElement[bool]] | None:
    reach = reach_of(identity.role, Permission.JUDGE_CLAIMS)
    if reach is None or (reach is Reach.GROUP and identity.group_id is None):
        return None
    own = [PointsClaim.branch_id == identity.branch_id]
    return [*own, PointsClaim.group_id == identity.group_id] if reach is Reach.GROUP else own


def claims_of(member_id: int, number: int) -> Page[PointsClaim]:
    """Return one page of a member's claims, the newest first."""
    return _page(select(PointsClaim).where(PointsClaim.member_id == member_id), PointsClaim.id.desc(), number)


def steps_of(claim_id: int) -> list[StepLine]:
    """Return what was done with a claim, in order."""
    rows = db.session.execute(
        select(ClaimStep, Member.name)
        .join(Member, Member.id == ClaimStep.actor_id)
        .where(ClaimStep.claim_id == claim_id)
        .order_by(ClaimStep.id)
    )
    return [StepLine(step, name) for step, name in rows]


def claim_behind(entry: LedgerEntry) -> PointsClaim | None:
    """Return the claim that became an entry."""
    return db.session.scalar(select(PointsClaim).where(PointsClaim.entry_id == entry.id))


def batches(branch_id: int, number: int) -> Page[PointsBatch]:
    """Return one page of a branch's entries for many, the newest first."""
    return _page(select(PointsBatch).where(PointsBatch.branch_id == branch_id), PointsBatch.id.desc(), number)


def objections(branch_id: int, number: int, *, answered: bool) -> Page[Objection]:
    """Return one page of the objections to a branch's entries: those that wait by their day, the others newest first."""
    query = select(Objection).where(Objection.branch_id == branch_id)
    if answered:
        return _page(query.where(Objection.answer != Answer.OPEN), Objection.answered_at.desc(), number)
    return _page(query.where(Objection.answer == Answer.OPEN), Objection.due_on, number)


def objections_waiting(identity: Identity) -> int:
    """Return how many objections wait for an organiser."""
    where = (Objection.branch_id == identity.branch_id, Objection.answer == Answer.OPEN)
    return db.session.scalar(select(func.count()).select_from(Objection).where(*where)) or 0


def objections_of(member_id: int) -> list[Objection]:
    """Return a member's objections, the newest first."""
    return list(
        db.session.scalars(
            select(Objection)
            .where(Objection.member_id == member_id)
            .order_by(Objection.id.desc())
            .limit(PAGE)
        )
    )


def objections_to(entry_id: int) -> list[Objection]:
    """Return the objections to an entry, in order."""
    query = select(Objection).where(Objection.entry_id == entry_id).order_by(Objection.id)
    return list(db.session.scalars(query))


def related(entry: LedgerEntry) -> list[LedgerEntry]:
    """Return the entries that took an entry back or corrected it, and the corrections' own, in order."""
    own = LedgerEntry.corrects_id == entry.id
    corrections = select(LedgerEntry.id).where(own)
    query = select(LedgerEntry).where(
        or_(own, LedgerEntry.reverses_id == entry.id, LedgerEntry.reverses_id.in_(corrections))
    )
    return list(db.session.scalars(query.order_by(LedgerEntry.id)))


def entries_called(ids: Collection[int]) -> Mapping[int, LedgerEntry]:
    """Return ledger entries by id."""
    rows: Sequence[LedgerEntry] = db.session.scalars(
        select(LedgerEntry).where(LedgerEntry.id.in_(set(ids)))
    ).all()
    return {row.id: row for row in rows}


def _page(query: Select[Any], order: Any, number: int) -> Page[Any]:
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = db.session.scalars(query.order_by(order).limit(PAGE).offset((number - 1) * PAGE)).all()
    return Page(rows, number, PAGE, total)
