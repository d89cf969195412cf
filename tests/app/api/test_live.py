"""Live contests by API alone: made, entered, played and led by scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from quizapp.accounts.models import Member
from quizapp.bank.models import Bank
from quizapp.core import clock
from quizapp.core.permissions import Role
from tests.fixtures.api import MakeScript, Script
from tests.fixtures.app import Client
from tests.fixtures.items import MakeBank, every_type, single
from tests.fixtures.people import MakeBranch, MakeMember
from tests.support.openapi import Contract

pytestmark = pytest.mark.pages

FORBIDDEN = ("key", "correct", "is_correct", "explanation", "solution")
BUZZ = {
    "id": "own",
    "title": "抢答赛",
    "base": 100,
    "teams": [2, 3],
    "rounds": [
        {
            "key": "buzz",
            "kind": "buzz",
            "count": 3,
            "points": 10,
            "wrong": "-v",
            "timeout": "-v",
            "answer_s": 30,
        }
    ],
}


class Time:
    """The clock of a test, set by hand."""

    def __init__(self) -> None:
        self.now = clock.now().replace(microsecond=0)

    def pass_by(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    found = Time()
    monkeypatch.setattr(clock, "now", lambda: found.now)
    return found


@pytest.fixture
def host(script_of: MakeScript, organiser: Member) -> Script:
    return script_of(organiser, "host")


Enter = Callable[..., tuple[str, Script]]


@pytest.fixture
def enter(app: Flask, contract: Contract) -> Enter:
    """Somebody without an account joins: the participant and the phone as a script."""

    def join(pin: str, name: str, **more: Any) -> tuple[str, Script]:
        guest = Script(app, "", contract)
        answer = guest.post(f"/live/{pin}/join", {"name": name, **more})
        assert answer.status_code == 201, answer.text
        return answer.json["participant"], Script(app, answer.json["token"], contract)

    return join


def names_in(value: Any) -> Iterator[str]:
    """Yield the names of all fields at any depth."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from names_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from names_in(inner)


def party(host: Script, bank: Bank, **more: Any) -> dict[str, Any]:
    body = {"title": "主题党日竞赛", "rules": "party-accuracy", "bank": bank.slug, "count": 3, "guests": True}
    made = host.post("/live", {**body, **more})
    assert made.status_code == 201, made.text
    return dict(made.json)


def lead(host: Script, pin: str, action: str, body: Any = None) -> dict[str, Any]:
    done = host.post(f"/live/{pin}/host/{action}", body)
    assert done.status_code == 200, done.text
    return dict(done.json)


def right(view: dict[str, Any]) -> str:
    """The bank of these tests has its keys in 乙."""
    return next(str(one["id"]) for one in view["question"]["options"] if one["text"].startswith("乙"))


def wrong(view: dict[str, Any]) -> str:
    return next(str(one["id"]) for one in view["question"]["options"] if one["text"].startswith("甲"))


