"""The committee: terms, posts, who is secretary on a day, the warnings before an election, the pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from quizapp.accounts.models import Branch, Member
from quizapp.committee import queries, service
from quizapp.committee.models import Term
from quizapp.committee.service import PostDraft
from quizapp.core.audit import AuditLine
from quizapp.core.errors import Invalid
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.notices.models import Notice
from tests.fixtures.app import Client
from tests.fixtures.people import MakeMember

pytestmark = pytest.mark.pages
AsIdentity = Callable[[Member], Identity]
BEGAN = date(2024, 3, 1)
NOW = datetime(2026, 6, 1, 1, tzinfo=UTC)


@pytest.fixture
def actor(organiser: Member, as_identity: AsIdentity) -> Identity:
    return as_identity(organiser)


@pytest.fixture
def term(branch: Branch, actor: Identity) -> Term:
    with unit_of_work():
        return service.begin_term(branch.id, BEGAN, actor=actor, now=NOW)


def give(term: Term, member: Member, title: str, actor: Identity, **more: date) -> None:
    with unit_of_work():
        draft = PostDraft(member.id, title, more.get("from_on", BEGAN), to_on=more.get("to_on"))
        service.appoint(db.session.get_one(Term, term.id), draft, actor=actor, now=NOW)


def test_who_is_in_the_committee_depends_on_the_day(
    branch: Branch, term: Term, actor: Identity, make_member: MakeMember
) -> None:
    old, new, member = make_member("老书记"), make_member("新书记"), make_member("委员")
    give(term, member, "组织委员", actor)
    give(term, old, "书记", actor, to_on=date(2025, 1, 1))
    give(term, new, "书记", actor, from_on=date(2025, 1, 1))
    assert queries.secretaries(branch.id, date(2024, 12, 31)) == [old.id]
    assert queries.secretaries(branch.id, date(2025, 1, 1)) == [new.id]
    assert queries.members_on(branch.id, date(2026, 1, 1)) == [new.id, member.id]
    assert queries.members_on(branch.id, date(2024, 2, 29)) == []


def test_without_a_committee_the_duty_names_the_secretary_and_else_the_organisers(
    branch: Branch, organiser: Member, make_member: MakeMember
) -> None:
    today = date(2026, 6, 1)
    assert queries.secretaries(branch.id, today) == [organiser.id]
    make_member("副手", duty="党支部副书记")
    assert queries.secretaries(branch.id, today) == [organiser.id]
    secretary = make_member("书记", duty="党支部书记")
    assert queries.secretaries(branch.id, today) == [secretary.id]


def test_a_new_term_ends_the_one_before_with_its_posts(
    branch: Branch, term: Term, actor: Identity, make_member: MakeMember
) -> None:
    member = make_member("委员")
    give(term, member, "宣传委员", actor)
    with unit_of_work():
        service.set_years(branch.id, 5, actor=actor, now=NOW)
        service.begin_term(branch.id, date(2026, 3, 1), actor=actor, now=NOW)
    second, first = queries.history(branch.id, date(2026, 6, 1))
    assert (second.number, second.due_on, second.is_running) == (2, date(2031, 3, 1), True)
    assert (first.due_on, first.ended_on, first.posts[0].to_on) == (
        date(2027, 3, 1),
        date(2026, 3, 1),
        date(2026, 3, 1),
    )
    assert queries.members_on(branch.id, date(2026, 3, 1)) == []


def test_dates_that_cannot_be_are_refused(
    branch: Branch, term: Term, actor: Identity, member: Member
) -> None:
    with pytest.raises(Invalid, match="晚于上一届"):
        service.begin_term(branch.id, BEGAN, actor=actor, now=NOW)
    with pytest.raises(Invalid, match="2100 年"):
        service.begin_term(branch.id, date.max, actor=actor, now=NOW)
    with pytest.raises(Invalid, match="在这一届之内"):
        service.appoint(term, PostDraft(member.id, "书记", date(2023, 1, 1)), actor=actor, now=NOW)
    with pytest.raises(Invalid, match="晚于任职日期"):
        service.appoint(term, PostDraft(member.id, "书记", BEGAN, to_on=BEGAN), actor=actor, now=NOW)


def test_an_election_that_comes_near_is_told_once_for_each_mark(
    branch: Branch, term: Term, actor: Identity, organiser: Member, make_member: MakeMember
) -> None:
    secretary = make_member("书记")
    give(term, secretary, "书记", actor)
    for today in (
        date(2026, 8, 31),  # the day before the first mark
        date(2026, 9, 1),
        date(2026, 10, 1),
        date(2026, 12, 1),
        date(2027, 2, 1),
        date(2027, 3, 1),
    ):
        with unit_of_work():
            service.warn(today, now=NOW)
    told = db.session.execute(
        select(Notice.member_id, Notice.kind, Notice.key).where(Notice.kind.startswith("term."))
    ).all()
    keys = [f"{term.id}:2027-03-01:{months}" for months in (6, 3, 1, 0)]
    expected = {
        (who, "term.due" if key[-1] != "0" else "term.overdue", key)
        for who in (organiser.id, secretary.id)
        for key in keys
    }
    assert {tuple(row) for row in told} == expected


def test_an_organiser_sets_up_the_committee_and_members_see_it(
    client: Client, organiser: Member, member: Member
) -> None:
    client.login(organiser)
    assert "还没有届次" in client.get("/committee/manage").text
    answer = client.post("/committee/manage/terms", data={"began_on": "2026-03-01", "note": "党员大会选举"})
    assert answer.status_code == 302
    term = db.session.scalars(select(Term)).one()
    post = {"member_id": member.id, "title": "纪检委员", "from_on": "2026-03-01", "duty": "负责监督"}
    assert client.post(f"/committee/manage/terms/{term.id}/posts", data=post).status_code == 302
    assert (
        "请填写这一项"
        in client.post(f"/committee/manage/terms/{term.id}/posts", data={**post, "title": ""}).text
    )
    client.login(member)
    page = client.get("/committee/").text
    assert "纪检委员" in page
    assert "负责监督" in page
    assert "周晓岚" in client.get("/committee/print").text
    assert client.get("/committee/manage").status_code == 403


def test_a_post_that_was_written_down_by_mistake_goes_and_leaves_a_line(
    client: Client, branch: Branch, term: Term, actor: Identity, organiser: Member, member: Member
) -> None:
    give(term, member, "青年委员", actor)
    post_id = queries.history(branch.id, date(2026, 6, 1))[0].posts[0].id
    client.login(organiser)
    assert client.post(f"/committee/manage/posts/{post_id}/remove").status_code == 302
    assert queries.history(branch.id, date(2026, 6, 1))[0].posts == []
    line = db.session.scalars(select(AuditLine).where(AuditLine.action == "post.removed")).one()
    assert line.after == {"member_id": member.id, "title": "青年委员"}


def test_the_chart_names_committee_groups_and_who_stands_in_none(
    branch: Branch, term: Term, actor: Identity, leader: Member, make_member: MakeMember
) -> None:
    make_member("组员", group=leader.group)
    make_member("散员")
    give(term, leader, "书记", actor)
    chart = queries.chart(branch.id, date(2026, 6, 1))
    assert [(post.title, post.name) for post in chart.posts] == [("书记", "韦兰")]
    assert [(box.name, box.leaders, box.members) for box in chart.groups] == [
        ("第一党小组", ["韦兰"], ["组员"])
    ]
    assert set(chart.without_group) == {"散员", "罗勇"}
