"""Verbs on contests over a window: prepare, step, enter, decide on one person's attempt, settle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from ..core import audit
from ..core.errors import DomainError, Invalid, NotFound
from ..core.i18n import N_
from ..core.ids import new_seed
from ..core.permissions import Identity
from ..core.services import services
from ..core.transaction import after_commit
from ..extensions import db
from ..papers import queries as papers_queries
from ..papers import service as papers
from ..papers.attempt import AttemptState, deadline
from ..papers.blueprint import Blueprint
from ..papers.draw import draw
from ..papers.models import Attempt, Purpose
from ..record import service as record
from . import queries
from .models import Contest, ContestEvent, ContestResult
from .window import ContestState, Step, after_restore, allows, by_clock

REVIEWS = ("submitted", "closed", "never")
COUNTS = ("highest", "first", "last", "average")
MAX_LIMIT_S = 6 * 3600
MAX_ATTEMPTS = 20


@dataclass(frozen=True, slots=True)
class Draft:
    """What an organiser decides about a contest. `blueprint` in its JSON form, `limit_s` seconds."""

    title: str
    opens_at: datetime
    closes_at: datetime
    limit_s: int
    bank_ids: tuple[int, ...]
    blueprint: Mapping[str, Any]
    notice: str = ""
    attempts: int = 1
    counts: str = "highest"
    same_paper: bool = False
    review: str = "closed"
    eligible: Mapping[str, Any] | None = None
    for_record: bool = True

    def check(self) -> None:
        """Refuse what cannot be a contest, naming the field."""
        if not self.title.strip() or len(self.title) > 120:
            raise Invalid(N_("请填写竞赛名称，最多 120 个字。"), field="title")
        if self.closes_at <= self.opens_at:
            raise Invalid(N_("结束时间必须晚于开始时间。"), field="closes_at")
        if not 60 <= self.limit_s <= MAX_LIMIT_S:
            raise Invalid(N_("答题时长应在 1 分钟到 6 小时之间。"), field="limit_s")
        if not 1 <= self.attempts <= MAX_ATTEMPTS:
            raise Invalid(N_("答题次数应在 1 到 20 次之间。"), field="attempts")
        if self.review not in REVIEWS or self.counts not in COUNTS:
            raise Invalid(N_("查看方式或计分方式不对，请重新选择。"), field="review")
        if not self.bank_ids:
            raise Invalid(N_("请至少选择一个题库。"), field="bank_ids")
        Blueprint.from_json(self.blueprint)


def create_contest(draft: Draft, *, branch_id: int, actor: Identity, now: datetime) -> Contest:
    """Add a contest as a draft."""
    draft.check()
    contest = Contest(
        branch_id=branch_id,
        state=ContestState.DRAFT,
        seed=new_seed(),
        created_by=actor.member_id,
        created_at=now,
    )
    _apply(contest, draft)
    db.session.add(contest)
    db.session.flush()
    _event(contest, "created", actor, now)
    return contest


def edit_contest(contest: Contest, draft: Draft, *, actor: Identity, now: datetime) -> None:
    """Change a contest. Once published only what nobody has relied on moves: words, end, review."""
    draft.check()
    if contest.state is not ContestState.DRAFT:
        _check_published_edit(contest, draft)
    before = queries.settings_of(contest)
    _apply(contest, draft)
    audit.note(
        actor,
        "contest.edited",
        "contest",
        contest.id,
        at=now,
        branch_id=contest.branch_id,
        before=before,
        after=queries.settings_of(contest),
    )
    _event(contest, "edited", actor, now)


def _check_published_edit(contest: Contest, draft: Draft) -> None:
    if contest.state not in (ContestState.PUBLISHED, ContestState.RUNNING):
        raise DomainError(N_("竞赛已经结束，不能再修改。"), code="contest.closed")
    fixed = ("blueprint", "bank_ids", "limit_s", "same_paper", "counts")
    changed = [name for name in fixed if _plain(getattr(contest, name)) != _plain(getattr(draft, name))]
    if changed and queries.started(contest.id):
        raise DomainError(N_("已有人开始答题，题目和计分规则不能再改。"), code="contest.started")
    if draft.closes_at < contest.closes_at and queries.started(contest.id):
        raise DomainError(N_("已有人开始答题，结束时间只能推后。"), code="contest.started")


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _apply(contest: Contest, draft: Draft) -> None:
    values = asdict(draft)
    values["eligible"] = dict(draft.eligible or {})
    values["bank_ids"] = list(draft.bank_ids)
    values["blueprint"] = dict(draft.blueprint)
    values["title"] = draft.title.strip()
    for name, value in values.items():
        setattr(contest, name, value)


def take_step(contest: Contest, step: Step, *, actor: Identity, now: datetime, reason: str = "") -> None:
    """Take one step of the contest's life, or refuse in words."""
    follow_clock(contest, now)
    if not allows(contest.state, step):
        raise DomainError(N_("竞赛现在的状态不能这样操作。"), code="contest.state")
    match step:
        case Step.PUBLISH:
            _publish(contest, now)
        case Step.WITHDRAW:
            if queries.started(contest.id):
                raise DomainError(N_("已有人开始答题，不能撤回。可以提前结束。"), code="contest.started")
            contest.state = ContestState.DRAFT
        case Step.CLOSE:
            contest.closes_at = now
            _end_attempts(contest, now)
            contest.state = ContestState.CLOSED
        case Step.SETTLE:
            _settle(contest, actor, now)
            contest.state = ContestState.SETTLED
        case Step.ARCHIVE:
            contest.state = ContestState.ARCHIVED
        case Step.RESTORE:
            contest.state = after_restore(bool(queries.settled_sequence(contest.id)))
    _event(contest, step.value, actor, now, reason=reason)
    audit.note(
        actor, f"contest.{step}", "contest", contest.id, at=now, branch_id=contest.branch_id, reason=reason
    )
    _tell(contest)