def test_a_contest_from_the_call_to_the_podium(host: Script, bank: Bank, enter: Enter, time: Time) -> None:
    made = party(host, bank)
    pin = made["pin"]
    assert len(pin) == 6
    assert pin.isdecimal()
    assert made["id"]
    (ann, first), (bea, second) = enter(pin, "安"), enter(pin, "白", unit="二支部")
    lobby = first.get(f"/live/{pin}").json
    assert (lobby["state"], lobby["question"], lobby["people_count"]) == ("lobby", None, 2)
    lead(host, pin, "start_round", {"round": 1})
    lead(host, pin, "ask")
    time.pass_by(1)
    view = first.get(f"/live/{pin}").json
    question = view["question"]["id"]
    assert (view["state"], view["mine"]["situation"]) == ("running", "answer")
    closes = datetime.fromisoformat(view["closes_at"]) - datetime.fromisoformat(view["now"])
    assert closes == timedelta(seconds=19)
    saved = first.post(f"/live/{pin}/answers", {"question": question, "response": right(view)})
    assert (saved.status_code, saved.json) == (200, {"saved": True, "repeated": False})
    again = first.post(f"/live/{pin}/answers", {"question": question, "response": right(view)})
    assert (again.status_code, again.json["repeated"]) == (200, True)
    other = first.post(f"/live/{pin}/answers", {"question": question, "response": wrong(view)})
    assert (other.status_code, other.json["code"]) == (409, "answered")
    second.post(f"/live/{pin}/answers", {"question": question, "response": wrong(view)})
    watching = host.get(f"/live/{pin}").json
    assert (watching["received"], watching["expected"], watching["answered"]) == (2, 2, sorted([ann, bea]))
    assert watching["question"]["key"] == [right(view)]
    lead(host, pin, "close")
    waiting = first.get(f"/live/{pin}").json
    assert waiting["mine"]["situation"] == "closed"
    assert (waiting["mine"]["points"], waiting["standings"][0]["points"]) == (0, 0)
    lead(host, pin, "reveal")
    shown = first.get(f"/live/{pin}").json
    assert shown["question"]["key"] == [right(view)]
    assert shown["question"]["distribution"][right(view)] == 1
    assert (shown["question"]["right"], shown["question"]["answered"], shown["question"]["silent"]) == (
        1,
        2,
        0,
    )
    assert shown["mine"]["result"] == {"verdict": "right", "points": 1}
    assert [(one["name"], one["points"], one["rank"]) for one in shown["standings"]] == [
        ("安", 1, 1),
        ("白", 0, 2),
    ]
    lead(host, pin, "finish")
    over = second.get(f"/live/{pin}").json
    assert (over["state"], over["closes_at"], [one["name"] for one in over["podium"]]) == (
        "finished",
        None,
        ["安", "白"],
    )


def test_repeated_steps_of_the_host_change_nothing(host: Script, bank: Bank, enter: Enter) -> None:
    pin = party(host, bank)["pin"]
    enter(pin, "安")
    lead(host, pin, "start_round")
    lead(host, pin, "ask")
    for action in ("close", "reveal", "end_round", "finish"):
        once = lead(host, pin, action)
        twice = lead(host, pin, action)
        assert once["events"]
        assert not twice["events"]
        assert once["sequence"] == twice["sequence"]
    refused = host.post(f"/live/{pin}/host/ask")
    assert (refused.status_code, refused.json["code"], refused.mimetype) == (
        409,
        "finished",
        "application/problem+json",
    )


def test_a_question_closes_at_its_limit_by_itself(host: Script, bank: Bank, enter: Enter, time: Time) -> None:
    pin = party(host, bank)["pin"]
    _, phone = enter(pin, "安")
    lead(host, pin, "start_round")
    lead(host, pin, "ask")
    view = phone.get(f"/live/{pin}").json
    question = {"question": view["question"]["id"], "response": right(view)}
    time.pass_by(20)
    assert phone.post(f"/live/{pin}/answers", question).status_code == 200
    time.pass_by(0.001)
    _, late = enter(pin, "晚")
    time.pass_by(1)
    shown = phone.get(f"/live/{pin}").json
    assert (shown["phase"], shown["closes_at"]) == ("closed", None)
    assert not lead(host, pin, "close")["events"]
    assert late.get(f"/live/{pin}").json["mine"]["situation"] == "closed"


def test_an_answer_after_the_limit_does_not_count(host: Script, bank: Bank, enter: Enter, time: Time) -> None:
    pin = party(host, bank)["pin"]
    _, phone = enter(pin, "安")
    lead(host, pin, "start_round")
    lead(host, pin, "ask")
    view = phone.get(f"/live/{pin}").json
    time.pass_by(20.2)
    refused = phone.post(
        f"/live/{pin}/answers", {"question": view["question"]["id"], "response": right(view)}
    )
    assert refused.status_code == 409
    lead(host, pin, "close")
    lead(host, pin, "reveal")
    assert phone.get(f"/live/{pin}").json["question"]["answered"] == 0


