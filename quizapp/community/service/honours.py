"""Verbs on honours: propose, confirm, return, take off the wall."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from ...accounts import queries as people
from ...accounts.models import Group, Member
from ...core import audit, local
from ...core.errors import Invalid
from ...core.i18n import N_
from ...core.permissions import Identity
from ...extensions import db
from ...notices import service as notices
from .. import crediting
from ..models import Honour
from ..wording import HonourLevel, Standing, tidy

MOST_TITLE, MOST_STORY, MOST_REASON = 80, 2000, 200
MOST_POINTS = 100_00
FIRST_DAY = date(1921, 1, 1)


@dataclass(frozen=True, slots=True)
class Draft:
    """An honour as it is written down; neither member nor group: the branch's own. Points in hundredths."""

    title: str
    awarded_on: date
    awarded_by: str = ""
    level: HonourLevel = HonourLevel.BRANCH
    member_id: int | None = None
    group_id: int | None = None
    story: str = ""
    points: int = 0


def propose(draft: Draft, branch_id: int, *, actor: Identity, now: datetime) -> Honour:
    """Hand an honour in; an organiser confirms it before it is on the wall."""
    row = Honour(
        branch_id=branch_id, proposer_id=actor.member_id, state=Standing.WAITING, created_at=now, points=0
    )
    _fill(row, draft, now)
    db.session.add(row)
    db.session.flush()
    told = [one for one in people.organisers_of(branch_id) if one != actor.member_id]
    params = {"author": actor.name, "title": row.title}
    notices.tell(told, "honour.waiting", params, f"/manage/honours/{row.id}", str(row.id), now=now)
    return row


def change(honour: Honour, draft: Draft, *, actor: Identity, now: datetime) -> None:
    """Change an honour; who and how many points stay once it is confirmed, since the record has them."""
    fixed = (honour.member_id, honour.points, honour.awarded_on)
    if honour.state is Standing.PUBLIC and fixed != (draft.member_id, draft.points, draft.awarded_on):
        raise Invalid(
            N_("已上墙的荣誉不能改人、日期和分值；请先撤下再改。"), field="title", code="honour.public"
        )
    _fill(honour, draft, now)
    _note("honour.changed", honour, actor, now)


def _fill(row: Honour, draft: Draft, now: datetime) -> None:
    title, story = tidy(draft.title), tidy(draft.story)
    if not title or len(title) > MOST_TITLE:
        raise Invalid(N_("请填写名称，最多 %(max)d 个字。"), field="title", max=MOST_TITLE)
    if len(story) > MOST_STORY:
        raise Invalid(N_("最多 %(max)d 个字。"), field="story", max=MOST_STORY)
    if not FIRST_DAY <= draft.awarded_on <= local.day_of(now):
        raise Invalid(N_("授予日期不能晚于今天，也不能早于 1921 年。"), field="awarded_on")
    if not 0 <= draft.points <= MOST_POINTS:
        raise Invalid(N_("分值在 0–100 之间。"), field="points")
    if row.id is None or (row.member_id, row.group_id) != (draft.member_id, draft.group_id):
        _check_whose(row.branch_id, draft)
    row.title, row.story, row.level = title, story, draft.level
    row.awarded_by, row.awarded_on = draft.awarded_by.strip(), draft.awarded_on
    row.member_id, row.group_id, row.points = draft.member_id, draft.group_id, draft.points


def _check_whose(branch_id: int, draft: Draft) -> None:
    if draft.member_id is not None:
        member = db.session.get(Member, draft.member_id)
        if member is None or member.branch_id != branch_id or draft.group_id is not None:
            raise Invalid(N_("请选择本支部的成员或党小组。"), field="whose")
    elif draft.group_id is not None:
        group = db.session.get(Group, draft.group_id)
        if group is None or group.branch_id != branch_id:
            raise Invalid(N_("请选择本支部的成员或党小组。"), field="whose")


def confirm(honour: Honour, *, actor: Identity, now: datetime) -> None:
    """Put an honour on the wall; a member's is reported with its points, dated when it was awarded."""
    if honour.state is Standing.PUBLIC:
        return
    _judge(honour, Standing.PUBLIC, "", actor, now)
    link, params = f"/honours/{honour.id}", {"title": honour.title}
    told = {honour.proposer_id, *([honour.member_id] if honour.member_id else [])} - {actor.member_id}
    key = f"{honour.id}:{int(now.timestamp())}"
    notices.tell(told, "honour.confirmed", params, link, key, now=now)
    if honour.member_id and honour.points:
        at = min(local.noon_of(honour.awarded_on), now)
        crediting.credit(
            honour.member_id,
            "honour",
            f"honour:{honour.id}",
            honour.title,
            at=at,
            now=now,
            actor=actor,
            points=honour.points,
        )


def send_back(honour: Honour, reason: str, *, actor: Identity, now: datetime) -> None:
    """Return an honour, or take it off the wall, with a reason; what it brought is taken back."""
    reason = reason.strip()
    if not reason or len(reason) > MOST_REASON:
        raise Invalid(N_("请写明原因，最多 %(max)d 个字。"), field="reason", max=MOST_REASON)
    if honour.state is Standing.PUBLIC and honour.member_id:
        key = f"honour:{honour.id}"
        crediting.take_back(honour.member_id, key, actor=actor, now=now, reason=reason)
    _judge(honour, Standing.RETURNED, reason, actor, now)
    told = {honour.proposer_id} - {actor.member_id}
    params = {"title": honour.title, "reason": reason}
    key = f"{honour.id}:{int(now.timestamp())}"
    notices.tell(told, "honour.returned", params, f"/honours/{honour.id}", key, now=now)


def _judge(honour: Honour, state: Standing, reason: str, actor: Identity, now: datetime) -> None:
    honour.state, honour.reason = state, reason
    honour.judged_by, honour.judged_at = actor.member_id, now
    action = "honour.confirmed" if state is Standing.PUBLIC else "honour.returned"
    _note(action, honour, actor, now, reason)


def _note(action: str, honour: Honour, actor: Identity, now: datetime, reason: str = "") -> None:
    after = {"title": honour.title}
    audit.note(
        actor, action, "honour", honour.id, at=now, branch_id=honour.branch_id, after=after, reason=reason
    )
