"""Committee members' work: the worked month, who may fill in which sheet, and what closing asks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from threading import Timer

import pytest
from sqlalchemy import update

from quizapp.accounts.models import Branch, Group, Member
from quizapp.core.errors import DomainError, Forbidden, Invalid
from quizapp.core.permissions import Identity, Role
from quizapp.core.transaction import unit_of_work
from quizapp.evaluation import monthly
from quizapp.evaluation.models import WorkMonth
from quizapp.evaluation.work import DEFAULT_ITEMS, DEFAULT_WEIGHTS, score, weighed
from quizapp.extensions import db
from tests.app.evaluation.conftest import NOW
from tests.fixtures.app import Client

#: missed study −3, no notes −5, missed 主题党日 −2, and two that make 90 and 80
ITEMS = [*DEFAULT_ITEMS[:3], {"title": "未按时交材料", "points": 1000}]


@pytest.fixture
def opened(
    leader: Member,
    organiser: Member,
    make_member: Callable[..., Member],
    group: Group,
    as_identity: Callable[[Member], Identity],
) -> WorkMonth:
    person = make_member("支委", group=group)
    with unit_of_work():
        return monthly.open_month(
            person.branch_id, date(2026, 3, 9), [person.id, organiser.id], ITEMS, DEFAULT_WEIGHTS,
            actor=as_identity(organiser), now=NOW,
        )  # fmt: skip


def test_the_worked_month_to_the_hundredth(
    opened: WorkMonth,
    leader: Member,
    organiser: Member,
    member: Member,
    as_identity: Callable[[Member], Identity],
) -> None:
    person = next(one for one in opened.people if one != organiser.id)
    sheets = [
        ("leader", leader, [2, 1, 1, 0]),
        ("committee", organiser, [0, 0, 0, 1]),
        ("colleagues", member, [0, 0, 0, 2]),
    ]
    for source, rater, times in sheets:
        assert lines(opened)[person].total is None
        with unit_of_work():
            monthly.mark(opened, person, source, times, actor=as_identity(rater), now=NOW)
    line = lines(opened)[person]
    assert line.scores == {"leader": 8700, "committee": 9000, "colleagues": 8000}
    assert line.total == 8650


def lines(row: WorkMonth) -> dict[int, monthly.Line]:
    return {line.member_id: line for line in monthly.results(row)}


def test_nothing_falls_below_zero_and_several_sheets_of_a_source_are_averaged() -> None:
    assert score(ITEMS, [31, 31, 31, 31]) == 0
    scores = {"leader": [9000], "committee": [8000], "colleagues": [7000, 8000, 8001]}
    assert weighed(scores, {"leader": 1, "committee": 1, "colleagues": 1}) == (17000 + Fraction(23001, 3)) / 3
    assert weighed({"leader": [9000]}, {"leader": 50, "committee": 0}) == 9000
    assert weighed({"leader": [9000]}, DEFAULT_WEIGHTS) is None


def test_who_may_fill_in_which_sheet(
    opened: WorkMonth, leader: Member, organiser: Member, member: Member, make_group: Callable[..., Group],
    make_member: Callable[..., Member], as_identity: Callable[[Member], Identity],
) -> None:  # fmt: skip
    person = next(one for one in opened.people if one != organiser.id)
    other = make_member("别组组长", role=Role.LEADER, group=make_group("第二党小组"))
    allowed = {
        (who.name, source): monthly.may_mark(opened, person, source, as_identity(who))
        for who in (leader, organiser, member, other)
        for source in ("leader", "committee", "colleagues")
    }
    assert {key for key, may in allowed.items() if may} == {
        (leader.name, "leader"), (organiser.name, "leader"), (organiser.name, "committee"),
        *((who.name, "colleagues") for who in (leader, organiser, member, other)),
    }  # fmt: skip
    assert not monthly.may_mark(opened, organiser.id, "committee", as_identity(organiser))
    with pytest.raises(Forbidden), unit_of_work():
        monthly.mark(opened, person, "leader", [0] * 4, actor=as_identity(member), now=NOW)
    assert {one.source for one in monthly.to_mark(as_identity(member))} == {"colleagues"}


def test_a_sheet_is_typed_anew_until_the_month_is_closed(
    opened: WorkMonth,
    leader: Member,
    organiser: Member,
    member: Member,
    admin: Member,
    as_identity: Callable[[Member], Identity],
) -> None:
    with pytest.raises(DomainError, match="没有填"), unit_of_work():
        monthly.close(opened, actor=as_identity(organiser), now=NOW)
    with pytest.raises(Invalid), unit_of_work():
        monthly.mark(opened, opened.people[0], "colleagues", [1, 2], actor=as_identity(member), now=NOW)
    for person in opened.people:
        for source in DEFAULT_WEIGHTS:
            rater = as_identity(admin)
            with unit_of_work():
                monthly.mark(opened, person, source, [5, 0, 0, 0], actor=rater, now=NOW)
                monthly.mark(opened, person, source, [1, 0, 0, 0], actor=rater, now=NOW)
    with unit_of_work():
        monthly.close(opened, actor=as_identity(organiser), now=NOW)
    assert monthly.scores_of(organiser.id, date(2026, 1, 1), date(2026, 12, 31)) == [(date(2026, 3, 1), 9700)]
    with pytest.raises(DomainError), unit_of_work():
        monthly.mark(opened, opened.people[0], "colleagues", [0] * 4, actor=as_identity(member), now=NOW)
    with pytest.raises(Invalid), unit_of_work():
        monthly.open_month(opened.branch_id, date(2026, 3, 31), opened.people, ITEMS, DEFAULT_WEIGHTS, actor=as_identity(organiser), now=NOW)  # fmt: skip


def test_where_the_only_organiser_is_rated_an_administrator_stands_in(
    opened: WorkMonth, leader: Member, organiser: Member, member: Member, make_branch: Callable[..., Branch],
    make_member: Callable[..., Member], as_identity: Callable[[Member], Identity],
) -> None:  # fmt: skip
    person = next(one for one in opened.people if one != organiser.id)
    above = make_member("上级", role=Role.ADMIN, branch=make_branch())
    stranger = make_member("外人", role=Role.ORGANISER, branch=make_branch())
    waiting = {(one.source, one.member_id) for one in monthly.to_mark(as_identity(above))}
    assert waiting == {("committee", organiser.id), ("leader", organiser.id)}
    assert monthly.to_mark(as_identity(stranger)) == []
    for one, raters in ((organiser.id, (leader, member)), (person, (leader, organiser, member))):
        for source in DEFAULT_WEIGHTS:
            for rater in raters:
                if monthly.may_mark(opened, one, source, as_identity(rater)):
                    with unit_of_work():
                        monthly.mark(opened, one, source, [0] * 4, actor=as_identity(rater), now=NOW)
    with pytest.raises(DomainError, match="没有填"), unit_of_work():
        monthly.close(opened, actor=as_identity(organiser), now=NOW)
    for source, _ in waiting:
        with unit_of_work():
            monthly.mark(opened, organiser.id, source, [1, 0, 0, 0], actor=as_identity(above), now=NOW)
    with unit_of_work():
        monthly.close(opened, actor=as_identity(organiser), now=NOW)
    assert lines(opened)[organiser.id].total == 9700 * Fraction(8, 10) + 10000 * Fraction(2, 10)
    make_member("新组织者", role=Role.ORGANISER)
    assert not monthly.may_mark(opened, organiser.id, "committee", as_identity(above))


@pytest.mark.pages
def test_the_page_says_who_stands_in(
    client: Client, organiser: Member, member: Member, make_branch: Callable[..., Branch],
    make_member: Callable[..., Member],
) -> None:  # fmt: skip
    form = {"month": "2026-03", "people": [organiser.id], "items": "缺席 3", **DEFAULT_WEIGHTS}
    month = client.login(organiser).post("/evaluation/marks/manage", data=form).headers["Location"]
    page = client.get(month).get_data(as_text=True)
    assert "没有别人可以填罗勇的“支部委员会”评分表" in page
    above = make_member("上级", role=Role.ADMIN, branch=make_branch())
    page = client.get(month).get_data(as_text=True)
    assert "罗勇的“支部委员会”评分表由管理员填写：上级" in page
    assert client.post(f"{month}/close").status_code == 302
    assert "还有评分表没有填，不能结束" in client.get(month).get_data(as_text=True)
    (row,) = monthly.months_of(organiser.branch_id)
    client.login(above)
    work = client.get("/evaluation/marks").get_data(as_text=True)
    for source in ("committee", "leader"):
        sheet = f"/evaluation/marks/{row.id}/{source}/{organiser.id}"
        assert sheet in work
        assert client.post(sheet, data={"times-0": "1"}).status_code == 302
    assert client.get(f"/evaluation/marks/{row.id}/colleagues/{organiser.id}").status_code == 404
    client.login(member)
    client.post(f"/evaluation/marks/{row.id}/colleagues/{organiser.id}", data={"times-0": "0"})
    client.login(organiser)
    assert "由管理员填写" not in client.get(month).get_data(as_text=True)
    assert client.post(f"{month}/close").status_code == 302
    db.session.expire_all()
    assert monthly.months_of(organiser.branch_id)[0].closed_at is not None


@pytest.mark.several_writers
def test_no_sheet_comes_in_behind_the_closing(
    opened: WorkMonth, member: Member, as_identity: Callable[[Member], Identity]
) -> None:
    person, rater = opened.people[0], as_identity(member)
    db.session.commit()
    with db.engine.connect() as other:
        other.execute(update(WorkMonth).values(closed_at=NOW))
        closing = Timer(0.3, other.commit)
        closing.start()
        with pytest.raises(DomainError), unit_of_work():
            monthly.mark(opened, person, "colleagues", [0] * 4, actor=rater, now=NOW)
        closing.join()
