"""The boards' pages: periods, ties, heads, print, and who is on the branches' board."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from quizapp.accounts.models import Branch, Member
from quizapp.core import clock
from quizapp.core.audit import AuditLine
from quizapp.extensions import db
from tests.fixtures.app import Client
from tests.fixtures.people import MakeBranch, MakeGroup, MakeMember
from tests.fixtures.record import MakeEntry
from tests.support.html import words

pytestmark = [pytest.mark.pages, pytest.mark.usefixtures("noon", "points_sheet")]


@pytest.mark.parametrize("slug", ["", "members", "groups", "branches"])
def test_an_empty_board_says_what_to_do(client: Client, member: Member, slug: str) -> None:
    client.login(member)
    page = client.get(f"/boards/{slug}")
    assert page.status_code == 200
    assert "榜上就有名字" in page.text


@pytest.mark.parametrize(
    ("period", "amount"), [("2026-W10", 10), ("2026-03", 20), ("2026-Q1", 30), ("2026", 30), ("2025", None)]
)
def test_each_period_counts_its_own_days(
    client: Client, member: Member, make_entry: MakeEntry, period: str, amount: int | None
) -> None:
    now = clock.now()
    for ago in (0, 3, 40):  # this week, this month, this quarter
        make_entry(member, at=now - timedelta(days=ago))
    client.login(member)
    page = words(client.get(f"/boards/members?period={period}").text)
    assert (f"{member.name} {amount}" in page.replace("我", "")) or amount is None or f"{amount} 分" in page
    assert ("这段时间还没有积分" in page) is (amount is None)


@pytest.mark.parametrize("period", ["x", "2026-13", "9999-99", "0000", "2026-W99", "9999", "-1"])
def test_a_period_that_is_none_shows_the_running_one(client: Client, member: Member, period: str) -> None:
    client.login(member)
    assert client.get(f"/boards/?period={period}").status_code == 200


def test_ties_share_a_place_and_only_the_first_ten_and_oneself_are_named(
    client: Client, organiser: Member, member: Member, make_member: MakeMember, make_entry: MakeEntry
) -> None:
    people = [make_member(f"选手{number:02d}") for number in range(12)]
    for number, person in enumerate(people):
        for _ in range(14 - number if number > 1 else 14):
            make_entry(person)
    make_entry(member)
    client.login(member)
    page = client.get("/boards/").text
    assert "选手09" in page
    assert "选手10" not in page
    assert "standings__gap" in page
    assert "选手11" in page  # the neighbour
    assert member.name in page
    make_entry(people[10])
    assert "选手10" in client.get("/boards/").text  # shares the tenth place now
    client.login(organiser)
    everybody = client.get("/boards/").text
    assert "选手11" in everybody
    printed = client.get("/boards/print").text
    places = re.findall(r"<tr><td>(\d+)</td><td>选手\d\d", printed)
    assert places == ["1", "1", "3", "4", "5", "6", "7", "8", "9", "10", "10", "12"]


def test_groups_stand_per_head(
    client: Client, member: Member, make_group: MakeGroup, make_member: MakeMember, make_entry: MakeEntry
) -> None:
    large, small = make_group("大组"), make_group("小组")
    for _ in range(2):
        make_entry(make_member(group=large))
    make_member(group=large)
    make_member(group=large)
    make_entry(make_member(group=small))
    client.login(member)
    page = words(client.get("/boards/groups").text)
    assert page.index("小组 ") < page.index("大组")
    assert "参与 2 / 4 人" in page


def test_the_branches_board_names_no_person_and_leaves_out_who_keeps_to_itself(
    client: Client,
    organiser: Member,
    make_branch: MakeBranch,
    make_member: MakeMember,
    make_entry: MakeEntry,
    branch: Branch,
) -> None:
    other = make_branch("邻居支部")
    stranger = make_member("邻居的人", branch=other)
    make_entry(stranger)
    make_entry(organiser)
    client.login(organiser)
    page = client.get("/boards/branches").text
    assert other.name in page
    assert stranger.name not in page
    assert client.post("/boards/share", data={"shared": "0"}).status_code == 302
    db.session.rollback()
    assert branch.settings["on_branch_board"] is False
    assert branch.name not in words(client.get("/boards/branches").text).split("支部榜")[-1]
    assert "参加支部榜" in client.get("/boards/manage").text
    client.post("/boards/share", data={"shared": "1"})
    db.session.rollback()
    assert branch.settings["on_branch_board"] is True
    lines = db.session.scalars(select(AuditLine).where(AuditLine.action == "boards.share")).all()
    assert [line.after for line in lines] == [{"shared": False}, {"shared": True}]


def test_the_organisers_page_counts_what_is_there(
    client: Client,
    organiser: Member,
    member: Member,
    make_entry: MakeEntry,
    make_branch: MakeBranch,
    make_member: MakeMember,
) -> None:
    stranger = make_member("邻居的人", branch=make_branch())
    make_entry(stranger)
    for _ in range(3):
        make_entry(member)
    client.login(organiser)
    page = client.get("/boards/manage")
    assert member.name in page.text
    assert stranger.name not in page.text + client.get("/boards/print").text
    assert "1 / 2 人" in words(page.text)
    assert "50%" in page.text
    for period in ("2026-W10", "2026-Q1", "2026", "x"):
        assert client.get(f"/boards/manage?period={period}").status_code == 200
        assert client.get(f"/boards/print?period={period}").status_code == 200


def test_a_board_that_is_none_is_not_found(client: Client, member: Member) -> None:
    client.login(member)
    for slug in ("everybody", "members%00", "..."):
        assert client.get(f"/boards/{slug}").status_code == 404


def test_who_left_is_on_no_board(
    client: Client, organiser: Member, make_member: MakeMember, make_entry: MakeEntry
) -> None:
    gone = make_member("离开的人")
    make_entry(gone)
    gone.left_at = clock.now()
    db.session.commit()
    client.login(organiser)
    for path in ("members", "manage", "print"):
        assert gone.name not in client.get(f"/boards/{path}").text
