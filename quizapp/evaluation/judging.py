"""Decisions on an evaluation: vetoes, who of a tie gets a level, objections and their answers."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import exists, select

from ..core import audit, local
from ..core.errors import DomainError, Forbidden, Invalid, NotFound
from ..core.i18n import N_
from ..core.permissions import Identity
from ..core.transaction import hold_still
from ..extensions import db
from ..notices import service as notices
from ..record.queries import sheet_called
from . import standing_in
from .models import Answered, Evaluation, LevelRuling, ResultObjection, State, Veto
from .reading import heads_on
from .service import compute

MOST_REASON, MOST_TEXT = 300, 500
_OPEN = (State.DRAFT, State.COMPUTED, State.PUBLISHED)


def veto(
    row: Evaluation,
    member_id: int,
    day: date,
    reason: str,
    evidence: str = "",
    *,
    actor: Identity,
    now: datetime,
) -> Veto:
    """Set a veto on somebody of the roll, for something of a day in the period, and compute anew."""
    _check_open(row)
    if sheet_called(row.sheet_id)[1].veto is None:
        raise DomainError(N_("积分办法没有规定一票否决。"), code="evaluation.no_veto")
    if member_id not in {head.id for head in heads_on(row.branch_id, row.last, now=now)}:
        raise Invalid(N_("请选择参评人员。"), field="member_id")
    if not row.first <= day <= row.last:
        raise Invalid(N_("日期应当在评比的时间之内。"), field="day")
    standing = select(
        exists().where(Veto.evaluation_id == row.id, Veto.member_id == member_id, Veto.withdrawn_at.is_(None))
    )
    if db.session.scalar(standing):
        raise Invalid(N_("这个人已经一票否决了。"), field="member_id")
    made = Veto(
        evaluation_id=row.id,
        member_id=member_id,
        day=day,
        reason=_text(reason, "reason", MOST_REASON),
        evidence=evidence.strip()[:MOST_REASON],
        actor_id=actor.member_id,
        created_at=now,
    )
    db.session.add(made)
    db.session.flush()
    _after(row, "vetoed", actor, now, reason=made.reason, object_id=member_id)
    return made


def withdraw(row: Evaluation, veto_id: int, reason: str, *, actor: Identity, now: datetime) -> None:
    """Withdraw a veto, which stays to be read, and compute anew."""
    _check_open(row)
    made = db.session.get(Veto, veto_id)
    if made is None or made.evaluation_id != row.id:
        raise NotFound
    if made.withdrawn_at is not None:
        raise DomainError(N_("这条一票否决已经撤销。"), code="evaluation.withdrawn")
    made.withdrawn_at, made.withdrawn_why = now, _text(reason, "reason", MOST_REASON)
    db.session.flush()
    _after(row, "veto_withdrawn", actor, now, reason=made.withdrawn_why, object_id=made.member_id)


def rule(
    row: Evaluation, level: str, member_ids: Collection[int], reason: str, *, actor: Identity, now: datetime
) -> LevelRuling:
    """Record whom of a tie the branch gives the level, and compute anew; no more than there is room for.

    The ruling names the tie: where somebody joins or leaves it, or points or room change, it stands open again.

    Until the seal: what comes late may tie whom the settled figures did not, and nothing is sealed on a tie.
    """
    _check_open(row, State.SETTLED)
    tie = next((one for one in (row.result or {}).get("ties", []) if one["level"] == level), None)
    if tie is None:
        raise DomainError(N_("现在没有需要决定的同分。"), code="evaluation.no_tie")
    chosen = sorted(set(member_ids))
    if not chosen or not set(chosen) <= set(tie["members"]) or len(chosen) > tie["room"]:
        raise Invalid(N_("请在同分的人里选 1 到 %(room)d 人。"), field="members", room=tie["room"])
    made = LevelRuling(
        evaluation_id=row.id,
        level=level,
        total=tie["total"],
        room=tie["room"],
        tied_ids=tie["members"],
        member_ids=chosen,
        reason=_text(reason, "reason", MOST_REASON),
        actor_id=actor.member_id,
        created_at=now,
    )
    db.session.add(made)
    db.session.flush()
    _after(row, "ruled", actor, now, reason=made.reason, object_id=row.id)
    return made


def object_to(row: Evaluation, text: str, *, actor: Identity, now: datetime) -> ResultObjection:
    """Object to one's own result while it is published; one at a time."""
    hold_still(row)
    if row.state is not State.PUBLISHED or (
        row.objections_until and local.day_of(now) > row.objections_until
    ):
        raise DomainError(N_("公示期已过，不能再提异议；有新的情况请联系支部。"), code="evaluation.over")
    if actor.member_id not in {one["id"] for one in row.result["rows"]}:
        raise Forbidden
    waiting = select(
        exists().where(
            ResultObjection.evaluation_id == row.id,
            ResultObjection.member_id == actor.member_id,
            ResultObjection.outcome == Answered.OPEN,
        )
    )
    if db.session.scalar(waiting):
        raise Invalid(N_("你已经提过异议，支部还没有答复。"), field="text")
    made = ResultObjection(
        evaluation_id=row.id,
        member_id=actor.member_id,
        text=_text(text, "text", MOST_TEXT),
        created_at=now,
    )
    db.session.add(made)
    db.session.flush()
    params = {"name": actor.name, "title": row.title, "text": made.text[:60]}
    charge = standing_in.in_charge(row.branch_id, actor.member_id)
    link = f"/evaluation/objections/{made.id}" if charge.above else f"/evaluation/manage/{row.id}"
    notices.tell(charge.ids, "evaluation.objection", params, link, f"objection:{made.id}", now=now)
    return made


