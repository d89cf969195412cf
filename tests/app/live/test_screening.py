"""The wall: at an address without sign-in, never a key before the reveal, and a board screen that turns to it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, render_template

from quizapp.accounts.models import Member
from quizapp.core import clock
from quizapp.core.permissions import Identity, Role
from quizapp.core.transaction import unit_of_work
from quizapp.display import service as display
from quizapp.display.models import Screen
from quizapp.extensions import db
from quizapp.live import room
from quizapp.live.engine.everyone import question_id
from quizapp.live.models import LiveContest, LiveState
from tests.app.live.conftest import MakeLive
from tests.fixtures.app import Client
from tests.fixtures.people import MakeBranch, MakeMember
from tests.support import live, wall

pytestmark = pytest.mark.pages

WALL = "data-wall"
#: Words of the test bank's explanation, and what marks the right option.
TELLS = ("因为如此", "试题规则", "wall-result--right", '"key"', "explanation")


def path_of(contest: LiveContest, rest: str = "") -> str:
    return f"/display/{contest.screen_token}{rest}"


def set_state(contest: LiveContest, state: LiveState, **more: Any) -> None:
    with unit_of_work():
        contest.state = state
        for name, value in more.items():
            setattr(contest, name, value)


@pytest.fixture
def board(organiser: Member, as_identity: Callable[[Member], Identity]) -> Callable[..., Screen]:
    """A board screen of the organiser's branch."""

    def make(**options: Any) -> Screen:
        with unit_of_work():
            return display.create_screen(
                "大厅", display.Options(**options), actor=as_identity(organiser), now=clock.now()
            )

    return make


# ---- the address


def test_the_wall_is_shown_without_sign_in(client: Client, everybody: LiveContest) -> None:
    live.enter(everybody.id, "张三")
    page = client.get(path_of(everybody))
    assert page.status_code == 200
    assert WALL in page.text
    assert "张三" in page.text
    assert f"入场码 {everybody.pin}" in page.text
    assert "<svg" in page.text
    assert f"/join/{everybody.pin}" not in page.text  # the code to scan holds it; by hand one types the PIN
    assert "Set-Cookie" not in page.headers


@pytest.mark.parametrize("rest", ["", "/stream", "/events", "/part"])
@pytest.mark.parametrize("token", ["unknown", "0", "x" * 65, "%00"])
def test_no_other_address_opens_a_wall(client: Client, everybody: LiveContest, token: str, rest: str) -> None:
    assert client.get(f"/display/{token}{rest}").status_code == 404
    for guessed in (everybody.id, everybody.pin):
        assert client.get(f"/display/{guessed}{rest}").status_code == 404


def test_a_board_has_no_contest_s_events_and_a_wall_no_boards(
    client: Client, everybody: LiveContest, board: Callable[..., Screen]
) -> None:
    assert client.get(f"/display/{board(live=False).token}/events").status_code == 404
    assert client.get(path_of(everybody, "/part")).status_code == 404


def test_what_was_put_away_is_shown_no_more(client: Client, everybody: LiveContest) -> None:
    assert client.get(path_of(everybody)).status_code == 200
    set_state(everybody, LiveState.CANCELLED)
    for rest in ("", "/stream", "/events"):
        assert client.get(path_of(everybody, rest)).status_code == 404
    assert "已停用" in client.get(path_of(everybody)).text


def test_before_the_lobby_opens_the_wall_waits(client: Client, make_live: MakeLive) -> None:
    contest = make_live(lobby_open=False, title="明天的竞赛")
    page = client.get(path_of(contest))
    assert page.status_code == 200
    assert "明天的竞赛" in page.text
    assert 'http-equiv="refresh"' in page.text
    for rest in ("/stream", "/events"):
        assert client.get(path_of(contest, rest)).status_code == 404


# ---- keys


def received(client: Client, contest: LiveContest) -> Iterator[str]:
    """Return everything that a wall receives at this moment."""
    yield client.get(path_of(contest)).text
    yield client.get(path_of(contest, "/events")).text
    yield client.get(path_of(contest, "/events?after=0")).text
    stream = client.get(path_of(contest, "/stream"))
    yield next(iter(stream.response)).decode()  # type: ignore[union-attr]  # the test client's own iterator
    stream.close()


def test_no_byte_tells_the_key_before_the_reveal(client: Client, everybody: LiveContest) -> None:
    players = [live.enter(everybody.id, name).player for name in ("张三", "李四")]
    live.host(everybody.id, "start_round", round=1)
    state = live.host(everybody.id, "ask").state
    asked = state.asked
    assert asked is not None
    seen = [*received(client, everybody)]
    room.answer(everybody.id, players[0], question_id(asked), live.option(state), now=clock.now())
    seen += received(client, everybody)
    live.host(everybody.id, "close")
    seen += received(client, everybody)
    for text in seen:
        assert not [word for word in TELLS if word in text]
    live.host(everybody.id, "reveal")
    after = next(received(client, everybody))
    assert "因为如此" in after
    assert after.count("wall-result--right") == 1
    assert "正确率" in after


