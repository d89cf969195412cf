"""A branch with its own points sheet, and people who act in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from quizapp.accounts.models import Group, Member
from quizapp.core import clock
from quizapp.core.permissions import Identity, Role
from quizapp.core.transaction import unit_of_work
from quizapp.points import claims
from quizapp.points.measuring import Measure
from quizapp.points.models import PointsClaim
from tests.fixtures.people import MakeMember
from tests.support.uploads import photo, upload
from tests.support.world_points import own_sheet

DAY = date(2026, 3, 2)
MORE: dict[str, Any] = {
    "duty": {"title": "值守", "points": 3, "claim": True, "approve": "leader", "caps": {"month": 5}},
    "diary": {"title": "学习笔记", "points": 1, "claim": True, "approve": "none"},
    "prize": {"title": "获奖", "outcomes": {"市级": 5, "区级": 3}, "claim": True, "batch": True},
}


@pytest.fixture(autouse=True)
def _own_sheet(noon: None, points_sheet: None, member: Member) -> None:
    with unit_of_work():
        own_sheet(member.branch_id, clock.now(), **MORE)


@pytest.fixture
def mate(make_member: MakeMember, group: Group) -> Member:
    """A member of the leader's group."""
    return make_member("沈牧云", group=group)


@pytest.fixture
def secretary(make_member: MakeMember, organiser: Member) -> Member:
    """A second organiser."""
    return make_member("秦素", role=Role.ORGANISER)


Declare = Callable[..., PointsClaim]


@pytest.fixture
def declare(as_identity: Callable[[Member], Identity]) -> Declare:
    """Declare something for a member, evidence with it where the rule asks for it."""

    def make(
        member: Member, rule: str = "extra", day: date = DAY, request_id: str = "r", **more: Any
    ) -> PointsClaim:
        measure = Measure(**({"points": 300} if rule == "extra" else {}) | more)
        draft = claims.Draft(rule, day, "在社区教老人用除颤器", measure)
        uploads = [upload(photo())] if rule == "extra" else []
        with unit_of_work():
            return claims.declare(draft, uploads, request_id, actor=as_identity(member), now=clock.now())

    return make
