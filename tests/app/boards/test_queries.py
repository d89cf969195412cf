"""The boards on the real database."""

from __future__ import annotations

from datetime import timedelta

from quizapp.accounts.models import Branch, Member
from quizapp.boards import queries
from quizapp.core import clock
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.record.periods import Period, Span
from tests.fixtures.people import MakeBranch, MakeGroup, MakeMember
from tests.fixtures.record import MakeEntry


def month(ago: int = 0) -> Period:
    period = Period.of(Span.MONTH, clock.now().date())
    return period if not ago else period.previous()


def test_members_by_points_with_ties_shared(
    make_member: MakeMember, make_entry: MakeEntry, branch: Branch
) -> None:
    first, second, third = make_member("甲"), make_member("乙"), make_member("丙")
    for member, entries in ((first, 1), (second, 2), (third, 1)):
        for _ in range(entries):
            make_entry(member)
    rows = queries.members(branch.id, month())
    assert [(row.place, row.name, row.amount) for row in rows] == [
        (1, "乙", 2000),
        (2, "甲", 1000),
        (2, "丙", 1000),
    ]


def test_groups_are_compared_per_head_and_exempt_members_are_no_heads(
    make_group: MakeGroup, make_member: MakeMember, make_entry: MakeEntry, branch: Branch
) -> None:
    large, small = make_group("大组"), make_group("小组")
    for _ in range(3):
        make_entry(make_member(group=large))
    make_member(group=large)
    make_entry(make_member(group=small))
    resting = make_member(group=small)
    resting.exempt = True
    db.session.commit()
    rows = queries.groups(branch.id, month())
    assert [(row.name, row.amount, row.taking_part, row.heads) for row in rows] == [
        ("小组", 1000, 1, 1),
        ("大组", 750, 3, 4),
    ]


def test_points_stay_with_the_group_in_which_they_were_earned(
    make_group: MakeGroup, make_member: MakeMember, make_entry: MakeEntry, branch: Branch
) -> None:
    old, new = make_group("旧组"), make_group("新组")
    make_member(group=old)
    mover = make_member(group=old)
    make_entry(mover)
    mover.group_id = new.id
    db.session.commit()
    rows = {row.name: row.amount for row in queries.groups(branch.id, month())}
    assert rows == {"旧组": 1000}


def test_how_a_place_moved_since_the_month_before(
    make_member: MakeMember, make_entry: MakeEntry, branch: Branch
) -> None:
    rising, falling = make_member("升"), make_member("降")
    last_month = clock.now().replace(day=1, hour=12) - timedelta(days=10)
    make_entry(falling, at=last_month)
    make_entry(falling, at=last_month)
    make_entry(rising, at=last_month)
    make_entry(rising)
    rows = queries.members(branch.id, month())
    assert [(row.name, row.moved) for row in rows] == [("升", 1)]


def test_a_branch_that_keeps_to_itself_is_not_compared(
    make_branch: MakeBranch, make_member: MakeMember, make_entry: MakeEntry
) -> None:
    one, other = make_branch("一支部"), make_branch("二支部")
    make_entry(make_member(branch=one))
    make_entry(make_member(branch=other))
    with unit_of_work():
        other.settings = {"on_branch_board": False}
    assert [row.name for row in queries.branches(month())] == ["一支部"]


def test_participation(
    member: Member, make_member: MakeMember, make_entry: MakeEntry, branch: Branch
) -> None:
    make_member()
    make_entry(member)
    assert queries.participation(branch.id, month()) == queries.Participation(1, 2)
