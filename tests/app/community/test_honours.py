"""Honours: proposed by anybody, on the wall once confirmed, with points where the sheet has them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from quizapp.accounts.models import Group, Member
from quizapp.community import queries, service
from quizapp.community.models import Honour
from quizapp.core import clock
from quizapp.core.errors import Invalid
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.record.models import LedgerEntry, UnusedCredit
from tests.app.community.sheets import count_with
from tests.fixtures.app import Client
from tests.fixtures.people import MakeBranch, MakeMember

pytestmark = [pytest.mark.pages, pytest.mark.usefixtures("points_sheet")]


def confirmed(draft: service.honours.Draft, branch_id: int, boss: Identity) -> Honour:
    with unit_of_work():
        row = service.honours.propose(draft, branch_id, actor=boss, now=clock.now())
        service.honours.confirm(row, actor=boss, now=clock.now())
        return row


def test_a_member_proposes_and_an_organiser_confirms(
    client: Client, member: Member, leader: Member, organiser: Member, today: date
) -> None:
    client.login(leader)
    form = {
        "whose": f"m{member.id}",
        "title": "优秀共产党员",
        "awarded_by": "机关党委",
        "awarded_on": today.isoformat(),
        "level": "unit",
        "story": "三年四十一场救护普及。",
    }
    tomorrow = {**form, "awarded_on": (today + timedelta(days=1)).isoformat()}
    assert client.post("/honours/new", data=tomorrow).status_code == 422
    assert client.post("/honours/new", data={**form, "awarded_on": "0001-01-01"}).status_code == 422
    assert client.post("/honours/new", data={**form, "whose": "m99999"}).status_code == 422
    assert client.post("/honours/new", data=form).status_code == 302
    row = db.session.scalars(select(Honour)).one()
    client.login(member)
    assert "优秀共产党员" not in client.get("/honours/").text
    client.login(organiser)
    assert "优秀共产党员" in client.get("/manage/honours").text
    assert client.post(f"/manage/honours/{row.id}/confirm").status_code == 302
    client.login(member)
    wall = client.get("/honours/").text
    assert "优秀共产党员" in wall
    assert "三年四十一场救护普及" in client.get(f"/honours/{row.id}").text


def test_the_wall_is_narrowed_by_year_level_kind_and_words(
    client: Client, member: Member, organiser: Member, group: Group, boss: Identity, today: date
) -> None:
    drafts = (
        service.honours.Draft("先进工作者", today, member_id=member.id, story="救援"),
        service.honours.Draft("先进党小组", today - timedelta(days=800), group_id=group.id),
        service.honours.Draft("先进党支部", today),
    )
    for draft in drafts:
        confirmed(draft, organiser.branch_id, boss)
    client.login(member)
    for query, there in (
        ("", "先进工作者 先进党小组 先进党支部"),
        ("whose=member", "先进工作者"),
        ("whose=group", "先进党小组"),
        ("whose=branch", "先进党支部"),
        (f"year={(today - timedelta(days=800)).year}", "先进党小组"),
        ("q=救援", "先进工作者"),
        (f"q={member.name}", "先进工作者"),
        ("level=nation", ""),
    ):
        text = client.get(f"/honours/?{query}").text
        shown = {draft.title for draft in drafts if draft.title in text}
        assert shown == set(there.split()), query


def test_its_points_come_with_it_and_go_with_it(
    client: Client, member: Member, organiser: Member, boss: Identity, today: date
) -> None:
    count_with(member.branch_id, "honour", None)
    draft = service.honours.Draft("先进", today - timedelta(days=3), member_id=member.id, points=500)
    row = confirmed(draft, member.branch_id, boss)
    entry = db.session.scalars(select(LedgerEntry)).one()
    assert (entry.member_id, entry.counted, entry.key) == (member.id, 500, f"honour:{row.id}")
    assert entry.day == today - timedelta(days=3)
    other = service.honours.Draft("先进", draft.awarded_on, member_id=member.id, points=900)
    with pytest.raises(Invalid), unit_of_work():
        service.honours.change(row, other, actor=boss, now=clock.now())
    client.login(organiser)
    assert client.post(f"/manage/honours/{row.id}/return").status_code == 422
    assert client.post(f"/manage/honours/{row.id}/return", data={"reason": "有误"}).status_code == 302
    db.session.rollback()
    assert db.session.scalar(select(func.sum(LedgerEntry.counted))) == 0


def test_taken_down_changed_and_confirmed_again_it_brings_what_it_says_now(
    member: Member, boss: Identity, today: date
) -> None:
    count_with(member.branch_id, "honour", None)
    draft = service.honours.Draft("先进", today, member_id=member.id, points=500)
    row = confirmed(draft, member.branch_id, boss)
    for points in (900, 300):
        with unit_of_work():
            service.honours.send_back(row, "分值有误", actor=boss, now=clock.now())
            service.honours.change(row, replace(draft, points=points), actor=boss, now=clock.now())
            service.honours.confirm(row, actor=boss, now=clock.now())
        assert db.session.scalar(select(func.sum(LedgerEntry.counted))) == points
    with unit_of_work():
        service.honours.send_back(row, "不是本人的", actor=boss, now=clock.now())
    assert db.session.scalar(select(func.sum(LedgerEntry.counted))) == 0


def test_what_evaluation_asks_is_ones_own_and_confirmed_within_the_days(
    member: Member, boss: Identity, me: Identity, today: date
) -> None:
    confirmed(service.honours.Draft("今年", today, member_id=member.id), member.branch_id, boss)
    confirmed(service.honours.Draft("支部的", today), member.branch_id, boss)
    with unit_of_work():
        waiting = service.honours.Draft("还没核实", today, member_id=member.id)
        service.honours.propose(waiting, member.branch_id, actor=me, now=clock.now())
    found = queries.honours_of(member.id, today - timedelta(days=1), today)
    assert [line.title for line in found] == ["今年"]
    assert queries.honours_of(member.id, today - timedelta(days=9), today - timedelta(days=1)) == []


def test_another_branch_sees_nothing_of_it(
    client: Client,
    member: Member,
    boss: Identity,
    today: date,
    make_branch: MakeBranch,
    make_member: MakeMember,
) -> None:
    row = confirmed(service.honours.Draft("救护标兵", today, member_id=member.id), member.branch_id, boss)
    client.login(make_member(branch=make_branch()))
    assert client.get(f"/honours/{row.id}").status_code == 404
    assert "救护标兵" not in client.get("/honours/").text


def test_a_rule_that_gives_its_own_points_gives_them_for_an_honour(
    member: Member, boss: Identity, today: date
) -> None:
    count_with(member.branch_id, "honour", 500)
    draft = service.honours.Draft("先进个人", today, member_id=member.id, points=300)
    confirmed(draft, member.branch_id, boss)
    assert db.session.scalars(select(LedgerEntry.counted)).all() == [500]


def test_what_no_rule_counted_is_forgotten_when_it_is_taken_down(
    member: Member, boss: Identity, today: date
) -> None:
    draft = service.honours.Draft("先进个人", today, member_id=member.id, points=300)
    row = confirmed(draft, member.branch_id, boss)
    assert db.session.query(UnusedCredit).count() == 1
    with unit_of_work():
        service.honours.send_back(row, "记错了人", actor=boss, now=clock.now())
    assert db.session.query(UnusedCredit).count() == 0
