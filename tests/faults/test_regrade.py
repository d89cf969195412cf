"""A regrade in the middle of an answer storm, in a server that is killed over it: every paper ends by the right key."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from quizapp.accounts import queries as people
from quizapp.bank import queries as bank_queries
from quizapp.core import clock
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.papers.attempt import AttemptState
from quizapp.papers.models import Answer, Attempt
from quizapp.papers.queries import results
from quizapp.papers.rulings import RulingKind
from quizapp.record import totals
from quizapp.regrading import docket as dockets
from quizapp.regrading import keying, service
from quizapp.regrading.models import Regrade
from tests.faults.branch import POINTS, Seeded, opened, seed
from tests.faults.phones import Phone, all_at_once, answer, enter, finish
from tests.faults.size import sized
from tests.support.server import Server, serving

pytestmark = pytest.mark.faults

PHONES = sized(60)
RUNS_OUT = 60.0  # seconds
WRONG = "single-1"  # its key is A; the bank says B


def test_every_paper_ends_by_the_right_key_though_the_server_dies(tmp_path: Path) -> None:
    data = tmp_path / "data"
    seeded = seed(data, PHONES)
    over = threading.Event()
    with serving(data) as server:
        storm = [
            _contestant(server.port, token, seeded.contest_id, over, Random(token)) for token in seeded.tokens
        ]
        threads = all_at_once(storm)
        time.sleep(2)
        regrade_id = _begin(data, seeded)
        time.sleep(4)
        server.kill()
        server.start()
        over.set()
        finish(threads)
        _wait_until_done(data, regrade_id)
        assert '"differences": []' in server.run("record", "verify", "--json")
        _was_never_given_up(server)
    with opened(data):
        _scores_follow_from_the_right_key()
        assert totals.differences() == []


def _contestant(
    port: int, token: str, contest_id: int, over: threading.Event, chance: Random
) -> Callable[[], None]:
    """Answers every question at random, hands in at some moment, at the latest when the storm ends."""

    def work() -> None:
        with Phone(port, token) as phone:
            own = enter(phone, contest_id)
            for position, options in own.options.items():
                answer(phone, own, position, chance.choice(options))
            over.wait(chance.uniform(0, 8))
            assert phone.insist("POST", f"/attempts/{own.attempt}/submit").status == 200

    return work


def _begin(data: Path, seeded: Seeded) -> int:
    """Rule what the right key is, from another process than the server's, and leave the rest to it."""
    with opened(data):
        (stored,) = bank_queries.items_called(WRONG)
        actor = people.identity_of_member(seeded.organiser_id)
        docket = dockets.propose(stored, actor.branch_id, RulingKind.KEY, keying.from_text(stored.item, "A"))
        with unit_of_work():
            return service.begin(docket, actor=actor, now=clock.now(), reason="条文如此").id


def _wait_until_done(data: Path, regrade_id: int) -> None:
    give_up = time.monotonic() + RUNS_OUT
    while time.monotonic() < give_up:
        with opened(data):
            if db.session.get_one(Regrade, regrade_id).finished_at is not None:
                return
        time.sleep(1)
    raise AssertionError("nobody finished the regrade")


def _was_never_given_up(server: Server) -> None:
    assert "stopped" not in server.log


def _scores_follow_from_the_right_key() -> None:
    attempts = db.session.scalars(select(Attempt)).all()
    assert {row.state for row in attempts} == {AttemptState.SUBMITTED}
    stored = results([row.id for row in attempts])
    codes = {one.item_id: one.item.id for one in bank_queries.all_items(_bank_of(attempts[0]))}
    assert any(WRONG in {codes[slot["item"]] for slot in row.paper} for row in attempts)
    for row in attempts:
        given = {
            one.position: one.response
            for one in db.session.scalars(select(Answer).where(Answer.attempt_id == row.id))
        }
        right = sum(
            dict(slot["options"]).get(given.get(position)) == ("A" if codes[slot["item"]] == WRONG else "B")
            for position, slot in enumerate(row.paper, 1)
        )
        assert stored[row.id].score == right * POINTS


def _bank_of(attempt: Attempt) -> int:
    version_id = attempt.paper[0]["version"]
    return bank_queries.versions([version_id])[version_id].bank_id