def test_who_buzzes_first_answers(host: Script, bank: Bank, enter: Enter, time: Time) -> None:
    pin = party(host, bank, rules=BUZZ, teams=["甲队", "乙队"])["pin"]
    (_, first), (_, second) = enter(pin, "安", team="甲队"), enter(pin, "白", team="乙队")
    lead(host, pin, "start_round", {"round": "buzz"})
    lead(host, pin, "ask")
    assert first.get(f"/live/{pin}").json["mine"]["situation"] == "hold"
    time.pass_by(2)
    lead(host, pin, "open_buzz")
    time.pass_by(0.4)
    question = first.get(f"/live/{pin}").json["question"]["id"]
    pressed = second.post(f"/live/{pin}/buzz", {"question": question, "rtt": 20, "reaction": 380})
    assert pressed.json == {"saved": True, "first": True, "early": False}
    assert second.post(f"/live/{pin}/buzz", {"question": question}).json["first"] is True
    late = first.post(f"/live/{pin}/buzz", {"question": question})
    assert (late.status_code, late.json["code"]) == (409, "too_late")
    assert first.get(f"/live/{pin}").json["mine"]["situation"] == "outrun"
    view = second.get(f"/live/{pin}").json
    assert (view["mine"]["situation"], view["question"]["answerer_name"]) == ("pressed", "乙队")
    (press,) = view["question"]["presses"]
    assert (press["name"], press["after_ms"], press["early"]) == ("乙队", 400, False)
    lead(host, pin, "answer", {"by": "乙队", "right": True})
    table = {one["name"]: one["points"] for one in second.get(f"/live/{pin}").json["standings"]}
    assert table == {"甲队": 100, "乙队": 110}


def test_a_script_presses_for_a_team(host: Script, bank: Bank) -> None:
    pin = party(host, bank, rules=BUZZ)["pin"]
    lead(host, pin, "start_round")
    lead(host, pin, "ask")
    lead(host, pin, "open_buzz")
    assert lead(host, pin, "buzz", {"by": "乙队"})["events"] == [{"id": 4, "event": "pressed"}]
    wrong_one = host.post(f"/live/{pin}/host/answer", {"by": "甲队", "right": True})
    assert (wrong_one.status_code, wrong_one.json["code"]) == (409, "not_your_turn")


@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded", "text/plain", ""])
def test_a_step_without_fields_needs_no_body(host: Script, bank: Bank, enter: Enter, kind: str) -> None:
    pin = party(host, bank)["pin"]
    for action in ("start_round", "ask", "close"):
        done = host.call("POST", f"/live/{pin}/host/{action}", data=b"", content_type=kind or None)
        assert done.status_code == 200, done.text


def test_a_repeated_request_is_carried_out_once(host: Script, bank: Bank, enter: Enter) -> None:
    pin = party(host, bank, rules=BUZZ)["pin"]
    order = {"to": "甲队", "points": -5, "reason": "超时补充", "request_id": "abc"}
    once, twice = lead(host, pin, "adjust", order), lead(host, pin, "adjust", order)
    assert (once["repeated"], twice["repeated"]) == (False, True)
    assert once["sequence"] == twice["sequence"]
    table = {one["name"]: one["points"] for one in host.get(f"/live/{pin}").json["standings"]}
    assert table["甲队"] == 95


def test_what_is_assumed_is_listed(host: Script, bank: Bank) -> None:
    assumed = party(host, bank, rules={**BUZZ, "base": None}, teams=["甲队", "乙队"])["assumed"]
    assert assumed
    assert all({"name", "round", "value", "text"} == one.keys() for one in assumed)


