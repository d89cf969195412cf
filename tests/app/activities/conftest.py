"""Activities in the branch of the other fixtures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from quizapp.accounts.models import Branch, Member
from quizapp.activities import service
from quizapp.activities.kinds import ActivityKind, Invited, Step
from quizapp.activities.models import Activity, Attendance
from quizapp.core import clock
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db

#: Half past two in the afternoon there, when everything in these tests begins.
START = datetime(2026, 3, 4, 6, 30, tzinfo=UTC)

AsIdentity = Callable[[Member], Identity]
MakeActivity = Callable[..., Activity]
Walk = Callable[..., None]


def line(activity: Activity, member: Member) -> Attendance:
    """Return where a member stands with an activity, read afresh."""
    db.session.rollback()
    db.session.expire_all()
    row = db.session.get(Attendance, (activity.id, member.id))
    assert row
    return row


@pytest.fixture
def start(app: object) -> Iterator[datetime]:
    """The clock stands at the activities' beginning."""
    with clock.frozen(START):
        yield START


@pytest.fixture
def walk(organiser: Member, as_identity: AsIdentity) -> Walk:
    """Lead an activity through steps, as the organiser."""
    actor = as_identity(organiser)

    def take(activity: Activity, *steps: Step, at: datetime | None = None, reason: str = "") -> None:
        for step in steps:
            with unit_of_work():
                service.take_step(activity, step, actor=actor, now=at or clock.now(), reason=reason)

    return take


@pytest.fixture
def make_activity(
    branch: Branch,
    points_sheet: None,
    organiser: Member,
    as_identity: AsIdentity,
    start: datetime,
    walk: Walk,
) -> MakeActivity:
    """Make an activity that begins now and lasts two hours, led through `steps`."""
    actor = as_identity(organiser)

    def make(*steps: Step, kind: ActivityKind = ActivityKind.PARTY_DAY, **more: object) -> Activity:
        values: dict[str, object] = {
            "kind": kind,
            "title": "三月主题党日",
            "starts_at": start,
            "ends_at": start + timedelta(hours=2),
            "host_id": organiser.id,
            "invited": Invited.MEMBERS,
            **more,
        }
        draft = service.Draft(**values)  # type: ignore[arg-type]  # built from names
        with unit_of_work():
            activity = service.create_activity(draft, branch_id=branch.id, actor=actor, now=clock.now())
        walk(activity, *steps)
        return activity

    return make
