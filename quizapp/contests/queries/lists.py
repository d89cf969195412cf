"""Reads of contests as such: one, a branch's, those whose time has come, and the log of one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, exists, func, or_, select

from ...accounts.models import Member
from ...core.i18n import N_
from ...core.paging import Page
from ...extensions import db
from ...papers.attempt import AttemptState
from ...papers.models import Attempt
from .. import sharing
from ..models import Contest, ContestEvent
from ..window import ContestState, Step

PAGE_SIZE = 30
SETTINGS = (
    "title",
    "notice",
    "limit_s",
    "attempts",
    "counts",
    "same_paper",
    "review",
    "eligible",
    "for_record",
    "bank_ids",
    "blueprint",
)

#: What the lines of a contest's log say.
EVENT_TITLES = {
    "created": N_("新建"),
    "edited": N_("修改设置"),
    "publish": N_("发布"),
    "withdraw": N_("撤回为草稿"),
    "running": N_("到时间，开始"),
    "closed": N_("到时间，截止"),
    "close": N_("提前结束"),
    "settle": N_("结算"),
    "archive": N_("归档"),
    "restore": N_("移出归档"),
    "extended": N_("延长答题时间"),
    "reopened": N_("重新打开答卷"),
    "allowed": N_("准许再答一次"),
    "on_paper": N_("登记纸质成绩"),
    "regraded": N_("更正判分，重新核定名次"),
}


@dataclass(frozen=True, slots=True)
class EventLine:
    """A line of a contest's log with the names in it; `actor` is "" for the clock."""

    at: datetime
    kind: str
    title: str
    actor: str
    member: str
    reason: str


@dataclass(frozen=True, slots=True)
class ManagedLine:
    """A contest as the organisers' list shows it."""

    contest: Contest
    begun: int  # members who began or finished
    submitted: int


def source_key(contest_id: int) -> str:
    """Return the key under which papers and record know a contest."""
    return f"contest:{contest_id}"


def settings_of(contest: Contest) -> dict[str, Any]:
    """Return what an organiser can set, for the audit."""
    kept = {name: getattr(contest, name) for name in SETTINGS}
    return {**kept, "opens_at": contest.opens_at.isoformat(), "closes_at": contest.closes_at.isoformat()}


def get(contest_id: int) -> Contest | None:
    """Return a contest by id."""
    return db.session.get(Contest, contest_id)


def _of_branch(branch_id: int, *, archived: bool) -> Select[Any]:
    put_away = Contest.state == ContestState.ARCHIVED
    return (
        select(Contest)
        .where(Contest.branch_id == branch_id, put_away if archived else ~put_away)
        .order_by(Contest.opens_at.desc(), Contest.id.desc())
    )


_ANNOUNCED = (
    select(Contest)
    .where(
        or_(
            Contest.branch_id == bindparam("branch_id"),
            Contest.id.in_(bindparam("shared", expanding=True)),
        ),
        Contest.state.in_(bindparam("states", expanding=True)),
    )
    .order_by(Contest.opens_at.desc(), Contest.id.desc())
)
ANNOUNCED = tuple(state for state in ContestState if state not in (ContestState.DRAFT, ContestState.ARCHIVED))


def announced(branch_id: int, states: Collection[ContestState] | None = None) -> list[Contest]:
    """Return the contests that the branch's members may know of, newest first; only of `states` where given.

    Those that are shared with the branch as a guest are among them.
    """
    wanted, shared = list(ANNOUNCED if states is None else states), list(sharing.shared_ids(branch_id))
    return list(db.session.scalars(_ANNOUNCED, {"branch_id": branch_id, "shared": shared, "states": wanted}))


def managed(branch_id: int, state: ContestState | None, text: str, number: int) -> Page[ManagedLine]:
    """Return one page of a branch's contests, newest first; `state` None is every one not archived."""
    wanted = _of_branch(branch_id, archived=state is ContestState.ARCHIVED)
    if state:
        wanted = wanted.where(Contest.state == state)
    for word in text.split():
        wanted = wanted.where(Contest.title.icontains(word, autoescape=True))
    total = db.session.scalar(select(func.count()).select_from(wanted.order_by(None).subquery())) or 0
    rows = list(db.session.scalars(wanted.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)))
    begun = _people([row.id for row in rows])
    submitted = _people([row.id for row in rows], Attempt.state == AttemptState.SUBMITTED)
    lines = [ManagedLine(row, begun.get(row.id, 0), submitted.get(row.id, 0)) for row in rows]
    return Page(lines, number, PAGE_SIZE, total)


def _people(contest_ids: list[int], *where: Any) -> dict[int, int]:
    """Return how many members have an attempt at each contest."""
    keys = {source_key(contest_id): contest_id for contest_id in contest_ids}
    rows = db.session.execute(
        select(Attempt.source_key, func.count(Attempt.member_id.distinct()))
        .where(Attempt.source_key.in_(keys), *where)
        .group_by(Attempt.source_key)
    )
    return {keys[key]: count for key, count in rows}


def due(now: datetime) -> Select[Any]:
    """Return the query of contests that the clock should open or close."""
    opening = (Contest.state == ContestState.PUBLISHED) & (Contest.opens_at <= now)
    closing = Contest.state.in_((ContestState.PUBLISHED, ContestState.RUNNING)) & (Contest.closes_at <= now)
    return select(Contest).where(or_(opening, closing))


def started(contest_id: int) -> bool:
    """Say whether anybody has begun."""
    return bool(db.session.scalar(select(exists().where(Attempt.source_key == source_key(contest_id)))))


def was_settled(contest_id: int) -> bool:
    """Say whether a contest has been settled, also one that nobody took."""
    settled = ContestEvent.kind == Step.SETTLE.value
    return bool(db.session.scalar(select(exists().where(ContestEvent.contest_id == contest_id, settled))))


def is_announced(contest: Contest) -> bool:
    """Say whether members may know of a contest: not of a draft, nor of one that was put away as a draft."""
    if contest.state is ContestState.ARCHIVED:
        return was_settled(contest.id)
    return contest.state is not ContestState.DRAFT


def events(contest_id: int) -> list[ContestEvent]:
    """Return what happened to a contest, newest first."""
    return list(
        db.session.scalars(
            select(ContestEvent).where(ContestEvent.contest_id == contest_id).order_by(ContestEvent.id.desc())
        )
    )


def log(contest_id: int, member_id: int | None = None) -> list[EventLine]:
    """Return a contest's log with names, newest first; of one member where `member_id` is given."""
    rows = [row for row in events(contest_id) if member_id is None or row.member_id == member_id]
    ids = {one for row in rows for one in (row.actor_id, row.member_id) if one}
    found = db.session.execute(select(Member.id, Member.name).where(Member.id.in_(ids)))
    names: dict[int | None, str] = {row.id: row.name for row in found}
    return [
        EventLine(
            row.at,
            row.kind,
            EVENT_TITLES.get(row.kind, row.kind),
            names.get(row.actor_id, ""),
            names.get(row.member_id, ""),
            row.reason,
        )
        for row in rows
    ]
