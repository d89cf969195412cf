"""A branch's year: a plan with items, and activities that were held."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import UTC, date, datetime, timedelta

import pytest

from quizapp.accounts import queries as people
from quizapp.accounts.models import Branch, Member
from quizapp.activities import service as activities
from quizapp.activities.attending import AttendanceState
from quizapp.activities.kinds import ActivityKind, ActivityState, Way
from quizapp.activities.models import Activity, Attendance
from quizapp.core import clock
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.plans import service
from quizapp.plans.models import PlanItem, StudyPlan
from quizapp.plans.reading import Draft

MakeItem = Callable[..., PlanItem]
Hold = Callable[..., Activity]


@pytest.fixture
def plan(branch: Branch, organiser: Member) -> StudyPlan:
    """The branch's published plan of the running year, empty."""
    actor, now = people.identity_of_member(organiser.id), clock.now()
    with unit_of_work():
        row = service.open_plan(branch.id, now.year, actor=actor, now=now)
        row.published_at = now
    return row


@pytest.fixture
def make_item(plan: StudyPlan, organiser: Member) -> MakeItem:
    """Add an item to the plan."""
    actor = people.identity_of_member(organiser.id)

    def make(
        title: str = "学习全会精神", month: int = 3, way: Way = Way.TOGETHER, **more: object
    ) -> PlanItem:
        with unit_of_work():
            return service.add_item(plan, Draft(month, title, way, **more), actor=actor, now=clock.now())  # type: ignore[arg-type]  # passed through

    return make


@pytest.fixture
def hold(branch: Branch, organiser: Member) -> Hold:
    """Hold an activity on a day: who of the called was there."""
    actor = people.identity_of_member(organiser.id)

    def make(
        kind: ActivityKind,
        day: date,
        *,
        came: Collection[Member] = (),
        missed: Collection[Member] = (),
        state: ActivityState = ActivityState.HELD,
        **more: object,
    ) -> Activity:
        at = datetime(day.year, day.month, day.day, 1, tzinfo=UTC)
        draft = activities.Draft(
            kind,
            str(kind),
            at,
            at + timedelta(minutes=90),
            organiser.id,
            **more,  # type: ignore[arg-type]  # passed through
        )
        with unit_of_work():
            row = activities.create_activity(draft, branch_id=branch.id, actor=actor, now=clock.now())
            row.state = state
            for members, how in ((came, AttendanceState.PRESENT), (missed, AttendanceState.ABSENT)):
                db.session.add_all(
                    Attendance(activity_id=row.id, member_id=member.id, state=how) for member in members
                )
        return row

    return make
