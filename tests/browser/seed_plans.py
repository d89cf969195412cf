"""What the browser tests' branch plans and has done of its year: items in every state, duties, hours."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select

from quizapp.accounts.models import Branch, Member, Membership
from quizapp.activities import service as activities
from quizapp.activities.attending import AttendanceState
from quizapp.activities.kinds import ActivityKind, ActivityState, Way
from quizapp.activities.models import Attendance
from quizapp.core.permissions import Identity
from quizapp.extensions import db
from quizapp.hours import service as hours
from quizapp.plans import service as plans
from quizapp.plans.reading import Draft

LONG = (
    "深入学习《中国共产党支部工作条例（试行）》，结合本支部组织生活台账逐条对照检查，形成问题清单和整改时限"
)


def plan_places(branch: Branch, material_id: int, organiser: Identity, now: datetime) -> dict[str, object]:
    """Return where these things are; runs in a unit of work."""
    members = db.session.scalars(
        select(Member).where(Member.branch_id == branch.id, Member.left_at.is_(None)).order_by(Member.id)
    ).all()
    branch.created_at = now - timedelta(days=200)
    plan = plans.open_plan(branch.id, now.year, actor=organiser, now=now)
    plans.save_note(plan, "全年集中学习不少于 12 次。", actor=organiser, now=now)
    drafts = [
        Draft(1, "传达学习全会精神", Way.LEADERS, "支部书记", None, None, 90),
        Draft(2, "个人自学", Way.SELF, "各党小组组长", members[2].group_id),
        Draft(12, "知识竞赛", Way.CONTESTS),
    ]
    for draft in drafts:
        plans.add_item(plan, draft, actor=organiser, now=now)
    item = plans.add_item(
        plan,
        Draft(now.month, LONG, Way.TOGETHER, LONG[:60], None, None, 180, LONG, (material_id,)),
        actor=organiser,
        now=now,
    )
    told = plans.add_item(
        plan, Draft(now.month, "参加机关党委集中学习", Way.TOGETHER), actor=organiser, now=now
    )
    plans.mark_done(told, "签到表在档案盒", now.date(), actor=organiser, now=now)
    plans.publish(plan, on=True, actor=organiser, now=now)
    _held(branch, item.id, members[:12], organiser, now)
    _hours(members, organiser, now)
    away = db.session.scalars(select(Membership).where(Membership.member_id == members[-1].id)).first()
    if away:
        away.from_at = now - timedelta(days=150)
    held = now - timedelta(days=40)
    return {
        "plan_item": item.id,
        "plan_year": now.year,
        "plan_month": now.month,
        "held_year": held.year,
        "held_month": held.month,
    }


def _held(branch: Branch, item_id: int, members: list[Member], organiser: Identity, now: datetime) -> None:
    """Hold two of a kind, and one that fills the item."""
    for days, kind in (
        (2, ActivityKind.TOGETHER),
        (40, ActivityKind.PARTY_DAY),
        (42, ActivityKind.PARTY_DAY),
    ):
        at = now - timedelta(days=days)
        draft = activities.Draft(
            kind, "主题党日暨集中学习", at, at + timedelta(minutes=90), organiser.member_id
        )
        row = activities.create_activity(draft, branch_id=branch.id, actor=organiser, now=at)
        row.state, row.plan_item_id = ActivityState.HELD, item_id if days == 2 else None
        for number, member in enumerate(members):
            state = AttendanceState.PRESENT if number % 3 else AttendanceState.ABSENT
            db.session.add(Attendance(activity_id=row.id, member_id=member.id, state=state))


def _hours(members: list[Member], organiser: Identity, now: datetime) -> None:
    """Credit training outside, and take one entry back."""
    asked = hours.Outside(
        LONG, date(now.year, 1, 5), 360, "组织部调训，不在本系统签到", "结业证书 12 号", "seed"
    )
    ids = [member.id for member in members[:6]]
    hours.enter_outside(asked, ids, branch_id=organiser.branch_id, actor=organiser, now=now)
    wrong = hours.credit(
        ids[3], source="activity", key="activity:0", minutes=45, title="误记", occurred_at=now, now=now
    )
    assert wrong is not None
    hours.reverse(wrong.id, actor=organiser, now=now, reason="没有参加")
