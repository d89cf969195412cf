"""The host's console: who reaches it, what it shows, previews before corrections, refusals that change nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask

from quizapp.accounts.models import Member
from quizapp.core import clock
from quizapp.core.permissions import Role
from quizapp.live import room
from quizapp.live.engine.events import Refused
from quizapp.live.engine.state import Phase
from quizapp.live.models import LiveContest
from tests.app.live.conftest import MakeLive
from tests.app.live.hosts import Host, asked
from tests.fixtures.app import Client
from tests.fixtures.people import MakeBranch, MakeMember
from tests.support import live

pytestmark = pytest.mark.pages


# ---- who reaches it


@pytest.mark.parametrize("path", ["host", "host/stream", "host/events", "host/adjust"])
def test_only_organisers_of_the_branch_see_it(
    path: str,
    app: Flask,
    buzzers: LiveContest,
    leader: Member,
    make_member: MakeMember,
    make_branch: MakeBranch,
) -> None:
    url = f"/live/manage/{buzzers.id}/{path}"
    statuses = {}
    people = {
        "member": make_member(),
        "leader": leader,
        "stranger": make_member(role=Role.ORGANISER, branch=make_branch()),
    }
    for name, person in people.items():
        client: Any = app.test_client()
        statuses[name] = client.login(person).get(url).status_code
    visitor = app.test_client().get(url)
    assert statuses == {"member": 403, "leader": 403, "stranger": 404}
    assert visitor.status_code == 302
    assert visitor.headers["Location"].startswith("/sign-in")


def test_another_organiser_takes_over_by_opening_it(
    host: Host, app: Flask, make_member: MakeMember, buzzers: LiveContest
) -> None:
    client: Any = app.test_client()
    second = Host(client.login(make_member("何嘉树", role=Role.ORGANISER)), buzzers)
    asked(host)
    assert "开始抢答" in second.page
    second.did("open_buzz")
    assert host.state.asked.phase is Phase.OPEN


def test_a_draft_has_no_console(client: Client, organiser: Member, make_live: MakeLive) -> None:
    draft = make_live(lobby_open=False)
    assert client.login(organiser).get(f"/live/manage/{draft.id}/host").status_code == 404


# ---- what it shows


def test_the_lobby_shows_names_seats_and_the_way_in(host: Host, buzzers: LiveContest) -> None:
    live.enter(buzzers.id, "周晓岚", "t1", 1)
    live.enter(buzzers.id, "观众甲")
    page = host.page
    assert "周晓岚" in page
    assert "观众甲" in page
    assert f"{buzzers.pin[:3]} {buzzers.pin[3:]}" in page
    assert "开始抢答题" in page


def test_the_question_is_shown_with_its_key_for_the_host_alone(host: Host) -> None:
    asked(host)
    page = host.page
    assert "keyed__item--right" in page
    assert "因为如此。" in page


def test_the_event_stream_is_html_for_the_console(host: Host) -> None:
    asked(host)
    body = host.client.get(f"{host.base}/host/events").get_json()
    assert "console__mid" in json.dumps(body, ensure_ascii=False)


def test_an_unavailable_step_says_why(host: Host) -> None:
    asked(host)
    assert 'title="现在没有在计时。"' in host.page


# ---- corrections, looked at first


def judged(host: Host) -> int:
    asked(host)
    host.did("open_buzz")
    host.did("press_for", seat="t1")
    host.did("answer", by="t1", verdict="wrong")
    return int(host.state.n)


def test_an_overruling_shows_whom_it_moves_before_it_is_done(host: Host) -> None:
    of = judged(host)
    fields = {"of": of, "verdict": "right", "reason": "仲裁改判"}
    shown = host.act("overrule", preview=1, **fields).get_json()
    moved = {one["id"]: one for one in shown["moves"]}
    assert (moved["t1"]["before"], moved["t1"]["after"], moved["t1"]["delta"]) == (90_00, 110_00, 20_00)
    assert (moved["t1"]["rank_before"], moved["t1"]["rank_after"]) == (3, 1)
    assert moved["t2"]["rank_after"] == 2
    assert host.state.total("t1") == 90_00
    host.did("overrule", **fields)
    assert host.state.total("t1") == 110_00


def test_without_scripts_the_overruling_is_confirmed_on_a_page(host: Host) -> None:
    of = judged(host)
    fields = {"do": "overrule", "of": of, "verdict": "right", "reason": "仲裁改判"}
    page = host.client.post(f"{host.base}/act", data={**fields, "preview": "1"})
    assert "甲队改判为答对" in page.text
    assert "−10" not in page.text
    assert host.state.total("t1") == 90_00
    done = host.client.post(f"{host.base}/act", data=fields)
    assert done.status_code == 303
    assert host.state.total("t1") == 110_00


def test_an_undo_says_first_what_it_takes_back(host: Host) -> None:
    judged(host)
    dialog = host.dialog("undo")
    assert "撤销：甲队第 1 题答错扣的 10 分" in dialog
    assert "90 → <b>100</b>" in dialog
    host.did("undo", of=host.state.n)
    assert host.state.total("t1") == 100_00
    assert "steplog__line--undone" in host.page


def test_equal_scores_are_parted_by_the_jury(client: Client, organiser: Member, make_live: MakeLive) -> None:
    sheet = {**live.BUZZERS, "tie": {"mode": "buzz_until", "count": 3, "scored": False}}
    host = Host(client.login(organiser), make_live(sheet=sheet, teams=live.TEAMS))
    asked(host)
    host.did("void", reason="设备故障")
    host.did("end_round")
    assert 'href="host/tie?order=t1&amp;order=t2&amp;order=t3"' in host.page
    dialog = host.dialog("tie", order=["t1", "t2", "t3"])
    assert dialog.count('name="order"') == 3
    host.client.post(
        f"{host.base}/act", data={"do": "decide_tie", "order": ["t3", "t1", "t2"], "reason": "抽签"}
    )
    assert host.state.history[-1].data["order"] == ["t3", "t1", "t2"]


# ---- dialogs


@pytest.mark.parametrize(
    "what", ["adjust", "ask", "break", "code", "finish", "keys", "mark", "pair", "people", "undo", "void"]
)
def test_every_dialog_is_a_page_of_its_own(what: str, host: Host) -> None:
    asked(host)
    page = host.client.get(f"{host.base}/host/{what}")
    assert page.status_code == 200
    assert "<html" in page.text
    assert "<html" not in host.dialog(what)


def test_who_pressed_second_is_found_with_every_press(host: Host, buzzers: LiveContest) -> None:
    players = {team: live.enter(buzzers.id, f"{team}的队员", team, 1).player for team in ("t1", "t2")}
    asked(host)
    host.did("open_buzz")
    room.press(buzzers.id, players["t2"], "q1", now=clock.now(), rtt=20, reaction=300)
    with pytest.raises(Refused):
        room.press(buzzers.id, players["t1"], "q1", now=clock.now(), rtt=35, reaction=310)
    dialog = host.dialog("presses")
    assert dialog.index("乙队") < dialog.index("甲队")
    assert dialog.count("data-late") == 1
    assert "往返 35 毫秒" in dialog


def test_a_person_can_be_given_another_phone(host: Host, buzzers: LiveContest) -> None:
    player = live.enter(buzzers.id, "周晓岚", "t1", 1).player
    dialog = host.dialog("person", player=player)
    assert f"/live/{buzzers.pin}/seat/{player}-" in dialog


def test_people_are_found_by_name(host: Host, buzzers: LiveContest) -> None:
    live.enter(buzzers.id, "周晓岚")
    live.enter(buzzers.id, "何嘉树")
    found = host.dialog("people", q="何")
    assert "何嘉树" in found
    assert "周晓岚" not in found


@pytest.mark.parametrize(
    ("what", "args"),
    [
        ("nothing", {}),
        ("person", {"player": "nobody"}),
        ("overrule", {"of": "99"}),
        ("overrule", {"of": "1"}),
        ("team", {"to": "nobody"}),
        ("tie", {}),
    ],
)
def test_what_is_not_there_is_not_found(what: str, args: dict[str, str], host: Host) -> None:
    host.did("lock")
    assert host.client.get(f"{host.base}/host/{what}", query_string=args).status_code == 404


# ---- refusals


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({"do": "open_buzz"}, 409, "no_round"),
        ({"do": "reveal"}, 409, "no_question"),
        ({"do": "answer", "right": True}, 409, "no_round"),
        ({"do": "undo"}, 409, "nothing_to_undo"),
        ({"do": "adjust", "to": "t1", "points": "many", "reason": "更正"}, 409, "bad_points"),
        ({"do": "adjust", "to": "t1", "points": 5}, 409, "reason_missing"),
        ({"do": "adjust", "to": "nobody", "points": 5, "reason": "更正"}, 409, "unknown_contestant"),
        ({"do": "rename", "to": "t1", "name": "<b>"}, 422, "name_bad"),
        ({"do": "buzz", "by": "t1"}, 404, "unknown_action"),
        ({"do": "drop_table"}, 404, "unknown_action"),
        ({"do": ["ask"]}, 404, "unknown_action"),
        ({}, 404, "unknown_action"),
        ({"do": "scene", "scene": "volcano"}, 409, "no_such_scene"),
    ],
)
def test_what_the_rules_refuse_changes_nothing(
    fields: dict[str, Any], status: int, code: str, host: Host
) -> None:
    before = host.state.n
    response = host.client.post(f"{host.base}/act", json=fields, headers={"Accept": "application/json"})
    assert (response.status_code, response.get_json()["code"]) == (status, code)
    assert host.state.n == before


def test_a_verdict_that_comes_too_late_judges_nobody_else(host: Host) -> None:
    asked(host)
    host.did("open_buzz")
    host.did("press_for", seat="t1")
    assert host.act("answer", by="t2", question="q1", verdict="right").status_code == 409
    assert host.act("answer", by="t1", question="q7", verdict="right").status_code == 409
    assert host.state.asked.given == ()


def test_without_scripts_a_refusal_is_said_on_the_console(host: Host) -> None:
    response = host.press(do="open_buzz")
    assert response.status_code == 303
    assert "还没有开始任何环节" in host.page


def test_a_button_without_scripts_does_the_same(host: Host) -> None:
    assert host.press(do="start_round", round="buzz").status_code == 303
    assert host.state.round.key == "buzz"
    assert host.client.post(f"{host.base}/act", data={"act": "no json"}).status_code == 303


def test_nothing_happens_without_the_page_s_token(host: Host) -> None:
    response = host.client.post(
        f"{host.base}/act", json={"do": "start_round"}, no_csrf=True, headers={"Accept": "application/json"}
    )
    assert response.status_code == 400
    assert host.state.round is None
