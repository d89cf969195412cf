"""A member's record, the branch's ledger, and taking an entry back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from quizapp.accounts.models import Member
from quizapp.core import clock
from quizapp.core.audit import AuditLine
from quizapp.extensions import db
from quizapp.record import totals
from quizapp.record.models import LedgerEntry
from tests.fixtures.app import Client
from tests.fixtures.people import MakeBranch, MakeGroup, MakeMember
from tests.fixtures.record import MakeEntry
from tests.support.html import words

pytestmark = pytest.mark.usefixtures("noon", "points_sheet")


def test_an_empty_record_says_how_it_fills(client: Client, member: Member) -> None:
    client.login(member)
    page = client.get("/record/").text
    for shown in ("这段时间还没有积分", "还没有答过题", "看学习材料", "去练习"):
        assert shown in page


def test_the_record_shows_total_places_days_and_reasons(
    client: Client, member: Member, make_member: MakeMember, make_group: MakeGroup, make_entry: MakeEntry
) -> None:
    group = make_group("学习小组")
    member.group_id = group.id
    db.session.commit()
    better, elsewhere = make_member(group=group), make_member()
    for who, count in ((member, 1), (better, 2), (elsewhere, 3)):
        for _ in range(count):
            make_entry(who)
    make_entry(member, "practice", count=14)  # over the day's cap
    make_entry(member, "reading", at=clock.now() - timedelta(days=40))
    client.login(member)
    page = words(client.get("/record/").text)
    assert "22 分" in page
    assert "小组名次 1 / 2" in page or "小组名次 2 / 2" in page
    assert "支部名次 2 / 3" in page
    assert "参加竞赛" in page
    assert "应得 14" in page
    assert "每天最多 10" in page or "上限" in page
    month = words(client.get("/record/?period=2026-03").text)
    assert "20 分" in month


@pytest.mark.parametrize(
    "period", ["2026", "2026-03", "2026-W10", "2026-Q1", "x", "9999", "0000-00", "-1", "1e9"]
)
def test_every_period_of_the_address_is_answered(
    client: Client, member: Member, make_entry: MakeEntry, period: str
) -> None:
    make_entry(member)
    client.login(member)
    for page in ("1", "-1", "x", "99999", "9" * 30):
        assert client.get(f"/record/?period={period}&page={page}").status_code == 200


def test_entries_are_paged(client: Client, member: Member, make_entry: MakeEntry) -> None:
    for number in range(35):
        make_entry(member, at=clock.now() - timedelta(hours=number))
    client.login(member)
    assert "共 35 条" in client.get("/record/").text
    assert client.get("/record/?page=2").text.count("+10") < client.get("/record/").text.count("+10")


def test_a_leader_sees_the_group_and_nobody_else(
    client: Client,
    leader: Member,
    member: Member,
    make_member: MakeMember,
    make_group: MakeGroup,
    make_branch: MakeBranch,
) -> None:
    mate = make_member(group=leader.group)
    other, foreign = make_member(group=make_group()), make_member(branch=make_branch())
    client.login(leader)
    found = {who.id: client.get(f"/record/members/{who.id}").status_code for who in (mate, leader)}
    assert set(found.values()) == {200}
    for who in (member, other, foreign):
        assert client.get(f"/record/members/{who.id}").status_code == 404


def test_a_member_sees_the_own_record_and_no_other(
    client: Client, member: Member, make_member: MakeMember
) -> None:
    client.login(member)
    assert client.get(f"/record/members/{member.id}").status_code == 200
    assert client.get(f"/record/members/{make_member().id}").status_code == 404
    assert client.get("/record/members/999").status_code == 404


def test_the_ledger_filters_by_rule_and_period(
    client: Client, organiser: Member, member: Member, make_entry: MakeEntry
) -> None:
    make_entry(member, "reading")
    make_entry(member, "contest_taken", at=clock.now() - timedelta(days=60))
    client.login(organiser)
    for query, wanted in (("", 1), ("?period=2026", 2), ("?period=2026&rule=reading", 1), ("?rule=none", 0)):
        page = client.get(f"/record/entries{query}").text
        assert page.count(f"/record/members/{member.id}") == wanted, query


def test_an_entry_is_taken_back_by_an_opposite_one_with_a_reason(
    client: Client, organiser: Member, member: Member, make_entry: MakeEntry
) -> None:
    entry = make_entry(member)
    assert entry is not None
    client.login(organiser)
    url = f"/record/entries/{entry.id}/reverse"
    for reason in ("", "   ", "长" * 301):
        assert client.post(url, data={"reason": reason}).status_code == 422
    assert client.post(url, data={"reason": "代答", "period": "2026-03"}).location.endswith("period=2026-03")
    assert client.post(url, data={"reason": "再来"}).status_code == 409
    db.session.rollback()
    first, opposite = db.session.scalars(select(LedgerEntry).order_by(LedgerEntry.id))
    assert (first.counted, opposite.counted, opposite.reverses_id) == (1000, -1000, first.id)
    assert (opposite.actor_id, opposite.reason) == (organiser.id, "代答")
    assert client.post(f"/record/entries/{opposite.id}/reverse", data={"reason": "回来"}).status_code == 409
    assert totals.differences() == []
    line = db.session.scalars(select(AuditLine).where(AuditLine.action == "record.reversed")).one()
    assert (line.actor_id, line.reason) == (organiser.id, "代答")
    client.login(member)
    page = words(client.get("/record/").text)
    assert "更正" in page
    assert "代答" in page
    assert " 0 分" in page


def test_another_branchs_entry_is_not_there(
    client: Client,
    organiser: Member,
    make_branch: MakeBranch,
    make_member: MakeMember,
    make_entry: MakeEntry,
) -> None:
    foreign = make_member("邻居", branch=make_branch())
    entry = make_entry(foreign)
    assert entry is not None
    client.login(organiser)
    for entry_id in (entry.id, 999):
        reply = client.post(f"/record/entries/{entry_id}/reverse", data={"reason": "x"})
        assert reply.status_code == 404
    assert foreign.name not in client.get("/record/entries?period=2026").text
    assert db.session.scalar(select(func.count()).select_from(LedgerEntry)) == 1


def test_entries_of_who_moved_to_another_branch_stay_readable(
    client: Client, organiser: Member, member: Member, make_branch: MakeBranch, make_entry: MakeEntry
) -> None:
    make_entry(member)
    member.branch_id = make_branch().id
    db.session.commit()
    client.login(organiser)
    page = client.get("/record/entries").text
    assert "已转出" in page
    assert f"/record/members/{member.id}" not in page  # which would not be found


def test_the_rules_are_those_that_hold(client: Client, member: Member) -> None:
    client.login(member)
    page = client.get("/record/rules").text
    for shown in ("学习材料", "练习答题", "错题重练", "参加竞赛", "每天最多 10 分", "2025"):
        assert shown in page
