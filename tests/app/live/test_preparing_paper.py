"""Slides, and what is printed: rules, the host's cards, seats."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from quizapp.accounts.models import Branch, Member
from quizapp.bank.models import Item
from quizapp.extensions import db
from quizapp.live.engine.reading import load, sheet_to_mapping
from quizapp.live.models import LiveContest
from tests.app.live.conftest import MakeLive
from tests.fixtures.app import Client
from tests.fixtures.items import MakeBank, every_type
from tests.support import live

pytestmark = pytest.mark.pages


@pytest.fixture
def draft(make_live: MakeLive) -> LiveContest:
    return make_live(sheet=live.BUZZERS, teams=live.TEAMS, lobby_open=False, title="迎七一")


def test_every_prepared_question_is_looked_at_as_the_wall_will_show_it(
    client: Client, organiser: Member, draft: LiveContest
) -> None:
    client.login(organiser)
    url = f"/live/manage/{draft.id}/preview"
    first = client.get(url).text
    assert "第1题，选哪一项？" in first
    assert "1 / 8" in first  # five and the reserve
    assert "因为如此。" not in first
    ids = draft.draft["rounds"]["buzz"]
    third = client.get(f"{url}?item={ids[2]}").text
    assert "第3题，选哪一项？" in third
    assert f"item={ids[1]}" in third
    assert f"item={ids[3]}" in third
    assert "因为如此。" in client.get(f"{url}?item={ids[2]}&answer=1").text
    assert client.get(f"{url}?item=nonsense").status_code == 200


def test_a_contest_without_questions_says_so(client: Client, organiser: Member, make_live: MakeLive) -> None:
    client.login(organiser)
    empty = make_live(lobby_open=False, draft={"rounds": {}, "reserve": []})
    assert "还没有选题" in client.get(f"/live/manage/{empty.id}/preview").text


@pytest.mark.parametrize("sheet", ["R1", "R2", "R9", "R14", "R16", "R21", "speed", "relay", "party-speed"])
def test_rounds_of_every_kind_have_slides_and_cards(
    client: Client, organiser: Member, branch: Branch, make_bank: MakeBank, make_live: MakeLive, sheet: str
) -> None:
    client.login(organiser)
    bank = make_bank(every_type(), slug="types", branch_id=branch.id)
    ids = list(db.session.scalars(select(Item.id).where(Item.bank_id == bank.id)))
    document = sheet_to_mapping(load(sheet))
    keys = [one["key"] for one in document["rounds"]]
    rounds = {key: ids[n :: len(keys)] for n, key in enumerate(keys)}
    draft = make_live(
        sheet=document, lobby_open=False, draft={"rounds": rounds, "reserve": [], "individual": False}
    )
    url = f"/live/manage/{draft.id}"
    for one in ids:
        for more in ("", "&answer=1"):
            assert client.get(f"{url}/preview?item={one}{more}").status_code == 200
    cards = client.get(f"{url}/print/cards").text
    assert "主持人专用" in cards
    assert all(text in cards for text in ("单选题？", "要点。", "32 学时", "甲；乙 / 已"))


def test_the_rules_are_printed_for_the_teams_to_sign(
    client: Client, organiser: Member, draft: LiveContest
) -> None:
    client.login(organiser)
    page = client.get(f"/live/manage/{draft.id}/print/rules").text
    assert "迎七一　规程" in page
    assert "一、总则" in page
    assert "二、抢答题" in page
    assert all(team in page for team in live.TEAMS)
    assert "已知悉规程，签字" in page


def test_the_cards_show_options_as_the_wall_will(
    client: Client, organiser: Member, draft: LiveContest
) -> None:
    client.login(organiser)
    url = f"/live/manage/{draft.id}/print/cards"
    before = client.get(url).text
    client.post(f"/live/manage/{draft.id}/check", data={"act": "defaults"})
    assert client.post(f"/live/manage/{draft.id}/open").status_code == 302
    after = client.get(url).text
    assert before.split("hostcard__options")[1:4] == after.split("hostcard__options")[1:4]


def test_seats_have_codes_once_the_lobby_is_open(
    client: Client, organiser: Member, draft: LiveContest, buzzers: LiveContest, everybody: LiveContest
) -> None:
    client.login(organiser)
    assert "席位码在开放加入以后才有" in client.get(f"/live/manage/{draft.id}/print/seats").text
    page = client.get(f"/live/manage/{buzzers.id}/print/seats").text
    assert page.count("的二维码") == 9
    assert f"/live/{buzzers.pin}/seat/" in page
    assert "没有席位码可打印" in client.get(f"/live/manage/{everybody.id}/print/seats").text
