"""Signing in and out, lock-out, sessions, what comes first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from quizapp.accounts import queries, service
from quizapp.accounts.models import LoginSession, Member
from quizapp.accounts.passwords import hash_password
from quizapp.core import clock
from quizapp.core.permissions import Permission
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.web.access import requires
from tests.fixtures.app import Client
from tests.fixtures.people import MakeMember

PASSWORD = "correct horse 7"
HASH = hash_password(PASSWORD)


@pytest.fixture
def zhou(make_member: MakeMember) -> Member:
    return make_member("周晓岚", phone="13800000001", password_hash=HASH)


def sign_in(client: Client, account: str, password: str = PASSWORD, **more: Any) -> Any:
    return client.post("/sign-in", data={"account": account, "password": password}, **more)


@pytest.mark.parametrize("account", ["user0", " USER0 ", "13800000001"])
def test_username_and_phone_open_the_door(client: Client, zhou: Member, account: str) -> None:
    reply = sign_in(client, account)
    assert (reply.status_code, reply.location) == (302, "/")
    assert client.get("/profile").status_code == 200


def test_a_phone_of_two_members_opens_nothing(
    client: Client, zhou: Member, make_member: MakeMember, make_branch: Any
) -> None:
    make_member("同号", branch=make_branch(), phone="13800000001", password_hash=HASH)
    assert sign_in(client, "13800000001").status_code == 401
    assert sign_in(client, "user0").status_code == 302


@pytest.mark.parametrize("account", ["user0", "nobody"])
def test_wrong_password_and_unknown_account_look_the_same(client: Client, zhou: Member, account: str) -> None:
    reply = sign_in(client, account, "wrong password")
    assert reply.status_code == 401
    assert "账号或密码不对" in reply.text


def test_who_has_left_cannot_sign_in(client: Client, zhou: Member, admin: Member, as_identity: Any) -> None:
    client.login(zhou)
    assert client.get("/profile").status_code == 200
    with unit_of_work():
        service.leave(zhou, actor=as_identity(admin), now=clock.now(), reason="转出")
    assert client.get("/profile").status_code == 302
    assert sign_in(client, "user0").status_code == 401


def test_the_way_back_stays_on_this_site(client: Client, zhou: Member) -> None:
    for wanted, goes_to in [
        ("/profile", "/profile"),
        ("//evil.example", "/"),
        ("https://evil.example/", "/"),
        ("/\\evil.example", "/"),
    ]:
        reply = client.post(
            "/sign-in", query_string={"next": wanted}, data={"account": "user0", "password": PASSWORD}
        )
        assert reply.location == goes_to


def test_guessing_is_slowed_for_the_account_and_not_for_its_neighbours(
    client: Client, zhou: Member, make_member: MakeMember
) -> None:
    make_member("邻座", password_hash=HASH)
    for _ in range(5):
        assert sign_in(client, "user0", "wrong password").status_code == 401
    refused = sign_in(client, "user0")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) == 60
    assert sign_in(client, "user1").status_code == 302


def test_many_addresses_do_not_lock_the_member_out_at_home(client: Client, zhou: Member) -> None:
    home = {"environ_base": {"REMOTE_ADDR": "10.0.0.1"}}
    assert sign_in(client, "user0", **home).status_code == 302
    client.post("/sign-out")
    for n in range(30):
        sign_in(client, "user0", "wrong password", environ_base={"REMOTE_ADDR": f"10.9.0.{n}"})
    assert sign_in(client, "user0", environ_base={"REMOTE_ADDR": "10.9.1.1"}).status_code == 429
    assert sign_in(client, "user0", **home).status_code == 302


def test_signing_out_ends_the_session_on_the_server(client: Client, zhou: Member) -> None:
    sign_in(client, "user0")
    with client.session_transaction() as session:
        stolen = session["sid"]
    client.post("/sign-out")
    with client.session_transaction() as session:
        session["sid"] = stolen
    assert client.get("/profile").status_code == 302


def test_a_member_ends_own_sessions_only(client: Client, zhou: Member, member: Member) -> None:
    client.login(zhou)
    others = [service.open_session(zhou.id, address="", user_agent="", now=clock.now()) for _ in "ab"]
    foreign = service.open_session(member.id, address="", user_agent="", now=clock.now())
    db.session.commit()
    assert len(queries.sessions_of(zhou.id, clock.now())) == 1 + len(others)
    theirs = db.session.query(LoginSession.id).filter_by(member_id=member.id).scalar()
    assert client.post(f"/profile/sessions/{theirs}/end").status_code == 404
    assert client.post("/profile/sessions/end-others").status_code == 302
    assert len(queries.sessions_of(zhou.id, clock.now())) == 1
    assert foreign
    assert client.get("/profile").status_code == 200


def test_last_seen_is_written_every_ten_minutes_at_most(client: Client, zhou: Member) -> None:
    start = clock.now()

    def visit(minutes: int) -> Any:
        client.application.extensions["identities"].forget()
        with clock.frozen(start + timedelta(minutes=minutes)):
            client.get("/profile")
        db.session.rollback()
        return db.session.query(LoginSession.last_seen_at).scalar() - start

    with clock.frozen(start):
        client.login(zhou)
    assert visit(9) == timedelta(0)
    assert visit(11) == timedelta(minutes=11)


def test_a_session_that_lay_unused_for_a_month_is_over(client: Client, zhou: Member) -> None:
    start = clock.now()
    client.login(zhou)
    with clock.frozen(start + timedelta(days=31)):
        assert client.get("/profile").status_code == 302


def test_consent_comes_first_and_then_the_password(client: Client, make_member: MakeMember) -> None:
    fresh = make_member("新人", consented=False, password_hash=HASH, must_change_password=True)
    sign_in(client, fresh.username)
    assert client.get("/profile").location.startswith("/consent")
    assert "请勿录入涉密内容" in client.get("/consent").text
    assert client.post("/consent").status_code == 422
    assert client.post("/consent", data={"agree": "y"}).status_code == 302
    assert client.get("/profile").location == "/password"
    assert client.post("/password", data={"password": "12345678"}).status_code == 422
    assert client.post("/password", data={"password": "a quiet river"}).location == "/"
    assert client.get("/profile").status_code == 200


def test_a_script_is_not_sent_to_pages(client: Client, make_member: MakeMember) -> None:
    fresh = make_member("新人", consented=False)
    client.application.add_url_rule("/api/probe", "probe", requires(Permission.TAKE_PART)(lambda: "in"))
    token = service.create_token(fresh, "read", 1, clock.now())
    db.session.commit()
    assert client.get("/api/probe", headers={"Authorization": f"Bearer {token}"}).text == "in"
    assert client.get("/api/probe", headers={"Authorization": "Bearer guess"}).status_code == 401
    told = client.login(fresh).get("/api/probe")
    assert (told.status_code, told.json["code"]) == (403, "first_things")


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short", "至少 8 位"),
        ("password123", "太常见"),
        ("aaaaaaaabb", "太常见"),
        ("13800000001", "不能与"),
        ("x" * 129, "最多 128"),
    ],
)
def test_bad_passwords_are_refused_with_the_reason(
    client: Client, zhou: Member, password: str, why: str
) -> None:
    client.login(zhou)
    reply = client.post("/password", data={"current": PASSWORD, "password": password})
    assert reply.status_code == 422
    assert why in reply.text


def test_changing_the_password_needs_the_current_one_and_ends_other_sessions(
    client: Client, zhou: Member
) -> None:
    client.login(zhou)
    service.open_session(zhou.id, address="", user_agent="", now=clock.now())
    db.session.commit()
    wrong = client.post("/password", data={"current": "not it at all", "password": "a quiet river"})
    assert wrong.status_code == 422
    right = client.post("/password", data={"current": PASSWORD, "password": "a quiet river"})
    assert right.location == "/profile"
    assert len(queries.sessions_of(zhou.id, clock.now())) == 1


def test_the_language_of_a_visitor_is_kept(client: Client) -> None:
    client.get("/sign-in?lang=en")
    assert '<html lang="en"' in client.get("/sign-in").text


def test_the_language_of_a_visitor_goes_in_and_out_with_the_visitor(client: Client, zhou: Member) -> None:
    client.get("/sign-in?lang=en")
    sign_in(client, "user0")
    assert '<html lang="en"' in client.get("/profile").text
    client.post("/sign-out")
    assert '<html lang="en"' in client.get("/sign-in").text
