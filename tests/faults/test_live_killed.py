"""A contest in the room whose server is killed in the middle of questions: nothing acknowledged is lost, it goes on."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from quizapp.accounts import service as accounts
from quizapp.accounts.models import Branch, Member
from quizapp.bank.models import Bank
from quizapp.core import clock
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.live.models import LiveAnswer, LiveContest, LiveEvent, LiveState
from tests.faults.branch import opened, seed
from tests.faults.phones import Phone, all_at_once, finish
from tests.faults.size import sized
from tests.support.live import EVERYBODY, make_contest
from tests.support.server import Server, serving

pytestmark = pytest.mark.faults

PHONES, KILLS, QUESTIONS = sized(100), sized(15), 25
RIGHT = "乙"  # the text of every right option begins so


class Contest:
    """What the test knows of the contest, and what the server acknowledged."""

    def __init__(self, pin: str, host: str) -> None:
        self.pin, self.host = pin, host
        self.question: dict[str, Any] | None = None
        self.over = threading.Event()
        self.said: dict[tuple[str, str], str] = {}  # (player, question) → the option acknowledged
        self.right: dict[str, set[str]] = {}  # question → the right options
        self.closed = 0


def test_a_contest_goes_on_where_it_was_after_every_kill(tmp_path: Path) -> None:
    data, chance = tmp_path / "data", Random(20261126)
    contest = _prepared(data)
    with serving(data) as server:
        tokens = _joined(server, contest)
        phones = [
            _phone(server.port, contest, player, token, Random(player)) for player, token in tokens.items()
        ]
        threads = all_at_once([_host(server.port, contest), *phones])
        for _ in range(KILLS):
            time.sleep(chance.uniform(0.5, 2))
            server.kill()
            server.start()
        time.sleep(0.5)
        contest.over.set()
        finish(threads)
        with Phone(server.port, contest.host) as host:
            assert _host_does(host, contest, "finish")["state"] == "finished"
        server.stop()
        report = json.loads(server.run("contest", "replay", contest.pin, "--json"))
    assert report["differences"] == []
    assert contest.closed >= 2
    assert len(contest.said) > 3 * KILLS, "that was no storm"
    with opened(data):
        _everything_acknowledged_is_there(contest)
        _everything_is_graded(contest, report)


def _prepared(data: Path) -> Contest:
    """A contest in its lobby in which everybody answers for a long time, with questions enough."""
    seed(data, 1)
    sheet = {**EVERYBODY, "rounds": [{**EVERYBODY["rounds"][0], "answer_s": 600}]}
    with opened(data):
        organiser = db.session.scalars(select(Member).where(Member.username == "organiser")).one()
        branch, bank = (
            db.session.get_one(Branch, organiser.branch_id),
            db.session.scalars(select(Bank).where(Bank.name == "测试")).one(),
        )
        made = make_contest(branch, organiser, bank.id, sheet=sheet, count=QUESTIONS)
        with unit_of_work():
            token = accounts.create_token(organiser, "host", None, clock.now())
        assert made.pin is not None
        return Contest(made.pin, token)


def _joined(server: Server, contest: Contest) -> dict[str, str]:
    tokens = {}
    with Phone(server.port, "") as phone:
        for n in range(PHONES):
            reply = phone.insist("POST", f"/live/{contest.pin}/join", {"name": f"手机{n}"})
            assert reply.status == 201, reply
            tokens[reply.body["participant"]] = reply.body["token"]
    return tokens


def _host_does(host: Phone, contest: Contest, do: str, **fields: Any) -> Any:
    body = {**fields, "request_id": uuid4().hex}
    reply = host.insist("POST", f"/live/{contest.pin}/host/{do}", body)
    assert reply.status == 200, (do, reply)
    return reply.body


def _host(port: int, contest: Contest) -> Callable[[], None]:
    """Asks, waits a moment, closes, shows; on and on while questions last."""

    def work() -> None:
        chance = Random("host")
        with Phone(port, contest.host) as host:
            _host_does(host, contest, "start_round", round=1)
            for _ in range(QUESTIONS):
                if contest.over.is_set():
                    return
                _host_does(host, contest, "ask")
                shown = host.insist("GET", f"/live/{contest.pin}").body["question"]
                contest.right[shown["id"]] = {
                    one["id"] for one in shown["options"] if one["text"].startswith(RIGHT)
                }
                contest.question = shown
                contest.over.wait(chance.uniform(0.5, 3))
                _host_does(host, contest, "close")
                _host_does(host, contest, "reveal")
                contest.closed += 1

    return work


def _phone(port: int, contest: Contest, player: str, token: str, chance: Random) -> Callable[[], None]:
    """Answers every question it sees, once, and insists until it is told what became of it."""

    def work() -> None:
        done = ""
        with Phone(port, token) as phone:
            while not contest.over.wait(chance.uniform(0.01, 0.3)):
                shown = contest.question
                if shown is None or shown["id"] == done:
                    continue
                done, response = shown["id"], chance.choice(shown["options"])["id"]
                body = {"question": done, "response": response, "request_id": uuid4().hex}
                reply = phone.insist("POST", f"/live/{contest.pin}/answers", body)
                if reply.status == 200:
                    contest.said[player, done] = response
                else:
                    assert reply.status == 409, reply
                    assert reply.body["code"] in ("question_closed", "other_question"), reply

    return work


def _everything_acknowledged_is_there(contest: Contest) -> None:
    rows = db.session.scalars(select(LiveAnswer)).all()
    assert {(row.player, f"q{row.number}"): row.response for row in rows} == contest.said


def _everything_is_graded(contest: Contest, report: Any) -> None:
    """Every answer stands in the event that closed its question, and every total is what the answers came to."""
    row = db.session.scalars(select(LiveContest)).one()
    assert (row.state, row.answering) == (LiveState.FINISHED, None)
    graded = {
        (player, f"q{event.data['number']}"): result
        for event in db.session.scalars(select(LiveEvent).where(LiveEvent.kind == "closed"))
        for player, result in event.data["results"].items()
    }
    assert {key: result["response"] for key, result in graded.items()} == contest.said
    rights = [key for key, response in contest.said.items() if response in contest.right[key[1]]]
    assert sum(one["points"] for one in report["standings"]) == 10 * len(rights)
    asked = select(LiveEvent.data).where(LiveEvent.kind == "asked").order_by(LiveEvent.n)
    numbers = [data["number"] for data in db.session.scalars(asked)]
    assert numbers == list(range(1, len(numbers) + 1))
