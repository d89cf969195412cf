"""The plans and hours of a branch of the permission matrix."""

from __future__ import annotations

from datetime import datetime, timedelta

from quizapp.activities import service as activities
from quizapp.activities.kinds import ActivityKind, Way
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.hours import service as hours
from quizapp.plans import service as plans
from quizapp.plans.reading import Draft


def plan(branch_id: int, actor: Identity, now: datetime) -> dict[str, int]:
    """A published plan of 2026 with an item, an activity that it could take and one that fills it; and last year's."""
    draft = activities.Draft(
        ActivityKind.TOGETHER, "集中学习", now, now + timedelta(hours=1), actor.member_id
    )
    with unit_of_work():
        plans.open_plan(branch_id, 2025, actor=actor, now=now)
        row = plans.open_plan(branch_id, 2026, actor=actor, now=now)
        item = plans.add_item(row, Draft(3, "学习", Way.TOGETHER), actor=actor, now=now)
        plans.publish(row, on=True, actor=actor, now=now)
        free, linked = (
            activities.create_activity(draft, branch_id=branch_id, actor=actor, now=now) for _ in range(2)
        )
        linked.plan_item_id = item.id
    return {"plan_item": item.id, "plan_activity": free.id, "plan_linked": linked.id}


def credited(member_id: int, now: datetime) -> dict[str, int]:
    """Minutes of study credited to a member."""
    with unit_of_work():
        entry = hours.credit(
            member_id,
            source="outside",
            key="outside:matrix",
            minutes=90,
            title="培训",
            occurred_at=now,
            now=now,
        )
    assert entry is not None
    return {"hours": entry.id}