def test_rounds_that_are_left_without_questions_are_named(host: Script, bank: Bank) -> None:
    must = {"key": "must", "kind": "required_team", "title": "必答", "per_team": 1, "points": 10, "wrong": 0}
    rules = {**BUZZ, "rounds": [must, *BUZZ["rounds"]]}
    made = {n: party(host, bank, rules=rules, teams=["甲队", "乙队"], count=n) for n in (1, 4, 5)}
    assert made[1]["short"] == [
        {"round": "must", "title": "必答", "missing": 1},
        {"round": "buzz", "title": "抢答题", "missing": 3},
    ]
    assert [one["missing"] for one in made[4]["short"]] == [1]
    assert made[5]["short"] == []
    assert party(host, bank, rules=rules, teams=["甲队", "乙队"], count=None)["short"] == []
    assert party(host, bank, count=1)["short"] == []  # a party game has as many as one likes


def test_too_few_items_is_refused_and_nothing_is_left(host: Script, make_bank: MakeBank) -> None:
    few = make_bank([single(1), single(2)], slug="few")
    body = {"title": "题不够", "rules": "party-accuracy", "bank": few.slug, "count": 3}
    refused = host.post("/live", body)
    assert (refused.status_code, refused.json["code"], refused.json["field"]) == (
        422,
        "too_few_items",
        "count",
    )
    assert host.post("/live", {**body, "count": 2}).status_code == 201


def test_without_types_it_draws_what_phones_answer(host: Script, make_bank: MakeBank) -> None:
    make_bank(every_type(), slug="types")
    body = {"title": "各种题", "rules": "party-accuracy", "bank": "types"}
    assert host.post("/live", {**body, "count": 3}).status_code == 201
    assert host.post("/live", {**body, "count": 4}).status_code == 422
    assert host.post("/live", {**body, "count": 2, "types": ["numeric", "blank"]}).status_code == 201


def test_questions_picked_by_hand_keep_their_order(host: Script, bank: Bank, enter: Enter) -> None:
    ids = [one["id"] for one in host.get(f"/items?bank={bank.slug}").json["data"]][:3]
    stems = {one["id"]: one["stem"] for one in host.get(f"/items?bank={bank.slug}").json["data"]}
    made = host.post(
        "/live", {"title": "手选", "rules": "party-accuracy", "questions": ids[::-1], "guests": True}
    )
    pin = made.json["pin"]
    lead(host, pin, "start_round")
    seen = []
    for _ in ids:
        lead(host, pin, "ask")
        seen.append(host.get(f"/live/{pin}").json["question"]["stem"])
        lead(host, pin, "close")
    assert seen == [stems[one] for one in ids[::-1]]
    out = host.post(f"/live/{pin}/host/ask")
    assert (out.status_code, out.json["code"]) in {(409, "no_question_left"), (409, "round_exhausted")}


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": 3}, "title"),
        ({"title": "长" * 121}, "title"),
        ({"rules": "no-such"}, "rules"),
        ({"rules": None}, "rules"),
        ({"rules": {"id": "x"}}, "rules"),
        ({"count": 0}, "count"),
        ({"count": "3"}, "count"),
        ({"types": ["nonsense"]}, "types"),
        ({"guests": "yes"}, "guests"),
        ({"bank": None}, "bank"),
    ],
)
def test_orders_that_cannot_be(host: Script, bank: Bank, more: dict[str, Any], field: str) -> None:
    body = {"title": "竞赛", "rules": "party-accuracy", "bank": bank.slug, "count": 3, **more}
    refused = host.post("/live", body)
    assert (refused.status_code, refused.json.get("field")) == (422, field), refused.text


def test_another_branchs_bank_and_contest_are_not_found(
    host: Script, bank: Bank, script_of: MakeScript, make_member: MakeMember, make_branch: MakeBranch
) -> None:
    other = script_of(make_member(branch=make_branch("外支部"), role=Role.ORGANISER), "host")
    pin = party(host, bank)["pin"]
    for action in ("start_round", "ask", "finish"):
        assert other.post(f"/live/{pin}/host/{action}").status_code == 404
    assert "received" not in other.get(f"/live/{pin}").json
    closed = party(host, bank, guests=False)["pin"]
    assert other.get(f"/live/{closed}").status_code == 404


