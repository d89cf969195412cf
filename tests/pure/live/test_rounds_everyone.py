"""Everybody answers on the phone: which answers are taken, what they are to players, teams and units."""

from __future__ import annotations

from typing import Any

import pytest

from quizapp.bank.marking import ResponseShapeError
from quizapp.live.engine import game
from quizapp.live.engine.events import Refused
from quizapp.live.engine.everyone import check_answer
from quizapp.live.engine.scoring import speed_points
from quizapp.live.engine.standings import people, standings
from quizapp.live.engine.state import Board
from tests.pure.live.stage import Stage, question, setup_of


def together(kind: str = "all_answer", tie: Any = None, individual: bool = True, **rules: Any) -> Stage:
    """Return a round of everybody's questions with players p1 … p3, in t1, t1 and t2 where teams compete."""
    round_ = {"kind": kind, "points": 1000, "wrong": 0, "answer_s": 20, **rules}
    ids = {id: question(id) for id in "abcd"}
    setup = setup_of(
        {"id": "x", "rounds": {"all": round_}, "tie": tie},
        questions=ids,
        rounds={"all": list("abcd")},
        individual=individual,
        **({"contestants": ()} if individual else {}),
    )
    stage = Stage(setup)
    for id, team in (("p1", "t1"), ("p2", "t1"), ("p3", "t2")):
        stage.join(id, None if individual or kind == "audience" else team)
    stage.do(0, "start_round", round="all")
    return stage


def answered(stage: Stage, at: float, **given: tuple[float, str]) -> None:
    """Ask at `at` and close with answers after so many seconds."""
    stage.do(at, "ask")
    opened = stage.state.asked.opened_at if stage.state.asked else 0
    answers = {
        id: {"response": response, "at": (opened or 0) + round(after * 1000), "after": round(after * 1000)}
        for id, (after, response) in given.items()
    }
    stage.do(at + 20, "close", answers=answers)


@pytest.mark.parametrize(
    ("seconds", "points"), [(0.4, 1000), (0.5, 988), (2, 950), (10, 750), (19.9, 503), (20, 500)]
)
def test_faster_is_worth_more_and_halves_go_up(seconds: float, points: int) -> None:
    assert speed_points(1000_00, round(seconds * 1000), 20_000) == points * 100


def test_two_seconds_of_thirty() -> None:
    assert speed_points(1000_00, 2000, 30_000) == 967_00


def test_answers_are_taken_between_the_opening_and_the_limit() -> None:
    stage = together(read_s=3, grace_s=0.5)
    stage.do(0, "ask")
    codes = []
    for at in (2.9, 3, 23, 23.5, 23.501):
        try:
            check_answer(stage.state, "p1", "q1", "o1", round(at * 1000))
            codes.append("")
        except Refused as error:
            codes.append(error.code)
    assert codes == ["not_open", "", "", "", "late"]
    due = game.due(stage.state)
    assert due is not None
    assert due[0] == 23_500
    for question_, wanted in (("q2", "other_question"), ("", "question_missing")):
        with pytest.raises(Refused) as caught:
            check_answer(stage.state, "p1", question_, "o1", 4000)
        assert caught.value.code == wanted
    with pytest.raises(ResponseShapeError):
        check_answer(stage.state, "p1", "q1", "A", 4000)  # the author's letter is no shown option
    stage.do(5, "close")
    with pytest.raises(Refused, match="结束"):
        check_answer(stage.state, "p1", "q1", "o1", 6000)


def test_an_answer_after_the_limit_is_not_graded_whoever_hands_it_in() -> None:
    stage = together()
    answered(stage, 0, p1=(20.001, "o1"))
    assert stage.total("p1") == 0


def test_a_pause_makes_no_earlier_answer_faster() -> None:
    stage = together(scoring="speed")
    stage.do(0, "ask")
    answer = {"response": "o1", "at": 5000, "after": 5000}
    stage.do(8, "pause")
    stage.do(68, "resume")
    stage.do(70, "close", answers={"p1": answer})
    assert stage.total("p1") == 875


def test_rights_in_a_row_pay_more_until_one_is_missed() -> None:
    stage = together(streak=[100, 200])
    for at, response in enumerate(("o1", "o1", "o1", "o2")):
        answered(stage, at * 30, p1=(1, response))
    assert stage.total("p1") == 1000 + 1100 + 1200
    assert stage.state.streaks["p1"] == 0


