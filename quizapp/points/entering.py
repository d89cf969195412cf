"""How a claim becomes an entry: under its key, dated on the claimed day, by the sheet of that day."""

from __future__ import annotations

from datetime import datetime

from flask import current_app
from sqlalchemy import select

from ..accounts.queries import Home
from ..core import clock
from ..core.errors import DomainError
from ..core.i18n import N_
from ..core.permissions import Identity
from ..extensions import db
from ..record import queries as record
from ..record import service as ledger
from ..record.models import LedgerEntry
from ..record.rules import Outcome, Refusal
from ..record.service import Credit
from ..record.sheet import Rule
from .models import PointsClaim


def enter(claim: PointsClaim, rule: Rule, actor: Identity, now: datetime) -> None:
    """Make the entry of a claim; it is made once, however often it is asked for."""
    entry = ledger.report(_credit(claim, rule), now=now, actor=actor) or _entered(claim)
    if entry is None:
        raise DomainError(
            N_("按那一天的积分办法，这一项现在记不进去，请退回本人。"), code="points.not_counted"
        )
    claim.entry_id = entry.id


def foreseen(claim: PointsClaim) -> Outcome | Refusal:
    """Return what a claim would come to if it became an entry now."""
    return ledger.judge(_credit(claim, known_rule_of(claim)))


def key_of(claim_id: int) -> str:
    """Return the key under which a claim becomes an entry."""
    return f"claim:{claim_id}"


def rule_of(claim: PointsClaim) -> Rule:
    """Return the rule under which a claim stands; raises DomainError where the sheet of its day has it no more."""
    _, sheet = record.sheet_for(claim.branch_id, claim.day)
    rule = sheet.rules.get(claim.rule)
    if rule is None:
        raise DomainError(N_("那一天的积分办法里已没有这一项，请退回本人。"), code="points.not_counted")
    return rule


def known_rule_of(claim: PointsClaim) -> Rule:
    """Return the rule under which a claim stands, or one of its name alone where the sheet has it no more."""
    _, sheet = record.sheet_for(claim.branch_id, claim.day)
    return sheet.rules.get(claim.rule) or Rule(claim.rule)


def _entered(claim: PointsClaim) -> LedgerEntry | None:
    return db.session.scalar(
        select(LedgerEntry).where(
            LedgerEntry.member_id == claim.member_id,
            LedgerEntry.rule == claim.rule,
            LedgerEntry.key == key_of(claim.id),
        )
    )


def _credit(claim: PointsClaim, rule: Rule) -> Credit:
    return Credit(
        claim.member_id,
        claim.rule,
        key_of(claim.id),
        clock.start_of(claim.day, current_app.extensions["settings"].zone),
        f"{rule.title or rule.name}：{claim.text}"[:120],
        outcome=claim.outcome or None,
        count=claim.count,
        points=claim.points,
        detail={"claim": claim.id},
        home=Home(claim.branch_id, claim.group_id),
    )
