"""The player's page and its calls: what it shows in each situation, what it takes, and what it refuses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from quizapp.accounts.models import Branch
from quizapp.bank.models import Item
from quizapp.core import clock
from quizapp.extensions import db
from quizapp.live import room
from quizapp.live.queries.finding import Head
from tests.app.live.conftest import MakeLive
from tests.app.live.phones import MakePhone, code, head_of, situation, stored, verdict_shown
from tests.fixtures.app import Client
from tests.fixtures.items import MakeBank, every_type
from tests.support.live import ask, host, option

pytestmark = pytest.mark.pages

# ---- what the page shows


def test_the_page_follows_a_question_for_everybody(party: Head, phone: MakePhone) -> None:
    mine = phone(party)
    seen = [situation(mine.look())]
    right = option(ask(party.id))
    seen.append(situation(mine.look()))
    mine.post("answer", question="q1", response=right)
    seen.append(situation(mine.look()))
    host(party.id, "close")
    seen.append(situation(mine.look()))
    host(party.id, "reveal")
    page = mine.look()
    seen.append(situation(page))
    assert seen == ["lobby", "answer", "answered", "closed", "result"]
    assert "因为如此。" in page
    host(party.id, "finish")
    page = mine.look()
    assert situation(page) == "finished"
    assert f'href="/live/after/{party.id}"' in page
    assert mine.client.get(f"/live/after/{party.id}").status_code == 200


def test_an_open_answer_waits_for_its_judge(
    make_live: MakeLive, make_bank: MakeBank, branch: Branch, phone: MakePhone
) -> None:
    short = make_bank([one for one in every_type() if one["type"] == "short"], slug="s", branch_id=branch.id)
    item = db.session.scalar(select(Item.id).where(Item.bank_id == short.id))
    party = head_of(make_live(draft={"rounds": {"all": [item]}, "reserve": []}))
    mine = phone(party)
    ask(party.id)
    mine.post("answer", question="q1", response="我的要点")
    closed = host(party.id, "close").appended[0].n
    host(party.id, "reveal")
    assert verdict_shown(mine.look()) == "unmarked"
    host(party.id, "overrule", of=closed, player=mine.player, verdict="right", reason="评委复核")
    assert verdict_shown(mine.look()) == "right"


def test_nothing_tells_the_right_answer_before_the_reveal(party: Head, phone: MakePhone) -> None:
    mine = phone(party)
    ask(party.id)
    before = mine.look()
    mine.post("answer", question="q1", response=option(room.state_of(party.id)))
    host(party.id, "close")
    for page in (before, mine.look()):
        assert "因为如此。" not in page
        for word in ("correct", "explanation", "solution", "live__key", "data-verdict"):
            assert word not in page


def test_buzzers_are_armed_only_when_they_are_open(stage: Head, phone: MakePhone) -> None:
    mine, other = phone(stage, "甲一", "t1"), phone(stage, "乙一", "t2")
    watcher = phone(stage, "观众")
    ask(stage.id)
    assert situation(mine.look()) == "hold"
    host(stage.id, "open_buzz")
    assert situation(mine.look()) == "buzz"
    assert situation(watcher.look()) == "watch"
    assert mine.post("buzz", question="q1", rtt=30, reaction=200).get_json() == {
        "received": True,
        "first": True,
        "early": False,
    }
    assert situation(mine.look()) == "pressed"
    assert situation(other.look()) == "outrun"
    assert code(other.post("buzz", question="q1")) == "too_late"


def test_an_early_press_is_told_as_one(stage: Head, phone: MakePhone) -> None:
    mine = phone(stage, "甲一", "t1")
    ask(stage.id)
    answer = mine.post("buzz", question="q1").get_json()
    assert (answer["first"], answer["early"]) == (False, True)
    page = mine.look()
    assert situation(page) == "out"
    assert "抢早了" in page


def test_a_late_comer_waits_for_the_next_question(party: Head, phone: MakePhone) -> None:
    first = option(ask(party.id))
    mine = phone(party)
    assert situation(mine.look()) == "watch"
    assert code(mine.post("answer", question="q1", response=first)) == "not_in_question"
    host(party.id, "close")
    ask(party.id)
    assert situation(mine.look()) == "answer"


def test_a_pause_is_said_in_words(party: Head, phone: MakePhone) -> None:
    mine = phone(party)
    ask(party.id)
    host(party.id, "pause")
    assert "竞赛暂停" in mine.look()
    host(party.id, "resume")
    assert situation(mine.look()) == "answer"


def test_a_phone_that_is_nobody_is_led_to_the_door(client: Client, party: Head) -> None:
    assert client.get(f"/live/{party.pin}").headers["Location"] == f"/join/{party.pin}"
    client.set_cookie(f"live_{party.id}", "forged-token")
    assert client.get(f"/live/{party.pin}").headers["Location"] == f"/join/{party.pin}"


# ---- what is taken, and what is not


def test_an_answer_is_taken_once_and_the_same_again_does_no_harm(party: Head, phone: MakePhone) -> None:
    mine = phone(party)
    state = ask(party.id)
    for _ in range(2):
        answer = mine.post("answer", question="q1", response=option(state), request_id="r1")
        assert (answer.status_code, answer.get_json()) == (200, {"received": True})
    assert code(mine.post("answer", question="q1", response=option(state, "A"))) == "answered"
    assert stored(party) == 1


def test_answers_at_the_wrong_time_are_refused(party: Head, phone: MakePhone) -> None:
    mine = phone(party)
    assert code(mine.post("answer", question="q1", response="x")) == "other_question"
    state = ask(party.id)
    assert code(mine.post("answer", question="q2", response=option(state))) == "other_question"
    assert code(mine.post("answer", question="q1", response="no-such-option")) != ""
    assert code(mine.post("answer", response=option(state))) == "question_missing"
    assert code(mine.post("answer", question="q1", response=None)) == "empty_answer"
    host(party.id, "close")
    assert code(mine.post("answer", question="q1", response=option(state))) == "question_closed"
    host(party.id, "finish")
    assert code(mine.post("answer", question="q1", response=option(state))) == "finished"
    assert stored(party) == 0


def test_an_answer_after_the_limit_does_not_count(
    party: Head, phone: MakePhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = phone(party)
    state = ask(party.id)
    later = clock.now() + timedelta(seconds=25)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert code(mine.post("answer", question="q1", response=option(state))) in ("late", "question_closed")
    assert stored(party) == 0


def test_somebody_who_was_removed_does_nothing_more(party: Head, phone: MakePhone) -> None:
    mine = phone(party)
    state = ask(party.id)
    host(party.id, "remove", player=mine.player)
    answer = mine.post("answer", question="q1", response=option(state))
    assert (answer.status_code, code(answer)) == (404, "not_in_contest")
    assert mine.post("buzz", question="q1").status_code == 404
    assert stored(party) == 0
    assert mine.client.get(f"/live/{party.pin}").headers["Location"] == f"/join/{party.pin}"
    assert "被主持人请出" in mine.client.get(f"/join/{party.pin}").get_data(as_text=True)


def test_somebody_who_is_removed_is_told_over_the_line(party: Head, phone: MakePhone) -> None:
    mine = phone(party)
    answer = mine.client.get(f"/live/{party.pin}/stream?html=1")
    frames = iter(answer.response)
    next(frames)
    host(party.id, "remove", player=mine.player)
    told = next(frames)
    assert "你已被移出这场竞赛" in (told.decode() if isinstance(told, bytes) else told)
    answer.close()


@pytest.mark.parametrize("path", ["answer", "buzz", "act", "echo", "leave"])
def test_a_forged_token_does_nothing(client: Client, party: Head, path: str) -> None:
    client.set_cookie(f"live_{party.id}", "x" * 90)
    answer = client.post(f"/live/{party.pin}/{path}", json={}, headers={"Accept": "application/json"})
    assert answer.status_code in (404, 415)
    for read in ("stream", "events"):
        assert client.get(f"/live/{party.pin}/{read}").status_code == 404


def test_a_token_of_another_contest_opens_nothing(
    app: Flask, make_live: MakeLive, party: Head, phone: MakePhone
) -> None:
    other = head_of(make_live(seed="another seed"))
    mine = phone(party)
    token = mine.client.get_cookie(f"live_{party.id}")
    assert token is not None
    stranger: Client = app.test_client()  # type: ignore[assignment]  # set by test_client_class
    stranger.set_cookie(f"live_{other.id}", token.value)
    assert stranger.get(f"/live/{other.pin}").headers["Location"] == f"/join/{other.pin}"


@pytest.mark.parametrize(
    "body", [[], "text", 1, None, {"question": []}, {"question": {"a": 1}, "response": {}}]
)
def test_bodies_that_are_none_are_refused(party: Head, phone: MakePhone, body: Any) -> None:
    mine = phone(party)
    ask(party.id)
    answer = mine.client.post(f"/live/{party.pin}/answer", json=body, headers={"Accept": "application/json"})
    assert 400 <= answer.status_code < 500
    assert stored(party) == 0


def test_every_write_needs_the_page_it_came_from(party: Head, phone: MakePhone) -> None:
    mine = phone(party)
    state = ask(party.id)
    body = {"question": "q1", "response": option(state)}
    assert mine.client.post(f"/live/{party.pin}/answer", json=body, no_csrf=True).status_code == 400
    assert stored(party) == 0


def test_a_team_does_only_what_is_its_own_and_allowed(stage: Head, phone: MakePhone) -> None:
    mine = phone(stage, "甲一", "t1")
    ask(stage.id)
    for body in ({"do": "finish"}, {"do": "adjust", "to": "t1", "points": 50}, {}, {"do": ["pass"]}):
        assert code(mine.post("act", **body)) == "unknown_action"
    assert code(mine.post("act", do="choose_value", value=10)) == "no_choice"
    assert code(mine.post("answer", question="q1", response="x")) == "not_everyone"


# ---- without scripts


def test_a_form_answers_and_comes_back_to_the_page(party: Head, phone: MakePhone) -> None:
    mine = phone(party)
    page = mine.look()
    assert '<meta http-equiv="refresh" content="3">' in page
    state = ask(party.id)
    answer = mine.form("answer", question="q1", response=option(state))
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/live/{party.pin}")
    assert situation(mine.look()) == "answered"
    mine.form("answer", question="q1", response=option(state, "A"))
    assert "这道题你已经答过" in mine.look()
    assert stored(party) == 1


def test_a_form_presses_the_buzzer(stage: Head, phone: MakePhone) -> None:
    mine = phone(stage, "甲一", "t1")
    ask(stage.id)
    host(stage.id, "open_buzz")
    assert mine.form("buzz", question="q1").status_code == 303
    assert situation(mine.look()) == "pressed"


# ---- the line


def test_polling_tells_what_happened_with_the_part_to_draw(party: Head, phone: MakePhone) -> None:
    mine = phone(party)
    before = room.state_of(party.id).n
    ask(party.id)
    body = mine.client.get(f"/live/{party.pin}/events?after={before}&html=1").get_json()
    assert body["events"][-1]["event"] == "asked"
    data = body["events"][-1]["data"]
    assert situation(data["html"]) == "answer"
    assert data["mine"]["situation"] == "answer"
    assert "csrf" not in data["html"]  # drawn once for many


def test_the_stream_begins_with_where_the_contest_stands(party: Head, phone: MakePhone) -> None:
    mine = phone(party)
    answer = mine.client.get(f"/live/{party.pin}/stream?html=1")
    first = next(iter(answer.response))
    text = first.decode() if isinstance(first, bytes) else first
    assert answer.mimetype == "text/event-stream"
    assert "event: snapshot" in text
    assert "你在名单里了" in text
    answer.close()


def test_an_echo_says_the_time_and_gives_a_stamp(party: Head, phone: MakePhone) -> None:
    mine = phone(party)
    first = mine.post("echo", seen=None).get_json()
    second = mine.post("echo", seen=first["stamp"]).get_json()
    assert second["stamp"] >= first["stamp"]
    assert first["now"] <= second["now"]


def test_leaving_lets_the_phone_be_nobody(party: Head, phone: MakePhone) -> None:
    mine = phone(party)
    assert mine.form("leave").headers["Location"] == f"/join/{party.pin}"
    assert mine.client.get(f"/live/{party.pin}").status_code == 302
