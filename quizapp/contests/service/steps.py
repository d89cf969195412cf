"""The steps of a contest's life, by an organiser or by the clock."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from ...core import audit
from ...core.errors import DomainError, Invalid
from ...core.i18n import N_
from ...core.permissions import Identity
from ...extensions import db
from ...papers import queries as papers_queries
from ...papers import service as papers
from ...papers.blueprint import Blueprint
from ...papers.draw import draw
from .. import queries
from ..models import Contest
from ..window import ContestState, Step, after_restore, allows, by_clock
from .events import note_event, tell
from .settling import settle


def take_step(contest: Contest, step: Step, *, actor: Identity, now: datetime, reason: str = "") -> None:
    """Take one step of the contest's life, or refuse in words."""
    db.session.flush()
    db.session.refresh(contest, with_for_update=True)  # one step at a time
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
            settle(contest, now)
            contest.state = ContestState.SETTLED
        case Step.ARCHIVE:
            contest.state = ContestState.ARCHIVED
        case Step.RESTORE:
            contest.state = after_restore(queries.was_settled(contest.id))
    note_event(contest, step.value, actor, now, reason=reason)
    audit.note(
        actor, f"contest.{step}", "contest", contest.id, at=now, branch_id=contest.branch_id, reason=reason
    )
    tell(contest)


def _publish(contest: Contest, now: datetime) -> None:
    if contest.closes_at <= now:
        raise Invalid(N_("结束时间已经过去，请先改时间再发布。"), field="closes_at")
    if not queries.eligible_count(contest):
        raise Invalid(N_("所选党小组和类别里还没有人，请先调整参加范围。"), field="groups")
    fix_paper(contest, now)
    contest.state = by_clock(ContestState.PUBLISHED, contest.opens_at, contest.closes_at, now)


def fix_paper(contest: Contest, now: datetime) -> None:
    """See that the banks fill the blueprint, and draw the one paper for all where there is one.

    Which items rest is fixed with it, so that everybody's paper is drawn under the same conditions.
    """
    blueprint = Blueprint.from_json(contest.blueprint)
    pool = papers_queries.pool(contest.bank_ids, contest.branch_id)
    if not blueprint.total:
        raise Invalid(N_("满分是 0 分，请给题目分值"), field="blueprint")
    tired = queries.tired(contest.branch_id, now, contest.id)
    contest.resting = sorted(one for one in tired if pool.cell_of(one))
    drawn = draw(blueprint, pool, contest.seed, tired)
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


def _end_attempts(contest: Contest, now: datetime) -> None:
    for attempt_id, _, _ in queries.open_attempts(contest.id):
        papers.submit(attempt_id, now=now, by="deadline")


def follow_clock(contest: Contest, now: datetime) -> bool:
    """Bring a contest to where the clock has brought it; say whether it moved."""
    state = by_clock(contest.state, contest.opens_at, contest.closes_at, now)
    if state is contest.state:
        return False
    contest.state = state
    note_event(contest, state.value, None, now)
    tell(contest)
    return True


def follow_windows(now: datetime) -> int:
    """Open and close the contests whose time has come; return how many moved."""
    due = db.session.scalars(queries.due(now).with_for_update(skip_locked=True))
    return sum(follow_clock(contest, now) for contest in due)


def any_due(now: datetime) -> bool:
    """Say whether `follow_windows` has something to do; only reads."""
    return bool(db.session.scalar(select(queries.due(now).exists())))
