"""Teams and seats, and heats that lead to a final."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from quizapp.accounts.models import Member
from quizapp.core import clock
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.live.models import LiveContest, LiveState
from tests.app.live.conftest import MakeLive
from tests.fixtures.app import Client
from tests.fixtures.people import MakeBranch, MakeMember
from tests.support import live

pytestmark = pytest.mark.pages


@pytest.fixture
def draft(make_live: MakeLive) -> LiveContest:
    return make_live(sheet={**live.BUZZERS, "team_size": 4}, teams=live.TEAMS, lobby_open=False)


@pytest.fixture
def url(draft: LiveContest) -> str:
    return f"/live/manage/{draft.id}/teams"


def rows(*teams: tuple[str, str, str, str]) -> dict[str, str]:
    """Return the form's fields for teams of (id, name, unit, seats)."""
    names = ("id", "name", "unit", "seats")
    return {
        f"rows-{n}-{name}": value
        for n, team in enumerate(teams)
        for name, value in zip(names, team, strict=True)
    }


def teams() -> list[dict[str, Any]]:
    db.session.rollback()
    found: list[dict[str, Any]] = db.session.scalars(select(LiveContest)).one().draft["teams"]
    return found


def test_teams_are_saved_in_their_order_and_keep_their_ids(
    client: Client, organiser: Member, url: str
) -> None:
    client.login(organiser)
    form = rows(
        ("t3", "丙队", "", "3"), ("", " 新队 ", "市血站", "5"), ("t1", "甲队", "", "4"), ("", "", "", "3")
    )
    assert client.post(url, data={**form, "act": "save"}).status_code == 302
    assert teams() == [
        {"id": "t3", "name": "丙队", "unit": "", "seats": 3},
        {"id": "t2", "name": "新队", "unit": "市血站", "seats": 5},
        {"id": "t1", "name": "甲队", "unit": "", "seats": 4},
    ]


def test_without_scripts_rows_come_go_and_move(client: Client, organiser: Member, url: str) -> None:
    client.login(organiser)
    form = rows(("t1", "甲队", "", "3"), ("t2", "乙队改名", "", "3"))
    added = client.post(url, data={**form, "act": "add"})
    assert added.status_code == 200
    assert 'name="rows-2-name"' in added.text
    assert 'name="rows-2-seats" value="4"' in added.text  # as many as the sheet has in a team
    moved = client.post(url, data={**form, "act": "up-1"}).text
    assert moved.index("乙队改名") < moved.index('value="甲队"')
    assert "乙队改名" not in client.post(url, data={**form, "act": "remove-1"}).text
    assert [one["name"] for one in teams()] == list(live.TEAMS)
    for act in ("up-9", "fly", "remove--1"):
        assert client.post(url, data={**form, "act": act}).status_code == 422


def test_a_pasted_list_becomes_rows(client: Client, organiser: Member, url: str) -> None:
    client.login(organiser)
    paste = "机关一队，省红十字会，6\n\n血站队\t市血站\n志愿者队, , x\n"
    page = client.post(url, data={"act": "paste", "paste": paste, **rows(("", "", "", "3"))}).text
    assert 'name="rows-0-name" value="机关一队"' in page
    assert 'name="rows-0-unit" value="省红十字会"' in page
    assert 'name="rows-0-seats" value="6"' in page
    assert 'name="rows-1-unit" value="市血站"' in page
    assert 'name="rows-2-seats" value="4"' in page


