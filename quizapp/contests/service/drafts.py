"""Verbs on what a contest is: create, edit, copy, delete."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select

from ...accounts.kinds import MemberKind
from ...accounts.models import Group
from ...bank import queries as bank_queries
from ...core import audit
from ...core.errors import DomainError, Invalid
from ...core.i18n import N_
from ...core.ids import new_seed
from ...core.permissions import Identity
from ...extensions import db
from ...papers import service as papers
from ...papers.attempt import deadline
from ...papers.blueprint import Blueprint
from .. import queries
from ..models import Contest, ContestEvent
from ..standings import CountPolicy
from ..window import ContestState
from .events import note_event, tell
from .steps import fix_paper, follow_clock

REVIEWS = ("submitted", "closed", "never")
COUNTS = tuple(CountPolicy)
MAX_LIMIT_S = 6 * 3600
MAX_ATTEMPTS = 20
MAX_NOTICE = 10_000

#: What stays as it is once somebody has begun, because that person relied on it.
_FIXED = ("opens_at", "blueprint", "bank_ids", "limit_s", "same_paper", "counts")


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
        if len(self.notice) > MAX_NOTICE:
            raise Invalid(N_("竞赛说明太长，请删减。"), field="notice")
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
    _check_reach(draft, branch_id, known_banks=())
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
    note_event(contest, "created", actor, now)
    return contest


def copy_contest(contest: Contest, title: str, *, actor: Identity, now: datetime) -> Contest:
    """Add a draft with the same settings and a seed of its own, opening where as long a window fits next."""
    opens_at = max(now, contest.closes_at).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    draft = replace(
        draft_of(contest),
        title=title[:120],
        opens_at=opens_at,
        closes_at=opens_at + (contest.closes_at - contest.opens_at),
    )
    return create_contest(
        _within_reach(draft, contest.branch_id), branch_id=contest.branch_id, actor=actor, now=now
    )


def draft_of(contest: Contest) -> Draft:
    """Return a contest's settings as a draft."""
    names = Draft.__dataclass_fields__
    values = {name: getattr(contest, name) for name in names}
    return Draft(**{**values, "bank_ids": tuple(contest.bank_ids)})


def _within_reach(draft: Draft, branch_id: int) -> Draft:
    """Return a draft without the banks and groups that are gone since."""
    banks = set(bank_queries.visible_bank_ids(branch_id))
    eligible = dict(draft.eligible or {})
    groups = _groups_of(branch_id)
    return replace(
        draft,
        bank_ids=tuple(bank_id for bank_id in draft.bank_ids if bank_id in banks),
        eligible={**eligible, "groups": [one for one in eligible.get("groups") or [] if one in groups]},
    )


def edit_contest(contest: Contest, draft: Draft, *, actor: Identity, now: datetime) -> None:
    """Change a contest. Once somebody has begun only what nobody relied on moves: words, a later end, review."""
    draft.check()
    _check_reach(draft, contest.branch_id, known_banks=contest.bank_ids)
    is_started = contest.state is not ContestState.DRAFT and queries.started(contest.id)
    if contest.state is not ContestState.DRAFT:
        _check_published_edit(contest, draft, now, is_started=is_started)
    before, closed_at = queries.settings_of(contest), contest.closes_at
    _apply(contest, draft)
    if contest.state is not ContestState.DRAFT:
        if not is_started:
            fix_paper(contest, now)
        if contest.closes_at != closed_at:
            _move_deadlines(contest, closed_at, actor, now)
        follow_clock(contest, now)
        tell(contest)
    after = queries.settings_of(contest)
    changed = [name for name in after if after[name] != before[name]]
    audit.note(
        actor,
        "contest.edited",
        "contest",
        contest.id,
        at=now,
        branch_id=contest.branch_id,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
    note_event(contest, "edited", actor, now)


def _check_published_edit(contest: Contest, draft: Draft, now: datetime, *, is_started: bool) -> None:
    if contest.state not in (ContestState.PUBLISHED, ContestState.RUNNING):
        raise DomainError(N_("竞赛已经结束，不能再修改。"), code="contest.closed")
    if draft.closes_at <= now:
        raise Invalid(N_("结束时间已经过去。要马上结束，请用“提前结束”。"), field="closes_at")
    if not is_started:
        return
    wanted = _stored(draft)
    if any(getattr(contest, name) != wanted[name] for name in _FIXED):
        raise DomainError(N_("已有人开始答题，题目和计分规则不能再改。"), code="contest.started")
    if draft.closes_at < contest.closes_at:
        raise DomainError(N_("已有人开始答题，结束时间只能推后。"), code="contest.started")


def _check_reach(draft: Draft, branch_id: int, *, known_banks: Any) -> None:
    """Refuse banks and groups of another branch."""
    banks = {*bank_queries.visible_bank_ids(branch_id), *known_banks}
    if not banks.issuperset(draft.bank_ids):
        raise Invalid(N_("所选题库已不可用，请重新选择。"), field="bank_ids")
    eligible = draft.eligible or {}
    if not _groups_of(branch_id).issuperset(eligible.get("groups") or []):
        raise Invalid(N_("所选党小组不在本支部，请重新选择。"), field="groups")
    if not {kind.value for kind in MemberKind}.issuperset(eligible.get("kinds") or []):
        raise Invalid(N_("人员类别不对，请重新选择。"), field="kinds")


def _groups_of(branch_id: int) -> set[int]:
    return set(db.session.scalars(select(Group.id).where(Group.branch_id == branch_id)))


def _move_deadlines(contest: Contest, closed_at: datetime, actor: Identity, now: datetime) -> None:
    """Give the attempts that the old closing would have cut short their full time within the new one."""
    for attempt_id, started_at, ends_at in queries.open_attempts(contest.id):
        until = deadline(started_at, contest.limit_s, contest.closes_at)
        if ends_at == closed_at and until and until > max(now, ends_at):
            papers.extend(attempt_id, until, actor=actor, now=now, reason="竞赛延期")


def _stored(draft: Draft) -> dict[str, Any]:
    return {
        **asdict(draft),
        "eligible": dict(draft.eligible or {}),
        "bank_ids": list(draft.bank_ids),
        "blueprint": Blueprint.from_json(draft.blueprint).to_json(),
        "title": draft.title.strip(),
    }


def _apply(contest: Contest, draft: Draft) -> None:
    for name, value in _stored(draft).items():
        setattr(contest, name, value)


def delete_draft(contest: Contest, *, actor: Identity, now: datetime) -> None:
    """Remove a draft that nobody ever answered."""
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
    db.session.execute(delete(ContestEvent).where(ContestEvent.contest_id == contest.id))
    db.session.delete(contest)
