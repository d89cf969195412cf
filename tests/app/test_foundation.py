"""The unit of work, the hot writer and the health addresses, on the real database."""

from __future__ import annotations

import threading

import pytest
from flask import Flask

from quizapp.accounts import service
from quizapp.accounts.models import Branch, Member
from quizapp.core import clock
from quizapp.core.services import services
from quizapp.core.transaction import after_commit, unit_of_work
from quizapp.extensions import db
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
