"""The quick start: from home to an open lobby in three taps."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from quizapp.accounts.models import Member
from quizapp.bank.item import ItemStatus
from quizapp.bank.models import Bank, Item
from quizapp.extensions import db
from quizapp.live.models import LiveContest, LiveState
from tests.fixtures.app import Client
from tests.fixtures.items import MakeBank, single

URL = "/live/manage/quick"
pytestmark = [pytest.mark.pages, pytest.mark.usefixtures("points_sheet")]


def only() -> LiveContest:
    db.session.rollback()
    return db.session.scalars(select(LiveContest)).one()


def none_made() -> bool:
    db.session.rollback()
    return not db.session.scalar(select(func.count()).select_from(LiveContest))


def test_topic_number_go_opens_a_lobby(client: Client, organiser: Member, bank: Bank) -> None:
    client.login(organiser)
    home = client.get("/").text
    assert "马上开一场" in home
    assert f'action="{URL}"' in home
    reply = client.post(URL, data={"way": "party", "topic": "红十字会法", "count": "5", "guests": "y"})
    made = only()
    assert reply.location == f"/live/manage/{made.id}/host"
    assert (made.state, made.guests, len(made.draft["rounds"]["all"])) == (LiveState.LOBBY, True, 5)
    assert made.draft["individual"]
    assert made.title.startswith("红十字会法 ")


def test_rules_teams_go_opens_a_lobby(client: Client, organiser: Member, make_bank: MakeBank) -> None:
    client.login(organiser)
    make_bank([single(n) for n in range(200)], slug="large")
    assert "分队竞赛" in client.get(f"{URL}?way=teams").text
    form = {"way": "teams", "rules": "r22-zhunze-tiaoli", "teams": "一支部、二支部\n三支部，四支部,五支部"}
    reply = client.post(URL, data=form)
    made = only()
    assert reply.location == f"/live/manage/{made.id}/host"
    assert [one["name"] for one in made.draft["teams"]] == ["一支部", "二支部", "三支部", "四支部", "五支部"]
    assert (made.state, made.guests) == (LiveState.LOBBY, False)


def test_without_names_there_are_as_many_teams_as_the_rules_want(
    client: Client, organiser: Member, make_bank: MakeBank
) -> None:
    client.login(organiser)
    make_bank([single(n) for n in range(200)], slug="large")
    client.post(URL, data={"way": "teams", "rules": "r22-zhunze-tiaoli", "teams": ""})
    assert len(only().draft["teams"]) == 5


@pytest.mark.parametrize(
    "form",
    [
        {"way": "party", "topic": "没有的主题", "count": "5"},
        {"way": "party", "topic": "", "count": "7"},
        {"way": "party", "topic": "", "count": "many"},
        {"way": "solo", "topic": "", "count": "5"},
        {"way": "teams", "rules": "r22-zhunze-tiaoli", "teams": "只有一队"},
        {"way": "teams", "rules": "R99", "teams": "甲、乙"},
        {"way": "teams", "rules": "r22-zhunze-tiaoli", "teams": "甲、甲"},
        {"way": "teams", "rules": "r22-zhunze-tiaoli", "teams": "甲、乙"},  # thirty items are too few for it
    ],
)
def test_what_cannot_be_begun_is_refused_and_leaves_nothing(
    client: Client, organiser: Member, bank: Bank, form: dict[str, str]
) -> None:
    client.login(organiser)
    reply = client.post(URL, data=form)
    assert reply.status_code == 422
    assert "需要修改" in reply.text or "<ul>" in reply.text
    assert none_made()


def test_too_few_items_for_the_number_is_said(client: Client, organiser: Member, bank: Bank) -> None:
    client.login(organiser)
    for item in db.session.scalars(select(Item).where(Item.bank_id == bank.id).offset(8)):
        item.status = ItemStatus.RETIRED
    bank.revision += 1
    db.session.commit()
    reply = client.post(URL, data={"way": "party", "topic": "", "count": "20"})
    assert reply.status_code == 422
    assert "还差 12 题" in reply.text
    assert none_made()


def test_without_items_the_page_leads_to_the_bank(client: Client, organiser: Member) -> None:
    client.login(organiser)
    assert "题库里还没有题" in client.get(URL).text
    assert "马上开一场" not in client.get("/").text


def test_members_see_no_quick_start(client: Client, member: Member, bank: Bank) -> None:
    client.login(member)
    assert URL not in client.get("/").text
    assert client.get(URL).status_code == 403
