"""Two applications on one database and one Redis: what one does, the other knows."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from quizapp import create_app
from quizapp.accounts import queries
from quizapp.accounts import service as accounts
from quizapp.accounts.models import Member
from quizapp.config import ConfigError, Settings
from quizapp.core import clock, identities
from quizapp.core.ids import token_hash
from quizapp.core.services import services
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from tests.fixtures.app import Client
from tests.support import redis

PATIENCE = 10.0


@pytest.fixture
def settings(settings: Settings, redis_url: str) -> Settings:
    """The settings of both: on every database with Redis."""
    return replace(settings, redis_url=redis_url)


@pytest.fixture
def elsewhere(app: Flask, settings: Settings) -> Iterator[Flask]:
    """The same application in another process, as far as caches and the bus can tell."""
    other = create_app(settings)
    yield other
    with other.app_context():
        db.session.remove()
        services().close()
        db.engine.dispose()


def connect(app: Flask, elsewhere: Flask) -> None:
    """Wait until the other one hears this one."""
    place = elsewhere.extensions["services"].bus.subscribe("there?")
    give_up = time.monotonic() + PATIENCE
    while time.monotonic() < give_up:
        app.extensions["services"].bus.publish("there?", "yes")
        if place.next(0.1) == "yes":
            return
    pytest.fail("the two do not hear each other")


def eventually(true: object) -> bool:
    give_up = time.monotonic() + PATIENCE
    while time.monotonic() < give_up:
        if true():  # type: ignore[operator]  # a predicate
            return True
        time.sleep(0.02)
    return False


def identity_in(app: Flask, token: str) -> object:
    """Ask the other process who this session is, through its cache."""
    from quizapp.web import identity

    with app.test_request_context():
        from flask import request, session

        session[identity.SESSION_KEY] = token
        found = identity.load(request)
        db.session.remove()
        return found


def open_session(member: Member) -> str:
    with unit_of_work():
        return accounts.open_session(member.id, address="", user_agent="", now=clock.now())


def test_a_session_ended_in_one_process_is_ended_in_the_other(
    app: Flask, elsewhere: Flask, member: Member
) -> None:
    token, member_id = open_session(member), member.id
    connect(app, elsewhere)
    assert identity_in(elsewhere, token)
    with elsewhere.app_context():
        assert identities.cache().get(token_hash(token))
    with unit_of_work():
        accounts.end_other_sessions(member_id, None, now=clock.now())
    assert eventually(lambda: identity_in(elsewhere, token) is None)


def test_who_must_still_consent_is_read_afresh_in_every_process(
    app: Flask, elsewhere: Flask, make_member: object
) -> None:
    """Even when no wake-up arrives: else the other process sends them back to what they just did."""
    fresh: Member = make_member(consented=False)  # type: ignore[operator]  # a factory
    token, member_id = open_session(fresh), fresh.id
    app.extensions["services"].bus.close()
    before = identity_in(elsewhere, token)
    assert before is not None
    assert not before.consented  # type: ignore[attr-defined]
    with unit_of_work():
        accounts.consent(member_id, now=clock.now())
    after = identity_in(elsewhere, token)
    assert after.consented  # type: ignore[attr-defined]


def test_the_installation_s_face_changes_in_every_process(app: Flask, elsewhere: Flask) -> None:
    connect(app, elsewhere)

    def shown() -> str:
        with elsewhere.app_context():
            name = queries.kept_site().name
            db.session.remove()
            return name

    assert shown() == "四强学堂"
    with unit_of_work():
        accounts.save_site(queries.Site(name="学习与竞赛"), actor=None, now=clock.now())
    assert eventually(lambda: shown() == "学习与竞赛")


def test_wrong_passwords_count_over_all_processes(app: Flask, elsewhere: Flask) -> None:
    services().limits.failed("one account", 60)
    assert elsewhere.extensions["services"].limits.failures("one account", 60) == 1


def test_ready_says_whether_redis_answers(settings: Settings, app: Flask, client: Client) -> None:
    checks = client.get("/readyz").json["checks"]
    assert checks["redis"] is True
    with redis.own_server() as running:
        gone = running.url
    other = create_app(replace(settings, redis_url=gone))
    reply = other.test_client().get("/readyz")
    assert reply.status_code == 503
    assert reply.json["checks"]["redis"] is False
    assert other.test_client().get("/healthz").status_code == 200
    with other.app_context():
        services().close()
        db.engine.dispose()


def test_pages_go_on_without_redis(settings: Settings, app: Flask, member: Member) -> None:
    other = create_app(replace(settings, redis_url="unix:///nowhere/redis.sock"))
    other.test_client_class = Client
    client = other.test_client()
    begun = time.monotonic()
    wrong = client.post("/sign-in", data={"account": member.username, "password": "not this one"})
    assert wrong.status_code == 401
    client.login(member)  # type: ignore[attr-defined]  # set by test_client_class
    assert client.get("/profile").status_code == 200
    assert client.post("/profile", data={"name": "周晓兰", "phone": ""}).status_code == 302
    assert "周晓兰" in client.get("/profile").text
    assert time.monotonic() - begun < PATIENCE
    with other.app_context():
        services().close()
        db.engine.dispose()


@pytest.mark.parametrize(
    ("package", "wanted"),
    [("redis", {"redis_url": "redis://h"}), ("psycopg", {"database_url": "postgresql+psycopg://h/x"})],
)
def test_a_missing_package_is_told_in_plain_words(
    package: str, wanted: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quizapp.core.services.find_spec", lambda name: None if name == package else name)
    plain = Settings(data=tmp_path, database_url=f"sqlite:///{tmp_path / 'x.db'}", secret_key="x")
    with pytest.raises(ConfigError) as refused:
        create_app(replace(plain, **wanted))  # type: ignore[arg-type]  # strings, all of them
    assert f'pip install "{package}' in str(refused.value)