def test_a_void_question_breaks_no_row_and_adds_to_none() -> None:
    stage = together(streak=[100, 200])
    answered(stage, 0, p1=(1, "o1"))
    answered(stage, 30, p1=(1, "o2"))
    stage.do(60, "void", reason="题目有误")
    answered(stage, 70, p1=(1, "o1"))
    assert stage.total("p1") == 2100
    stage.do(100, "undo")
    assert stage.state.streaks["p1"] == 1


def test_a_reopened_question_counts_once_in_the_row_and_by_its_first_opening() -> None:
    stage = together(streak=[100], scoring="speed")
    answered(stage, 0, p1=(2, "o1"))
    stage.do(25, "reopen", seconds=10)
    assert stage.state.streaks["p1"] == 0
    stage.do(30, "close", answers={"p1": {"response": "o1", "at": 2000, "after": 2000}})
    assert stage.total("p1") == 950
    assert stage.state.streaks["p1"] == 1


def test_an_overruled_answer_pays_with_its_row() -> None:
    stage = together(streak=[100])
    answered(stage, 0, p1=(1, "o1"), p2=(1, "o1"))
    answered(stage, 30, p1=(1, "o2"), p2=(1, "o1"))
    stage.do(60, "overrule", of=stage.state.n, player="p1", verdict="right", reason="仲裁")
    assert [stage.total("p1"), stage.total("p2")] == [2100, 2100]
    assert stage.state.streaks["p1"] == 2
    assert stage.state.asked
    assert stage.state.asked.graded["p1"].verdict == "right"


def test_a_team_is_the_mean_of_those_who_take_part() -> None:
    stage = together(individual=False)
    stage.do(0, "ask")
    stage.join("p4", "t1", at=1)  # late: from the next question on
    with pytest.raises(Refused) as caught:
        check_answer(stage.state, "p4", "q1", "o1", 2000)
    assert caught.value.code == "not_in_question"
    stage.do(20, "close", answers={"p1": {"response": "o1", "at": 1000}})
    assert stage.totals == [500, 0, 0]
    answered(stage, 30, p1=(1, "o1"))
    assert stage.totals == [833.33, 0, 0]
    assert stage.total("p1", Board.PEOPLE) == 2000
    stage.do(60, "overrule", of=stage.state.n, player="p1", verdict="wrong", reason="仲裁")
    assert stage.totals == [500, 0, 0]
    stage.do(61, "remove", player="p1")
    assert [one.id for one in people(stage.state)] == ["p2", "p3", "p4"]


@pytest.mark.parametrize(("team", "points"), [("sum", 1000), ("best", 1000), ("mean", 500)])
def test_how_members_make_a_team(team: str, points: int) -> None:
    stage = together(individual=False, team=team, best=1)
    answered(stage, 0, p1=(1, "o1"), p2=(2, "o2"))
    assert stage.total("t1") == points


def test_the_audience_adds_the_mean_of_the_best_to_its_unit() -> None:
    stage = together("audience", individual=False, branch_best=2)
    for id in ("u1", "u2", "u3"):
        stage.join(id, unit="一支部")
    answered(stage, 0, u1=(1, "o1"), u2=(1, "o1"), u3=(1, "o2"), p1=(1, "o1"))
    assert stage.totals == [1000, 0, 0]  # 甲队 is 一支部; p1 names no unit
    assert stage.total("u1", Board.AUDIENCE) == 1000
    answered(stage, 30, u1=(1, "o1"))
    assert stage.totals == [1500, 0, 0]


def test_silence_costs_what_the_sheet_says_but_nothing_who_came_late() -> None:
    stage = together(timeout=-50)
    stage.do(0, "ask")
    stage.join("late", at=1)
    stage.do(20, "close", answers={})
    assert [stage.total("p1"), stage.total("late")] == [-50, 0]


def test_the_shorter_time_parts_equals_where_the_sheet_says_so() -> None:
    stage = together(tie={"mode": "time"})
    answered(stage, 0, p1=(5, "o1"), p2=(3, "o1"), p3=(1, "o2"))
    assert [(one.id, one.rank) for one in standings(stage.state)] == [("p2", 1), ("p1", 2), ("p3", 3)]


def test_one_who_was_sent_out_stands_in_no_list_and_answers_no_more() -> None:
    stage = together()
    answered(stage, 0, p1=(1, "o1"))
    stage.do(30, "remove", player="p1")
    stage.do(31, "ask")
    with pytest.raises(Refused):
        check_answer(stage.state, "p1", "q2", "o1", 32_000)
    assert [one.id for one in standings(stage.state)] == ["p2", "p3"]


def test_time_is_not_called_while_everybody_answers() -> None:
    stage = together()
    stage.do(0, "ask")
    with pytest.raises(Refused) as caught:
        stage.do(1, "timeout")
    assert caught.value.code == "everyone"
