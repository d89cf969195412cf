"""Verbs on objections: a member says what is wrong with an entry of his; it is kept, taken back or corrected.

An entry is never edited: what comes of an objection is another entry, which names the first.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import exists, select

from ..core import audit, clock
from ..core.errors import DomainError, Forbidden, Invalid, NotFound
from ..core.i18n import N_
from ..core.permissions import Identity, Permission, allowed
from ..extensions import db
from ..record import correcting
from ..record import queries as record
from ..record import service as ledger
from ..record.correcting import Claim
from ..record.models import LedgerEntry
from ..record.service import Credit
from ..record.sheet import Per, Rule
from . import telling
from .measuring import Measure
from .models import Answer, Objection
from .replaying import infer
from .settings import settings_of

MOST_TEXT = 500

#: What an objection came to, in words.
OUTCOMES: dict[Answer, str] = {
    Answer.OPEN: N_("等待答复"),
    Answer.KEPT: N_("维持原记录"),
    Answer.REVERSED: N_("已撤销这条记录"),
    Answer.CORRECTED: N_("已更正"),
}


def object_to(entry_id: int, text: str, *, actor: Identity, now: datetime) -> Objection:
    """Object to an own entry; one objection to an entry waits at a time."""
    entry = db.session.get(LedgerEntry, entry_id, with_for_update=True)
    if entry is None or entry.member_id != actor.member_id:
        raise NotFound
    if entry.reverses_id is not None or is_taken_back(entry.id):
        raise DomainError(N_("这条记录已经撤销，不用再提异议。"), code="points.taken_back")
    _check_text(text, "text")
    waiting = exists().where(Objection.entry_id == entry.id, Objection.answer == Answer.OPEN)
    if db.session.scalar(select(waiting)):
        raise DomainError(N_("对这条记录的异议还在等待答复。"), code="points.objected")
    zone = current_app.extensions["settings"].zone
    days = settings_of(entry.branch_id).answer_days
    objection = Objection(
        entry_id=entry.id,
        member_id=actor.member_id,
        branch_id=entry.branch_id,
        text=text.strip(),
        due_on=clock.day_of(now, zone) + timedelta(days=days),
        answer=Answer.OPEN,
        created_at=now,
    )
    db.session.add(objection)
    db.session.flush()
    telling.objected(objection, entry, actor, now)
    return objection


def keep(objection_id: int, reason: str, *, actor: Identity, now: datetime) -> None:
    """Answer that the entry is right, and why."""
    objection, entry = _waiting(objection_id, actor)
    _answer(objection, entry, Answer.KEPT, reason, None, actor, now)


def take_back(objection_id: int, reason: str, *, actor: Identity, now: datetime) -> None:
    """Answer by taking the entry back."""
    objection, entry = _waiting(objection_id, actor)
    _check_text(reason, "reason")
    made = ledger.reverse(entry.id, actor=actor, now=now, reason=reason.strip()[: ledger.MOST_REASON])
    _answer(objection, entry, Answer.REVERSED, reason, made, actor, now)


def correct(objection_id: int, measure: Measure, reason: str, *, actor: Identity, now: datetime) -> None:
    """Answer by bringing the entry to what it should have been, by the sheet and the caps under which it was made."""
    objection, entry = _waiting(objection_id, actor)
    _check_text(reason, "reason")
    claim = Claim(entry.member_id, entry.kind, entry.key, _credit(entry, measure))
    short = reason.strip()[: ledger.MOST_REASON]
    made = correcting.restate(claim, f"objection:{objection.id}", actor=actor, now=now, reason=short)
    if made is None:
        raise Invalid(N_("与原来记的一样，没有什么要更正；如维持原记录，请选“维持”。"), field="answer")
    _answer(objection, entry, Answer.CORRECTED, reason, made, actor, now)


def correctable(entry: LedgerEntry) -> Rule | None:
    """Return the rule of an entry whose result, number or points can be another; None where only yes or no is left."""
    rule = rule_of(entry)
    if rule is None or entry.reverses_id is not None or entry.corrects_id is not None:
        return None
    return rule if rule.outcomes or rule.is_open or rule.per is Per.ITEM else None


def rule_of(entry: LedgerEntry) -> Rule | None:
    """Return the rule under which an entry was made, by its own sheet."""
    return record.sheet_called(entry.sheet_id)[1].rules.get(entry.rule)


def is_taken_back(entry_id: int) -> bool:
    """Tell whether an entry was taken back."""
    return bool(db.session.scalar(select(exists().where(LedgerEntry.reverses_id == entry_id))))


def _credit(entry: LedgerEntry, measure: Measure) -> Credit:
    detail: dict[str, Any] = dict(entry.detail or {})
    kept = detail.pop("measure", None)
    detail.pop("why", None)
    was = kept if kept is not None else infer(rule_of(entry), entry.earned) or {}
    measured = {"outcome": measure.outcome or None, "count": measure.count, "points": measure.points}
    return Credit(
        entry.member_id,
        entry.kind,
        entry.key,
        entry.occurred_at,
        entry.title,
        **{**was, **measured},
        detail=detail,
    )


def _waiting(objection_id: int, actor: Identity) -> tuple[Objection, LedgerEntry]:
    objection = db.session.get(Objection, objection_id, with_for_update=True)
    if objection is None or not allowed(actor, Permission.MANAGE_RECORD, branch_id=objection.branch_id):
        raise NotFound
    if objection.member_id == actor.member_id:
        raise Forbidden(N_("自己提的异议由别人答复。"))
    if objection.answer is not Answer.OPEN:
        raise DomainError(N_("这份异议已经答复过。"), code="points.answered")
    return objection, db.session.get_one(LedgerEntry, objection.entry_id)


def _answer(
    objection: Objection,
    entry: LedgerEntry,
    answer: Answer,
    reason: str,
    made: LedgerEntry | None,
    actor: Identity,
    now: datetime,
) -> None:
    _check_text(reason, "reason")
    objection.answer, objection.reason = answer, reason.strip()
    objection.result_id = made.id if made else None
    objection.answered_by, objection.answered_at = actor.member_id, now
    db.session.flush()
    audit.note(
        actor,
        "points.answered",
        "objection",
        objection.id,
        at=now,
        branch_id=objection.branch_id,
        after={"answer": answer.value, "entry": entry.id},
        reason=reason.strip()[:300],
    )
    telling.answered(objection, entry, OUTCOMES[answer], now)


def _check_text(text: str, field: str) -> None:
    if not text.strip():
        raise Invalid(N_("请写明理由。"), field=field)
    if len(text.strip()) > MOST_TEXT:
        raise Invalid(N_("最多 %(max)d 个字。"), field=field, max=MOST_TEXT)
