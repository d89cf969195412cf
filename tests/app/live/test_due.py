"""What the clock does by itself: limits, pauses, closings that a crash interrupted, contests that nobody looks at."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask, current_app
from sqlalchemy import select

from quizapp.core import clock
from quizapp.core.services import services
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.infra.writer import WriterFailed
from quizapp.live import due, hall, log, room
from quizapp.live.engine.state import Phase, State
from quizapp.live.models import LiveContest, LiveEvent
from quizapp.live.routes.blueprint import CLOCK_EVERY_S, tick
from tests.support.live import BUZZERS, EVERYBODY, TEAMS, ask, enter, host, option

LIMIT = timedelta(seconds=20)
SOON = timedelta(milliseconds=due.SETTLE_MS + 1)


@pytest.fixture
def asked(everybody: LiveContest) -> tuple[int, str, State, datetime]:
    """A question under way: the contest, a player, the state, when it was asked."""
    player = enter(everybody.id, "甲").player
    host(everybody.id, "start_round", round=1)
    at = clock.now()
    return everybody.id, player, host(everybody.id, "ask", at=at).state, at


def _phase(contest_id: int) -> Phase | None:
    state = hall.state_of(contest_id)
    return state.asked.phase if state.asked else None


def test_a_question_closes_by_itself_at_its_limit(asked: tuple[int, str, State, datetime]) -> None:
    contest_id, player, state, at = asked
    room.answer(contest_id, player, "q1", option(state), now=at)
    room.run_due(at + LIMIT)
    assert _phase(contest_id) is Phase.OPEN
    room.run_due(at + LIMIT + SOON)
    closed = hall.state_of(contest_id)
    last = closed.history[-1]
    assert (last.kind, last.by, last.at) == ("closed", "clock", room.now_ms(at + LIMIT))
    assert closed.total(player) == 1000
    room.run_due(at + 2 * LIMIT)
    assert hall.state_of(contest_id).n == closed.n


def test_answers_in_time_are_waited_for_though_they_stand_in_the_queue(
    asked: tuple[int, str, State, datetime],
) -> None:
    contest_id, player, state, at = asked
    room.run_due(at + LIMIT + timedelta(milliseconds=due.SETTLE_MS - 10))
    assert room.answer(contest_id, player, "q1", option(state), now=at + LIMIT)


def test_whoever_acts_first_does_what_was_due(asked: tuple[int, str, State, datetime]) -> None:
    contest_id, _, _, at = asked
    done = host(contest_id, "reveal", at=at + LIMIT + timedelta(seconds=1))
    assert [one.kind for one in done.state.history[-2:]] == ["closed", "revealed"]
    assert host(contest_id, "close", at=at + LIMIT + timedelta(seconds=2)).appended == ()


def test_whoever_reads_long_after_the_limit_sees_it_closed(asked: tuple[int, str, State, datetime]) -> None:
    contest_id, _, _, at = asked
    with clock.frozen(at + LIMIT + timedelta(seconds=5)):
        state = room.state_of(contest_id)
    assert state.asked is not None
    assert state.asked.phase is Phase.CLOSED


def test_a_pause_stops_the_clock(asked: tuple[int, str, State, datetime]) -> None:
    contest_id, player, state, at = asked
    host(contest_id, "pause", at=at + LIMIT / 2)
    room.run_due(at + 10 * LIMIT)
    assert _phase(contest_id) is Phase.OPEN
    host(contest_id, "resume", at=at + 10 * LIMIT)
    room.run_due(at + 10 * LIMIT + LIMIT / 4)
    assert room.answer(contest_id, player, "q1", option(state), now=at + 10 * LIMIT + LIMIT / 4)
    room.run_due(at + 10 * LIMIT + LIMIT / 2 + SOON)
    assert _phase(contest_id) is Phase.CLOSED


def test_extra_seconds_move_the_limit(asked: tuple[int, str, State, datetime]) -> None:
    contest_id, _, _, at = asked
    host(contest_id, "extend", seconds=10)
    room.run_due(at + LIMIT + SOON)
    assert _phase(contest_id) is Phase.OPEN
    room.run_due(at + LIMIT + timedelta(seconds=10) + SOON)
    assert _phase(contest_id) is Phase.CLOSED


def test_buzzers_nobody_presses_go_silent(make_live: Callable[..., LiveContest]) -> None:
    sheet = deepcopy(BUZZERS)
    sheet["rounds"][0]["no_press"] = {"after_s": 10}
    contest = make_live(sheet=sheet, teams=TEAMS)
    ask(contest.id)
    at = clock.now()
    host(contest.id, "open_buzz", at=at)
    room.run_due(at + timedelta(seconds=9))
    assert _phase(contest.id) is Phase.OPEN
    room.run_due(at + timedelta(seconds=10) + SOON)
    assert hall.state_of(contest.id).history[-1].kind == "silent"


def test_a_closing_that_a_crash_interrupted_is_finished(
    asked: tuple[int, str, State, datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    contest_id, player, state, at = asked
    room.answer(contest_id, player, "q1", option(state), now=at)

    def dies(*_args: Any) -> bool:
        raise WriterFailed("killed between the gate and the close")

    with monkeypatch.context() as patched:
        patched.setattr(log, "append", dies)
        with pytest.raises(WriterFailed):
            host(contest_id, "close", at=at + timedelta(seconds=3))
    assert db.session.get_one(LiveContest, contest_id, populate_existing=True).answering is None
    hall.rooms().clear()  # as after the restart
    room.run_due(at + timedelta(seconds=5))
    closed = hall.state_of(contest_id)
    assert closed.history[-1].kind == "closed"
    assert closed.total(player) == 1000


def test_a_contest_goes_on_after_a_restart_though_nobody_asks_for_it(
    asked: tuple[int, str, State, datetime],
) -> None:
    contest_id, _, _, at = asked
    hall.rooms().clear()
    room.run_due(at + LIMIT + SOON)
    db.session.rollback()
    last = select(LiveEvent.kind).where(LiveEvent.contest_id == contest_id).order_by(LiveEvent.n.desc())
    assert db.session.scalar(last.limit(1)) == "closed"


def test_one_contest_that_fails_does_not_stop_the_others_clocks(
    make_live: Callable[..., LiveContest], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    contests = [make_live().id for _ in range(2)]
    at = clock.now()
    for contest_id in contests:
        host(contest_id, "start_round", round=1, at=at)
        host(contest_id, "ask", at=at)
    broken, run = contests[0], due.run

    def fails(contest_id: int, moment: int) -> None:
        if contest_id == broken:
            raise WriterFailed("the disk is full")
        run(contest_id, moment)

    monkeypatch.setattr(due, "run", fails)
    room.run_due(at + LIMIT + SOON)
    assert [_phase(contest_id) for contest_id in contests] == [Phase.OPEN, Phase.CLOSED]
    assert f"the clock of contest {broken} failed" in caplog.text


def test_one_contest_that_cannot_be_read_does_not_stop_the_others_clocks(
    make_live: Callable[..., LiveContest], caplog: pytest.LogCaptureFixture
) -> None:
    broken, well = (make_live().id for _ in range(2))
    at = clock.now()
    for contest_id in (broken, well):
        host(contest_id, "start_round", round=1, at=at)
        host(contest_id, "ask", at=at)
    with unit_of_work():
        db.session.get_one(LiveContest, broken).setup = {"sheet": {}}
    hall.rooms().clear()
    current_app.extensions["live_setups"].clear()  # as after a restart
    room.run_due(at + LIMIT + SOON)
    assert _phase(well) is Phase.CLOSED
    assert f"contest {broken} cannot be read" in caplog.text


def test_the_counter_is_told_at_once_and_then_now_and_then(make_live: Callable[..., LiveContest]) -> None:
    contest_id = make_live(sheet=EVERYBODY).id
    players = [enter(contest_id, f"选手{n}").player for n in range(8)]
    right = option(ask(contest_id))
    heard: list[str] = []
    services().bus.watch(room.channel(contest_id), heard.append)
    for player in players:
        room.answer(contest_id, player, "q1", right, now=clock.now())
    assert 1 <= heard.count(hall.COUNT) < len(players)
    hall.rooms()[contest_id].ticked = 0.0
    told = heard.count(hall.COUNT)
    room.run_due(clock.now())
    room.run_due(clock.now())
    assert heard.count(hall.COUNT) == told + 1
    assert room.received(contest_id) == len(players)


def test_the_clock_is_a_job_of_the_serving_process(app: Flask) -> None:
    jobs = app.extensions["jobs"]
    assert [seconds for seconds, call in jobs if getattr(call, "func", None) is tick] == [CLOCK_EVERY_S]
    assert CLOCK_EVERY_S + due.SETTLE_MS / 1000 <= 0.3
