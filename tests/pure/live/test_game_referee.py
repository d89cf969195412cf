"""The referee: overrule, void, re-open, swap, adjust, undo; each corrects by entries of its own."""

from __future__ import annotations

import pytest

from quizapp.live.engine import game
from quizapp.live.engine.events import Command, Refused
from quizapp.live.engine.standings import standings
from quizapp.live.engine.state import Phase
from tests.pure.live.stage import EVERY_KIND, Stage, question, setup_of


def in_buzz(**more: object) -> Stage:
    stage = Stage(setup_of(**more))
    stage.do(0, "start_round", round="buzz")
    return stage


def pressed(stage: Stage, at: float, by: str, right: bool) -> int:
    """Let a question be pressed and answered; return the verdict's number."""
    stage.do(at, "ask")
    stage.do(at, "open_buzz")
    stage.do(at, "buzz", by=by)
    return stage.do(at, "answer", right=right)[-1].n


def refused(stage: Stage, at: float, command: str, **fields: object) -> str:
    before = stage.state
    with pytest.raises(Refused) as caught:
        stage.do(at, command, **fields)
    assert stage.state is before
    return caught.value.code


def test_an_overruled_verdict_is_an_entry_that_names_what_it_corrects() -> None:
    stage = in_buzz()
    n = pressed(stage, 1, "t1", False)
    stage.do(2, "overrule", of=n, verdict="right", reason="仲裁")
    assert stage.totals == [110, 100, 100]
    last = stage.state.entries[-1]
    assert (last.why, last.corrects, last.amount, last.reason) == ("overrule", n, 2000, "仲裁")
    stage.do(3, "overrule", of=n, verdict="wrong", reason="复议")
    assert stage.totals == [90, 100, 100]


def test_a_second_referee_who_overrules_to_the_same_changes_nothing() -> None:
    stage = in_buzz()
    n = pressed(stage, 1, "t1", False)
    stage.do(2, "overrule", of=n, verdict="right", reason="仲裁")
    assert stage.do(2, "overrule", of=n, verdict="right", reason="仲裁") == []
    stage.do(3, "undo")
    assert stage.totals == [90, 100, 100]


def test_a_preview_shows_whom_a_step_moves_and_does_nothing() -> None:
    stage = in_buzz()
    n = pressed(stage, 1, "t1", False)
    before = stage.state
    moved = game.preview(
        stage.state, Command("overrule", {"of": n, "verdict": "right", "reason": "仲裁"}), 2000
    )
    assert next((one.id, one.before.amount, one.after.amount) for one in moved) == ("t1", 9000, 11000)
    assert stage.state is before


def test_overrulings_are_undone_from_the_last_one_on() -> None:
    stage = in_buzz()
    n = pressed(stage, 1, "t1", True)
    first = stage.do(2, "overrule", of=n, verdict="wrong", reason="一")[0].n
    stage.do(3, "overrule", of=n, verdict="right", reason="二")
    assert refused(stage, 4, "undo", of=first) == "undo_order"
    stage.do(5, "undo")
    stage.do(6, "undo")
    assert stage.totals == [110, 100, 100]


def test_a_verdict_of_a_question_that_is_over_can_be_undone_out_of_turn() -> None:
    stage = in_buzz()
    stage.do(0, "end_round")
    stage.do(1, "start_round", round="joint")
    stage.do(1, "ask", to="t1")
    n = stage.do(2, "answer", right=True)[0].n
    stage.do(3, "ask", to="t2")
    stage.do(4, "undo", of=n)
    assert stage.totals == [100, 100, 100]
    assert stage.state.asked
    assert stage.state.asked.to == "t2"


def test_a_voided_question_pays_nothing_but_fouls_stay() -> None:
    stage = in_buzz()
    stage.do(1, "ask")
    stage.do(1, "buzz", by="t2")  # early
    stage.do(2, "open_buzz")
    stage.do(3, "buzz", by="t1")
    n = stage.do(4, "answer", right=True)[-1].n
    stage.do(5, "void", reason="题目有误")
    assert stage.totals == [100, 90, 100]
    assert stage.do(6, "void", reason="题目有误") == []
    assert refused(stage, 7, "overrule", of=n, verdict="wrong", reason="仲裁") == "cancelled"


def test_a_past_question_is_void_without_touching_the_course_since_and_comes_back_whole() -> None:
    stage = in_buzz()
    pressed(stage, 1, "t1", True)
    pressed(stage, 11, "t2", True)
    played = stage.state.round
    n = stage.do(20, "void", number=1, reason="答案有误")[-1].n
    assert stage.totals == [100, 110, 100]
    assert stage.state.round == played
    assert stage.state.asked is not None
    assert stage.state.asked.phase is not Phase.VOID
    assert stage.do(21, "void", number=1, reason="答案有误") == []
    assert refused(stage, 22, "void", number=9, reason="没有") == "no_question"
    stage.do(23, "undo", of=n)
    assert stage.totals == [110, 110, 100]


