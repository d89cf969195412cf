"""A contest played again from its log: nothing differs, unless somebody tampered with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, text

from quizapp.core import clock
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.live import hall, room
from quizapp.live.afterwards.crediting import results
from quizapp.live.models import LiveContest, LiveEvent, LiveState
from quizapp.live.queries import finding
from quizapp.live.replaying import Replayed, replay
from tests.support.live import BUZZERS, TEAMS, ask, enter, host, option

pytestmark = pytest.mark.pages


def _replayed(contest_id: int) -> Replayed:
    db.session.rollback()
    head = finding.by_id(contest_id)
    assert head is not None
    return replay(head)


def _differences(contest_id: int) -> list[str]:
    return [one.what for one in _replayed(contest_id).differences]


def _tamper(statement: str, **values: Any) -> None:
    with unit_of_work():
        db.session.execute(text(statement), values)


@pytest.fixture
def played(everybody: LiveContest) -> tuple[int, str, str]:
    """A contest with an undone close, a pause, an overrule and an adjustment, finished; two players."""
    one, two = enter(everybody.id, "甲").player, enter(everybody.id, "乙").player
    state = ask(everybody.id)
    room.answer(everybody.id, one, "q1", option(state), now=clock.now())
    host(everybody.id, "close")
    host(everybody.id, "undo")
    host(everybody.id, "pause")
    host(everybody.id, "resume")
    room.answer(everybody.id, two, "q1", option(state, "A"), now=clock.now())
    closed = host(everybody.id, "close").state.n
    host(everybody.id, "overrule", of=closed, player=two, verdict="right", reason="题目有误")
    host(everybody.id, "reveal")
    state = ask(everybody.id)
    room.answer(everybody.id, two, "q2", option(state), now=clock.now())
    host(everybody.id, "adjust", to=one, points=-2.5, reason="迟到")
    host(everybody.id, "finish")
    return everybody.id, one, two


def test_a_finished_contest_follows_from_its_log(played: tuple[int, str, str]) -> None:
    contest_id, one, two = played
    found = _replayed(contest_id)
    assert found.differences == []
    assert [(place["id"], place["points"], place["rank"]) for place in found.places] == [
        (two, 2000, 1),
        (one, 750, 2),
    ]


def test_a_contest_under_way_follows_from_its_log(make_live: Callable[..., LiveContest]) -> None:
    contest = make_live(sheet=BUZZERS, teams=TEAMS)
    player = enter(contest.id, "甲", "t1", 1).player
    ask(contest.id)
    room.press(contest.id, player, "q1", now=clock.now(), rtt=None, reaction=None)
    host(contest.id, "open_buzz")
    assert _differences(contest.id) == []


def test_a_question_between_gate_and_close_is_no_difference(
    everybody: LiveContest,
) -> None:
    ask(everybody.id)
    _tamper("UPDATE live_contest SET answering = NULL WHERE id = :id", id=everybody.id)
    assert _differences(everybody.id) == []


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE live_contest SET sequence = sequence - 1", "sequence"),
        ("UPDATE live_contest SET state = 'running'", "state"),
        ("UPDATE live_contest SET answering = 1", "answering"),
        ("UPDATE live_contest SET finished_at = NULL", "finished_at"),
        ("UPDATE live_answer SET response = '\"x\"' WHERE number = 2", "question 2"),
        ("DELETE FROM live_answer WHERE number = 2", "question 2 p2"),
        ("DELETE FROM live_event WHERE kind = 'paused'", "log"),
    ],
)
def test_whatever_was_changed_beside_the_log_is_found(
    played: tuple[int, str, str], statement: str, what: str
) -> None:
    contest_id, _, _ = played
    _tamper(statement)
    hall.rooms().clear()
    assert what in _differences(contest_id)


def test_a_changed_event_shows_in_the_settled_places(played: tuple[int, str, str]) -> None:
    contest_id, _, _ = played
    kept = results(room.state_of(contest_id))
    with unit_of_work():
        contest = db.session.get_one(LiveContest, contest_id)
        contest.state, contest.results = LiveState.SETTLED, kept
    assert _differences(contest_id) == []
    with unit_of_work():
        adjusted = select(LiveEvent).where(LiveEvent.kind == "adjusted", LiveEvent.contest_id == contest_id)
        event = db.session.scalars(adjusted).one()
        event.data = {**event.data, "points": 250}
    assert {"settled hash", "settled standings"} <= set(_differences(contest_id))
