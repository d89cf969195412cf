"""The door of a contest: the PIN, a name, a team and seat, a member's one tap, a seat by its code."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from quizapp.accounts.models import Member
from quizapp.extensions import db
from quizapp.live import room
from quizapp.live.queries.finding import Head
from quizapp.live.service import lobby
from tests.app.live.conftest import MakeLive
from tests.app.live.phones import head_of
from tests.fixtures.app import Client
from tests.support.live import enter, host

pytestmark = pytest.mark.pages


def text(response: TestResponse) -> str:
    return response.get_data(as_text=True)


def names(contest: Head) -> list[str]:
    return [one.name for one in room.state_of(contest.id).players.values() if not one.removed]


def join(client: Client, contest: Head, name: str = "周晓岚", **more: str) -> TestResponse:
    return client.post(f"/join/{contest.pin}", data={"name": name, **more})


@pytest.mark.parametrize("typed", ["{}", " {} ", "{:.3} {:.3}", "{:.3}-{:.3}"])
def test_the_pin_is_understood_however_it_was_typed(client: Client, party: Head, typed: str) -> None:
    pin = party.pin or ""
    written = typed.format(pin, pin[3:]) if typed.count("{") > 1 else typed.format(pin)
    answer = client.get("/join", query_string={"pin": written})
    assert answer.headers["Location"] == f"/join/{pin}"
    wide = pin.translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})
    assert client.get("/join", query_string={"pin": wide}).headers["Location"] == f"/join/{pin}"


@pytest.mark.parametrize("pin", ["000001", "12345", "abc", "1234567", "１２３", "<b>", "x" * 200])
def test_a_wrong_pin_is_refused_in_plain_words(client: Client, party: Head, pin: str) -> None:
    answer = client.get("/join", query_string={"pin": pin})
    assert answer.status_code == 404
    assert "没有这个 PIN 码的竞赛" in text(answer)
    assert "<b>" not in text(answer).split('id="pin"')[1].split(">")[0]


def test_wrong_pins_are_slowed_down_and_right_ones_never(client: Client, party: Head) -> None:
    assert join(client, party).status_code == 303
    for number in range(40):
        answer = client.get(f"/join/{number:06d}")
    assert answer.status_code == 429
    assert "Retry-After" in answer.headers
    assert client.get(f"/join/{party.pin}").status_code == 302  # people have come in from here


def test_a_guest_comes_in_with_a_name_and_is_known_again(app: Flask, client: Client, party: Head) -> None:
    answer = join(client, party, unit="市中心血站")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/live/{party.pin}")
    cookie = answer.headers["Set-Cookie"]
    assert f"live_{party.id}=" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert "Max-Age" in cookie
    page = client.get(f"/live/{party.pin}")
    assert "你在名单里了" in text(page)
    assert "周晓岚" in text(page)
    assert client.get(f"/join/{party.pin}").headers["Location"] == f"/live/{party.pin}"
    assert names(party) == ["周晓岚"]
    assert app.test_client().get(f"/live/{party.pin}").headers["Location"] == f"/join/{party.pin}"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "请写上称呼"),
        ("   ", "请写上称呼"),
        ("长" * 200, "称呼太长"),
        ("<script>alert(1)</script>", "称呼太长"),
        ("<script>甲", "不能用的符号"),
        ("甲\u202e乙", "不能用的符号"),
        ("主持人", "不合适"),
    ],
)
def test_a_name_that_cannot_be_is_refused_beside_its_field(
    client: Client, party: Head, name: str, words: str
) -> None:
    answer = join(client, party, name)
    assert answer.status_code in (409, 422)
    assert words in text(answer).split('id="name-error"')[1].split("</p>")[0]
    assert "<script>alert" not in text(answer)
    assert names(party) == []


def test_a_name_that_is_taken_is_refused(client: Client, party: Head) -> None:
    enter(party.id, "周晓岚")
    assert "已有人用" in text(join(client, party))
    assert join(client, party, unit="市中心血站").status_code == 303


def test_a_member_comes_in_with_one_tap_and_comes_back_as_the_same(
    app: Flask, party: Head, member: Member
) -> None:
    phone: Client = app.test_client()  # type: ignore[assignment]  # set by test_client_class
    phone.login(member)
    assert member.name in text(phone.get(f"/join/{party.pin}"))
    assert join(phone, party, "别的名字").status_code == 303
    assert names(party) == [member.name]
    other: Client = app.test_client()  # type: ignore[assignment]  # as above
    db.session.rollback()  # the room writes past the session
    other.login(member)
    assert "继续参加" in text(other.get(f"/join/{party.pin}"))
    assert join(other, party, "").status_code == 303
    assert names(party) == [member.name]
    assert phone.get(f"/live/{party.pin}").status_code == 302  # its seat has gone to the other phone


def test_guests_are_led_to_sign_in_where_they_are_not_let_in(client: Client, make_live: MakeLive) -> None:
    contest = head_of(make_live(guests=False))
    page = text(client.get(f"/join/{contest.pin}"))
    assert f"/sign-in?next=/join/{contest.pin}" in page
    assert 'name="name"' not in page
    assert join(client, contest).status_code == 403
    assert names(contest) == []


def test_a_team_is_chosen_and_a_taken_seat_is_refused(client: Client, stage: Head) -> None:
    enter(stage.id, "王海宁", team="t1", seat=2)
    page = text(client.get(f"/join/{stage.pin}"))
    assert "甲队" in page
    assert "空 2 席" in page
    assert "我是观众" in page
    assert "请选一支队伍" in text(join(client, stage, teams="1"))
    assert "席位已有人" in text(join(client, stage, teams="1", team="t1", seat="2"))
    assert "没有这个席位" in text(join(client, stage, teams="1", team="t1", seat="<b>"))
    assert "没有这支队伍" in text(join(client, stage, teams="1", team="t9"))
    assert join(client, stage, teams="1", team="t1", seat="1").status_code == 303
    assert "甲队" in text(client.get(f"/live/{stage.pin}"))


def test_the_audience_needs_no_team(client: Client, stage: Head) -> None:
    assert join(client, stage, teams="1", team="audience").status_code == 303
    [player] = room.state_of(stage.id).players.values()
    assert player.team is None


def test_a_locked_lobby_says_so_and_lets_in_who_is_in(client: Client, party: Head) -> None:
    join(client, party)
    host(party.id, "lock")
    stranger: Client = client.application.test_client()  # type: ignore[assignment]  # set by test_client_class
    assert "已停止加入" in text(stranger.get(f"/join/{party.pin}"))
    assert "已停止加入" in text(join(stranger, party, "别人"))
    assert client.get(f"/live/{party.pin}").status_code == 200


def test_a_contest_that_is_over_says_so(client: Client, party: Head) -> None:
    host(party.id, "finish")
    assert "竞赛已经结束" in text(client.get(f"/join/{party.pin}"))
    assert join(client, party).status_code == 409


def test_a_seat_is_taken_over_by_its_code_after_a_question(client: Client, stage: Head) -> None:
    joined = enter(stage.id, "王海宁", team="t1", seat=2)
    url = f"/live/{stage.pin}/seat/{lobby.seat_code(stage, 't1', 2)}"
    page = text(client.get(url))
    assert "甲队" in page
    assert "王海宁" in page
    assert lobby.rejoin(stage, joined.token) is not None  # looking changes nothing
    assert client.post(url).status_code == 303
    assert "王海宁" in text(client.get(f"/live/{stage.pin}"))
    assert lobby.rejoin(stage, joined.token) is None


def test_an_empty_seat_asks_for_a_name(client: Client, stage: Head) -> None:
    url = f"/live/{stage.pin}/seat/{lobby.seat_code(stage, 't2', 1)}"
    assert 'name="name"' in text(client.get(url))
    assert client.post(url, data={"name": ""}).status_code == 409
    assert client.post(url, data={"name": "<b>"}).status_code in (409, 422)
    assert client.post(url, data={"name": "李明"}).status_code == 303
    [player] = room.state_of(stage.id).players.values()
    assert (player.name, player.team, player.seat) == ("李明", "t2", 1)


def test_a_wrong_seat_code_opens_nothing(client: Client, stage: Head) -> None:
    for code in ("1-2-aaaaaaaa", "x", "1-2", "p1-aaaaaaaa"):
        assert client.get(f"/live/{stage.pin}/seat/{code}").status_code == 404
        assert client.post(f"/live/{stage.pin}/seat/{code}", data={"name": "李明"}).status_code == 404
    assert names(stage) == []


def test_the_sign_in_page_has_the_way_in(client: Client) -> None:
    page = text(client.get("/sign-in"))
    assert 'action="/join"' in page
    assert 'name="pin"' in page


def test_joining_needs_the_page_it_came_from(client: Client, party: Head) -> None:
    answer = client.post(f"/join/{party.pin}", data={"name": "周晓岚"}, no_csrf=True)
    assert answer.status_code == 400
    assert names(party) == []
