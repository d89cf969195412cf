"""A full hall in one question: phones join, follow the stream and answer all within two seconds; nothing is lost."""

from __future__ import annotations

import contextlib
import http.client
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
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
from quizapp.live.models import LiveAnswer, LiveEvent
from tests.faults.branch import opened, seed
from tests.faults.phones import Phone, Reply, all_at_once, finish
from tests.faults.size import sized
from tests.support.live import EVERYBODY, make_contest
from tests.support.server import Server, serving

pytestmark = pytest.mark.faults

PHONES = sized(500)
LISTENING = PHONES * 3 // 5  # follow the stream as well
DOORS = 10  # phones that join at once
WITHIN_S = 2.0
RIGHT = "乙"  # the text of every right option begins so


@dataclass
class Hall:
    """What the test knows of the contest, and what each phone was told."""

    pin: str
    host: str
    tokens: dict[str, str] = field(default_factory=dict)  # player → token
    names: dict[str, str] = field(default_factory=dict)  # player → name
    said: dict[str, str] = field(default_factory=dict)  # player → the option acknowledged
    late: list[float] = field(default_factory=list)  # seconds from sending to the acknowledgement


class Listener(threading.Thread):
    """A phone's stream, read to its end or until it has heard of the end of the contest."""

    def __init__(self, port: int, pin: str, token: str) -> None:
        super().__init__(daemon=True)
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._address = f"/api/v1/live/{pin}/stream"
        self._headers = {"Authorization": f"Bearer {token}"}
        self.begun = threading.Event()
        self.kinds: list[str] = []
        self.numbers: list[int] = []
        self.mine: dict[str, Any] = {}

    def run(self) -> None:
        with contextlib.closing(self._line):
            self._line.request("GET", self._address, headers=self._headers)
            with self._line.getresponse() as answer:
                self._read(answer)

    def _read(self, answer: http.client.HTTPResponse) -> None:
        if answer.status != 200:
            self.kinds.append(f"status {answer.status}")
        frame: dict[str, str] = {}
        while (line := answer.readline().decode()) and "finished" not in self.kinds:
            if line.strip():
                name, _, value = line.strip().partition(": ")
                frame[name] = value
            else:
                self._heard(frame)
                frame = {}

    def _heard(self, frame: dict[str, str]) -> None:
        if "id" in frame:
            self.numbers.append(int(frame["id"]))
            self.kinds.append(frame["event"])
            self.mine = json.loads(frame["data"]).get("mine", self.mine)
        self.begun.set()


def test_a_full_hall_answers_within_two_seconds(tmp_path: Path) -> None:
    hall = _prepared(tmp_path / "data")
    with serving(tmp_path / "data") as server:
        _everybody_joins(server, hall)
        streams = _listening(server, hall)
        with Phone(server.port, hall.host) as host:
            _host_does(host, hall, "start_round", round=1)
            _host_does(host, hall, "ask")
            question = host.insist("GET", f"/live/{hall.pin}").body["question"]
            _everybody_answers(server, hall, question)
            assert len(host.insist("GET", f"/live/{hall.pin}").body["answered"]) == PHONES
            _host_does(host, hall, "close")
            _host_does(host, hall, "reveal")
            sequence = _host_does(host, hall, "finish")["sequence"]
        _everybody_heard(streams, hall, question, sequence)
        report = json.loads(server.run("contest", "replay", hall.pin, "--json"))
    hall.late.sort()
    print(f"{PHONES} answers: median {hall.late[PHONES // 2]:.3f} s, last {hall.late[-1]:.3f} s")
    _points_are_right(hall, question, report)
    with opened(tmp_path / "data"):
        _nothing_is_lost_or_doubled(hall)


def _prepared(data: Path) -> Hall:
    """A contest in its lobby in which everybody answers for a long time."""
    seed(data, 1)
    sheet = {**EVERYBODY, "rounds": [{**EVERYBODY["rounds"][0], "answer_s": 600}]}
    with opened(data):
        organiser = db.session.scalars(select(Member).where(Member.username == "organiser")).one()
        branch = db.session.get_one(Branch, organiser.branch_id)
        bank = db.session.scalars(select(Bank).where(Bank.name == "测试")).one()
        made = make_contest(branch, organiser, bank.id, sheet=sheet, count=1)
        with unit_of_work():
            token = accounts.create_token(organiser, "host", None, clock.now())
        return Hall(made.pin or "", token)


