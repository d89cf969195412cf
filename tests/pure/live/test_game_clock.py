"""Time: limits, pauses, more time, and what an undo gives back of it."""

from __future__ import annotations

import pytest

from quizapp.live.engine import game
from quizapp.live.engine.events import Refused
from quizapp.live.engine.state import Phase
from tests.pure.live.stage import Stage, setup_of


def asked(limit: float = 30, **more: object) -> Stage:
    """Return a required question for 甲队, asked at 0."""
    stage = Stage(setup_of(**more))
    stage.do(0, "start_round", round="joint")
    stage.do(0, "ask", to="t1", limit=limit)
    return stage


def left(stage: Stage, at: float) -> float:
    """Return the seconds left at `at`."""
    assert stage.state.asked
    assert stage.state.asked.ends_at is not None
    return stage.state.asked.ends_at / 1000 - at


def test_an_answer_in_the_last_instant_counts_and_later_none() -> None:
    stage = asked()
    with pytest.raises(Refused) as late:
        stage.do(30.001, "answer", right=True)
    assert late.value.code == "late"
    stage.do(30, "answer", right=True)
    assert stage.total("t1") == 120


def test_a_pause_stops_the_clock() -> None:
    stage = asked()
    stage.do(10, "pause")
    assert game.due(stage.state) is None
    with pytest.raises(Refused, match="暂停"):
        stage.do(20, "answer", right=True)
    stage.do(70, "resume")
    assert left(stage, 70) == 20


def test_more_time_counts_from_now_when_the_time_has_run_out() -> None:
    stage = asked()
    stage.do(20, "extend", seconds=10)
    assert left(stage, 20) == 20
    stage.do(55, "extend", seconds=10)
    assert left(stage, 55) == 10


def test_more_time_in_a_pause_is_there_after_it() -> None:
    stage = asked()
    stage.do(10, "pause")
    stage.do(15, "extend", seconds=5)
    stage.do(50, "resume")
    assert left(stage, 50) == 25


def test_undo_gives_back_the_time_that_was_left() -> None:
    stage = asked()
    stage.do(10, "answer", right=False)
    stage.do(40, "undo")
    assert left(stage, 40) == 20


def test_undo_does_not_count_a_pause_twice() -> None:
    stage = asked()
    stage.do(10, "answer", right=False)
    stage.do(12, "pause")
    stage.do(20, "resume")
    stage.do(40, "undo")
    assert left(stage, 40) == 20


def test_undo_in_a_pause_gives_back_what_was_left_when_it_ends() -> None:
    stage = asked()
    stage.do(10, "answer", right=False)
    stage.do(12, "pause")
    stage.do(40, "undo")
    stage.do(50, "resume")
    assert left(stage, 50) == 20


def test_a_later_undo_keeps_what_an_earlier_one_gave_back() -> None:
    stage = asked()
    stage.do(10, "answer", right=False)
    stage.do(40, "undo")  # 20 left
    stage.do(45, "answer", right=False)  # 15 left
    stage.do(100, "undo")
    assert left(stage, 100) == 15
    assert game.replay(stage.setup, stage.state.history) == stage.state


def test_two_undoings_in_a_row_give_back_the_time_once() -> None:
    stage = Stage(setup_of())
    stage.do(0, "start_round", round="buzz")
    stage.do(0, "ask")
    stage.do(0, "open_buzz")
    stage.do(10, "buzz", by="t1")
    stage.do(15, "answer", right=True)
    stage.do(40, "undo")
    stage.do(50, "undo")
    due = game.due(stage.state)
    assert due is not None
    assert due[0] == 55_000  # ten of fifteen seconds had passed when 甲队 pressed


def test_undoing_a_correction_moves_no_clock() -> None:
    stage = asked()
    stage.do(5, "adjust", to="t2", points=-2, reason="警告")
    stage.do(15, "undo")
    assert left(stage, 15) == 15
    assert stage.totals == [100, 100, 100]


def test_undoing_what_the_clock_did_waits_for_the_host() -> None:
    stage = Stage(setup_of())
    stage.do(0, "start_round", round="buzz")
    stage.do(0, "ask")
    stage.do(0, "open_buzz")
    due = game.due(stage.state)
    assert due is not None
    stage.do(due[0] / 1000, due[1].do, actor="clock")
    assert stage.state.everyone  # nobody pressed: to the audience
    stage.do(20, "undo")
    assert stage.state.asked
    assert stage.state.asked.phase is Phase.OPEN
    assert game.due(stage.state) is None
    stage.do(30, "resume")
    stage.do(31, "buzz", by="t2")
    assert stage.state.asked.answerer == "t2"


def test_a_pause_while_reading_moves_the_opening() -> None:
    stage = Stage(setup_of())
    stage.join("p1", "t1")
    stage.do(0, "start_round", round="all")
    stage.do(0, "ask")
    stage.do(1, "pause")
    stage.do(61, "resume")
    assert stage.state.asked
    assert stage.state.asked.opened_at == 63_000
    due = game.due(stage.state)
    assert due is not None
    assert due[0] == 83_500  # twenty seconds and half a second of grace


def test_a_question_swapped_in_a_pause_has_its_whole_time_afterwards() -> None:
    stage = asked()
    stage.do(10, "pause")
    stage.do(20, "swap")
    stage.do(50, "resume")
    assert left(stage, 50) == 30


def test_a_manual_clock_waits_for_the_host_in_reading_and_after_a_press() -> None:
    sheet = {
        "id": "manual",
        "rounds": {
            "req": {
                "kind": "required_team",
                "points": 10,
                "wrong": 0,
                "answer_s": 10,
                "starts": "after_read",
            },
            "buzz": {"kind": "buzz", "points": 10, "wrong": 0, "answer_s": 10, "starts": "named"},
        },
    }
    stage = Stage(setup_of(sheet, manual_clock=True))
    stage.do(0, "start_round", round="req")
    stage.do(0, "ask", to="t1")
    assert stage.state.asked
    assert stage.state.asked.phase is Phase.READING
    stage.do(20, "start_clock")
    assert left(stage, 20) == 10
    stage.do(25, "answer", right=True)
    stage.do(30, "start_round", round="buzz")
    stage.do(30, "ask")
    stage.do(31, "open_buzz")
    stage.do(32, "buzz", by="t2")
    assert stage.state.asked.ends_at is None
    stage.do(35, "start_clock")
    assert left(stage, 35) == 10
