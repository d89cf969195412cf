"""抢答 and play-offs: who may press, what too early costs, how places are parted."""

from __future__ import annotations

from typing import Any

import pytest

from quizapp.live.engine import game
from quizapp.live.engine.events import Refused
from quizapp.live.engine.standings import standings, undecided
from quizapp.live.engine.state import Phase
from tests.pure.live.stage import Stage, setup_of


def buzzing(tie: Any = None, **rules: Any) -> Stage:
    buzz = {"kind": "buzz", "points": 10, "wrong": -10, **rules}
    stage = Stage(setup_of({"id": "buzz", "base": 100, "rounds": {"buzz": buzz}, "tie": tie}))
    stage.do(0, "start_round", round="buzz")
    return stage


def code(stage: Stage, at: float, command: str, **fields: Any) -> str:
    with pytest.raises(Refused) as caught:
        stage.do(at, command, **fields)
    return caught.value.code


def test_the_first_press_has_the_question() -> None:
    stage = buzzing()
    stage.do(1, "ask")
    stage.do(2, "open_buzz")
    stage.do(2.4, "buzz", by="t2", question="q1")
    assert code(stage, 2.5, "buzz", by="t1") == "too_late"
    assert code(stage, 2.6, "answer", by="t1", right=True) == "not_your_turn"
    assert code(stage, 2.7, "buzz", by="t1", question="q0") == "other_question"
    assert stage.state.asked
    assert stage.state.asked.presses[0].after == 400
    stage.do(3, "answer", by="t2", right=True)
    assert stage.totals == [100, 110, 100]


def test_nobody_answers_before_somebody_pressed() -> None:
    stage = buzzing()
    stage.do(1, "ask")
    assert code(stage, 2, "answer", by="t1", right=True) == "nobody_pressed"


@pytest.mark.parametrize(
    ("early", "totals", "again", "phase"),
    [
        ({"points": -10, "question": "continue"}, 90, "out_of_question", Phase.READING),
        ({"points": -10, "question": "void"}, 90, "question_closed", Phase.VOID),
        ({"points": 0, "exclude": "question", "question": "continue"}, 100, "out_of_question", Phase.READING),
        ({"points": -5, "exclude": "round", "question": "continue"}, 95, "shut_out", Phase.READING),
        ({"points": -10, "question": "void_no_replacement"}, 90, "question_closed", Phase.VOID),
    ],
)
def test_what_an_early_press_costs(early: Any, totals: float, again: str, phase: Phase) -> None:
    stage = buzzing(early=early)
    stage.do(1, "ask")
    [press] = stage.do(2, "buzz", by="t1")
    assert press.data["early"]
    assert stage.total("t1") == totals
    assert stage.state.asked
    assert stage.state.asked.phase is phase
    assert code(stage, 3, "buzz", by="t1") == again


def test_a_fouler_may_press_again_where_it_was_decided_so() -> None:
    stage = buzzing(early={"points": -10, "question": "continue"}, fouler_may_press=True)
    stage.do(1, "ask")
    stage.do(2, "buzz", by="t1")
    stage.do(3, "open_buzz")
    stage.do(4, "buzz", by="t1")
    stage.do(5, "answer", right=True)
    assert stage.total("t1") == 100


def test_a_press_while_reading_is_none_too_early_where_it_is_allowed() -> None:
    stage = buzzing(open="during_read", attempts=2)
    stage.do(1, "ask")
    stage.do(2, "buzz", by="t1")
    stage.do(3, "answer", right=False)
    stage.do(4, "buzz", by="t2")
    stage.do(5, "answer", right=True)
    assert stage.totals == [90, 110, 100]


def test_fouls_add_up_over_the_round() -> None:
    stage = buzzing(
        early={"exclude": "question", "question": "continue"},
        fouls=[{"nth": 2, "points": -20}, {"nth": 3, "exclude_from_round": True}],
    )
    totals = []
    for at in (1, 3, 5):
        stage.do(at, "ask")
        stage.do(at, "buzz", by="t1")
        totals.append(stage.total("t1"))
        stage.do(at + 1, "timeout")
    assert totals == [100, 80, 80]
    stage.do(7, "ask")
    stage.do(7, "open_buzz")
    assert code(stage, 8, "buzz", by="t1") == "shut_out"


def test_after_the_attempts_it_goes_to_the_audience() -> None:
    stage = buzzing(attempts=2, after_attempts="audience", answer_s=10)
    stage.join("p1")
    stage.do(1, "ask")
    stage.do(1, "open_buzz")
    for at, team in ((2, "t1"), (3, "t2")):
        stage.do(at, "buzz", by=team)
        stage.do(at, "answer", right=False)
    assert stage.state.everyone
    assert code(stage, 4, "buzz", by="t3") == "too_late"
    [closed] = stage.do(9, "close", answers={"p1": {"right": False, "at": 8000}})
    assert closed.data["results"]["p1"]["points"] == 0  # the price of a wrong answer is the stage's
    assert stage.totals == [90, 90, 100]


def test_buzzers_that_nobody_presses_close_by_the_clock() -> None:
    stage = buzzing(no_press={"after_s": 15, "to": "void"})
    stage.do(1, "ask")
    stage.do(2, "open_buzz")
    due = game.due(stage.state)
    assert due is not None
    assert due[0] == 17_000
    stage.do(17, due[1].do, actor="clock")
    assert code(stage, 18, "buzz", by="t1") == "question_closed"