def _tell(contest: Contest) -> None:
    channel, bus = f"contest:{contest.id}", services().bus
    after_commit(lambda: bus.publish(channel, "step"))


def _publish(contest: Contest, now: datetime) -> None:
    if contest.closes_at <= now:
        raise Invalid(N_("结束时间已经过去，请先改时间再发布。"), field="closes_at")
    blueprint, pool = Blueprint.from_json(contest.blueprint), papers_queries.pool(contest.bank_ids)
    drawn = draw(blueprint, pool, contest.seed)
    missing = sum(drawn.short_by)
    if missing:
        rows = "、".join(str(number) for number, short in enumerate(drawn.short_by, 1) if short)
        raise Invalid(
            N_("题库里的题不够：第 %(rows)s 行还缺 %(missing)d 题，请减少题数或放宽条件。"),
            field="blueprint",
            rows=rows,
            missing=missing,
        )
    contest.picks = [[pick.item_id, pick.points] for pick in drawn.picks] if contest.same_paper else None
    contest.state = by_clock(ContestState.PUBLISHED, contest.opens_at, contest.closes_at, now)


def follow_clock(contest: Contest, now: datetime) -> bool:
    """Bring a contest to where the clock has brought it; say whether it moved."""
    state = by_clock(contest.state, contest.opens_at, contest.closes_at, now)
    if state is contest.state:
        return False
    contest.state = state
    _event(contest, state.value, None, now)
    _tell(contest)
    return True


def follow_windows(now: datetime) -> int:
    """Open and close the contests whose time has come; return how many moved."""
    due = db.session.scalars(
        select(Contest)
        .where(
            Contest.state.in_((ContestState.PUBLISHED, ContestState.RUNNING)),
            (Contest.closes_at <= now)
            | ((Contest.opens_at <= now) & (Contest.state == ContestState.PUBLISHED)),
        )
        .with_for_update(skip_locked=True)
    )
    return sum(follow_clock(contest, now) for contest in due)


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
    order = papers.Order(
        Purpose.CONTEST,
        source,
        contest.title,
        seed=f"{contest.seed}:{member.member_id}:{number}",
        deadline=deadline(now, contest.limit_s, contest.closes_at, chance.extra_seconds),
        grace_ms=contest.grace_ms,
    )
    if contest.picks:
        picks = [(item_id, points) for item_id, points in contest.picks]
        return papers.start_with(order, picks, member=member, now=now, request_id=request_id)
    blueprint = Blueprint.from_json(contest.blueprint)
    return papers.start(order, blueprint, contest.bank_ids, member=member, now=now, request_id=request_id)


def extend_attempt(
    contest: Contest, attempt_id: int, seconds: int, *, actor: Identity, now: datetime, reason: str
) -> None:
    """Give one person's attempt more time, or open a submitted one again for so many seconds from now."""
    if not reason.strip():
        raise Invalid(N_("请写明原因。"), field="reason")
    if not 60 <= seconds <= MAX_LIMIT_S:
        raise Invalid(N_("延长的时间应在 1 分钟到 6 小时之间。"), field="seconds")
    if contest.state not in (ContestState.RUNNING, ContestState.CLOSED):
        raise DomainError(N_("竞赛已结算，不能再改答题时间。"), code="contest.settled")
    row = db.session.get(Attempt, attempt_id)
    if row is None or row.source_key != queries.source_key(contest.id):
        raise NotFound
    from_when = max(now, row.deadline or now) if row.state is AttemptState.OPEN else now
    until = papers_deadline(from_when, seconds)
    papers.extend(attempt_id, until, actor=actor, now=now, reason=reason)
    _event(contest, "extended", actor, now, member_id=row.member_id, reason=reason, data={"seconds": seconds})
    audit.note(
        actor,
        "contest.extended",
        "attempt",
        attempt_id,
        at=now,
        branch_id=contest.branch_id,
        after={"seconds": seconds},
        reason=reason,
    )