def _everybody_joins(server: Server, hall: Hall) -> None:
    def door(numbers: range) -> Callable[[], None]:
        def work() -> None:
            with Phone(server.port, "") as phone:
                for n in numbers:
                    name = f"手机{n}"
                    reply = phone.insist("POST", f"/live/{hall.pin}/join", {"name": name})
                    assert reply.status == 201, reply
                    player = reply.body["participant"]
                    hall.tokens[player], hall.names[player] = reply.body["token"], name

        return work

    finish(all_at_once([door(range(first, PHONES, DOORS)) for first in range(DOORS)]))
    assert len(hall.tokens) == PHONES


def _listening(server: Server, hall: Hall) -> dict[str, Listener]:
    tokens = list(hall.tokens.items())[:LISTENING]
    streams = {player: Listener(server.port, hall.pin, token) for player, token in tokens}
    for one in streams.values():
        one.start()
    deaf = [player for player, one in streams.items() if not one.begun.wait(60)]
    assert deaf == []
    return streams


def _host_does(host: Phone, hall: Hall, do: str, **fields: Any) -> Any:
    reply = host.insist("POST", f"/live/{hall.pin}/host/{do}", {**fields, "request_id": uuid4().hex})
    assert reply.status == 200, (do, reply)
    return reply.body


def _everybody_answers(server: Server, hall: Hall, question: dict[str, Any]) -> None:
    begun = time.monotonic()

    def one(player: str, token: str) -> Callable[[], None]:
        chance = Random(player)
        wait, response = chance.uniform(0, WITHIN_S), chance.choice(question["options"])["id"]

        def work() -> None:
            time.sleep(max(0.0, begun + wait - time.monotonic()))
            with Phone(server.port, token) as phone:
                sent = time.monotonic()
                reply = _answers(phone, hall, question["id"], response)
                hall.late.append(time.monotonic() - sent)
                assert reply.status == 200, (player, reply)
                hall.said[player] = response
                _once_more(phone, hall, question, response, chance)

        return work

    finish(all_at_once([one(*phone) for phone in hall.tokens.items()]))
    assert len(hall.said) == PHONES


def _answers(phone: Phone, hall: Hall, question: str, response: str) -> Reply:
    body = {"question": question, "response": response, "request_id": uuid4().hex}
    return phone.insist("POST", f"/live/{hall.pin}/answers", body)


def _once_more(phone: Phone, hall: Hall, question: dict[str, Any], response: str, chance: Random) -> None:
    """Some send the same again, as if they had not heard; some another answer, which does not count."""
    way = chance.randrange(8)
    if way == 0:
        assert _answers(phone, hall, question["id"], response).status == 200
    elif way == 1:
        other = next(one["id"] for one in question["options"] if one["id"] != response)
        reply = _answers(phone, hall, question["id"], other)
        assert (reply.status, reply.body["code"]) == (409, "answered")


def _rights(question: dict[str, Any]) -> set[str]:
    return {one["id"] for one in question["options"] if one["text"].startswith(RIGHT)}


def _everybody_heard(
    streams: dict[str, Listener], hall: Hall, question: dict[str, Any], sequence: int
) -> None:
    """Every stream told every step once, in order, to the end, and each phone its own result."""
    for one in streams.values():
        one.join(30)
    lagging = {player: one.kinds for player, one in streams.items() if one.numbers[-1:] != [sequence]}
    assert lagging == {}
    for player, one in streams.items():
        first = one.numbers[0]
        assert one.numbers == list(range(first, sequence + 1)), (player, one.kinds)
        earned = 10 if hall.said[player] in _rights(question) else 0
        assert one.mine["points"] == earned, (player, one.mine)


def _points_are_right(hall: Hall, question: dict[str, Any], report: Any) -> None:
    assert report["differences"] == []
    points = {one["participant"]: one["points"] for one in report["standings"]}
    rights = _rights(question)
    wanted = {hall.names[player]: 10 if given in rights else 0 for player, given in hall.said.items()}
    assert points == wanted


def _nothing_is_lost_or_doubled(hall: Hall) -> None:
    """What was acknowledged stands in the rows and in the event that graded them."""
    rows = db.session.scalars(select(LiveAnswer)).all()
    assert len(rows) == PHONES
    assert {row.player: row.response for row in rows} == hall.said
    [closed] = db.session.scalars(select(LiveEvent).where(LiveEvent.kind == "closed")).all()
    graded = {player: result["response"] for player, result in closed.data["results"].items()}
    assert graded == hall.said
