"""Who may call what: tokens and their scopes, the browser's session, other branches."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from quizapp.accounts.models import ApiToken, Branch, Group, Member
from quizapp.bank.models import Bank
from quizapp.contests.models import Contest
from quizapp.core import clock
from quizapp.core.permissions import Role
from quizapp.extensions import db
from tests.fixtures.api import MakeScript, Script
from tests.fixtures.app import Client
from tests.fixtures.attempts import MakeAttempt
from tests.fixtures.items import MakeBank, single
from tests.fixtures.people import MakeBranch, MakeMember
from tests.fixtures.record import MakeEntry

PRACTICE = {"mode": "practice", "count": 3}


def test_without_a_token_there_is_nothing(client: Client) -> None:
    answer = client.get("/api/v1/me")
    assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.json["status"] == 401


@pytest.mark.parametrize("token", ["", "x", "Bearer", "令牌", "a" * 5000])
def test_a_wrong_token_is_nobody(script: Script, token: str) -> None:
    script.token = token.encode().decode("latin-1")
    assert script.get("/me").status_code == 401


def test_a_token_that_ended_is_nobody(script: Script) -> None:
    token = db.session.query(ApiToken).one()
    token.expires_at = clock.now() - timedelta(seconds=1)
    db.session.commit()
    assert script.get("/me").status_code == 401


def test_each_scope_includes_the_ones_before(
    script_of: MakeScript, member: Member, bank: Bank, points_sheet: None
) -> None:
    scripts = {scope: script_of(member, scope) for scope in ("read", "write", "host")}
    assert {scope: one.get("/me").json["scope"] for scope, one in scripts.items()} == {
        scope: scope for scope in scripts
    }
    started = {scope: one.post("/attempts", PRACTICE) for scope, one in scripts.items()}
    assert {scope: one.status_code for scope, one in started.items()} == {
        "read": 403,
        "write": 201,
        "host": 201,
    }
    assert started["read"].json["code"] == "scope"


def test_a_reading_token_changes_nothing(
    script_of: MakeScript, script: Script, member: Member, bank: Bank
) -> None:
    paper = script.post("/attempts", PRACTICE).json
    reader = script_of(member, "read")
    option = paper["items"][0]["options"][0]["id"]
    assert reader.put(f"/attempts/{paper['id']}/answers/1", {"response": option}).status_code == 403
    assert reader.post(f"/attempts/{paper['id']}/submit").status_code == 403
    kept = reader.get(f"/attempts/{paper['id']}").json
    assert (kept["state"], kept["responses"]) == ("open", {})


def test_a_browser_needs_its_csrf_token(client: Client, member: Member, bank: Bank) -> None:
    client.login(member)
    assert client.get("/api/v1/me").json["scope"] == "host"
    refused = client.post("/api/v1/attempts", json=PRACTICE, headers={"X-CSRFToken": "no"})
    assert (refused.status_code, refused.mimetype) == (400, "application/problem+json")
    assert client.post("/api/v1/attempts", json=PRACTICE).status_code == 201


@pytest.fixture
def elsewhere(make_branch: MakeBranch, make_member: MakeMember, script_of: MakeScript) -> Script:
    """An organiser of another branch."""
    return script_of(make_member(branch=make_branch("另一个支部"), role=Role.ORGANISER))


def test_branches_are_walls(
    elsewhere: Script,
    branch: Branch,
    make_bank: MakeBank,
    member: Member,
    contest: Contest,
    make_attempt: MakeAttempt,
    make_entry: MakeEntry,
) -> None:
    own = make_bank([single(1)], slug="ours", branch_id=branch.id)
    attempt = make_attempt(member)
    make_entry(member)
    assert elsewhere.get(f"/items?bank={own.id}").status_code == 404
    assert elsewhere.get("/items?bank=ours").status_code == 404
    assert {bank["slug"] for bank in elsewhere.get("/banks").json["data"]} == {"bank"}
    assert elsewhere.post("/attempts", {**PRACTICE, "bank": "ours"}).status_code == 404
    assert elsewhere.post("/attempts", {"contest": str(contest.id)}).status_code == 404
    assert elsewhere.get("/contests").json["data"] == []
    for path in (f"/contests/{contest.id}", f"/contests/{contest.id}/standings"):
        assert elsewhere.get(path).status_code == 404
    assert elsewhere.get(f"/attempts/{attempt.id}").status_code == 404
    assert elsewhere.put(f"/attempts/{attempt.id}/answers/1", {"response": None}).status_code == 404
    assert elsewhere.post(f"/attempts/{attempt.id}/submit").status_code == 404
    assert elsewhere.get(f"/members/{member.id}/record").status_code == 404
    assert elsewhere.get(f"/ledger?member={member.id}").status_code == 404
    assert elsewhere.get("/ledger").json["data"] == []
    assert elsewhere.get("/boards/members").json["data"] == []


@pytest.mark.parametrize("id", ["0", "999", "-1", "x", "1.0", "²", "9" * 40, "%00", "null", " 1"])
def test_an_id_that_is_none_is_not_found(script: Script, bank: Bank, points_sheet: None, id: str) -> None:
    for path in (f"/attempts/{id}", f"/contests/{id}", f"/contests/{id}/standings", f"/members/{id}/record"):
        assert script.get(path).status_code == 404, path
    assert script.get(f"/ledger?member={id}").status_code in (404, 422)
    assert script.get(f"/items?bank={id}").status_code in (404, 422)


def test_another_members_attempt_is_not_found(
    script_of: MakeScript, make_member: MakeMember, member: Member, bank: Bank, make_attempt: MakeAttempt
) -> None:
    attempt = make_attempt(member, "single-1")
    for other in (make_member(), make_member(role=Role.ORGANISER), make_member(role=Role.ADMIN)):
        script = script_of(other)
        assert script.get(f"/attempts/{attempt.id}").status_code == 404
        assert script.put(f"/attempts/{attempt.id}/answers/1", {"response": None}).status_code == 404
        assert script.post(f"/attempts/{attempt.id}/submit").status_code == 404


def test_who_sees_which_entries(
    script_of: MakeScript,
    make_member: MakeMember,
    make_group: Callable[..., Group],
    member: Member,
    leader: Member,
    organiser: Member,
    group: Group,
    make_entry: MakeEntry,
) -> None:
    beside = make_member("同组", group=group)
    other = make_member("别组", group=make_group("第二党小组"))
    everybody = (member, leader, organiser, beside, other)
    for person in everybody:
        make_entry(person)

    def sees(person: Member) -> set[str]:
        return {entry["member"]["name"] for entry in script_of(person).get("/ledger").json["data"]}

    def opens(person: Member) -> set[str]:
        script = script_of(person)
        return {one.name for one in everybody if script.get(f"/members/{one.id}/record").status_code == 200}

    for look in (sees, opens):
        assert look(member) == {"周晓岚"}
        assert look(leader) == {"韦兰", "同组"}
        assert look(organiser) == {one.name for one in everybody}


def test_unknown_addresses_and_methods_are_problems(app: Flask, script: Script) -> None:
    for method, path, status in (("GET", "/nothing", 404), ("PUT", "/me", 405), ("POST", "/items", 405)):
        answer = script.call(method, path)
        assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
