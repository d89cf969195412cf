"""Nothing waits inside a writing unit of work: on SQLite it would stop every greenlet of the process.

A wait is a sleep, a socket, a lock's or a queue's wait, a password's hash, a write through the hot writer
(which needs the lock that the unit holds) or a message on the bus (Redis in a larger installation).
"""

from __future__ import annotations

import select
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from typing import Any

import gevent
import pytest
from flask import Flask, current_app

from quizapp.accounts import passwords, sheets
from quizapp.accounts import queries as people
from quizapp.accounts import service as accounts
from quizapp.accounts.models import Branch, Member
from quizapp.accounts.passwords import hash_password
from quizapp.bank.loading import load_shipped_banks
from quizapp.bank.models import Bank
from quizapp.contests import service as contests
from quizapp.contests.window import ContestState, Step
from quizapp.core import clock, transaction
from quizapp.core.services import services
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.infra.bus import LocalBus
from quizapp.infra.writer import SqliteWriter
from quizapp.papers import ending
from quizapp.papers.models import Purpose
from quizapp.practice import service as practice
from quizapp.record import service as record
from quizapp.record.models import LedgerEntry
from quizapp.study.loading import load_shipped_materials
from tests.app.accounts.test_import import CSV
from tests.app.bad_input.conftest import World
from tests.app.bad_input.test_routes import one_of_each, shown_forms
from tests.fixtures.attempts import MakeAttempt, right_response
from tests.fixtures.contests import MakeContest
from tests.fixtures.record import MakeEntry

pytestmark = pytest.mark.faults

#: Where the process may wait: owner and name.
WAITS: tuple[tuple[Any, str], ...] = (
    (time, "sleep"),
    (gevent, "sleep"),
    (threading.Event, "wait"),
    (threading.Condition, "wait"),
    (threading.Thread, "join"),
    (select, "select"),
    (subprocess, "Popen"),
    (passwords, "call_in_pool"),
    (SqliteWriter, "write"),
    (LocalBus, "publish"),
    *((socket.socket, name) for name in ("connect", "send", "sendall", "recv", "recv_into", "accept")),
)


class Waited(AssertionError):
    """Something waited while a writing transaction was open."""


@pytest.fixture
def alert(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail whoever waits inside a unit of work; ask for it after what prepares the test."""
    for owner, name in WAITS:
        monkeypatch.setattr(owner, name, _guarded(getattr(owner, name), f"{owner!r}.{name}"))


def _guarded(real: Callable[..., Any], name: str) -> Any:
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if transaction._gate()._is_owned():  # type: ignore[attr-defined]  # how Condition asks an RLock
            raise Waited(name)
        return real(*args, **kwargs)

    return guarded


def _call_somebody() -> None:
    with socket.socket() as line:
        line.connect(("127.0.0.1", 9))


@pytest.mark.parametrize(
    "wait",
    [
        lambda: time.sleep(0),
        lambda: gevent.sleep(0),
        lambda: threading.Event().wait(0),
        _call_somebody,
        lambda: subprocess.run(["true"], check=True),
        lambda: hash_password("一支很长的密码"),
        lambda: services().writer.write([("SELECT 1", {})]),
        lambda: services().bus.publish("room", "look"),
    ],
)
def test_the_alert_rings(alert: None, wait: Callable[[], object]) -> None:
    with pytest.raises(Waited), unit_of_work():
        wait()


def test_a_contest_from_publishing_to_settling(
    make_contest: MakeContest, take: Callable[..., int], member: Member, organiser: Member, alert: None
) -> None:
    contest, actor = make_contest(publish=False), people.identity_of_member(organiser.id)
    for step in (Step.PUBLISH, Step.CLOSE, Step.SETTLE):
        if step is Step.CLOSE:
            take(contest, member, 7)
            take(contest, organiser, 5, submit=False)
        with unit_of_work():
            contests.take_step(contest, step, actor=actor, now=clock.now())
    assert contest.state is ContestState.SETTLED


def test_importing_members_and_loading_what_ships(branch: Branch, alert: None) -> None:
    now, rows = clock.now(), sheets.read_roster(CSV.encode())
    with unit_of_work():
        accounts.import_members(branch, rows, actor=None, now=now, today=now.date())
    assert db.session.query(Member).count() == 2
    assert load_shipped_banks(now)
    assert load_shipped_materials(now) > 0


def test_practice_deadlines_and_the_record(
    make_attempt: MakeAttempt,
    make_entry: MakeEntry,
    bank: Bank,
    member: Member,
    organiser: Member,
    alert: None,
) -> None:
    head = make_attempt(member, "single-1", "single-2", purpose=Purpose.PRACTICE, instant=True)
    for slot in head.slots:
        with unit_of_work():
            practice.answer(head, slot.position, right_response(slot), now=clock.now())
    with unit_of_work():
        practice.finish(head.id, now=clock.now())
    make_attempt(member, "single-3", source_key="contest:77", seconds=-60)
    assert ending.submit_expired(current_app._get_current_object()) == 1  # type: ignore[attr-defined]
    entry = make_entry(member)
    assert entry is not None
    with unit_of_work():
        record.reverse(
            entry.id, actor=people.identity_of_member(organiser.id), now=clock.now(), reason="重复记分"
        )
    assert db.session.query(LedgerEntry).filter(LedgerEntry.reverses_id == entry.id).count() == 1


def test_every_form_of_every_page(app: Flask, world: World, alert: None) -> None:
    """Each as a person would send it, untouched: whatever it writes, it waits for nothing."""
    for form in one_of_each(app, list(shown_forms(app, world))):
        db.session.rollback()
        world.client.login(world.admin)
        answer = world.client.post(form.action, data=form.fields)
        assert answer.status_code < 500, form.action
        answer.close()
