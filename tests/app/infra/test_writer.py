"""Answers while the writer cannot: the phone is told to come back, nothing is taken for saved, and then it goes on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from quizapp.accounts.models import Member
from quizapp.bank.models import Bank
from quizapp.core import transaction
from quizapp.extensions import db
from quizapp.infra.writer import Done, Statement, WriterBusy, WriterFailed
from quizapp.papers.models import Answer
from quizapp.papers.queries import AttemptHead
from tests.fixtures.app import Client
from tests.fixtures.attempts import MakeAttempt, right_response


class Refusing:
    """A writer that is in trouble."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def write(self, statements: Sequence[Statement]) -> list[Done]:
        raise self._error

    def close(self) -> None:
        """Nothing waits here."""


@pytest.fixture
def head(make_attempt: MakeAttempt, bank: Bank, member: Member) -> AttemptHead:
    return make_attempt(member, "single-1")


def save(client: Client, head: AttemptHead, **more: Any) -> Any:
    body = {"answers": {"1": right_response(head.slots[0])}, "request_id": "once"}
    return client.post(f"/attempts/{head.id}/answers", json=body, **more)


def stored() -> int:
    db.session.rollback()
    return db.session.query(Answer).count()


@pytest.mark.parametrize(
    ("error", "code"),
    [(WriterBusy("the write queue is full"), "busy"), (WriterFailed("database or disk is full"), "storage")],
)
def test_an_answer_that_cannot_be_written_is_not_taken_for_saved(
    app: Flask, client: Client, member: Member, head: AttemptHead, error: Exception, code: str
) -> None:
    client.login(member)
    services = app.extensions["services"]
    working = services.writer
    services.writer = Refusing(error)
    answer = save(client, head, headers={"Accept": "application/json"})
    page = client.post(f"/attempts/{head.id}/answers", data={"r1": right_response(head.slots[0])})
    services.writer = working
    assert (answer.status_code, answer.json["code"]) == (503, code)
    assert int(answer.headers["Retry-After"]) > 0
    assert page.status_code == 503
    assert stored() == 0
    assert save(client, head).status_code == 200
    assert stored() == 1


def test_a_page_that_the_database_fails_is_told_plainly(
    client: Client, member: Member, head: AttemptHead, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.login(member)

    def fail(*_args: object) -> None:
        raise OperationalError("COMMIT", {}, Exception("database or disk is full"))

    with monkeypatch.context() as broken:
        broken.setattr(type(db.session()), "commit", fail)
        answer = client.post(f"/attempts/{head.id}/submit", data={})
    assert answer.status_code == 503
    assert "磁盘" in answer.text
    assert "Traceback" not in answer.text
    assert client.post(f"/attempts/{head.id}/submit", data={}).status_code == 302


def test_the_gate_is_free_again_after_a_unit_that_failed(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), transaction.unit_of_work():
        raise ZeroDivisionError
    with transaction.unit_of_work():
        assert db.session.execute(db.text("SELECT 1")).scalar() == 1
