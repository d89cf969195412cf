"""Bringing entries in line with what a credit turned out to be: the difference is appended, nothing is edited.

A correction counts what the entry should have counted when it was made, by its own sheet and the caps as they
were then, less what it stands at. It is dated when it is made, like a taking back: periods that are past stay as
they were published.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy import select

from ..accounts.models import Member
from ..core import audit, clock
from ..core.errors import NotFound
from ..core.permissions import Identity
from ..extensions import db
from . import rules
from .models import LedgerEntry
from .rules import CORRECTION, Outcome, Refusal
from .service import Credit, Ledger, append, judge_by, of_outcome, standing_corrections


@dataclass(frozen=True, slots=True)
class Claim:
    """What should stand for a member under a rule and key; `credit` None: nothing should."""

    member_id: int
    rule: str
    key: str
    credit: Credit | None


@dataclass(frozen=True, slots=True)
class _Decided:
    outcome: Outcome
    sheet_id: int
    entry: LedgerEntry | None


def difference(claim: Claim, cause: str) -> int:
    """Return by how many hundredths `restate` would move the member's points; nothing is written."""
    decided = _decide(claim, _member(claim.member_id), cause)
    return decided.outcome.counted if decided else 0


def restate(
    claim: Claim, cause: str, *, actor: Identity | None, now: datetime, reason: str
) -> LedgerEntry | None:
    """Append what is missing or too much; None where there is nothing to correct, or the same cause did before.

    An entry that somebody took back by hand stays taken back.
    """
    member = _member(claim.member_id, lock=True)
    decided = _decide(claim, member, cause)
    if decided is None:
        return None
    entry, credit = decided.entry, claim.credit
    title = entry.title if entry else credit.title if credit else ""
    made = LedgerEntry(
        **of_outcome(decided.outcome),
        member_id=member.id,
        branch_id=entry.branch_id if entry else member.branch_id,
        group_id=entry.group_id if entry else member.group_id,
        occurred_at=now,
        day=clock.day_of(now, current_app.extensions["settings"].zone),
        title=title,
        detail=dict(credit.detail) if credit else None,
        sheet_id=decided.sheet_id,
        corrects_id=entry.id if entry else None,
        actor_id=actor.member_id if actor else None,
        reason=reason,
        created_at=now,
    )
    append(made)
    _note(made, cause, actor, now, reason)
    return made


def _note(made: LedgerEntry, cause: str, actor: Identity | None, now: datetime, reason: str) -> None:
    after = {"counted": made.counted, "cause": cause}
    branch_id = made.branch_id
    audit.note(
        actor,
        "record.corrected",
        "ledger_entry",
        made.id,
        at=now,
        branch_id=branch_id,
        after=after,
        reason=reason,
    )


def _member(member_id: int, *, lock: bool = False) -> Member:
    member = db.session.get(Member, member_id, with_for_update=lock or None)
    if member is None:
        raise NotFound
    return member


def _decide(claim: Claim, member: Member, cause: str) -> _Decided | None:
    first = db.session.scalars(
        select(LedgerEntry).where(
            LedgerEntry.member_id == member.id,
            LedgerEntry.rule == claim.rule,
            LedgerEntry.key == claim.key,
        )
    ).one_or_none()
    if first is None:
        return _missing(claim, member)
    done = select(LedgerEntry.id).where(
        LedgerEntry.member_id == member.id,
        LedgerEntry.rule == claim.rule,
        LedgerEntry.key == f"{CORRECTION}{cause}:{claim.key}",
    )
    if _taken_back(first.id) or db.session.scalar(done):
        return None
    standing = [first, *standing_corrections(first.id)]
    outcome = rules.correct(
        _should(claim, first, member),
        sum(entry.earned for entry in standing),
        sum(entry.counted for entry in standing),
        cause,
        claim.key,
        claim.rule,
    )
    return _Decided(outcome, first.sheet_id, first) if outcome else None


def _missing(claim: Claim, member: Member) -> _Decided | None:
    if claim.credit is None:
        return None
    sheet_id, _, outcome = judge_by(claim.credit, member, Ledger(member.id))
    return None if isinstance(outcome, Refusal) else _Decided(outcome, sheet_id, None)


def _should(claim: Claim, first: LedgerEntry, member: Member) -> Outcome | None:
    """Return what the entry should have been when it was made, by its own sheet."""
    if claim.credit is None:
        return None
    outcome = judge_by(claim.credit, member, Ledger(member.id, before=first.id), first)[2]
    return outcome if isinstance(outcome, Outcome) else None


def _taken_back(entry_id: int) -> bool:
    return bool(db.session.scalar(select(LedgerEntry.id).where(LedgerEntry.reverses_id == entry_id)))
