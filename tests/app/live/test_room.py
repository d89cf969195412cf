"""The room: durable before told, idempotent, and right with several processes on one database."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from quizapp import create_app
from quizapp.config import Settings
from quizapp.core import clock
from quizapp.core.errors import NotFound
from quizapp.core.services import services
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.infra.writer import WriterFailed
from quizapp.live import deciding, hall, log, room
from quizapp.live.engine.events import Command, Refused
from quizapp.live.engine.game import replay
from quizapp.live.engine.state import Phase, Stage
from quizapp.live.models import LiveContest, LiveEvent, LiveState
from quizapp.live.queries import finding
from quizapp.live.setups import read
from tests.app.live.doors import refused
from tests.support.live import ask, enter, host, option

HOST = "member:1"


def _row(contest_id: int) -> LiveContest:
    db.session.rollback()
    return db.session.get_one(LiveContest, contest_id)


def _events(contest_id: int) -> list[LiveEvent]:
    db.session.rollback()
    rows = select(LiveEvent).where(LiveEvent.contest_id == contest_id).order_by(LiveEvent.n)
    return list(db.session.scalars(rows))


def test_the_row_keeps_step_with_the_log(everybody: LiveContest) -> None:
    enter(everybody.id, "甲")
    assert (_row(everybody.id).state, _row(everybody.id).sequence) == (LiveState.LOBBY, 1)
    state = ask(everybody.id)
    row = _row(everybody.id)
    assert (row.state, row.sequence, row.answering) == (LiveState.RUNNING, state.n, 1)
    state = host(everybody.id, "finish").state
    row = _row(everybody.id)
    assert (row.state, row.sequence, row.answering) == (LiveState.FINISHED, state.n, None)
    assert row.finished_at is not None
    assert abs(row.finished_at - clock.now()) < timedelta(seconds=10)
    host(everybody.id, "undo")
    assert (_row(everybody.id).state, _row(everybody.id).finished_at) == (LiveState.RUNNING, None)


def test_the_log_alone_leads_to_the_same_state(everybody: LiveContest) -> None:
    player = enter(everybody.id, "甲").player
    state = ask(everybody.id)
    room.answer(everybody.id, player, "q1", option(state), now=clock.now())
    state = host(everybody.id, "finish").state
    with _another_process(everybody.id) as other:
        assert other.totals == state.totals
        assert other == replay(read(everybody), other.history)


def test_everybody_is_told_only_of_what_is_durable(everybody: LiveContest) -> None:
    heard: list[tuple[str, int]] = []
    services().bus.watch(
        room.channel(everybody.id), lambda told: heard.append((told, len(_events(everybody.id))))
    )
    host(everybody.id, "start_round", round=1)
    host(everybody.id, "ask")
    assert heard == [("1", 1), ("2", 2)]


def test_a_write_that_fails_changes_nothing(everybody: LiveContest, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_statements: Any) -> Any:
        raise WriterFailed("the disk is full")

    before = room.state_of(everybody.id)
    heard: list[str] = []
    services().bus.watch(room.channel(everybody.id), heard.append)
    with monkeypatch.context() as patched:
        patched.setattr(services().writer, "write", broken)
        with pytest.raises(WriterFailed):
            host(everybody.id, "start_round", round=1)
    assert room.state_of(everybody.id) is before
    assert (heard, _events(everybody.id)) == ([], [])
    assert host(everybody.id, "start_round", round=1).state.stage is Stage.RUNNING


def test_the_same_request_is_carried_out_once(everybody: LiveContest) -> None:
    command = Command("adjust", {"to": enter(everybody.id, "甲").player, "points": 5, "reason": "加分"}, HOST)
    first = room.act(everybody.id, command, now=clock.now(), request_id="abc")
    again = room.act(everybody.id, command, now=clock.now(), request_id="abc")
    assert (first.repeated, again.repeated) == (False, True)
    assert again.appended == first.appended
    other = room.act(everybody.id, command, now=clock.now(), request_id="def")
    assert not other.repeated
    assert len(_events(everybody.id)) == 3


def test_nobody_uses_up_another_ones_request(everybody: LiveContest) -> None:
    for by in ("member:1", "member:2"):
        assert not room.act(everybody.id, Command("lock", {}, by), now=clock.now(), request_id="abc").repeated


def test_a_repeated_close_is_the_first_one_even_of_another_question(everybody: LiveContest) -> None:
    enter(everybody.id, "甲")
    ask(everybody.id)
    close = Command("close", {}, HOST)
    first = room.act(everybody.id, close, now=clock.now(), request_id="close-1")
    host(everybody.id, "reveal")
    ask(everybody.id)
    again = room.act(everybody.id, close, now=clock.now(), request_id="close-1")
    assert again.repeated
    assert again.appended == first.appended
    assert again.state.asked is not None
    assert again.state.asked.phase is Phase.OPEN


def test_a_finger_that_taps_twice_asks_one_question(app: Flask, everybody: LiveContest) -> None:
    host(everybody.id, "start_round", round=1)
    threads = []
    for _ in range(6):

        def tap() -> None:
            with app.app_context():
                room.act(everybody.id, Command("ask", {}, HOST), now=clock.now(), request_id="one tap")

        threads.append(threading.Thread(target=tap))
        threads[-1].start()
    for thread in threads:
        thread.join(10)
    assert [one.kind for one in _events(everybody.id)] == ["round_started", "asked"]


@pytest.mark.parametrize("do", ["ask", "open_buzz", "reveal", "undo", "extend", "void", "nonsense"])
def test_what_the_rules_refuse_changes_nothing(everybody: LiveContest, do: str) -> None:
    assert refused(lambda: host(everybody.id, do))
    assert _events(everybody.id) == []


def test_a_settled_contest_takes_nothing_and_an_unsettled_one_does_again(everybody: LiveContest) -> None:
    host(everybody.id, "finish")
    for state in (LiveState.SETTLED, LiveState.CANCELLED):
        with unit_of_work():
            db.session.get_one(LiveContest, everybody.id).state = state
        assert refused(lambda: host(everybody.id, "undo")) == "archived"
    with unit_of_work():
        db.session.get_one(LiveContest, everybody.id).state = LiveState.FINISHED
    assert host(everybody.id, "undo").state.stage is Stage.LOBBY


def test_a_contest_without_a_lobby_has_no_room(make_live: Callable[..., LiveContest]) -> None:
    draft = make_live(lobby_open=False)
    for contest_id in (draft.id, 999):
        with pytest.raises(NotFound):
            room.state_of(contest_id)


def test_acting_inside_a_unit_of_work_is_a_fault_and_no_deadlock(everybody: LiveContest) -> None:
    contest_id = everybody.id
    with pytest.raises(RuntimeError), unit_of_work():
        room.act(contest_id, Command("lock", {}, HOST), now=clock.now())
    assert _events(contest_id) == []


def test_reading_inside_a_unit_of_work_is_none(everybody: LiveContest) -> None:
    with unit_of_work():
        db.session.get_one(LiveContest, everybody.id).title = "新名"
        assert room.state_of(everybody.id).stage is Stage.LOBBY


def test_the_host_may_go_and_nobody_is_thrown_out(everybody: LiveContest) -> None:
    """B9: the contest hangs on no connection; another organiser goes on where the first one stopped."""
    player = enter(everybody.id, "甲").player
    host(everybody.id, "start_round", round=1)
    hall.rooms().clear()  # as after a restart
    done = room.act(everybody.id, Command("ask", {}, "member:2"), now=clock.now())
    assert player in done.state.players
    assert [one.by for one in _events(everybody.id)[1:]] == [HOST, "member:2"]


# --- several processes -------------------------------------------------------------------------------


@contextmanager
def _another_process(contest_id: int) -> Iterator[Any]:
    """The state of a contest as somebody sees it who has nothing in memory."""
    kept = dict(hall.rooms())
    hall.rooms().clear()
    yield room.state_of(contest_id)
    hall.rooms().clear()
    hall.rooms().update(kept)


@pytest.fixture
def second(settings: Settings, app: Flask) -> Iterator[Flask]:
    """A second application on the same database."""
    other = create_app(settings)
    yield other
    with other.app_context():
        db.session.remove()
        other.extensions["services"].close()
        db.engine.dispose()


def test_two_processes_decide_on_one_log(app: Flask, second: Flask, everybody: LiveContest) -> None:
    contest_id = everybody.id
    room.state_of(contest_id)
    with second.app_context():
        host(contest_id, "start_round", round=1)
        host(contest_id, "ask")
    # what was refused or had happened already in an old state is looked at again
    assert host(contest_id, "extend", seconds=5).appended[0].n == 3
    with second.app_context():
        assert host(contest_id, "close").appended[0].n == 4
    assert host(contest_id, "close").appended == ()
    assert host(contest_id, "reveal").appended[0].n == 5


def test_an_answer_reaches_a_question_that_another_process_asked(
    app: Flask, second: Flask, everybody: LiveContest
) -> None:
    contest_id = everybody.id
    player, late = enter(contest_id, "甲").player, enter(contest_id, "乙").player
    with second.app_context():
        state = ask(contest_id)
    assert room.answer(contest_id, player, "q1", option(state), now=clock.now())
    with second.app_context():
        assert host(contest_id, "close").state.total(player) == 1000
    too_late = lambda: room.answer(contest_id, late, "q1", option(state), now=clock.now())  # noqa: E731
    assert refused(too_late) == "question_closed"


def test_a_close_by_a_process_that_knew_of_nothing_grades_every_answer(
    app: Flask, second: Flask, everybody: LiveContest
) -> None:
    contest_id = everybody.id
    player = enter(contest_id, "甲").player
    with second.app_context():
        room.state_of(contest_id)
    for number, ending in enumerate(("close", "finish"), start=1):
        state = ask(contest_id)
        room.answer(contest_id, player, f"q{number}", option(state), now=clock.now())
        with second.app_context():
            assert host(contest_id, ending).state.total(player) == 1000 * number
        if ending == "close":
            host(contest_id, "reveal")


def test_two_processes_hear_of_each_other(app: Flask, second: Flask, everybody: LiveContest) -> None:
    """By the bus where there is one between them; whoever looks finds out anyhow."""
    contest_id = everybody.id
    player = enter(contest_id, "甲").player
    with second.app_context():
        services().bus.start()
        room.state_of(contest_id)
    state = ask(contest_id)
    _soon(second, lambda: room.state_of(contest_id).n == state.n)
    room.answer(contest_id, player, "q1", option(state), now=clock.now())
    _soon(second, lambda: room.received(contest_id) == 1)
    host(contest_id, "remove", player=player)
    _soon(second, lambda: room.received(contest_id) == 0)


def _soon(app: Flask, true: Callable[[], bool]) -> None:
    """Wait until something is so in an application."""
    give_up = time.monotonic() + 10
    while time.monotonic() < give_up:
        with app.app_context():
            if true():
                return
        time.sleep(0.02)
    raise AssertionError("never came true")


def test_nothing_expires(everybody: LiveContest) -> None:
    """B4: the contest, its people and its answers are there hours later, and nobody has to press save."""
    contest_id = everybody.id
    joined = enter(contest_id, "甲")
    state = ask(contest_id)
    start = clock.now()
    room.answer(contest_id, joined.player, "q1", option(state), now=start)
    with clock.frozen(start + timedelta(hours=5)):
        hall.rooms().clear()
        room.run_due(clock.now())
        closed = room.state_of(contest_id)
        assert closed.total(joined.player) == 1000
        assert finding.participant_of_token(contest_id, joined.token)
        host(contest_id, "reveal")
        assert ask(contest_id).asked is not None


def test_a_race_of_buzzers_over_two_processes_has_one_winner(
    app: Flask, second: Flask, buzzers: LiveContest
) -> None:
    contest_id, told = buzzers.id, []
    players = [enter(contest_id, f"选手{n}", f"t{n}").player for n in (1, 2)]
    ask(contest_id)
    host(contest_id, "open_buzz")
    begin = threading.Barrier(2)

    def press(which: Flask, player: str) -> None:
        with which.app_context():
            room.state_of(contest_id)
            begin.wait()
            try:
                room.press(contest_id, player, "q1", now=clock.now(), rtt=None, reaction=None)
                told.append("first")
            except Refused as refused:
                told.append(refused.code)

    threads = [threading.Thread(target=press, args=pair) for pair in zip((app, second), players, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(told) == ["first", "too_late"]
    assert [one.kind for one in _events(contest_id)].count("pressed") == 1


def test_two_processes_race_and_every_step_is_there_once(
    app: Flask, second: Flask, everybody: LiveContest
) -> None:
    contest_id, each = everybody.id, 15
    begin = threading.Barrier(4)
    failed: list[BaseException] = []

    def work(which: Flask, name: str) -> None:
        with which.app_context():
            begin.wait()
            try:
                for n in range(each):
                    enter(contest_id, f"{name}{n}")
            except BaseException as error:
                failed.append(error)
            finally:
                db.session.remove()

    threads = [
        threading.Thread(target=work, args=(which, name))
        for which, name in ((app, "甲"), (app, "乙"), (second, "丙"), (second, "丁"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    events = _events(contest_id)
    assert [one.n for one in events] == list(range(1, 4 * each + 1))
    assert len({one.data["player"] for one in events}) == 4 * each
    with _another_process(contest_id) as state:
        assert len(state.players) == 4 * each
    assert _row(contest_id).sequence == 4 * each


def test_the_row_is_guarded_by_what_was_seen(everybody: LiveContest) -> None:
    """The unit that appends fails whole where somebody else was faster."""
    state = room.state_of(everybody.id)
    found = deciding._decided(state, Command("lock", {}, HOST), room.now_ms(clock.now()))
    host(everybody.id, "lock")
    assert not log.append(everybody.id, found, state, None, ())
    assert [one.n for one in _events(everybody.id)] == [1]
