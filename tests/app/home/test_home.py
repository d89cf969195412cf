"""The first page after signing in, and the guided start of an installation."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from quizapp.accounts import queries as people
from quizapp.accounts.models import Branch, Group, Member
from quizapp.bank import queries as banks
from quizapp.bank.models import Bank
from quizapp.core import clock
from quizapp.extensions import db
from tests.fixtures.app import Client
from tests.fixtures.contests import MakeContest, Take
from tests.fixtures.record import MakeEntry
from tests.support.html import words

pytestmark = pytest.mark.usefixtures("noon", "points_sheet")


def test_a_visitor_gets_the_sign_in_page(client: Client) -> None:
    assert client.get("/").location == "/sign-in"


def test_the_first_day_says_what_to_do(client: Client, member: Member) -> None:
    client.login(member)
    page = client.get("/").text
    for shown in ("今日积分", "学习材料", "练习答题", "错题重练", "现在没有进行中的竞赛", "去学习", "去答题"):
        assert shown in page
    assert "/ 21" in words(page)  # 6 reading, 10 practice, 5 review
    assert "刚装好" not in page


def test_points_of_today_and_the_days_in_a_row(client: Client, member: Member, make_entry: MakeEntry) -> None:
    now = clock.now()
    for ago in (1, 2, 3, 5):
        make_entry(member, "reading", at=now - timedelta(days=ago))
    make_entry(member, "reading")
    make_entry(member, "practice", count=4)
    client.login(member)
    page = words(client.get("/").text)
    assert "连续学习 4 天" in page
    assert "2 / 6 分" in page
    assert "4 / 10 分" in page


def test_a_full_task_says_so(client: Client, member: Member, make_entry: MakeEntry) -> None:
    make_entry(member, "practice", count=25)
    client.login(member)
    page = words(client.get("/").text)
    assert "10 / 10 分" in page
    assert "已满" in page


def test_contests_stand_first_with_one_primary_button(
    client: Client, member: Member, make_contest: MakeContest, take: Take
) -> None:
    now = clock.now()
    running, second = make_contest(title="正在赛"), make_contest(title="也在赛")
    make_contest(title="将开赛", opens_at=now + timedelta(days=1), closes_at=now + timedelta(days=2))
    make_contest(title="草稿赛", publish=False)
    client.login(member)
    page = client.get("/").text
    for title in ("正在赛", "也在赛", "将开赛"):
        assert title in page
    assert "草稿赛" not in page
    assert page.count("button--primary") == 1
    take(running, member, 3, submit=False)
    assert "继续作答" in client.get("/").text
    assert second.title in client.get("/").text


def test_the_guide_is_offered_to_administrators_until_it_is_over(
    client: Client, admin: Member, organiser: Member
) -> None:
    client.login(organiser)
    assert "/start/" not in client.get("/").text
    client.login(admin)
    assert "/start/" in client.get("/").text
    assert client.post("/start/first").location == "/"
    assert "/start/" not in client.get("/").text


def test_the_guide_is_left_and_resumed(client: Client, admin: Member, branch: Branch, bank: Bank) -> None:
    client.login(admin)
    assert client.get("/start/").location == "/start/names"
    named = client.post("/start/names", data={"unit": "市红十字会", "branch_name": "机关一支部"})
    assert named.location == "/start/groups"
    db.session.rollback()
    assert (people.site().unit, branch.name) == ("市红十字会", "机关一支部")
    assert client.get("/").status_code == 200  # nothing waits for it
    assert client.get("/start/").location == "/start/groups"
    for _ in range(2):  # again makes none twice
        client.post("/start/groups", data={"names": "第一小组\n\n 第二小组 \n第一小组"})
    db.session.rollback()
    assert [row.name for row in db.session.scalars(select(Group).order_by(Group.id))] == [
        "第一小组",
        "第二小组",
    ]
    assert client.post("/start/members").location == "/start/banks"
    assert client.post("/start/banks", data={"bank": [str(bank.id)]}).location == "/start/first"
    assert banks.visible_bank_ids(branch.id) == (bank.id,)
    for step in ("names", "groups", "members", "banks", "first"):
        assert client.get(f"/start/{step}").status_code == 200


@pytest.mark.parametrize(
    ("step", "fields", "field"),
    [
        ("names", {"unit": "", "branch_name": "甲"}, "unit"),
        ("names", {"unit": "甲", "branch_name": " "}, "branch_name"),
        ("names", {"unit": "长" * 81, "branch_name": "甲"}, "unit"),
        ("groups", {"names": "长" * 2001}, "names"),
        ("groups", {"names": "长" * 100}, "names"),
    ],
)
def test_what_the_guide_cannot_take_is_refused_at_its_field(
    client: Client, admin: Member, step: str, fields: dict[str, str], field: str
) -> None:
    client.login(admin)
    reply = client.post(f"/start/{step}", data=fields)
    assert reply.status_code == 422
    assert f'href="#{field}"' in reply.text
    assert db.session.scalars(select(Group)).all() == []


def test_a_step_that_is_none_is_not_found(client: Client, admin: Member) -> None:
    client.login(admin)
    assert client.get("/start/nothing").status_code == 404


def test_the_portfolio_shows_every_component_in_development_only(client: Client, member: Member) -> None:
    page = client.get("/_patterns")
    assert page.status_code == 200
    for shown in ("heatmap__grid", "ordering__row", "matching__left", "field__error", "standing--own"):
        assert shown in page.text
    client.application.testing = False
    assert client.get("/_patterns").status_code == 404