def test_what_is_still_covered_is_not_in_the_page(client: Client, buzzers: LiveContest) -> None:
    live.host(buzzers.id, "start_round", round=1)
    for team, right in (("t1", True), ("t2", False)):
        live.host(buzzers.id, "ask")
        live.host(buzzers.id, "open_buzz")
        live.host(buzzers.id, "buzz", by=team)
        live.host(buzzers.id, "answer", right=right)
    live.host(buzzers.id, "freeze", on=True)
    live.host(buzzers.id, "finish")
    live.host(buzzers.id, "scene", scene="reveal:1")
    text = client.get(path_of(buzzers)).text.split("<main", 1)[1]
    assert "乙队" in text
    assert "甲队" not in text
    assert "丙队" not in text
    live.host(buzzers.id, "scene", scene="podium")
    assert "甲队" in client.get(path_of(buzzers)).text


# ---- every picture


SCENES = {
    "lobby": "lobby", "wait": "idle", "card": "round", "turn": "question", "turn-revealed": "revealed",
    "buzz-armed": "question", "void": "void", "choosing": "choosing", "duel": "question", "ladder": "question",
    "standings": "standings", "between": "standings", "break": "idle", "rules": "idle", "thanks": "idle",
    "sealed": "idle", "uncover-3": "uncover", "podium": "podium", "podium-people": "podium",
}  # fmt: skip


def test_every_moment_has_its_picture(app: Flask) -> None:
    with app.test_request_context():
        for name, state in wall.states().items():
            page = render_template("live/_screen.html", view=wall.view_of(state))
            assert name not in SCENES or f'data-scene="{SCENES[name]}:' in page, name
            shown = "revealed" in name or name in ("audience",)
            assert ("序言" in page) == shown, name
            assert ("wall-veil" in page) == (name == "paused"), name
            assert page.count("data-phase=") == 1
            assert "None" not in page, name


def test_the_rules_are_those_of_every_round(client: Client, make_live: MakeLive) -> None:
    must = {
        "key": "must",
        "kind": "required_team",
        "title": "必答题",
        "per_team": 2,
        "points": 10,
        "wrong": 0,
    }
    sheet = {**live.BUZZERS, "rounds": [*live.BUZZERS["rounds"], must]}
    contest = make_live(sheet=sheet, teams=live.TEAMS)
    live.host(contest.id, "scene", scene="rules")
    page = client.get(path_of(contest)).text
    turns = [part.split("</section>")[0] for part in page.split("data-turn")[1:]]
    assert ["hidden" in turn.split(">")[0] for turn in turns] == [False, True, True]
    assert all(word in turn for word, turn in zip(("抢答题", "必答题", "名次"), turns, strict=True))
    assert "每队 2 题" in turns[1]


def test_the_wall_says_what_it_hides_and_what_does_not_count(app: Flask) -> None:
    states = wall.states()
    with app.test_request_context():
        frozen = render_template("live/_screen.html", view=wall.view_of(states["frozen-question"]))
        uncovering = render_template("live/_screen.html", view=wall.view_of(states["uncover-3"]))
    assert "已封榜" in frozen
    assert "彩排" in frozen
    assert "已封榜" not in uncovering


def test_a_name_cannot_write_into_the_wall(client: Client, everybody: LiveContest) -> None:
    with unit_of_work():
        everybody.title = "<script>alert(1)</script>"
    text = client.get(path_of(everybody)).text
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text


# ---- the boards' screens turn to it


def test_a_board_turns_to_the_contest_and_back(
    client: Client, everybody: LiveContest, board: Callable[..., Screen]
) -> None:
    screen = board()
    turned = client.get(f"/display/{screen.token}")
    assert turned.status_code == 302
    assert turned.location == f"{path_of(everybody)}?back={screen.token}"
    assert f'data-back="/display/{screen.token}"' in client.get(turned.location).text
    assert "data-live=" in client.get(f"/display/{screen.token}/part").text
    set_state(everybody, LiveState.SETTLED)
    assert "data-live=" not in client.get(f"/display/{screen.token}/part").text
    assert client.get(f"/display/{screen.token}").status_code == 200


def test_a_board_stays_where_it_is_for_rehearsals_drafts_others_and_by_its_option(
    client: Client,
    make_live: MakeLive,
    board: Callable[..., Screen],
    make_branch: MakeBranch,
    make_member: MakeMember,
    bank: Any,
) -> None:
    own, off = board(), board(live=False)
    make_live(rehearsal=True)
    make_live(lobby_open=False)
    other = make_branch("邻居支部")
    live.make_contest(other, make_member("邻居", branch=other, role=Role.ORGANISER), bank.id)
    assert client.get(f"/display/{own.token}").status_code == 200
    make_live()
    assert client.get(f"/display/{off.token}").status_code == 200
    assert client.get(f"/display/{own.token}").status_code == 302


