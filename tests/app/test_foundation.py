"""The unit of work, the hot writer and the health addresses, on the real database."""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import replace

import pytest
from flask import Flask, request

from quizapp import create_app
from quizapp.accounts import service
from quizapp.accounts.models import Branch, Member
from quizapp.config import Settings
from quizapp.core import clock
from quizapp.core.services import services
from quizapp.core.transaction import after_commit, unit_of_work
from quizapp.extensions import db
from quizapp.web.access import public
from tests.fixtures.app import Client


def test_a_unit_of_work_commits_once_and_then_tells(app: Flask) -> None:
    told: list[int] = []
    with unit_of_work():
        service.create_branch("第一支部", actor=None, now=clock.now())
        after_commit(lambda: told.append(db.session.query(Branch).count()))
        assert told == []
    assert told == [1]


def test_a_failing_unit_of_work_leaves_nothing_and_tells_nobody(app: Flask) -> None:
    told: list[str] = []
    with pytest.raises(ZeroDivisionError), unit_of_work():  # noqa: PT012 - the failure comes after the write
        service.create_branch("第一支部", actor=None, now=clock.now())
        after_commit(lambda: told.append("told"))
        raise ZeroDivisionError
    assert db.session.query(Branch).count() == 0
    assert told == []


def test_the_hot_writer_acknowledges_what_is_stored(app: Flask, member: Member) -> None:
    writer = services().writer
    set_phone = "UPDATE member SET phone = :phone WHERE id = :id"
    (done,) = writer.write([(set_phone, {"phone": "1", "id": member.id})])
    assert done.touched == 1
    missed, read = writer.write(
        [
            (set_phone, {"phone": "2", "id": -1}),
            ("SELECT phone FROM member WHERE id = :id", {"id": member.id}),
        ]
    )
    assert missed.touched == 0
    assert read.row == ("1",)
    db.session.rollback()
    assert member.phone == "1"


def test_one_bad_write_does_not_take_its_neighbours_down(app: Flask, member: Member) -> None:
    writer = services().writer
    errors: list[Exception] = []
    member_id = member.id

    def write(sql: str) -> None:
        try:
            writer.write([(sql, {"id": member_id})])
        except Exception as error:  # whatever the driver raises
            errors.append(error)

    good = "UPDATE member SET duty = duty || 'x' WHERE id = :id"
    threads = [
        threading.Thread(target=write, args=(sql,)) for sql in [good] * 20 + ["UPDATE nothing SET a = :id"]
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    assert member.duty == "x" * 20
    assert len(errors) == 1


def test_health(client: Client) -> None:
    assert client.get("/healthz").json == {"status": "ok"}


def test_metrics_answer_this_machine_and_an_administrators_token(
    client: Client, admin: Member, organiser: Member
) -> None:
    elsewhere = {"REMOTE_ADDR": "192.168.1.9"}
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", headers={"X-Forwarded-For": "192.168.1.9"}).status_code == 404
    assert client.get("/metrics", environ_base=elsewhere).status_code == 404
    for holder, status in ((admin, 200), (organiser, 404)):
        token = service.create_token(holder, "read", 1, clock.now())
        db.session.commit()
        asked = client.get("/metrics", environ_base=elsewhere, headers={"Authorization": f"Bearer {token}"})
        assert asked.status_code == status


@pytest.mark.parametrize(("proxies", "seen"), [(0, "10.0.0.2"), (1, "203.0.113.7"), (2, "198.51.100.1")])
def test_a_forwarded_address_is_believed_as_far_as_proxies_are_declared(
    settings: Settings, proxies: int, seen: str
) -> None:
    app = create_app(replace(settings, proxies=proxies))
    app.add_url_rule("/api/seen", "seen", public(lambda: {"from": request.remote_addr}))
    answer = app.test_client().get(
        "/api/seen",
        headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.7"},
        environ_base={"REMOTE_ADDR": "10.0.0.2"},
    )
    app.extensions["services"].close()
    assert answer.json == {"from": seen}


@pytest.mark.own_database
def test_a_connection_waits_for_one_who_is_just_opening_the_file(app: Flask) -> None:
    file = sqlite3.connect(str(db.engine.url.database), check_same_thread=False)
    file.execute("PRAGMA locking_mode=EXCLUSIVE")
    file.execute("BEGIN EXCLUSIVE")
    threading.Timer(0.3, file.close).start()
    with db.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM branch").scalar() == 0
