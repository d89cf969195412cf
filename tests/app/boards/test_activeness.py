"""How active branches are, from the running totals: the worked window, exempt people, calendars, who shares."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from quizapp.accounts.models import Branch, Member
from quizapp.boards import activeness, calendar
from quizapp.boards import queries as boards
from quizapp.boards.workdays import Other
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.display import service as display
from quizapp.extensions import db
from quizapp.record import queries as streaks
from quizapp.record import service as record
from quizapp.record.periods import Period, Span
from tests.fixtures.app import Client
from tests.fixtures.people import MakeBranch, MakeMember
from tests.fixtures.record import MakeEntry
from tests.support.world_points import own_sheet

pytestmark = pytest.mark.pages

#: 22 working days: June 2026 has 22 weekdays; Friday 19th is a holiday, and Sunday 28th is made one of work.
JUNE = Period(Span.MONTH, date(2026, 6, 1))
TODAY = date(2026, 11, 26)


def days_of_june() -> list[date]:
    kept = calendar.others(JUNE.first, JUNE.last)
    return sorted(calendar.working(kept, 1, JUNE.first, JUNE.last))


@pytest.fixture
def june(branch: Branch, organiser: Member, admin: Member, as_identity: Callable[[Member], Identity]) -> None:
    organiser.exempt = admin.exempt = True
    db.session.commit()
    with unit_of_work():
        days = [Other(date(2026, 6, 28), True, "补班")]
        calendar.set_year(None, 2026, days, actor=as_identity(admin), now=datetime.now(UTC))


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, 0, tzinfo=UTC)


def test_the_worked_window(
    june: None, branch: Branch, make_member: MakeMember, make_entry: MakeEntry
) -> None:
    people = [make_member() for _ in range(8)]
    days = days_of_june()
    assert len(days) == 22
    for day in days[:20]:
        make_entry(people[0], at=at(day))
    make_entry(people[0], at=at(date(2026, 6, 6)))  # a Saturday: neither above nor below the line
    for member in people[1:7]:
        make_entry(member, at=at(days[0]))
    (line,) = activeness.board(JUNE, TODAY)
    assert line.figures.active == Fraction(100 * 26, 8 * 22)
    assert line.figures.taking_part == Fraction(175, 2)
    assert (line.heads, line.taking_part, line.working_days) == (8, 7, 22)
    alone = activeness.counts([branch.id], JUNE.first, JUNE.last, TODAY)[branch.id]
    assert alone.active_days == 26


def test_a_day_is_active_when_something_was_earned_on_it(
    june: None, branch: Branch, organiser: Member, make_member: MakeMember, make_entry: MakeEntry,
    as_identity: Callable[[Member], Identity],
) -> None:  # fmt: skip
    both, only_minus, capped, undone = (make_member() for _ in range(4))
    first, second, third = days_of_june()[:3]
    with unit_of_work():
        own_sheet(branch.id, at(first), minus={"points": -30}, rare={"points": 2, "caps": {"month": 2}})
    make_entry(both, at=at(first))
    for member in (both, only_minus):
        make_entry(member, "minus", at=at(first))
    for day in (first, second):
        make_entry(capped, "rare", at=at(day))  # nothing of it counts on the second day
    mistake = make_entry(undone, at=at(first))
    with unit_of_work():
        record.reverse(mistake.id, actor=as_identity(organiser), now=at(third), reason="记错")
    counted = activeness.counts([branch.id], JUNE.first, JUNE.last, TODAY)[branch.id]
    assert (counted.active_days, counted.taking_part, counted.heads) == (3, 2, 4)
    assert boards.participation(branch.id, JUNE) == boards.Participation(2, 4)
    assert streaks.active_days(both.id, JUNE.first, JUNE.last) == {first}
    assert streaks.active_days(only_minus.id, JUNE.first, JUNE.last) == set()


def test_a_running_period_is_counted_up_to_today(
    june: None, make_member: MakeMember, make_entry: MakeEntry
) -> None:
    make_entry(make_member(), at=at(date(2026, 6, 1)))
    (line,) = activeness.board(JUNE, date(2026, 6, 2))
    assert (line.working_days, line.figures.active) == (2, 50)


def test_a_branch_that_keeps_to_itself_and_who_earned_nothing_are_left_out(
    june: None, branch: Branch, make_branch: MakeBranch, make_member: MakeMember, make_entry: MakeEntry
) -> None:
    other, silent = make_branch("甲"), make_branch("乙")
    for where in (branch, other, silent):
        make_entry(make_member(branch=where), at=at(date(2026, 6, 1)))
    silent.settings = {"on_branch_board": False}
    db.session.commit()
    assert {line.name for line in activeness.board(JUNE, TODAY)} == {branch.name, "甲"}


def test_a_branch_may_have_days_of_its_own(
    branch: Branch, make_branch: MakeBranch, organiser: Member, as_identity: Callable[[Member], Identity]
) -> None:
    day, other = date(2026, 6, 1), make_branch()
    with unit_of_work():
        calendar.set_year(
            branch.id,
            2026,
            [Other(day, False, "单位活动")],
            actor=as_identity(organiser),
            now=datetime.now(UTC),
        )
    kept = calendar.others(day, day)
    assert calendar.working(kept, branch.id, day, day) == frozenset()
    assert calendar.working(kept, other.id, day, day) == {day}
    with unit_of_work():
        calendar.set_year(branch.id, 2026, [], actor=as_identity(organiser), now=datetime.now(UTC))
    assert calendar.listed(branch.id, 2026) == []


def test_the_notices_of_two_years_come_with_the_program() -> None:
    kept = calendar.shipped()
    assert (kept[date(2026, 2, 20)].works, kept[date(2026, 2, 28)].works) == (False, True)
    assert sum(one.works is False and one.day.year == 2025 for one in kept.values()) == 28
    assert sum(one.works is False and one.day.year == 2026 for one in kept.values()) == 33
    assert all(one.day.weekday() >= 5 for one in kept.values() if one.works)


def test_weights_are_shown_and_set_by_the_administrator(
    client: Client, admin: Member, member: Member, make_entry: MakeEntry
) -> None:
    client.login(admin)
    wrong = client.post("/boards/activity/weights", data={"active": 0, "taking_part": 0, "duties": 9})
    assert wrong.status_code == 422
    client.post("/boards/activity/weights", data={"active": 70, "taking_part": 30, "duties": 0})
    page = client.login(member).get("/boards/activity").get_data(as_text=True)
    assert "活跃度，占 70" in page
    assert activeness.weights().active == 70


def test_the_calendar_says_which_line_cannot_be_read(client: Client, organiser: Member) -> None:
    client.login(organiser)
    wrong = client.post("/boards/calendar/2027", data={"days": "2027-10-01 休\n十月二日 休"})
    assert (wrong.status_code, "第 2 行看不懂" in wrong.get_data(as_text=True)) == (422, True)
    other = client.post("/boards/calendar/2027", data={"days": "2028-10-01 休"})
    assert (other.status_code, "不在 2027 年" in other.get_data(as_text=True)) == (422, True)
    client.post("/boards/calendar/2027", data={"days": "2027-10-01 至 2027-10-07 休 国庆节"})
    assert len(calendar.listed(organiser.branch_id, 2027)) == 7


def test_the_trend_ends_with_the_period(
    june: None, branch: Branch, member: Member, make_entry: MakeEntry
) -> None:
    make_entry(member, at=at(date(2026, 6, 1)))
    found = activeness.trend(branch.id, JUNE, TODAY)
    assert [period.first.month for period, _ in found] == [1, 2, 3, 4, 5, 6]
    assert [figures.active > 0 for _, figures in found] == [False] * 5 + [True]


def test_the_big_screen_shows_the_branches(
    client: Client,
    organiser: Member,
    member: Member,
    make_entry: MakeEntry,
    as_identity: Callable[[Member], Identity],
) -> None:
    make_entry(member)
    options = display.Options(boards=("activity",))
    with unit_of_work():
        screen = display.create_screen("大屏", options, actor=as_identity(organiser), now=datetime.now(UTC))
    page = client.get(f"/display/{screen.token}").get_data(as_text=True)
    assert "支部活跃度" in page
    assert member.branch.name in page
