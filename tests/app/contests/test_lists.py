"""What a contest leaves: the settlement, the ledger, lists as xlsx and on paper."""

from __future__ import annotations

import io

from python_calamine import CalamineWorkbook
from sqlalchemy import select

from quizapp.accounts.models import Group, Member
from quizapp.contests.models import Contest, ContestResult
from quizapp.contests.window import Step
from quizapp.core import clock
from quizapp.extensions import db
from quizapp.record import queries as record
from quizapp.record import totals
from quizapp.record.models import LedgerEntry
from quizapp.record.periods import Period, Span
from tests.app.contests.conftest import Settle
from tests.fixtures.app import Client
from tests.fixtures.contests import MakeContest, Take
from tests.fixtures.people import MakeGroup, MakeMember


def sheets(client: Client, url: str) -> dict[str, list[list[str]]]:
    """A workbook as a spreadsheet program reads it."""
    reply = client.get(url)
    assert reply.status_code == 200
    assert "attachment" in reply.headers["Content-Disposition"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(reply.data))
    return {
        name: [[str(cell) for cell in row] for row in book.get_sheet_by_name(name).to_python()]
        for name in book.sheet_names
    }


def points_of(member: Member) -> dict[str, int]:
    rows = db.session.scalars(select(LedgerEntry).where(LedgerEntry.member_id == member.id))
    return {row.rule: row.counted for row in rows}


def test_settling_posts_points_by_the_default_sheet(
    client: Client, organiser: Member, make_member: MakeMember, contest: Contest, take: Take
) -> None:
    people = [make_member(f"选手{number}") for number in range(4)]
    for member, right in zip(people, (10, 8, 6, 5), strict=True):
        take(contest, member, right)
    client.login(organiser)
    client.post(f"/contests/{contest.id}/step", data={"step": "close"})
    expected = client.get(f"/contests/{contest.id}/settle").text
    assert "4 人" in expected
    assert client.post(f"/contests/{contest.id}/step", data={"step": "settle"}).status_code == 302
    afterwards = client.get(f"/contests/{contest.id}/settle").text
    assert "已经结算过了" in afterwards
    assert "将要记入的积分" not in afterwards  # nothing is about to be posted
    assert people[0].name in afterwards  # but the places as they were settled
    db.session.rollback()
    rules = record.sheet_for(contest.branch_id, clock.now().date())[1].rules
    taken, place = rules["contest_taken"].points, rules["contest_place"].outcomes
    for rank, member in enumerate(people, 1):
        found = points_of(member)
        assert found["contest_taken"] == taken
        assert found.get("contest_place") == place.get(str(rank))
    first, last = points_of(people[0]), points_of(people[3])
    assert first["contest_score"] > last["contest_score"] > 0
    year = Period.of(Span.YEAR, clock.now().date())
    assert record.total(people[0].id, year) == sum(first.values())
    assert f"+{sum(first.values()) // 100}" in expected  # what was announced is what was posted
    assert totals.differences() == []
    client.login(people[0])
    assert contest.title in client.get("/record/").text


def test_equal_scores_and_times_share_a_place_in_the_result(
    client: Client, organiser: Member, make_member: MakeMember, contest: Contest, take: Take, settle: Settle
) -> None:
    people = [make_member() for _ in range(3)]
    with clock.frozen(clock.now()):
        for member, right in zip(people, (7, 7, 4), strict=True):
            take(contest, member, right)
        settle(contest, Step.CLOSE)
        settle(contest, Step.SETTLE)
    rows = db.session.scalars(select(ContestResult).order_by(ContestResult.rank, ContestResult.member_id))
    assert [(row.rank, row.score, row.sequence) for row in rows] == [(1, 3500, 1), (1, 3500, 1), (3, 2000, 1)]
    client.login(organiser)
    people_sheet = sheets(client, f"/contests/{contest.id}/results.xlsx")["成绩"]
    assert [row[0] for row in people_sheet[1:]] == ["1", "1", "3"]


def test_results_read_back_as_they_stand(
    client: Client,
    organiser: Member,
    make_member: MakeMember,
    group: Group,
    make_contest: MakeContest,
    take: Take,
    settle: Settle,
) -> None:
    contest = make_contest(title="宪法/竞赛 [一]")
    first = make_member("=HYPERLINK(1)", group=group)
    second = make_member("乙", group=group)
    take(contest, first, 9)
    take(contest, second, 4)
    settle(contest, Step.CLOSE)
    client.login(organiser)
    found = sheets(client, f"/contests/{contest.id}/results.xlsx")
    assert found["成绩"][0] == ["名次", "姓名", "党小组", "得分", "满分", "用时", "答题次数", "交卷时间"]
    assert [row[:5] for row in found["成绩"][1:]] == [
        ["1", "=HYPERLINK(1)", group.name, "45", "50"],
        ["2", "乙", group.name, "20", "50"],
    ]
    assert found["党小组"][1] == ["1", group.name, "32.5", "2", "2"]


def test_absentees_are_those_invited_who_did_not_hand_in(
    client: Client,
    organiser: Member,
    leader: Member,
    member: Member,
    make_member: MakeMember,
    make_group: MakeGroup,
    contest: Contest,
    take: Take,
) -> None:
    other = make_group("第二党小组")
    here, there = make_member("没来甲", group=leader.group), make_member("没来乙", group=other)
    make_member("免考", group=other, exempt=True)
    take(contest, member, 4)
    take(contest, there, 4, submit=False)
    url = f"/contests/{contest.id}/absentees.xlsx"
    client.login(organiser)
    (rows,) = sheets(client, url).values()
    assert rows[0] == ["党小组", "姓名"]
    assert [leader.group.name if leader.group else "", here.name] in rows
    assert [other.name, there.name] in rows  # began and has not handed in
    names = {row[1] for row in rows[1:]}
    assert names == {organiser.name, leader.name, here.name, there.name}
    client.login(leader)
    (own,) = sheets(client, url).values()
    assert {row[1] for row in own[1:]} == {leader.name, here.name}


def test_the_printed_list_says_who_and_who_not(
    client: Client,
    organiser: Member,
    member: Member,
    make_member: MakeMember,
    contest: Contest,
    take: Take,
    settle: Settle,
) -> None:
    absent = make_member("缺席者")
    client.login(organiser)
    assert "没有人交卷" in client.get(f"/contests/{contest.id}/print").text
    take(contest, member, 8)
    settle(contest, Step.CLOSE)
    page = client.get(f"/contests/{contest.id}/print").text
    for shown in (contest.title, member.name, "40", absent.name, "未结算"):
        assert shown in page
    settle(contest, Step.SETTLE)
    assert "未结算" not in client.get(f"/contests/{contest.id}/print").text


def test_before_anybody_began_the_lists_are_empty_and_readable(
    client: Client, organiser: Member, contest: Contest
) -> None:
    client.login(organiser)
    found = sheets(client, f"/contests/{contest.id}/results.xlsx")
    assert len(found["成绩"]) == 1
    assert "没有人交卷" in client.get(f"/contests/{contest.id}/settle").text
