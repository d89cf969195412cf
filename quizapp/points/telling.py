"""Who is told of claims, objections and new sheets."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from ..accounts import queries as accounts
from ..accounts.models import Member
from ..core.permissions import Identity
from ..extensions import db
from ..notices.service import tell
from ..record.models import LedgerEntry, PointsSheet
from ..record.sheet_rule import Rule
from .claiming import ClaimState
from .models import Objection, PointsClaim

TITLE = 60  # characters of a title in a notice


def waiting(claim: PointsClaim, rule: Rule, now: datetime) -> None:
    """Tell those for whom a claim waits, but for its own member."""
    people = (
        accounts.leaders_of(claim.group_id)
        if claim.state is ClaimState.LEADER
        else accounts.organisers_of(claim.branch_id)
    )
    params = {"name": _name(claim.member_id), "rule": _title(rule), "day": claim.day.isoformat()}
    others = [one for one in people if one != claim.member_id]
    tell(others, "claim.waiting", params, f"/points/claims/{claim.id}", _key(claim, now), now=now)


def returned(claim: PointsClaim, rule: Rule, reason: str, now: datetime) -> None:
    """Tell the member that a claim came back, and why."""
    params = {"rule": _title(rule), "reason": reason.strip()}
    tell([claim.member_id], "claim.returned", params, f"/points/claims/{claim.id}", _key(claim, now), now=now)


def approved(claim: PointsClaim, rule: Rule, by: Identity, now: datetime) -> None:
    """Tell the member that a claim became an entry."""
    params = {"rule": _title(rule), "by": by.name}
    link = f"/points/entries/{claim.entry_id}"
    tell([claim.member_id], "claim.approved", params, link, str(claim.id), now=now)


def objected(objection: Objection, entry: LedgerEntry, by: Identity, now: datetime) -> None:
    """Tell the organisers that a member objects to an entry."""
    params = {"name": by.name, "title": entry.title[:TITLE], "day": objection.due_on.isoformat()}
    others = [one for one in accounts.organisers_of(objection.branch_id) if one != by.member_id]
    link = f"/points/objections/{objection.id}"
    tell(others, "objection.new", params, link, str(objection.id), now=now)


def answered(objection: Objection, entry: LedgerEntry, outcome: str, now: datetime) -> None:
    """Tell the member what an objection came to."""
    params = {"title": entry.title[:TITLE], "outcome": outcome, "reason": objection.reason[:200]}
    link = f"/points/entries/{entry.id}"
    tell([objection.member_id], "objection.answered", params, link, str(objection.id), now=now)


def published(row: PointsSheet, title: str, valid_from: date, now: datetime) -> None:
    """Tell a branch's members that a new sheet holds from a day on."""
    members = select(Member.id).where(Member.branch_id == row.branch_id, Member.left_at.is_(None))
    params = {"title": title, "day": valid_from.isoformat()}
    tell(list(db.session.scalars(members)), "sheet.published", params, "/record/rules", str(row.id), now=now)


def _name(member_id: int) -> str:
    member = db.session.get(Member, member_id)
    return member.name if member else ""


def _title(rule: Rule) -> str:
    return (rule.title or rule.name)[:TITLE]


def _key(claim: PointsClaim, now: datetime) -> str:
    return f"{claim.id}:{claim.state}:{now.isoformat()}"