def test_only_hosts_make_and_lead(
    host: Script, bank: Bank, script_of: MakeScript, member: Member, organiser: Member
) -> None:
    pin = party(host, bank)["pin"]
    body = {"title": "竞赛", "rules": "party-accuracy", "bank": bank.slug, "count": 3}
    for script in (script_of(member, "host"), script_of(organiser, "write"), script_of(organiser, "read")):
        assert script.post("/live", body).status_code == 403
        assert script.post(f"/live/{pin}/host/start_round").status_code == 403
    assert "received" not in script_of(organiser, "write").get(f"/live/{pin}").json


def test_knowing_the_pin_leads_nobody_to_the_keys(host: Script, bank: Bank, enter: Enter) -> None:
    pin = party(host, bank)["pin"]
    _, phone = enter(pin, "安")
    assert phone.post(f"/live/{pin}/host/start_round").status_code == 401
    assert phone.get("/me").status_code == 401
    assert phone.post("/live", {"title": "竞赛"}).status_code == 401
    lead(host, pin, "start_round")
    lead(host, pin, "ask")
    assert not set(FORBIDDEN) & set(names_in(phone.get(f"/live/{pin}").json))


def test_without_a_token_there_is_nothing_but_the_door(
    app: Flask, host: Script, bank: Bank, contract: Contract
) -> None:
    pin = party(host, bank)["pin"]
    nobody = Script(app, "", contract)
    for path in ("", "/events", "/stream"):
        assert nobody.get(f"/live/{pin}{path}").status_code == 401
    for path in ("/answers", "/buzz", "/act"):
        assert nobody.post(f"/live/{pin}{path}", {"question": "q1", "response": "x"}).status_code == 401
    forged = Script(app, "a" * 32, contract)
    assert forged.get(f"/live/{pin}").status_code == 401
    assert forged.post(f"/live/{pin}/answers", {"question": "q1", "response": "x"}).status_code == 401


def test_a_token_opens_its_own_contest_only(host: Script, bank: Bank, enter: Enter) -> None:
    one, other = party(host, bank)["pin"], party(host, bank)["pin"]
    _, phone = enter(one, "安")
    assert phone.get(f"/live/{one}").status_code == 200
    assert phone.get(f"/live/{other}").status_code == 401


def test_a_member_plays_with_the_own_token_or_session(
    host: Script, bank: Bank, script: Script, member: Member, client: Client
) -> None:
    pin = party(host, bank, guests=False)["pin"]
    assert script.post(f"/live/{pin}/answers", {"question": "q1", "response": "x"}).status_code == 403
    joined = script.post(f"/live/{pin}/join", {})
    assert joined.status_code == 201
    own = script.get(f"/live/{pin}").json["mine"]
    assert (own["player"], own["name"]) == (joined.json["participant"], "周晓岚")
    client.login(member)
    assert client.get(f"/api/v1/live/{pin}").json["mine"]["player"] == own["player"]
    again = client.post(f"/api/v1/live/{pin}/join", json={"name": "周晓岚"})
    assert (again.status_code, again.json["participant"]) == (201, own["player"])
    assert client.post(f"/api/v1/live/{pin}/join", json={}, headers={"X-CSRFToken": "no"}).status_code == 400


def test_a_member_comes_in_under_the_own_name(host: Script, bank: Bank, script: Script) -> None:
    pin = party(host, bank)["pin"]
    player = script.post(f"/live/{pin}/join", {"name": "别的名字"}).json["participant"]
    assert script.get(f"/live/{pin}").json["mine"]["name"] == "周晓岚"
    lead(
        host, pin, "rename", {"player": player, "name": "周晓岚（一组）"}
    )  # the host may call them otherwise
    assert script.get(f"/live/{pin}").json["mine"]["name"] == "周晓岚（一组）"