def papers_deadline(from_when: datetime, seconds: int) -> datetime:
    """Return the deadline so many seconds after a moment."""
    found = deadline(from_when, seconds, None)
    assert found is not None  # a limit was given
    return found


def allow_again(
    contest: Contest, member_id: int, extra_seconds: int, *, actor: Identity, now: datetime, reason: str
) -> None:
    """Give one person one attempt more, which may end so many seconds after the others' closing."""
    if not reason.strip():
        raise Invalid(N_("请写明原因。"), field="reason")
    if not 0 <= extra_seconds <= 7 * 24 * 3600:
        raise Invalid(N_("延长的时间最多 7 天。"), field="seconds")
    if contest.state not in (ContestState.RUNNING, ContestState.CLOSED):
        raise DomainError(N_("竞赛已结算，不能再增加答题次数。"), code="contest.settled")
    _event(
        contest,
        "allowed",
        actor,
        now,
        member_id=member_id,
        reason=reason,
        data={"extra_seconds": extra_seconds},
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


def _end_attempts(contest: Contest, now: datetime) -> None:
    for attempt in papers_queries.attempts_at(queries.source_key(contest.id)):
        if attempt.state is AttemptState.OPEN:
            papers.submit(attempt.id, now=now, by="deadline")


def _settle(contest: Contest, actor: Identity, now: datetime) -> None:
    """Fix the places and report the credits; settling again after a restatement posts nothing twice."""
    still_open = [
        a for a in papers_queries.attempts_at(queries.source_key(contest.id)) if a.state is AttemptState.OPEN
    ]
    if any(attempt.deadline and attempt.deadline > now for attempt in still_open):
        raise DomainError(N_("还有人的答题时间没有结束，请稍后再结算。"), code="contest.open_attempts")
    for attempt in still_open:
        papers.submit(attempt.id, now=now, by="deadline")
    if queries.waiting_for_marks(contest.id):
        raise DomainError(N_("还有简答题没有评分，请先评分再结算。"), code="contest.to_mark")
    rows = queries.standings(contest)
    sequence = (queries.settled_sequence(contest.id) or 0) + 1
    db.session.add_all(
        ContestResult(
            contest_id=contest.id,
            sequence=sequence,
            member_id=row.member_id,
            group_id=row.group_id,
            rank=row.rank,
            score=row.score,
            maximum=row.maximum,
            used_ms=row.used_ms,
        )
        for row in rows
    )
    if contest.for_record:
        report_credits(contest, rows, now)


def report_credits(contest: Contest, rows: Sequence[queries.StandingRow], now: datetime) -> None:
    """Report what each member earned: for taking part, for the score, for a place."""
    for row in rows:
        base = record.Credit(
            member_id=row.member_id,
            rule="contest_taken",
            key=queries.source_key(contest.id),
            occurred_at=row.submitted_at,
            title=contest.title,
            detail={"contest": contest.id, "score": row.score, "maximum": row.maximum, "rank": row.rank},
        )
        record.report(base, now=now)
        record.report(base.of("contest_score", score=row.score, maximum=row.maximum), now=now)
        if row.rank <= 3 and row.score:
            record.report(base.of("contest_place", outcome=str(row.rank)), now=now)


def _event(
    contest: Contest,
    kind: str,
    actor: Identity | None,
    now: datetime,
    *,
    member_id: int | None = None,
    reason: str = "",
    data: Any = None,
) -> None:
    db.session.add(
        ContestEvent(
            contest_id=contest.id,
            at=now,
            kind=kind,
            member_id=member_id,
            data=data,
            actor_id=actor.member_id if actor else None,
            reason=reason,
        )
    )


def delete_draft(contest: Contest, *, actor: Identity, now: datetime) -> None:
    """Remove a draft that nobody ever saw."""
    if contest.state is not ContestState.DRAFT or queries.started(contest.id):
        raise DomainError(N_("只有没人答过的草稿可以删除。"), code="contest.state")
    count = db.session.scalar(select(func.count()).where(ContestEvent.contest_id == contest.id))
    audit.note(
        actor,
        "contest.deleted",
        "contest",
        contest.id,
        at=now,
        branch_id=contest.branch_id,
        before={"title": contest.title, "events": count},
    )
    for event in db.session.scalars(select(ContestEvent).where(ContestEvent.contest_id == contest.id)):
        db.session.delete(event)
    db.session.delete(contest)
