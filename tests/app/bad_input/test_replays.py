"""Forms that come twice, too late or from elsewhere: refused, and nothing is done a second time."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from flask import Flask, g
from itsdangerous import TimestampSigner

from quizapp.accounts import service
from quizapp.accounts.models import LoginSession, Member
from quizapp.core import clock
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.papers.models import Answer
from quizapp.papers.queries import head as head_of
from tests.app.bad_input.conftest import World
from tests.app.bad_input.test_routes import address, rules
from tests.fixtures.app import Client
from tests.fixtures.attempts import MakeAttempt, right_response

pytestmark = pytest.mark.pages

PASSWORD = "一支很长的密码 2026"


#: A mail program leaves the digest by one request: the secret in the address is its proof.
PROVEN_BY_ADDRESS = ("mail.unsubscribe",)


def test_no_form_is_taken_without_its_token(app: Flask, world: World) -> None:
    before = world.counts()
    for method in ("POST", "PUT"):
        for rule in rules(app, method):
            if rule.endpoint in PROVEN_BY_ADDRESS:
                continue
            for data in ({}, {"csrf_token": "made-up"}, {"csrf_token": "a" * 5_000}):
                answer = world.client.open(address(world, rule), method=method, data=data, no_csrf=True)
                assert answer.status_code == 400, rule
    assert world.counts() == before


def test_a_token_that_is_too_old_or_of_another_session(
    app: Flask, world: World, member: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    thirteen_hours_ago = int(time.time()) - 13 * 3600
    with monkeypatch.context() as then:  # tokens are dated by their signer, not by our clock
        then.setattr(TimestampSigner, "get_timestamp", lambda _signer: thirteen_hours_ago)
        old = fresh_token(world.client)
    foreign = fresh_token(app.test_client().login(member))  # type: ignore[attr-defined]  # our client
    for token in (old, foreign):
        answer = world.client.post("/groups", data={"name": "新党小组"}, headers={"X-CSRFToken": token})
        assert answer.status_code == 400
        assert "过期" in answer.text
    assert world.client.post("/groups", data={"name": "新党小组"}).status_code == 302


def fresh_token(client: Client) -> str:
    for name in list(g):  # the pushed context is shared, and remembers the last page's token
        g.pop(name)
    return client.new_csrf_token()


def test_an_invitation_is_used_once(world: World, member: Member) -> None:
    with unit_of_work():
        link = service.issue_link(db.session.get(Member, member.id), actor=None, now=clock.now())
    visitor = world.client.application.test_client()
    data = {"password": PASSWORD, "agree": "y"}
    assert visitor.post(f"/i/{link}", data=data).status_code == 302
    db.session.rollback()
    kept = db.session.get(Member, member.id)
    assert kept is not None
    first = kept.password_hash
    for again in (world.client.application.test_client(), visitor):
        answer = again.post(f"/i/{link}", data={**data, "password": "另一支很长的密码 2026"})
        assert answer.status_code == 410
    db.session.refresh(kept)
    assert kept.password_hash == first


def test_an_invitation_that_is_too_old(world: World, member: Member) -> None:
    with clock.frozen(clock.now() - timedelta(days=400)), unit_of_work():
        link = service.issue_link(db.session.get(Member, member.id), actor=None, now=clock.now())
    visitor = world.client.application.test_client()
    assert visitor.get(f"/i/{link}").status_code == 410
    assert visitor.post(f"/i/{link}", data={"password": PASSWORD, "agree": "y"}).status_code == 410


def test_a_session_that_was_ended_opens_nothing_more(world: World) -> None:
    db.session.rollback()
    with unit_of_work():
        for row in db.session.query(LoginSession):
            service.end_session(row.member_id, row.id, now=clock.now())
    before = world.counts()
    answer = world.client.post("/groups", data={"name": "新党小组"})
    assert answer.status_code == 302
    assert answer.location.startswith("/sign-in")
    assert world.counts() == before


def test_answers_after_the_deadline(world: World, make_attempt: MakeAttempt) -> None:
    """Late by form, by a page's module and after handing in: told, and what was saved stays as it was."""
    late = make_attempt(world.admin, "t-single", source_key="contest:99", seconds=-30)
    done = world.values["attempt_id"]
    assert world.client.post(f"/attempts/{done}/submit", data={}).status_code == 302
    for attempt_id in (late.id, done):
        found = head_of(attempt_id)
        assert found is not None
        response = right_response(found.slots[0])
        body = {"answers": {"1": response}}
        refused = world.client.post(
            f"/attempts/{attempt_id}/answers", json=body, headers={"Accept": "application/json"}
        )
        assert (refused.status_code, refused.json["code"]) == (409, "attempt.closed")
        assert world.client.post(f"/attempts/{attempt_id}/answers", data={"r1": response}).status_code == 409
    db.session.rollback()
    assert db.session.query(Answer).filter(Answer.attempt_id.in_([late.id, done])).count() == 0


def test_handing_in_twice_gives_one_result(world: World) -> None:
    path = f"/attempts/{world.values['attempt_id']}/submit"
    assert world.client.post(path, data={}).status_code == 302
    after = world.counts()
    assert world.client.post(path, data={}).status_code == 302
    assert world.counts() == after


def test_reversing_twice_takes_back_once(world: World) -> None:
    path = f"/record/entries/{world.values['entry_id']}/reverse"
    assert world.client.post(path, data={"reason": "重复记分"}).status_code == 302
    after = world.counts()
    assert world.client.post(path, data={"reason": "重复记分"}).status_code == 409
    assert world.client.post(path, data={"reason": "长" * 301}).status_code == 422
    assert world.counts() == after
