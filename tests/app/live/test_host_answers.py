"""What a host answers for others: for somebody without a phone, and to a question that was only spoken."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from quizapp.bank.marking import ResponseShapeError
from quizapp.core import clock
from quizapp.extensions import db
from quizapp.live import room, views
from quizapp.live.engine.sheet import Verdict
from quizapp.live.models import LiveAnswer, LiveContest
from tests.app.live.conftest import MakeLive
from tests.app.live.doors import refused
from tests.support.live import ask, enter, host, option

pytestmark = pytest.mark.pages


@pytest.fixture
def spoken(make_live: MakeLive) -> LiveContest:
    """Everybody answers what the host asks, nothing being prepared."""
    return make_live(draft={"rounds": {"all": []}, "reserve": []})


def test_a_host_answers_for_somebody_without_a_phone(everybody: LiveContest) -> None:
    player = enter(everybody.id, "甲").player
    state = ask(everybody.id)
    host(everybody.id, "answer", by=player, response=option(state))
    host(everybody.id, "answer", by="甲", response="B")  # a host may use the author's letters
    db.session.rollback()
    rows = db.session.scalars(select(LiveAnswer).where(LiveAnswer.contest_id == everybody.id))
    assert [row.by for row in rows] == ["member:1"]
    assert host(everybody.id, "close").state.total(player) == 1000


def test_a_host_says_who_was_right_where_nothing_was_prepared(spoken: LiveContest) -> None:
    one, two, three = (enter(spoken.id, name).player for name in ("甲", "乙", "丙"))
    ask(spoken.id)
    host(spoken.id, "answer", by=one, right=True)
    host(spoken.id, "answer", by="乙", right=False)
    room.answer(spoken.id, three, "q1", "我写的", now=clock.now())
    assert room.received(spoken.id) == 3
    state = host(spoken.id, "close").state
    assert [state.total(id) for id in (one, two, three)] == [1000, 0, 0]
    assert state.asked is not None
    graded = state.asked.graded
    assert [(graded[id].verdict, graded[id].unmarked) for id in (one, two, three)] == [
        (Verdict.RIGHT, False),
        (Verdict.WRONG, False),
        (Verdict.WRONG, True),
    ]


def test_what_a_host_said_stands_and_is_no_text_on_the_phone(app: Flask, spoken: LiveContest) -> None:
    player = enter(spoken.id, "甲").player
    ask(spoken.id)
    host(spoken.id, "answer", by=player, right=True)
    host(spoken.id, "answer", by=player, right=True)
    assert refused(lambda: host(spoken.id, "answer", by=player, right=False)) == "answered"
    assert refused(lambda: room.answer(spoken.id, player, "q1", "我写的", now=clock.now())) == "answered"
    with app.test_request_context():
        assert views.answer_of(views.views_of(spoken.id), player) == ""


@pytest.mark.parametrize("response", [{"right": True}, {}, True])
def test_no_phone_says_of_itself_that_it_was_right(spoken: LiveContest, response: Any) -> None:
    player = enter(spoken.id, "甲").player
    ask(spoken.id)
    with pytest.raises(ResponseShapeError):
        room.answer(spoken.id, player, "q1", response, now=clock.now())
    assert room.received(spoken.id) == 0


def test_a_prepared_question_is_marked_by_its_key_and_not_by_a_word(everybody: LiveContest) -> None:
    player = enter(everybody.id, "甲").player
    ask(everybody.id)
    assert refused(lambda: host(everybody.id, "answer", by=player, right=True)) == "response_missing"
    assert room.received(everybody.id) == 0
