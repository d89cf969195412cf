"""Verbs on claims: declare, put right, agree, send back, withdraw. Only agreement makes an entry, and only once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import current_app
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from ..accounts.models import Branch, Member
from ..accounts.queries import Home, home_at
from ..core import clock, local
from ..core.errors import DomainError, Forbidden, Invalid, NotFound
from ..core.i18n import N_
from ..core.permissions import Identity
from ..extensions import db
from ..files import queries as files
from ..files import service as file_service
from ..files.kinds import Kind
from ..record import queries as record
from ..record.sheet import Rule
from . import access, telling
from .claiming import ClaimAct, ClaimState, Judge, declared, judged, may_withdraw
from .entering import enter, known_rule_of, rule_of
from .measuring import Measure, by_hand
from .models import ClaimStep, PointsClaim
from .settings import settings_of

SUBJECT = "claim"
EVIDENCE = (Kind.IMAGE, Kind.PDF)
MOST_FILES = 9
MOST_TEXT, MOST_REASON = 500, 300


@dataclass(frozen=True, slots=True)
class Draft:
    """What a member declares."""

    rule: str
    day: date
    text: str
    measure: Measure


def claimable(branch_id: int, day: date) -> list[Rule]:
    """Return the rules under which a member may declare something of a day."""
    _, sheet = record.sheet_for(branch_id, day)
    return [rule for rule in sheet.rules.values() if rule.claim and by_hand(rule)]


def declare(
    draft: Draft, uploads: Sequence[FileStorage], request_id: str, *, actor: Identity, now: datetime
) -> PointsClaim:
    """Declare something under a rule of the branch where it was done; the same request sent twice is one claim."""
    # the same form in two tabs takes turns
    member = db.session.get_one(Member, actor.member_id, with_for_update=True)
    known = select(PointsClaim).where(
        PointsClaim.member_id == actor.member_id, PointsClaim.request_id == request_id
    )
    if (claim := db.session.scalar(known)) is not None:
        return claim
    home = _home_on(draft.day, member, now)
    rule = _checked(draft, home.branch_id, now)
    claim = PointsClaim(
        member_id=member.id,
        branch_id=home.branch_id,
        group_id=home.group_id,
        request_id=request_id,
        created_at=now,
        state=ClaimState.RETURNED,
    )
    _write(claim, draft, now)
    db.session.add(claim)
    db.session.flush()
    _hand_in(claim, rule, uploads, ClaimAct.DECLARE, actor, now)
    return claim


def resubmit(
    claim_id: int, draft: Draft, uploads: Sequence[FileStorage], *, actor: Identity, now: datetime
) -> PointsClaim:
    """Put a claim right that was sent back, and hand it in again."""
    claim = _own(claim_id, actor)
    if claim.state is not ClaimState.RETURNED:
        raise DomainError(N_("这份申报不在退回状态，不能再改。"), code="points.claim_moved")
    home = _home_on(draft.day, db.session.get_one(Member, claim.member_id), now)
    rule = _checked(draft, home.branch_id, now, declared_at=claim.created_at)
    claim.branch_id, claim.group_id = home.branch_id, home.group_id
    _write(claim, draft, now)
    _hand_in(claim, rule, uploads, ClaimAct.RESUBMIT, actor, now)
    return claim


def withdraw(claim_id: int, *, actor: Identity, now: datetime) -> None:
    """Take an own claim back; its evidence stays with it."""
    claim = _own(claim_id, actor)
    if not may_withdraw(claim.state):
        raise DomainError(N_("已经计入或撤回的申报不能再撤回。"), code="points.claim_moved")
    _step(claim, ClaimAct.WITHDRAW, ClaimState.WITHDRAWN, actor, now)


def agree(
    claim_id: int, *, actor: Identity, now: datetime, points: int | None = None, reason: str = ""
) -> PointsClaim:
    """Agree to a claim; with the last agreement it becomes an entry, `points` of a rule that leaves them open."""
    claim = _judging(claim_id, actor)
    rule = rule_of(claim)
    target = judged(claim.state, ClaimAct.AGREE, _judge(claim, actor), rule.approval)
    if target is None:
        raise DomainError(N_("这份申报已经处理过。"), code="points.claim_moved")
    if rule.is_open and points is not None:
        _not_negative(points)
        claim.points = points
    _step(claim, ClaimAct.AGREE, target, actor, now, reason)
    if target is ClaimState.APPROVED:
        enter(claim, rule, actor, now)
        telling.approved(claim, rule, actor, now)
    else:
        telling.waiting(claim, rule, now)
    return claim


def agree_to_all(claim_ids: Collection[int], *, actor: Identity, now: datetime) -> int:
    """Agree to several claims in one unit; return how many still waited for the actor."""
    done = 0
    for claim_id in sorted(set(claim_ids)):
        claim = _judging(claim_id, actor)
        if judged(claim.state, ClaimAct.AGREE, _judge(claim, actor), rule_of(claim).approval):
            agree(claim_id, actor=actor, now=now)
            done += 1
    return done


def send_back(claim_id: int, reason: str, *, actor: Identity, now: datetime) -> None:
    """Send a claim back to its member with a reason."""
    claim = _judging(claim_id, actor)
    if not reason.strip():
        raise Invalid(N_("请写明退回的原因，让本人知道怎么改。"), field="reason")
    rule = known_rule_of(claim)
    target = judged(claim.state, ClaimAct.RETURN, _judge(claim, actor), rule.approval)
    if target is None:
        raise DomainError(N_("这份申报已经处理过。"), code="points.claim_moved")
    _step(claim, ClaimAct.RETURN, target, actor, now, _short(reason))
    telling.returned(claim, rule, reason, now)


def remove_evidence(claim_id: int, file_id: int, *, actor: Identity, now: datetime) -> None:
    """Take a file off a claim that is being put right."""
    claim = _own(claim_id, actor)
    row = files.row_of(file_id, SUBJECT)
    if row.subject_id != claim.id or claim.state is not ClaimState.RETURNED:
        raise NotFound
    file_service.remove(row, actor=actor, now=now)


def _home_on(day: date, member: Member, now: datetime) -> Home:
    """Return where a member stood at the end of a day: its branch judges what was done then, unless it was closed."""
    home = home_at(member, min(local.end_of(day), now))
    if db.session.get_one(Branch, home.branch_id).archived_at is not None:
        return Home(member.branch_id, member.group_id)
    return home


def _checked(draft: Draft, branch_id: int, now: datetime, declared_at: datetime | None = None) -> Rule:
    """Return the rule of a draft that may be declared; a late one counts from when it was first declared."""
    zone = current_app.extensions["settings"].zone
    today, late = clock.day_of(now, zone), settings_of(branch_id).late_days
    if draft.day > today:
        raise Invalid(N_("日期不能晚于今天。"), field="day")
    waited = (clock.day_of(declared_at or now, zone) - draft.day).days
    if late and waited > late:
        raise Invalid(N_("这件事已过去 %(n)d 天，超过支部规定的 %(most)d 天，不能再申报。如有特殊情况，请联系支部组织者代为录入。"), field="day", n=waited, most=late)  # fmt: skip
    rule = next((one for one in claimable(branch_id, draft.day) if one.name == draft.rule), None)
    if rule is None:
        raise Invalid(N_("那一天的积分办法里没有可以申报的这一项。"), field="day")
    if not draft.text.strip():
        raise Invalid(N_("请写明做了什么。"), field="text")
    if len(draft.text) > MOST_TEXT:
        raise Invalid(N_("最多 %(max)d 个字。"), field="text", max=MOST_TEXT)
    _not_negative(draft.measure.points or 0)
    return rule


def _not_negative(points: int) -> None:
    if points < 0:
        raise Invalid(N_("申报的分值不能是负数。"), field="points")


def _write(claim: PointsClaim, draft: Draft, now: datetime) -> None:
    claim.rule, claim.day, claim.text = draft.rule, draft.day, draft.text.strip()
    claim.outcome, claim.count, claim.points = (
        draft.measure.outcome,
        draft.measure.count,
        draft.measure.points,
    )
    claim.updated_at = now


def _hand_in(
    claim: PointsClaim,
    rule: Rule,
    uploads: Sequence[FileStorage],
    act: ClaimAct,
    actor: Identity,
    now: datetime,
) -> None:
    _keep_evidence(claim, rule, uploads, actor, now)
    target = declared(rule.approval, has_leader=access.has_leader(claim))
    _step(claim, act, target, actor, now)
    if target is ClaimState.APPROVED:
        enter(claim, rule, actor, now)
    else:
        telling.waiting(claim, rule, now)


def _keep_evidence(
    claim: PointsClaim, rule: Rule, uploads: Sequence[FileStorage], actor: Identity, now: datetime
) -> None:
    there = len(files.of(SUBJECT, claim.id))
    if rule.evidence and not there and not uploads:
        raise Invalid(N_("这一项要附材料，请至少传一张照片或一份 PDF。"), field="file")
    if there + len(uploads) > MOST_FILES:
        raise Invalid(N_("最多 %(most)d 份材料。"), field="file", most=MOST_FILES)
    for upload in uploads:
        file_service.take_in(
            upload,
            kinds=EVIDENCE,
            subject_kind=SUBJECT,
            subject_id=claim.id,
            branch_id=claim.branch_id,
            actor=actor,
            now=now,
        )


def _step(
    claim: PointsClaim, act: ClaimAct, target: ClaimState, actor: Identity, now: datetime, reason: str = ""
) -> None:
    db.session.add(
        ClaimStep(
            claim_id=claim.id,
            act=act,
            actor_id=actor.member_id,
            at=now,
            points=claim.points,
            reason=_short(reason),
        )
    )
    claim.state, claim.updated_at = target, now
    db.session.flush()


def _own(claim_id: int, actor: Identity) -> PointsClaim:
    claim = db.session.get(PointsClaim, claim_id, with_for_update=True)
    if claim is None or claim.member_id != actor.member_id:
        raise NotFound
    return claim


def _judging(claim_id: int, actor: Identity) -> PointsClaim:
    claim = db.session.get(PointsClaim, claim_id, with_for_update=True)
    if claim is None or not access.may_see(claim, actor):
        raise NotFound
    if claim.member_id == actor.member_id:
        raise Forbidden(N_("自己的申报由别人审核。"))
    return claim


def _judge(claim: PointsClaim, actor: Identity) -> Judge:
    judge = access.judge_of(claim, actor)
    if judge is None:
        raise NotFound
    return judge


def _short(reason: str) -> str:
    reason = reason.strip()
    if len(reason) > MOST_REASON:
        raise Invalid(N_("最多 %(max)d 个字。"), field="reason", max=MOST_REASON)
    return reason