def test_a_closed_contest_lets_no_guest_in(app: Flask, host: Script, bank: Bank, contract: Contract) -> None:
    pin = party(host, bank, guests=False)["pin"]
    refused = Script(app, "", contract).post(f"/live/{pin}/join", {"name": "客人"})
    assert (refused.status_code, refused.json["code"]) == (403, "members_only")


@pytest.mark.parametrize("name", ["", "   ", "长" * 200, "<script>alert(1)</script>", "a\u0000b", 7, None])
def test_names_that_are_none(app: Flask, host: Script, bank: Bank, contract: Contract, name: Any) -> None:
    pin = party(host, bank)["pin"]
    refused = Script(app, "", contract).post(f"/live/{pin}/join", {"name": name})
    assert refused.status_code in (409, 422), refused.text
    assert host.get(f"/live/{pin}").json["people_count"] == 0


@pytest.mark.parametrize("pin", ["000000", "12345", "1234567", "abcdef", "１２３４５６"])
def test_a_wrong_pin_is_not_found(app: Flask, contract: Contract, pin: str) -> None:
    guest = Script(app, "", contract)
    assert guest.post(f"/live/{pin}/join", {"name": "安"}).status_code == 404
    assert guest.get(f"/live/{pin}").status_code == 404


def test_guessing_pins_is_slowed_down_and_the_hall_is_not(
    app: Flask, host: Script, bank: Bank, enter: Enter, contract: Contract
) -> None:
    pin = party(host, bank)["pin"]
    _, phone = enter(pin, "安")
    guest = Script(app, "", contract)
    answers = [guest.post("/live/000000/join", {"name": "安"}).status_code for _ in range(40)]
    assert answers[0] == 404
    assert answers[-1] == 429
    assert phone.get(f"/live/{pin}").status_code == 200
    assert guest.post(f"/live/{pin}/join", {"name": "白"}).status_code == 201


def test_answers_that_cannot_be(host: Script, bank: Bank, enter: Enter) -> None:
    pin = party(host, bank)["pin"]
    player, phone = enter(pin, "安")
    path = f"/live/{pin}/answers"
    assert phone.post(path, {"question": "q1", "response": "x"}).status_code == 409  # before the opening
    lead(host, pin, "start_round")
    lead(host, pin, "ask")
    assert phone.post(path, {"response": "x"}).status_code == 422
    assert phone.post(path, {"question": "q1"}).status_code == 422
    assert phone.post(path, {"question": "q1", "response": "nonsense"}).status_code == 422
    assert phone.post(path, {"question": "q1", "response": {"a": []}}).status_code == 422
    other = phone.post(path, {"question": "q9", "response": "x"})
    assert (other.status_code, other.json["code"]) == (409, "other_question")
    lead(host, pin, "remove", {"player": player})
    removed = phone.post(path, {"question": "q1", "response": right(host.get(f"/live/{pin}").json)})
    assert (removed.status_code, "已被请出" in removed.json["detail"]) == (401, True)
    assert host.get(f"/live/{pin}").json["received"] == 0


def test_an_unknown_step_is_not_found(host: Script, bank: Bank) -> None:
    pin = party(host, bank)["pin"]
    refused = host.post(f"/live/{pin}/host/dance")
    assert (refused.status_code, refused.json["code"]) == (404, "unknown_action")


def test_the_echo_tells_the_servers_time(app: Flask, host: Script, bank: Bank, contract: Contract) -> None:
    pin = party(host, bank)["pin"]
    answer = Script(app, "", contract).post(f"/live/{pin}/echo")
    assert abs(datetime.fromisoformat(answer.json["now"]) - clock.now()) < timedelta(seconds=5)
