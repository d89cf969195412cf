"""A server that is killed in the middle of an answer storm, several times: what it acknowledged is there."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select

from quizapp.accounts import queries as people
from quizapp.contests import queries, service
from quizapp.contests.models import ContestResult
from quizapp.contests.window import Step
from quizapp.core import clock
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.papers.models import Answer, Attempt, AttemptResult
from quizapp.record.models import LedgerEntry
from tests.faults.branch import POINTS, Seeded, opened, seed
from tests.faults.phones import Acknowledged, Phone, all_at_once, answer, enter, finish, practise
from tests.faults.size import sized
from tests.support.server import Server, serving

pytestmark = pytest.mark.faults

PHONES, KILLS = sized(100), sized(15)


def test_every_acknowledged_answer_survives_every_kill(tmp_path: Path) -> None:
    data, chance = tmp_path / "data", Random(20260301)
    seeded = seed(data, PHONES)
    over = threading.Event()
    kept: dict[str, Acknowledged] = {}
    with serving(data) as server:
        storm = [
            _contestant(server.port, token, seeded.contest_id, over, Random(token), kept)
            if number % 4
            else _learner(server.port, token, over, Random(token))
            for number, token in enumerate(seeded.tokens)
        ]
        threads = all_at_once(storm)
        lives = [_killed_after(server, chance.uniform(0.3, 1.5)) for _ in range(KILLS)]
        time.sleep(1)
        over.set()
        finish(threads)
        server.stop()
        assert server.run("record", "verify", "--json")
        assert min(lives) > 0
    assert sum(one.count for one in kept.values()) > 10 * KILLS, "that was no storm"
    with opened(data):
        _answers_are_those_acknowledged(kept)
        _results_follow_from_the_answers(seeded)
    with serving(data) as server:
        assert server.run("record", "verify", "--json")


def _killed_after(server: Server, seconds: float) -> float:
    """Let the storm rage, kill, start again; return how long the life was."""
    time.sleep(seconds)
    server.kill()
    server.start()
    return seconds


def _contestant(
    port: int,
    token: str,
    contest_id: int,
    over: threading.Event,
    chance: Random,
    kept: dict[str, Acknowledged],
) -> Callable[[], None]:
    """Enters and answers at random, over and over, until the storm ends; every third then hands in."""

    def work() -> None:
        with Phone(port, token) as phone:
            own = kept[token] = enter(phone, contest_id)
            while not over.wait(chance.uniform(0, 0.05)):
                position = chance.choice(list(own.options))
                answer(phone, own, position, chance.choice(own.options[position]))
            if chance.random() < 0.3:
                assert phone.insist("POST", f"/attempts/{own.attempt}/submit").status == 200

    return work


def _learner(port: int, token: str, over: threading.Event, chance: Random) -> Callable[[], None]:
    """Practises over and over: points in the record while the server dies."""

    def work() -> None:
        with Phone(port, token) as phone:
            while not over.wait(chance.uniform(0, 0.1)):
                practise(phone, chance)

    return work


def _answers_are_those_acknowledged(kept: dict[str, Acknowledged]) -> None:
    for own in kept.values():
        rows = db.session.scalars(select(Answer).where(Answer.attempt_id == int(own.attempt))).all()
        assert {row.position: row.response for row in rows} == own.saved
        assert len(rows) == len(own.saved)
    doubled = select(Attempt.member_id).where(Attempt.source_key.startswith("contest:"))
    per_member = db.session.execute(
        doubled.add_columns(func.count()).group_by(Attempt.member_id).having(func.count() > 1)
    ).all()
    assert per_member == []


def _results_follow_from_the_answers(seeded: Seeded) -> None:
    """Close and settle, then compute every score anew from what is stored: the key of every item is B."""
    actor, now = people.identity_of_member(seeded.organiser_id), clock.now()
    for step in (Step.CLOSE, Step.SETTLE):
        with unit_of_work():
            contest = queries.get(seeded.contest_id)
            assert contest is not None
            service.take_step(contest, step, actor=actor, now=now)
    attempts = db.session.scalars(select(Attempt).where(Attempt.source_key.startswith("contest:"))).all()
    scores = {attempt.member_id: _score(attempt) for attempt in attempts}
    assert any(scores.values())
    places = db.session.scalars(select(ContestResult)).all()
    assert {row.member_id: row.score for row in places} == scores
    by_rank = sorted(places, key=lambda row: row.rank)
    assert [(-row.score, row.used_ms) for row in by_rank] == sorted(
        (-row.score, row.used_ms) for row in places
    )
    taken = select(LedgerEntry.member_id).where(LedgerEntry.rule == "contest_taken")
    assert sorted(db.session.scalars(taken)) == sorted(scores)


def _score(attempt: Attempt) -> int:
    given = {
        row.position: row.response
        for row in db.session.scalars(select(Answer).where(Answer.attempt_id == attempt.id))
    }
    right = sum(
        dict(slot["options"]).get(given.get(position)) == "B"
        for position, slot in enumerate(attempt.paper, 1)
    )
    stored = db.session.scalar(select(AttemptResult.score).where(AttemptResult.attempt_id == attempt.id))
    assert stored == right * POINTS
    return right * POINTS