def test_the_podium_leaves_the_board_s_screen_after_a_while(
    client: Client, everybody: LiveContest, board: Callable[..., Screen]
) -> None:
    screen, now = board(), clock.now()
    set_state(everybody, LiveState.FINISHED, finished_at=now - timedelta(minutes=19))
    assert client.get(f"/display/{screen.token}").status_code == 302
    set_state(everybody, LiveState.FINISHED, finished_at=now - timedelta(minutes=21))
    assert client.get(f"/display/{screen.token}").status_code == 200


def test_only_a_board_that_there_is_is_gone_back_to(
    client: Client, everybody: LiveContest, board: Callable[..., Screen]
) -> None:
    ended = board()
    with unit_of_work():
        ended.revoked_at = clock.now()
    for back in (ended.token, "//elsewhere.example", ""):
        page = client.get(path_of(everybody, f"?back={back}"))
        assert page.status_code == 200
        assert "data-back=" not in page.text


def test_an_opening_lobby_wakes_the_branch_s_boards(
    client: Client, board: Callable[..., Screen], make_live: MakeLive
) -> None:
    screen = board()
    stream = client.get(f"/display/{screen.token}/stream")
    frames = iter(stream.response)  # type: ignore[arg-type]  # the test client's own iterator
    assert "changed" in next(frames).decode()  # type: ignore[union-attr]
    make_live()
    assert "changed" in next(frames).decode()  # type: ignore[union-attr]
    stream.close()


# ---- played again


def play_all(contest: LiveContest) -> list[str]:
    players = [live.enter(contest.id, name).player for name in ("张三", "李四")]
    live.host(contest.id, "start_round", round=1)
    for _ in range(2):
        state = live.host(contest.id, "ask").state
        assert state.asked is not None
        number = question_id(state.asked)
        room.answer(contest.id, players[0], number, live.option(state), now=clock.now())
        live.host(contest.id, "close")
        live.host(contest.id, "reveal")
    live.host(contest.id, "finish")
    return players


def test_a_finished_contest_is_played_again_as_the_wall_showed_it(
    client: Client, everybody: LiveContest, organiser: Member
) -> None:
    play_all(everybody)
    client.login(organiser)
    page = client.get(f"/live/manage/{everybody.id}/replay").text
    assert "第 2 题" in page
    pictures = client.get(f"/live/manage/{everybody.id}/replay/pictures").get_json()
    state = room.state_of(everybody.id)
    assert [one["n"] for one in pictures] == list(range(1, state.n + 1))
    assert [one["kind"] for one in pictures] == [one.kind for one in state.history]
    live_page = client.get(path_of(everybody)).text
    last = pictures[-1]["html"].split("podium", 1)[1]
    assert last.strip() in live_page
    asked = next(one for one in pictures if one["kind"] == "asked")
    assert len(asked["arrived"]) == 1
    assert "因为如此" not in asked["html"]


def test_a_long_one_comes_in_slices(
    client: Client, everybody: LiveContest, organiser: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    play_all(everybody)
    monkeypatch.setattr("quizapp.live.pictures.SLICE", 4)
    client.login(organiser)
    found: list[int] = []
    while True:
        after = found[-1] if found else 0
        more = client.get(f"/live/manage/{everybody.id}/replay/pictures?after={after}").get_json()
        if not more:
            break
        assert len(more) <= 4
        found += [one["n"] for one in more]
    assert found == list(range(1, room.state_of(everybody.id).n + 1))
    assert client.get(f"/live/manage/{everybody.id}/replay/pictures?after=x").status_code == 200


def test_a_running_contest_is_not_played_again(
    client: Client, everybody: LiveContest, organiser: Member
) -> None:
    client.login(organiser)
    for rest in ("", "/pictures"):
        answer = client.get(
            f"/live/manage/{everybody.id}/replay{rest}", headers={"Accept": "application/json"}
        )
        assert answer.status_code == 409
        assert json.loads(answer.text)["code"] == "not_finished"


def test_what_was_undone_is_no_place_to_jump_to(
    client: Client, everybody: LiveContest, organiser: Member
) -> None:
    live.enter(everybody.id, "张三")
    live.host(everybody.id, "start_round", round=1)
    live.host(everybody.id, "ask")
    live.host(everybody.id, "undo")
    live.host(everybody.id, "finish")
    client.login(organiser)
    assert "第 1 题" not in client.get(f"/live/manage/{everybody.id}/replay").text
    db.session.rollback()
