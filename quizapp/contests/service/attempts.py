"""Verbs on one person's part in a contest: enter, more time, one attempt more, points by hand."""

from __future__ import annotations

from datetime import datetime, timedelta

from ...accounts.models import Member
from ...bank.item import ItemType
from ...core import audit
from ...core.errors import DomainError, Invalid, NotFound
from ...core.i18n import N_
from ...core.permissions import Identity
from ...extensions import db
from ...papers import queries as papers_queries
from ...papers import service as papers
from ...papers.attempt import AttemptState, deadline
from ...papers.blueprint import Blueprint
from ...papers.models import Attempt, Purpose
from ...papers.on_paper import ON_PAPER
from ...papers.orders import Order
from .. import queries, sharing
from ..models import Contest
from ..window import ContestState
from .drafts import MAX_LIMIT_S
from .events import note_event, tell
from .steps import follow_clock

MAX_LATER_S = 7 * 24 * 3600
MAX_REASON = 300


def enter(
    contest: Contest, *, member: Identity, now: datetime, request_id: str | None = None
) -> papers.Started:
    """Begin the member's attempt, or find the one that is open."""
    follow_clock(contest, now)
    source = queries.source_key(contest.id)
    running = papers_queries.open_attempt(member.member_id, source)
    if running:
        return papers.Started(running, found=True)
    chance = queries.chance(contest, member, now)
    if not chance.may_start:
        raise DomainError(chance.why, code=f"contest.{chance.code}")
    number = chance.used + 1
    order = Order(
        Purpose.CONTEST,
        source,
        contest.title,
        seed=f"{contest.seed}:{member.member_id}:{number}",
        deadline=deadline(now, contest.limit_s, chance.closes_at),
        grace_ms=contest.grace_ms,
    )
    tell(contest)
    if contest.picks:
        picks = [(item_id, points) for item_id, points in contest.picks]
        return papers.start_with(order, picks, member=member, now=now, request_id=request_id)
    blueprint = Blueprint.from_json(contest.blueprint)
    return papers.start(
        order,
        blueprint,
        contest.bank_ids,
        member=member,
        now=now,
        request_id=request_id,
        tired=frozenset(contest.resting or ()),
    )


def extend_attempt(
    contest: Contest, attempt_id: int, seconds: int, *, actor: Identity, now: datetime, reason: str
) -> None:
    """Give one person's attempt more time, or open a submitted one again for so many seconds from now."""
    reason = _reason(reason)
    if not 60 <= seconds <= MAX_LIMIT_S:
        raise Invalid(N_("延长的时间应在 1 分钟到 6 小时之间。"), field="minutes")
    if contest.state not in (ContestState.RUNNING, ContestState.CLOSED):
        raise DomainError(N_("竞赛已结算，不能再改答题时间。"), code="contest.settled")
    row = _attempt(contest, attempt_id)
    if row.submitted_by == ON_PAPER:
        raise DomainError(N_("纸质成绩不能重新打开，请在“纸质答题”里更正。"), code="contest.on_paper")
    is_open = row.state is AttemptState.OPEN
    if not is_open and papers_queries.open_attempt(row.member_id, row.source_key):
        raise DomainError(N_("这个人还有一份没交的答卷，请延长那一份。"), code="contest.attempt_open")
    from_when = max(now, row.deadline or now) if is_open else now
    papers.extend(attempt_id, from_when + timedelta(seconds=seconds), actor=actor, now=now, reason=reason)
    kind = "extended" if is_open else "reopened"
    note_event(contest, kind, actor, now, member_id=row.member_id, reason=reason, data={"seconds": seconds})
    audit.note(
        actor,
        f"contest.{kind}",
        "attempt",
        attempt_id,
        at=now,
        branch_id=contest.branch_id,
        after={"seconds": seconds},
        reason=reason,
    )
    tell(contest)


def allow_again(
    contest: Contest, member_id: int, extra_seconds: int, *, actor: Identity, now: datetime, reason: str
) -> None:
    """Give one person one attempt more, to be made until so many seconds after the others' closing, or after now."""
    reason = _reason(reason)
    if not 0 <= extra_seconds <= MAX_LATER_S:
        raise Invalid(N_("延长的时间最多 7 天。"), field="hours")
    if contest.state not in (ContestState.RUNNING, ContestState.CLOSED):
        raise DomainError(N_("竞赛已结算，不能再增加答题次数。"), code="contest.settled")
    if contest.state is ContestState.CLOSED and not extra_seconds:
        raise Invalid(N_("竞赛已经截止，请写明再给多少时间。"), field="hours")
    member = db.session.get(Member, member_id)
    if member is None or member.left_at or not _is_of(contest, member):
        raise NotFound
    if not queries.is_eligible(contest, member.branch_id, member.group_id, str(member.kind)):
        raise DomainError(N_("这场竞赛没有邀请这个人所在的党小组或类别。"), code="contest.not_eligible")
    if papers_queries.open_attempt(member_id, queries.source_key(contest.id)):
        raise DomainError(N_("这个人还有一份没交的答卷，请延长那一份。"), code="contest.attempt_open")
    until = max(now, contest.closes_at) + timedelta(seconds=extra_seconds) if extra_seconds else None
    note_event(
        contest,
        "allowed",
        actor,
        now,
        member_id=member_id,
        reason=reason,
        data={"extra_seconds": extra_seconds, "until": until.isoformat() if until else None},
    )
    audit.note(
        actor,
        "contest.allowed",
        "member",
        member_id,
        at=now,
        branch_id=contest.branch_id,
        after={"contest": contest.id, "extra_seconds": extra_seconds},
        reason=reason,
    )
    tell(contest)


def _is_of(contest: Contest, member: Member) -> bool:
    return member.branch_id == contest.branch_id or sharing.is_shared(contest.id, member.branch_id)


def mark_answer(
    contest: Contest, attempt_id: int, position: int, points: int, *, actor: Identity, now: datetime
) -> None:
    """Give a short answer its points, in hundredths, until the contest is settled; marking again replaces."""
    if contest.state not in (ContestState.RUNNING, ContestState.CLOSED):
        raise DomainError(N_("竞赛已结算，不能再评分。"), code="contest.settled")
    row = _attempt(contest, attempt_id)
    head = papers_queries.head_of(row)
    slot = head.slot(position)
    if slot is None or slot.type is not ItemType.SHORT or row.state is not AttemptState.SUBMITTED:
        raise NotFound
    papers.mark_by_hand(attempt_id, position, points, actor=actor, now=now)
    audit.note(
        actor,
        "contest.marked",
        "attempt",
        attempt_id,
        at=now,
        branch_id=contest.branch_id,
        after={"position": position, "points": points},
    )
    tell(contest)


def _attempt(contest: Contest, attempt_id: int) -> Attempt:
    row = db.session.get(Attempt, attempt_id)
    if row is None or row.source_key != queries.source_key(contest.id):
        raise NotFound
    return row


def _reason(text: str) -> str:
    """Return the reason without blanks around it; what decides on one person must say why."""
    if not text.strip():
        raise Invalid(N_("请写明原因。"), field="reason")
    if len(text.strip()) > MAX_REASON:
        raise Invalid(N_("原因最多 300 个字。"), field="reason")
    return text.strip()
