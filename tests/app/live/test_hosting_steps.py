"""Every step of a host on the console."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from quizapp.accounts.models import Member
from quizapp.bank.models import Item
from quizapp.core import clock
from quizapp.extensions import db
from quizapp.live import room
from quizapp.live.engine.state import Phase, Stage
from quizapp.live.models import LiveContest
from tests.app.live.conftest import MakeLive
from tests.app.live.hosts import Host, asked, pressed
from tests.fixtures.app import Client
from tests.fixtures.items import MakeBank, every_type
from tests.support import live

pytestmark = pytest.mark.pages


def test_a_buzz_question_from_the_reading_to_the_next(host: Host) -> None:
    asked(host)
    assert host.state.asked.phase is Phase.READING
    host.did("open_buzz")
    host.did("press_for", seat="t2")
    assert host.state.asked.answerer == "t2"
    host.did("answer", by="t2", question="q1", verdict="right")
    assert host.state.total("t2") == 110_00
    host.did("reveal")
    host.did("ask")
    assert host.state.asked.number == 2
    host.did("swap")
    assert host.state.asked.number == 3
    host.did("void", reason="题干有误")
    host.did("end_round")
    host.did("finish")
    assert host.state.stage is Stage.FINISHED
    assert "竞赛结束" in host.page


def test_the_clock(host: Host) -> None:
    asked(host)
    host.did("open_buzz")
    host.did("press_for", seat="t1")
    ends = host.state.asked.ends_at
    if ends is None:
        host.did("start_clock")
        ends = host.state.asked.ends_at
    host.did("extend", seconds="10")
    assert host.state.asked.ends_at == ends + 10_000
    host.did("pause")
    assert "已暂停" in host.page
    host.did("resume")
    host.did("answer", by="t1", verdict="late")
    host.did("reopen")
    assert host.state.asked.phase is Phase.ANSWERING


def test_open_answers_are_read_and_judged_on_the_console(
    client: Client, organiser: Member, make_live: MakeLive, make_bank: MakeBank
) -> None:
    short = make_bank(
        [one for one in every_type() if one["type"] == "short"], slug="s", branch_id=organiser.branch_id
    )
    item = db.session.scalar(select(Item.id).where(Item.bank_id == short.id))
    host = Host(client.login(organiser), make_live(draft={"rounds": {"all": [item]}, "reserve": []}))
    player = live.enter(host.id, "周晓岚").player
    asked(host)
    room.answer(host.id, player, "q1", "我的要点", now=clock.now())
    host.did("close")
    assert "1 人的答案等裁判评分" in host.page
    of = host.state.n
    assert "周晓岚：我的要点" in host.dialog("overrule", of=of)
    waiting = host.dialog("unmarked")
    assert all(word in waiting for word in ("我的要点", "参考答案：要点。", f'name="of" value="{of}"'))
    host.did("overrule", of=of, player=player, verdict="right", reason="评委复核")
    assert "等裁判评分" not in host.page
    assert "都评过了" in host.dialog("unmarked")


def test_a_spoken_question_that_is_open_is_judged_or_voided_where_the_end_is_asked_for(host: Host) -> None:
    pressed(host)
    for do in ("finish", "end_round"):
        refused = host.act(do)
        assert (refused.status_code, refused.get_json()["code"]) == (409, "question_open")
        dialog = host.dialog(do)
        assert "这道题还没判（乙队）" in dialog
        assert all(word in dialog for word in ("答对", "答错", "超时", "作废这道题"))
        assert 'value="finish"' not in dialog
    assert 'href="host/end_round"' in host.page
    host.did("answer", by="t2", verdict="late", question="q1")
    assert "还没判" not in host.dialog("finish")
    host.did("finish")


def test_before_anybody_has_pressed_the_end_says_so(host: Host) -> None:
    asked(host)
    assert "作废这道题" in host.dialog("finish")
    host.did("open_buzz")
    assert "无人抢答" in host.dialog("end_round")
    host.did("timeout")
    assert "还没判" not in host.dialog("end_round")
    host.did("end_round")


def test_a_spoken_answer_past_the_limit_is_the_referee_s_word(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    pressed(host)
    later = clock.now() + timedelta(seconds=40)
    monkeypatch.setattr(clock, "now", lambda: later)
    host.did("answer", by="t2", right=True)
    assert host.state.total("t2") == 110_00


def test_an_answer_from_a_phone_past_the_limit_stays_late(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    pressed(host)
    later = clock.now() + timedelta(seconds=40)
    monkeypatch.setattr(clock, "now", lambda: later)
    response = host.act("answer", by="t2", response="B")
    assert (response.status_code, response.get_json()["code"]) == (409, "late")


def test_people(host: Host, buzzers: LiveContest) -> None:
    player = live.enter(buzzers.id, "周晓岚").player
    host.did("rename", player=player, name="周晓岚（一组）")
    host.did("move", player=player, team="t1", seat="2")
    assert (host.state.players[player].team, host.state.players[player].seat) == ("t1", 2)
    host.did("rename", to="t1", name="甲队联队")
    host.did("join", name="没有手机的人", team="t2", seat="1")
    host.did("lock")
    host.did("remove", player=player)
    assert host.state.players[player].removed
    assert f'value="{player}"' in host.dialog("people").partition("请出的人")[2]
    host.did("admit", player=player)
    assert not host.state.players[player].removed
    assert "请出的人" not in host.dialog("people")
    assert host.state.contestants["t1"].name == "甲队联队"


def test_somebody_added_takes_nobody_s_place_or_account(host: Host, buzzers: LiveContest) -> None:
    player = live.enter(buzzers.id, "周晓岚", "t1", 1).player
    host.did("join", name="没有手机的人", player=player, member=1)
    assert host.state.players[player].name == "周晓岚"
    assert [one.member for one in host.state.players.values()] == [None, None]


def test_somebody_who_waits_is_admitted(client: Client, organiser: Member, make_live: MakeLive) -> None:
    contest = make_live(draft={"approve": True})
    host = Host(client.login(organiser), contest)
    player = live.enter(contest.id, "周晓岚").player
    if host.state.players[player].admitted:
        pytest.fail("the draft's wish to approve was lost")
    assert "等待同意" in host.page
    assert "拒绝" in host.dialog("people")
    host.did("admit", player=player)
    assert host.state.players[player].admitted


def test_the_wall(host: Host) -> None:
    host.did("scene", scene="break:10")
    assert host.state.scene == "break:10"
    host.did("scene", scene="")
    host.did("freeze", on=True)
    assert host.state.frozen is not None
    assert "大屏已封榜" in host.page
    host.did("freeze", on="0")
    assert host.state.frozen is None


def test_points_with_a_reason(host: Host) -> None:
    host.did("adjust", to="t1", points="−10", reason="场外提示")
    assert host.state.total("t1") == 90_00


def test_answering_for_somebody_without_a_phone(party_host: Host) -> None:
    player = live.enter(party_host.id, "周晓岚").player
    asked(party_host)
    assert "周晓岚" in party_host.dialog("waiting")
    right = live.option(party_host.state)
    assert "替周晓岚作答" in party_host.dialog("answer", player=player)
    party_host.did("answer", player=player, question="q1", response=right)
    assert room.received(party_host.id) == 1
    assert "都答了" in party_host.dialog("waiting")
    party_host.did("close")
    assert party_host.state.total(player) == 10_00


def test_the_same_request_again_does_nothing_more(host: Host) -> None:
    first = host.act("adjust", to="t1", points=5, reason="更正", request_id="r1").get_json()
    again = host.act("adjust", to="t1", points=5, reason="更正", request_id="r1").get_json()
    assert (first["repeated"], again["repeated"]) == (False, True)
    assert host.state.total("t1") == 105_00
