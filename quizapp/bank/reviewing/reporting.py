"""Verbs on reports of errors: a member writes one, who looks after the item answers, the member is told."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from ...core import audit
from ...core.errors import DomainError, Forbidden, Invalid, NotFound, TooMany
from ...core.i18n import N_
from ...core.once import insert_once
from ...core.permissions import Identity, Permission, allowed
from ...extensions import db
from ..item import ItemStatus
from ..models import Item, ItemVersion
from ..service import retire_item
from . import telling
from .models import OUTCOMES, REPORT_KINDS, ErrorReport, ItemHidden, Outcome, ReportKind
from .tokens import token_of

MOST_A_DAY = 20
MOST_TEXT = 500
DAY = timedelta(days=1)


def report(version_id: int, kind: ReportKind, text: str, *, actor: Identity, now: datetime) -> int:
    """Report an error in a version and return the report's id; the same again changes nothing.

    A member has one report of a version: written anew it replaces what stood there, and after an answer it is
    open again.
    """
    version = db.session.get(ItemVersion, version_id)
    if version is None:
        raise NotFound
    text = text.strip()
    _check(kind, text)
    row = _own(actor, version_id)
    if row is not None and (row.kind, row.text, row.answered_at) == (kind, text, None):
        return row.id
    if row is not None and row.answered_at is None:
        row.kind, row.text = kind, text
        return row.id
    _check_number(actor, now)
    row = _open_again(row, kind, text, now) if row else _insert(version, kind, text, actor, now)
    _tell_keepers(row, actor, now)
    return row.id


def _check(kind: ReportKind, text: str) -> None:
    if len(text) > MOST_TEXT:
        raise Invalid(N_("最多 %(most)d 个字。"), field="text", most=MOST_TEXT)
    if kind is ReportKind.OTHER and not text:
        raise Invalid(N_("请写明哪里不对。"), field="text")


def _own(actor: Identity, version_id: int) -> ErrorReport | None:
    found = select(ErrorReport).where(
        ErrorReport.member_id == actor.member_id, ErrorReport.version_id == version_id
    )
    return db.session.scalars(found.with_for_update()).one_or_none()


def _check_number(actor: Identity, now: datetime) -> None:
    lately = select(func.count()).where(
        ErrorReport.member_id == actor.member_id, ErrorReport.created_at > now - DAY
    )
    if (db.session.scalar(lately) or 0) >= MOST_A_DAY:
        raise TooMany(
            N_("一天最多报告 %(most)d 道题，请明天再来。"), seconds=int(DAY.total_seconds()), most=MOST_A_DAY
        )


def _open_again(row: ErrorReport, kind: ReportKind, text: str, now: datetime) -> ErrorReport:
    row.kind, row.text, row.created_at, row.times = kind, text, now, row.times + 1
    row.answered_at = row.answered_by = row.outcome = None
    row.answer = ""
    return row


def _insert(version: ItemVersion, kind: ReportKind, text: str, actor: Identity, now: datetime) -> ErrorReport:
    insert_once(
        ErrorReport,
        item_id=version.item_id,
        version_id=version.id,
        member_id=actor.member_id,
        branch_id=actor.branch_id,
        kind=kind,
        text=text,
        times=1,
        created_at=now,
        answer="",
    )
    row = _own(actor, version.id)
    if row is None:
        raise NotFound
    return row


def _tell_keepers(row: ErrorReport, actor: Identity, now: datetime) -> None:
    item = db.session.get_one(Item, row.item_id)
    told = set(telling.keepers(item.bank.branch_id))
    if item.bank.branch_id is None:
        told |= set(telling.keepers(row.branch_id))
    telling.reported(item, row, REPORT_KINDS[row.kind], told - {actor.member_id}, now)


def may_answer(who: Identity, owner_branch: int | None, reporter_branch: int) -> bool:
    """Say whether somebody looks after a report: of the branch's own item its organisers; of a shipped one the
    administrators, and the organisers of the branch it came from.
    """
    branch = reporter_branch if owner_branch is None else owner_branch
    return allowed(who, Permission.MANAGE_BANK, branch_id=branch)


def outcomes_for(owner_branch: int | None) -> tuple[Outcome, ...]:
    """Return what a report of an item can come to: a shipped item is hidden here, not taken out of use."""
    left_out = Outcome.HIDDEN if owner_branch is not None else Outcome.RETIRED
    return tuple(outcome for outcome in Outcome if outcome is not left_out)


def answer(
    report_id: int, outcome: Outcome, text: str, *, actor: Identity, now: datetime, all_alike: bool = False
) -> int:
    """Answer a report, `all_alike` with it the other open ones of the item; return how many were answered.

    What the outcome says of the item is done with it. The same answer again changes nothing.
    """
    row = db.session.get(ErrorReport, report_id, with_for_update=True, populate_existing=True)
    item = db.session.get(Item, row.item_id) if row else None
    if row is None or item is None or not may_answer(actor, item.bank.branch_id, row.branch_id):
        raise NotFound
    text = text.strip()
    if row.answered_at is not None:
        if (row.outcome, row.answer) == (outcome, text):
            return 0
        raise DomainError(N_("这条报告刚刚已有答复。"), code="report.answered")
    if outcome not in outcomes_for(item.bank.branch_id):
        raise Forbidden
    _check_answer(outcome, text)
    _carry_out(item, outcome, text, actor, now)
    rows = [row, *(_others(row, item, actor) if all_alike else ())]
    for one in rows:
        _answer(one, item, outcome, text, actor, now)
    return len(rows)


def _check_answer(outcome: Outcome, text: str) -> None:
    if outcome is Outcome.NO_FAULT and not text:
        raise Invalid(N_("请告诉报告的人为什么没有错，例如依据哪一条。"), field="answer")
    if len(text) > MOST_TEXT:
        raise Invalid(N_("最多 %(most)d 个字。"), field="answer", most=MOST_TEXT)


def _carry_out(item: Item, outcome: Outcome, text: str, actor: Identity, now: datetime) -> None:
    if outcome is Outcome.RETIRED and item.status is not ItemStatus.RETIRED:
        retire_item(item.id, True, actor=actor, now=now, reason=text or OUTCOMES[outcome])
    elif outcome is Outcome.HIDDEN:
        hide_item(item.id, True, actor=actor, now=now)


def _others(row: ErrorReport, item: Item, actor: Identity) -> list[ErrorReport]:
    found = db.session.scalars(
        select(ErrorReport)
        .where(
            ErrorReport.item_id == row.item_id, ErrorReport.answered_at.is_(None), ErrorReport.id != row.id
        )
        .with_for_update()
    )
    return [one for one in found if may_answer(actor, item.bank.branch_id, one.branch_id)]


def _answer(
    row: ErrorReport, item: Item, outcome: Outcome, text: str, actor: Identity, now: datetime
) -> None:
    row.outcome, row.answer = outcome, text
    row.answered_at, row.answered_by = now, actor.member_id
    audit.note(
        actor,
        "report.answered",
        "error_report",
        row.id,
        at=now,
        branch_id=item.bank.branch_id if item.bank.branch_id is not None else row.branch_id,
        after={"item": item.id, "outcome": outcome.value},
        reason=text[:300],
    )
    telling.answered(item, row, OUTCOMES[outcome], f"/report/{token_of(row.version_id)}", now)


def hide_item(item_id: int, hidden: bool, *, actor: Identity, now: datetime) -> None:
    """Take a shipped item out of what the actor's branch is asked, or back into it."""
    item = db.session.get(Item, item_id)
    if item is None or item.bank.branch_id is not None:
        raise NotFound
    key = {"branch_id": actor.branch_id, "item_id": item_id}
    if hidden:
        changed = insert_once(ItemHidden, **key)
    else:
        shown = delete(ItemHidden).filter_by(**key).returning(ItemHidden.item_id)
        changed = db.session.execute(shown).first() is not None
    if not changed:
        return
    action = "item.hidden" if hidden else "item.shown"
    audit.note(actor, action, "item", item_id, at=now, branch_id=actor.branch_id)