@pytest.mark.parametrize(
    ("team", "said"),
    [
        (("", "乙队", "", "0"), "席位"),
        (("", "乙队", "", "21"), "席位"),
        (("", "乙队", "", "many"), "席位"),
        (("", "长" * 25, "", "3"), "称呼太长"),
        (("", "<b>队</b>", "", "3"), "不能用的符号"),
        (("", "乙队", "单" * 31, "3"), "太长"),
        (("", "", "只有单位", "3"), "请写上称呼"),
        (("", "甲队", "", "3"), "已有一支队伍叫"),
    ],
)
def test_a_team_that_cannot_be_is_named(
    client: Client, organiser: Member, url: str, team: tuple[str, str, str, str], said: str
) -> None:
    client.login(organiser)
    reply = client.post(url, data={**rows(("t1", "甲队", "", "3"), team), "act": "save"})
    assert reply.status_code == 422
    assert said in reply.text
    assert "第 2 支队伍" in reply.text
    assert [one["name"] for one in teams()] == list(live.TEAMS)


def test_a_contest_of_single_players_has_no_teams_to_name(
    client: Client, organiser: Member, make_live: MakeLive
) -> None:
    client.login(organiser)
    alone = make_live(lobby_open=False)
    assert "这是个人赛" in client.get(f"/live/manage/{alone.id}/teams").text


@pytest.fixture
def heats(make_live: MakeLive) -> list[LiveContest]:
    """Two finished heats: 甲队 before 乙队 before 丙队, and in the second 丙队 first, the others equal."""
    made = []
    for title, gains in (("预赛一", (30, 20, 10)), ("预赛二", (0, 0, 30))):
        contest = make_live(sheet=live.BUZZERS, teams=live.TEAMS, title=title)
        for team, points in zip(("t1", "t2", "t3"), gains, strict=True):
            if points:
                live.host(contest.id, "adjust", to=team, points=points, reason="预赛得分")
        live.host(contest.id, "finish")
        with unit_of_work():
            row = db.session.get(LiveContest, contest.id)
            assert row
            row.state, row.finished_at = LiveState.FINISHED, clock.now()
        made.append(contest)
    return made


def test_the_first_of_each_heat_go_into_the_final(
    client: Client, organiser: Member, heats: list[LiveContest]
) -> None:
    client.login(organiser)
    page = client.get("/live/manage/final").text
    assert "1 甲队 130" in page
    form = {"title": "决赛", "heats": [str(one.id) for one in heats], "top": "1", "rules": str(heats[0].id)}
    reply = client.post("/live/manage/final", data=form)
    db.session.rollback()
    made = db.session.scalars(select(LiveContest).where(LiveContest.title == "决赛")).one()
    assert reply.location == f"/live/manage/{made.id}/teams"
    assert [(one["name"], one["seats"]) for one in made.draft["teams"]] == [("甲队", 3), ("丙队", 3)]
    assert (made.state, made.draft["sheet"]) == (LiveState.DRAFT, live.BUZZERS)


def test_a_tie_across_the_cut_is_not_parted_by_chance(
    client: Client, organiser: Member, heats: list[LiveContest]
) -> None:
    client.login(organiser)
    form = {"title": "决赛", "heats": [str(heats[1].id)], "top": "2", "rules": str(heats[0].id)}
    reply = client.post("/live/manage/final", data=form)
    assert reply.status_code == 422
    assert "“预赛二”第 2 名并列" in reply.text
    form["top"] = "3"
    assert client.post("/live/manage/final", data=form).status_code == 302


@pytest.mark.parametrize(
    "wrong", [{"title": ""}, {"heats": []}, {"heats": ["999"]}, {"top": "0"}, {"top": "x"}, {"rules": "999"}]
)
def test_a_final_that_cannot_be_is_refused(
    client: Client, organiser: Member, heats: list[LiveContest], wrong: dict[str, Any]
) -> None:
    client.login(organiser)
    form = {"title": "决赛", "heats": [str(heats[0].id)], "top": "1", "rules": str(heats[0].id), **wrong}
    assert client.post("/live/manage/final", data=form).status_code == 422


def test_heats_of_another_branch_are_not_shown(
    client: Client, heats: list[LiveContest], make_branch: MakeBranch, make_member: MakeMember
) -> None:
    client.login(make_member("外人", branch=make_branch("乙支部"), role="organiser"))
    assert "预赛一" not in client.get("/live/manage/final").text