def answer(
    row: Evaluation, objection_id: int, upheld: bool, text: str, *, actor: Identity, now: datetime
) -> None:
    """Answer somebody else's objection once.

    Upheld, the ledger is corrected where its entries are; here nothing can be edited.
    """
    hold_still(row)
    made = db.session.get(ResultObjection, objection_id)
    if made is None or made.evaluation_id != row.id:
        raise NotFound
    if made.member_id == actor.member_id:
        raise Forbidden(N_("自己提的异议由别人答复。"))
    if made.outcome is not Answered.OPEN:
        raise DomainError(N_("这条异议已经答复过了。"), code="evaluation.answered")
    made.outcome = Answered.UPHELD if upheld else Answered.REJECTED
    made.answer, made.answered_by, made.answered_at = _text(text, "answer", MOST_TEXT), actor.member_id, now
    audit.note(
        actor,
        "evaluation.answered",
        "evaluation",
        row.id,
        at=now,
        branch_id=row.branch_id,
        after={"outcome": made.outcome.value},
        reason=made.answer[:MOST_REASON],
    )
    link = f"/evaluation/{row.id}"
    params = {"title": row.title, "answer": made.answer[:120]}
    notices.tell([made.member_id], "evaluation.answered", params, link, f"objection:{made.id}", now=now)


def _check_open(row: Evaluation, *also: State) -> None:
    hold_still(row)
    if row.state not in (*_OPEN, *also):
        raise DomainError(N_("评比已经定案，不能再改变决定。"), code="evaluation.state")


def _text(text: str, field: str, most: int) -> str:
    text = text.strip()
    if not text:
        raise Invalid(N_("请写明原因。"), field=field)
    if len(text) > most:
        raise Invalid(N_("最多 %(max)d 个字。"), field=field, max=most)
    return text


def _after(
    row: Evaluation, verb: str, actor: Identity, now: datetime, *, reason: str, object_id: int
) -> None:
    """Note a decision, and let the figures follow it."""
    audit.note(
        actor,
        f"evaluation.{verb}",
        "evaluation",
        row.id,
        at=now,
        branch_id=row.branch_id,
        after={"object": object_id},
        reason=reason,
    )
    if row.result is not None:
        compute(row, actor=actor, now=now)