def test_a_void_question_is_replaced_where_the_sheet_says_so() -> None:
    stage = Stage(setup_of())
    stage.do(0, "start_round", round="joint")
    for at in (1, 2):
        stage.do(at, "ask", to="t1")
        stage.do(at, "answer", right=True)
    stage.do(3, "void", reason="题目有误")
    stage.do(4, "ask", to="t1")
    stage.do(5, "answer", right=True)
    assert stage.total("t1") == 140
    assert refused(stage, 6, "ask", to="t1") == "turns_used"


def test_a_reopened_question_is_judged_anew() -> None:
    stage = in_buzz()
    n = pressed(stage, 1, "t1", True)
    stage.do(5, "reopen")
    assert stage.totals == [100, 100, 100]
    assert refused(stage, 6, "overrule", of=n, verdict="wrong", reason="仲裁") == "cancelled"
    stage.do(7, "answer", by="t1", right=False)
    assert stage.totals == [90, 100, 100]
    stage.do(8, "timeout")
    assert stage.state.everyone  # nobody else pressed: to the audience
    assert refused(stage, 9, "reopen") == "cannot_reopen"


def test_floors_hold_over_losses_and_corrections() -> None:
    stage = in_buzz(sheet={**EVERY_KIND, "base": 5, "floor": 0})
    n = pressed(stage, 1, "t1", False)
    assert stage.total("t1") == 0
    stage.do(2, "timeout")
    stage.do(2, "close")
    stage.do(3, "overrule", of=n, verdict="right", reason="仲裁")
    assert stage.total("t1") == 15
    stage.do(4, "adjust", to="t1", points=-50, reason="违规")
    assert stage.total("t1") == 0
    stage.do(5, "overrule", of=n, verdict="wrong", reason="复议")
    assert stage.total("t1") == 0


def test_adjusting_needs_points_and_a_reason() -> None:
    stage = in_buzz()
    assert refused(stage, 1, "adjust", to="t1", points=0, reason="无") == "bad_points"
    assert refused(stage, 1, "adjust", to="t1", points=1.234, reason="无") == "bad_points"
    assert refused(stage, 1, "adjust", to="t1", points=-5) == "reason_missing"
    assert refused(stage, 1, "adjust", to="丁队", points=-5, reason="无") == "unknown_contestant"
    stage.do(1, "adjust", to="甲队", points=-2.5, reason="警告")
    assert stage.total("t1") == 97.5


def test_a_bad_question_is_swapped_for_a_reserve_and_asked_afresh() -> None:
    ids = {id: question(id) for id in ("a", "b", "r")}
    stage = Stage(setup_of(questions=ids, rounds={"buzz": ["a", "b"]}, reserve=["r"]))
    stage.do(0, "start_round", round="buzz")
    stage.do(1, "ask")
    stage.do(2, "buzz", by="t1")
    stage.do(3, "swap")
    asked = stage.state.asked
    assert asked
    assert (asked.question, asked.number, asked.phase, asked.presses) == ("r", 2, Phase.READING, ())
    assert stage.total("t1") == 90
    stage.do(4, "open_buzz")
    stage.do(5, "buzz", by="t1")
    stage.do(6, "answer", response="o1")
    assert stage.total("t1") == 100
    assert refused(stage, 7, "swap") == "already_judged"


def test_what_the_judges_give_is_given_once() -> None:
    stage = Stage(setup_of())
    stage.do(0, "start_round", round="joint")
    stage.do(1, "ask", to="t3")
    stage.do(2, "mark", points=8.5)
    assert stage.total("t3") == 108.5
    assert stage.state.asked
    assert stage.state.asked.phase is Phase.CLOSED
    assert refused(stage, 3, "mark", to="t3", points=9) == "already_marked"


def test_steps_that_happened_already_change_nothing() -> None:
    stage = in_buzz()
    pressed(stage, 1, "t1", True)
    assert stage.do(2, "close") == []
    assert [one.kind for one in stage.do(3, "reveal")] == ["revealed"]
    assert stage.do(3, "reveal") == []
    stage.do(4, "finish")
    assert (
        stage.do(5, "finish")
        == stage.do(5, "end_round")
        == stage.do(5, "close")
        == stage.do(5, "reveal")
        == []
    )
    assert refused(stage, 6, "ask") == "finished"
    stage.do(7, "undo")
    stage.do(8, "ask")


def test_equal_totals_share_a_place() -> None:
    stage = in_buzz()
    pressed(stage, 1, "t3", True)
    assert [(one.id, one.rank) for one in standings(stage.state)] == [("t3", 1), ("t1", 2), ("t2", 2)]
