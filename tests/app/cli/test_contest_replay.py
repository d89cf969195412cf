"""`quizapp contest replay`."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text

from quizapp.accounts.models import Branch, Member
from quizapp.bank.models import Bank
from quizapp.core import clock
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.live import room
from quizapp.live.models import LiveContest
from tests.app.cli.conftest import Quizapp
from tests.support.live import ask, enter, host, make_contest, option


@pytest.fixture
def contest(branch: Branch, organiser: Member, bank: Bank) -> LiveContest:
    """One question, one right answer."""
    made = make_contest(branch, organiser, bank.id)
    player = enter(made.id, "甲").player
    state = ask(made.id)
    room.answer(made.id, player, "q1", option(state), now=clock.now())
    host(made.id, "close")
    return made


def test_a_contest_is_rebuilt_by_id_or_pin(quizapp: Quizapp, contest: LiveContest) -> None:
    for given in (contest.id, contest.pin):
        report = json.loads(quizapp("contest", "replay", given, "--json").output)
        assert report["standings"] == [{"participant": "甲", "points": 10, "rank": 1}]
        assert (report["differences"], report["contest"]) == ([], str(contest.id))
    assert "一致" in quizapp("contest", "replay", contest.id).output


def test_a_difference_is_exit_1(quizapp: Quizapp, contest: LiveContest) -> None:
    contest_id = contest.id
    with unit_of_work():
        db.session.execute(text("UPDATE live_contest SET sequence = 99"))
    report = json.loads(quizapp("contest", "replay", contest_id, "--json", exit=1).output)
    assert {"what": "sequence", "stored": 99, "rebuilt": 4} in report["differences"]
    assert "不一致" in quizapp("contest", "replay", contest_id, exit=1).output


def test_what_is_no_contest_is_exit_2(
    quizapp: Quizapp, branch: Branch, organiser: Member, bank: Bank
) -> None:
    draft = make_contest(branch, organiser, bank.id, lobby_open=False).id
    for given in ("999999", "abc", "7" * 40, draft):
        assert "没有" in quizapp("contest", "replay", given, exit=2).output
