"""Everybody's answers: taken once, by arrival, and every acknowledged one is graded by the close."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from quizapp.bank.marking import ResponseShapeError
from quizapp.core import clock
from quizapp.core.services import services
from quizapp.extensions import db
from quizapp.live import log, room
from quizapp.live.engine.events import Refused
from quizapp.live.engine.state import Phase
from quizapp.live.models import LiveAnswer, LiveContest
from tests.app.conftest import Statements
from tests.app.live.doors import refused
from tests.support.live import ask, enter, host, option

PEOPLE = 40


def _rows(contest_id: int) -> list[LiveAnswer]:
    db.session.rollback()
    return list(db.session.scalars(select(LiveAnswer).where(LiveAnswer.contest_id == contest_id)))


def test_an_answer_is_stored_once_and_graded_by_the_close(everybody: LiveContest) -> None:
    one, two, three = (enter(everybody.id, name).player for name in ("甲", "乙", "丙"))
    state, now = ask(everybody.id), clock.now()
    assert room.answer(everybody.id, one, "q1", option(state, "B"), now=now)
    assert room.answer(everybody.id, two, "q1", option(state, "A"), now=now)
    assert not room.answer(everybody.id, one, "q1", option(state, "B"), now=now)
    assert room.received(everybody.id) == 2
    closed = host(everybody.id, "close").state
    assert {one: closed.total(one), two: closed.total(two), three: closed.total(three)} == {
        one: 1000,
        two: 0,
        three: 0,
    }
    assert closed.history[-1].data["silent"] == [three]
    assert len(_rows(everybody.id)) == 2


def test_another_answer_is_refused_and_the_first_one_stands(everybody: LiveContest) -> None:
    """B7: whoever comes back cannot answer again."""
    player = enter(everybody.id, "甲").player
    state = ask(everybody.id)
    room.answer(everybody.id, player, "q1", option(state, "A"), now=clock.now())
    other = lambda: room.answer(everybody.id, player, "q1", option(state, "B"), now=clock.now())  # noqa: E731
    assert refused(other) == "answered"
    assert [row.response for row in _rows(everybody.id)] == [option(state, "A")]


def test_the_same_answer_again_is_harmless_even_after_the_close(everybody: LiveContest) -> None:
    player = enter(everybody.id, "甲").player
    state = ask(everybody.id)
    right, wrong = option(state, "B"), option(state, "A")
    room.answer(everybody.id, player, "q1", right, now=clock.now())
    host(everybody.id, "close")
    assert not room.answer(everybody.id, player, "q1", right, now=clock.now())
    late = lambda: room.answer(everybody.id, player, "q1", wrong, now=clock.now())  # noqa: E731
    assert refused(late) == "question_closed"
    host(everybody.id, "reveal")
    ask(everybody.id)
    assert not room.answer(everybody.id, player, "q1", right, now=clock.now())


def test_the_order_of_several_options_means_nothing(
    make_live: Callable[..., LiveContest], make_bank: Callable[..., Any]
) -> None:
    from tests.fixtures.items import every_type

    items = [one for one in every_type() if one["type"] == "multiple"]
    bank = make_bank(items, slug="several")
    contest = make_live(count=0)
    from quizapp.bank.models import Item

    item = db.session.scalar(select(Item.id).where(Item.bank_id == bank.id))
    contest = make_live(draft={"rounds": {"all": [item]}, "reserve": []})
    player = enter(contest.id, "甲").player
    state = ask(contest.id)
    both = [option(state, "A"), option(state, "C")]
    assert room.answer(contest.id, player, "q1", both, now=clock.now())
    assert not room.answer(contest.id, player, "q1", both[::-1], now=clock.now())


def test_arrival_decides_and_not_the_queue(everybody: LiveContest) -> None:
    """B2: past the limit nothing counts; the last instant does."""
    early, late = enter(everybody.id, "准时").player, enter(everybody.id, "迟到").player
    asked_at = clock.now()
    host(everybody.id, "start_round", round=1, at=asked_at)
    state = host(everybody.id, "ask", at=asked_at).state
    limit = asked_at + timedelta(seconds=20)
    answer = option(state)
    assert room.answer(everybody.id, early, "q1", answer, now=limit)
    after = lambda: room.answer(  # noqa: E731
        everybody.id, late, "q1", answer, now=limit + timedelta(milliseconds=2)
    )
    assert refused(after) == "late"
    closed = host(everybody.id, "reveal", at=limit + timedelta(seconds=1)).state
    assert (closed.total(early), closed.total(late)) == (1000, 0)
    assert all(entry.amount >= 0 for entry in closed.entries)


@pytest.mark.parametrize(
    ("question", "code"),
    [("", "question_missing"), (None, "question_missing"), ("q2", "other_question"), ("1", "other_question")],
)
def test_an_answer_names_its_question(everybody: LiveContest, question: Any, code: str) -> None:
    """B6: a tap after the reveal is no answer to the next question."""
    player = enter(everybody.id, "甲").player
    state = ask(everybody.id)
    call = lambda: room.answer(everybody.id, player, question, option(state), now=clock.now())  # noqa: E731
    assert refused(call) == code
    assert _rows(everybody.id) == []


def test_a_tap_after_the_reveal_does_not_block_the_next_question(everybody: LiveContest) -> None:
    """B6."""
    player = enter(everybody.id, "甲").player
    first = ask(everybody.id)
    host(everybody.id, "close")
    host(everybody.id, "reveal")
    second = ask(everybody.id)
    tap = lambda: room.answer(everybody.id, player, "q1", option(first), now=clock.now())  # noqa: E731
    assert refused(tap) == "other_question"
    assert room.answer(everybody.id, player, "q2", option(second), now=clock.now())


@pytest.mark.parametrize("response", [None, "", " ", []])
def test_an_empty_answer_is_none(everybody: LiveContest, response: Any) -> None:
    player = enter(everybody.id, "甲").player
    ask(everybody.id)
    with pytest.raises((Refused, ResponseShapeError)):
        room.answer(everybody.id, player, "q1", response, now=clock.now())
    assert _rows(everybody.id) == []


def test_an_option_of_another_question_is_no_answer(everybody: LiveContest) -> None:
    player = enter(everybody.id, "甲").player
    ask(everybody.id)
    with pytest.raises(ResponseShapeError):
        room.answer(everybody.id, player, "q1", "B", now=clock.now())


def test_before_the_opening_and_by_whom_was_sent_out_nothing_is_taken(
    make_live: Callable[..., LiveContest],
) -> None:
    from copy import deepcopy

    from tests.support.live import EVERYBODY

    sheet = deepcopy(EVERYBODY)
    sheet["rounds"][0]["read_s"] = 5
    contest = make_live(sheet=sheet)
    player, gone = enter(contest.id, "甲").player, enter(contest.id, "乙").player
    state = ask(contest.id)
    soon = lambda: room.answer(contest.id, player, "q1", option(state), now=clock.now())  # noqa: E731
    assert refused(soon) == "not_open"
    host(contest.id, "remove", player=gone)
    opened = clock.now() + timedelta(seconds=6)
    sent_out = lambda: room.answer(contest.id, gone, "q1", option(state), now=opened)  # noqa: E731
    assert refused(sent_out) == "unknown_player"
    assert room.answer(contest.id, player, "q1", option(state), now=opened)


def test_the_counter_counts_nobody_who_was_sent_out(everybody: LiveContest) -> None:
    """B5 and a counter above the number of players."""
    stays, gone = enter(everybody.id, "留").player, enter(everybody.id, "走").player
    state = ask(everybody.id)
    for player in (stays, gone):
        room.answer(everybody.id, player, "q1", option(state), now=clock.now())
    host(everybody.id, "remove", player=gone)
    assert room.received(everybody.id) == 1
    closed = host(everybody.id, "close").state
    assert gone not in closed.contestants
    assert set(closed.history[-1].data["results"]) == {stays}


@pytest.mark.parametrize("ending", ["end_round", "finish", "ask", "timeout"])
def test_whatever_ends_the_question_grades_it_first(everybody: LiveContest, ending: str) -> None:
    player = enter(everybody.id, "甲").player
    state = ask(everybody.id)
    room.answer(everybody.id, player, "q1", option(state), now=clock.now())
    assert host(everybody.id, ending).state.total(player) == 1000


def test_undoing_a_close_takes_answers_again(everybody: LiveContest) -> None:
    one, two = enter(everybody.id, "甲").player, enter(everybody.id, "乙").player
    state = ask(everybody.id)
    right = option(state)
    room.answer(everybody.id, one, "q1", right, now=clock.now())
    host(everybody.id, "close")
    assert db.session.get_one(LiveContest, everybody.id, populate_existing=True).answering is None
    state = host(everybody.id, "undo").state
    assert state.asked is not None
    assert state.asked.phase is Phase.OPEN
    assert room.answer(everybody.id, two, "q1", right, now=clock.now())
    assert not room.answer(everybody.id, one, "q1", right, now=clock.now())
    closed = host(everybody.id, "close").state
    assert (closed.total(one), closed.total(two)) == (1000, 1000)


def test_time_that_stood_still_makes_no_answer_faster(make_live: Callable[..., LiveContest]) -> None:
    """A pause moves the opening; what was answered before it keeps its own time."""
    from copy import deepcopy

    from tests.support.live import EVERYBODY

    sheet = deepcopy(EVERYBODY)
    sheet["rounds"][0] |= {"scoring": "speed", "points": 1000}
    contest = make_live(sheet=sheet)
    slow, later = enter(contest.id, "慢").player, enter(contest.id, "后").player
    start = clock.now()
    at = lambda seconds: start + timedelta(seconds=seconds)  # noqa: E731
    host(contest.id, "start_round", round=1, at=start)
    state = host(contest.id, "ask", at=start).state
    room.answer(contest.id, slow, "q1", option(state), now=at(10))
    host(contest.id, "pause", at=at(10))
    host(contest.id, "resume", at=at(70))
    room.answer(contest.id, later, "q1", option(state), now=at(70))
    closed = host(contest.id, "close", at=at(71)).state
    assert closed.total(slow) == closed.total(later) == 75_000


def test_nothing_acknowledged_is_missed_while_the_question_closes(app: Flask, everybody: LiveContest) -> None:
    """B1: forty at once, the close in the middle of it: what was acknowledged is graded, nothing is doubled."""
    contest_id = everybody.id
    players = [enter(contest_id, f"选手{n}").player for n in range(PEOPLE)]
    right = option(ask(contest_id))
    told: dict[str, str] = {}
    begin = threading.Barrier(PEOPLE + 1)

    def phone(player: str) -> None:
        with app.app_context():
            begin.wait()
            try:
                room.answer(contest_id, player, "q1", right, now=clock.now())
                told[player] = "taken"
            except Refused as refused:
                told[player] = refused.code

    threads = [threading.Thread(target=phone, args=(player,)) for player in players]
    for thread in threads:
        thread.start()
    begin.wait()
    closed = host(contest_id, "close").state
    for thread in threads:
        thread.join(30)
    taken = {player for player, said in told.items() if said == "taken"}
    assert set(told) == set(players)
    assert set(told.values()) <= {"taken", "question_closed"}
    assert set(closed.history[-1].data["results"]) == taken
    assert {player for player in players if closed.total(player) == 1000} == taken
    counted = select(func.count()).select_from(LiveAnswer).where(LiveAnswer.contest_id == contest_id)
    db.session.rollback()
    assert db.session.scalar(counted) == len(taken)


def test_an_answer_costs_one_statement(
    everybody: LiveContest, statements: Statements, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No member is loaded, no session is used: the hall answers within two seconds."""
    contest_id = everybody.id
    player = enter(contest_id, "甲").player
    right = option(ask(contest_id))
    room.received(contest_id)
    write, units = services().writer.write, []

    def counting(given: Any) -> Any:
        units.append(given)
        return write(given)

    monkeypatch.setattr(services().writer, "write", counting)
    with statements() as read:
        room.answer(contest_id, player, "q1", right, now=clock.now())
    assert [len(unit) for unit in units] == [1]
    assert [one for one in read if not one.startswith("INSERT INTO live_answer")] == []


def test_the_gate_is_shut_before_the_answers_are_read(
    everybody: LiveContest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer that would be stored between reading and closing is refused instead."""
    one, two = enter(everybody.id, "甲").player, enter(everybody.id, "乙").player
    right = option(ask(everybody.id))
    room.answer(everybody.id, one, "q1", right, now=clock.now())
    read, said = log.answers, []

    def reading(contest_id: int, number: int) -> Any:
        try:
            room.answer(contest_id, two, "q1", right, now=clock.now())
        except Refused as refused:
            said.append(refused.code)
        return read(contest_id, number)

    monkeypatch.setattr(log, "answers", reading)
    closed = host(everybody.id, "close").state
    assert said == ["question_closed"]
    assert (closed.total(one), closed.total(two)) == (1000, 0)