def test_giving_up_after_a_press_costs_as_much_as_being_late() -> None:
    stage = buzzing(timeout=-5)
    stage.do(1, "ask")
    stage.do(1, "open_buzz")
    stage.do(2, "buzz", by="t1")
    stage.do(3, "pass", by="t1")
    assert stage.total("t1") == 95


def test_the_host_presses_for_a_seat_and_the_log_says_so() -> None:
    stage = buzzing()
    stage.do(1, "ask")
    stage.do(1, "open_buzz")
    [press] = stage.do(2, "press_for", seat="t3", actor="host:7")
    assert (press.data["to"], press.by) == ("t3", "host:7")


def played_off(tie: Any, *course: tuple[str, bool], teams: Any = None) -> Stage:
    """Part the three teams' tie: each press is a question."""
    stage = buzzing(tie)
    stage.do(1, "end_round")
    stage.do(2, "start_round", round="playoff", **({"teams": teams} if teams else {}))
    for at, (team, right) in enumerate(course, start=3):
        stage.do(at, "ask")
        stage.do(at, "open_buzz")
        stage.do(at, "buzz", by=team)
        stage.do(at, "answer", right=right)
    return stage


def places(stage: Stage) -> list[tuple[str, int]]:
    return [(one.id, one.rank) for one in standings(stage.state)]


def test_until_decided_the_first_right_answer_stands_first() -> None:
    stage = played_off({"mode": "buzz_until"}, ("t2", True), ("t3", True))
    assert places(stage) == [("t2", 1), ("t3", 2), ("t1", 3)]
    assert stage.totals == [100, 100, 100]
    assert code(stage, 9, "ask") == "tie_decided"
    stage.do(9, "finish")
    assert places(stage) == [("t2", 1), ("t3", 2), ("t1", 3)]


def test_in_sudden_death_who_is_wrong_is_out() -> None:
    stage = played_off({"mode": "sudden_death"}, ("t1", False), ("t3", True))
    assert places(stage) == [("t3", 1), ("t2", 2), ("t1", 3)]
    assert undecided(stage.state) == []


def test_of_k_plus_one_questions_most_right_ones_win() -> None:
    stage = played_off({"mode": "k_plus_1"}, ("t1", True), ("t2", True), ("t1", True), ("t3", False))
    assert places(stage) == [("t1", 1), ("t2", 2), ("t3", 3)]
    assert code(stage, 9, "ask") == "round_exhausted"


def test_a_play_off_that_ends_equal_is_held_again() -> None:
    stage = played_off({"mode": "k_plus_1"}, ("t1", True), ("t2", True), ("t3", False), ("t3", False))
    assert undecided(stage.state) == [["t1", "t2"]]
    stage.do(10, "end_round")
    stage.do(11, "start_round", round="playoff")
    assert stage.state.round
    assert set(stage.state.round.playoff) == {"t1", "t2"}
    stage.do(12, "ask")
    assert code(stage, 12, "buzz", by="t3") == "not_in_playoff"


def test_scored_play_offs_add_to_the_totals() -> None:
    stage = played_off({"mode": "buzz_until", "scored": True, "points": 10}, ("t2", True), ("t1", False))
    assert stage.totals == [90, 110, 100]


def test_an_overruled_answer_in_a_play_off_turns_it() -> None:
    stage = played_off({"mode": "buzz_until"}, ("t2", True))
    n = stage.state.n
    stage.do(9, "overrule", of=n, verdict="wrong", reason="仲裁")
    assert places(stage) == [("t1", 1), ("t3", 1), ("t2", 3)]
    stage.do(10, "undo")
    assert places(stage)[0] == ("t2", 1)


def test_only_equals_are_parted() -> None:
    stage = buzzing()
    stage.do(1, "adjust", to="t1", points=1, reason="加分")
    stage.do(1, "end_round")
    assert code(stage, 2, "start_round", round="playoff", teams=["t1", "t2"]) == "bad_order"
    assert code(stage, 2, "decide_tie", order=["t1", "t2"], reason="抽签") == "bad_order"
    stage.do(3, "decide_tie", order=["t3", "t2"], reason="抽签")
    assert places(stage) == [("t1", 1), ("t3", 2), ("t2", 3)]


@pytest.mark.parametrize(
    ("tie", "advance", "wanted"),
    [
        ({"mode": "buzz", "scope": "top2"}, None, []),
        ({"mode": "buzz", "scope": "prize_places"}, None, [["t2", "t3"]]),
        ({"mode": "sudden_death", "scope": "when_it_matters"}, {"heats": 2, "top": 2}, [["t2", "t3"]]),
        ({"mode": "sudden_death", "scope": "when_it_matters"}, {"heats": 2, "top": 1}, []),
        ({"mode": "shared"}, None, []),
        ({"mode": "buzz"}, None, [["t2", "t3"]]),
    ],
)
def test_which_ties_the_sheet_wants_parted(tie: Any, advance: Any, wanted: list[list[str]]) -> None:
    from quizapp.live.engine.standings import ties_to_part

    rounds = {"buzz": {"kind": "buzz", "points": 10}}
    stage = Stage(setup_of({"id": "x", "rounds": rounds, "tie": tie, "advance": advance}))
    stage.do(1, "adjust", to="t1", points=10, reason="加分")
    assert ties_to_part(stage.state) == wanted
