"""Verbs on evaluations: make, compute, publish for objections, settle, seal. No step is ever taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, func, select

from ..core import audit, local
from ..core.errors import DomainError, Invalid
from ..core.i18n import N_
from ..core.permissions import Identity
from ..core.transaction import hold_still
from ..extensions import db
from ..notices import service as notices
from . import reading, sealing
from .figures import changes
from .models import Answered, Evaluation, LevelRuling, ResultObjection, Shown, State, Veto
from .periods import PeriodKind, Stretch

MOST_DAYS = 30


@dataclass(frozen=True, slots=True)
class Draft:
    """An evaluation as its organiser asks for it."""

    title: str
    stretch: Stretch
    sheet_id: int
    shown: Shown = Shown.LEVELS
    days: int = 5


def create(draft: Draft, branch_id: int, *, actor: Identity, now: datetime) -> Evaluation:
    """Make an evaluation; a period of its kind is evaluated once."""
    _check(draft, branch_id)
    stretch = draft.stretch
    taken = select(
        exists().where(
            Evaluation.branch_id == branch_id,
            Evaluation.kind == stretch.kind,
            Evaluation.first <= stretch.last,
            Evaluation.last >= stretch.first,
        )
    )
    if db.session.scalar(taken):
        raise Invalid(N_("这段时间已经有同类的评比了。"), field="period")
    row = Evaluation(
        branch_id=branch_id,
        title=draft.title,
        kind=stretch.kind,
        first=stretch.first,
        last=stretch.last,
        sheet_id=draft.sheet_id,
        shown=draft.shown,
        days=draft.days,
        history=[],
        author_id=actor.member_id,
        created_at=now,
    )
    db.session.add(row)
    db.session.flush()
    _note(row, "created", actor, now)
    return row


def change(row: Evaluation, draft: Draft, *, actor: Identity, now: datetime) -> None:
    """Change title, sheet and what is shown, before it is published; the period stays."""
    _only(row, State.DRAFT, State.COMPUTED)
    _check(draft, row.branch_id)
    before = {"title": row.title, "sheet": row.sheet_id, "shown": row.shown.value, "days": row.days}
    row.title, row.sheet_id, row.shown, row.days = draft.title, draft.sheet_id, draft.shown, draft.days
    _note(row, "changed", actor, now, before=before)


def discard(row: Evaluation, *, actor: Identity, now: datetime) -> None:
    """Delete an evaluation that nobody has seen yet, with its vetoes and rulings."""
    _only(row, State.DRAFT, State.COMPUTED)
    _note(row, "discarded", actor, now, before={"title": row.title})
    for table in (Veto, LevelRuling, ResultObjection):
        for one in db.session.scalars(select(table).where(table.evaluation_id == row.id)):
            db.session.delete(one)
    db.session.flush()
    db.session.delete(row)
    db.session.flush()


def compute(row: Evaluation, *, actor: Identity, now: datetime) -> list[dict[str, Any]]:
    """Compute from the ledger as it is; returns whose figures that changes, which the history keeps."""
    _only(row, State.DRAFT, State.COMPUTED, State.PUBLISHED, State.SETTLED)
    result = reading.computed(reading.inputs_of(row, now=now))
    changed = changes(row.result, result) if row.result else []
    line = {"at": now.isoformat(), "by": actor.name, "state": row.state.value, "changes": changed}
    row.history = [*row.history, line]
    row.result, row.computed_at = result, now
    if row.state is State.DRAFT:
        row.state = State.COMPUTED
    _note(row, "computed", actor, now, after={"changed": len(changed)})
    return changed


def publish(row: Evaluation, *, actor: Identity, now: datetime) -> None:
    """Show the result to the branch for some days of objections, and tell everybody in it."""
    _only(row, State.COMPUTED)
    if local.day_of(now) <= row.last:
        raise DomainError(N_("评比的时间还没有结束，结束后才能公示。"), code="evaluation.too_early")
    if not row.result["evaluated"]:
        raise DomainError(N_("这段时间没有参评的人，不能公示。"), code="evaluation.nobody")
    _check_current(row, now)
    _check_ties(row)
    row.state, row.published_at = State.PUBLISHED, now
    row.objections_until = local.day_of(now) + timedelta(days=row.days)
    _note(row, "published", actor, now, after={"until": row.objections_until.isoformat()})
    params = {"title": row.title, "until": row.objections_until.isoformat()}
    link = f"/evaluation/{row.id}"
    heads = [one["id"] for one in row.result["rows"]]
    notices.tell(heads, "evaluation.published", params, link, f"evaluation:{row.id}", now=now)


def settle(row: Evaluation, *, actor: Identity, now: datetime) -> None:
    """End the objections: all answered, the days over, the figures as the ledger has them."""
    _only(row, State.PUBLISHED)
    if row.objections_until is not None and local.day_of(now) <= row.objections_until:
        raise DomainError(N_("公示期还没有结束。"), code="evaluation.too_early")
    if open_objections(row.id):
        raise DomainError(N_("还有异议没有答复，请先答复。"), code="evaluation.objections")
    _check_current(row, now)
    _check_ties(row)
    row.state, row.settled_at = State.SETTLED, now
    _note(row, "settled", actor, now)
    link = f"/evaluation/{row.id}"
    heads = [one["id"] for one in row.result["rows"]]
    notices.tell(heads, "evaluation.settled", {"title": row.title}, link, f"evaluation:{row.id}", now=now)


def seal(row: Evaluation, *, actor: Identity, now: datetime) -> None:
    """Bind the settled result to the ledger by a hash; what comes later counts in the next period."""
    _only(row, State.SETTLED)
    sealing.hold_ledger()
    _check_current(row, now)
    _check_ties(row)
    sealing.bind(row, reading.inputs_of(row, now=now))
    row.state, row.sealed_at = State.SEALED, now
    db.session.flush()
    _note(row, "sealed", actor, now, after={"seal": row.seal})


def open_objections(evaluation_id: int) -> int:
    """Return how many objections wait for an answer."""
    query = select(func.count()).where(
        ResultObjection.evaluation_id == evaluation_id, ResultObjection.outcome == Answered.OPEN
    )
    return db.session.scalar(query) or 0


def _check(draft: Draft, branch_id: int) -> None:
    if not draft.title.strip():
        raise Invalid(N_("请填写名称。"), field="title")
    if not 1 <= draft.days <= MOST_DAYS:
        raise Invalid(N_("公示天数应当在 1 到 %(most)d 之间。"), field="days", most=MOST_DAYS)
    if draft.stretch.kind is PeriodKind.DATES and draft.stretch.last < draft.stretch.first:
        raise Invalid(N_("结束日期不能早于开始日期。"), field="last")
    if draft.sheet_id not in {sheet.id for sheet in reading.sheets_for(branch_id)}:
        raise Invalid(N_("请选择积分办法。"), field="sheet_id")


def _only(row: Evaluation, *states: State) -> None:
    hold_still(row)
    if row.state not in states:
        raise DomainError(N_("评比已经进行到下一步，不能再这样做。"), code="evaluation.state")


def _check_current(row: Evaluation, now: datetime) -> None:
    """Refuse a step on figures that the ledger no longer gives: nobody is to be shown something else than he saw."""
    result = reading.computed(reading.inputs_of(row, now=now))
    changed = changes(row.result, result)
    if changed:
        raise DomainError(
            N_("计算之后积分记录又有变化，涉及 %(n)d 人，请重新计算后再继续。"),
            code="evaluation.stale",
            n=len(changed),
        )
    row.result = result  # the same totals and levels; entries that count nothing may have come


def _check_ties(row: Evaluation) -> None:
    if row.result["ties"]:
        raise DomainError(N_("有人在名额边上同分，请支部先决定。"), code="evaluation.tie")


def _note(row: Evaluation, verb: str, actor: Identity, now: datetime, **more: Any) -> None:
    audit.note(actor, f"evaluation.{verb}", "evaluation", row.id, at=now, branch_id=row.branch_id, **more)
