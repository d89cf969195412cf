"""Being sent out and let in again, as the engine has it."""

from __future__ import annotations

from typing import Any

import pytest

from quizapp.live.engine.events import Refused
from quizapp.live.engine.everyone import takes_part
from quizapp.live.engine.standings import standings
from tests.pure.live.stage import EVERY_KIND, Stage, setup_of

SHEET: Any = {**EVERY_KIND, "rounds": {"all": EVERY_KIND["rounds"]["all"]}}


def alone() -> Stage:
    stage = Stage(setup_of(SHEET, contestants=(), individual=True))
    for id in ("p1", "p2"):
        stage.join(id)
    return stage


def test_whoever_comes_back_has_the_points_and_the_place() -> None:
    stage = alone()
    stage.do(0, "adjust", to="p1", points=50, reason="评委加分")
    before = [(one.id, one.amount) for one in standings(stage.state)]
    stage.do(1, "remove", player="p1")
    assert [one.id for one in standings(stage.state)] == ["p2"]
    stage.do(2, "admit", player="p1")
    assert [(one.id, one.amount) for one in standings(stage.state)] == before


def test_a_question_under_way_is_not_theirs_and_costs_nothing() -> None:
    stage = alone()
    stage.do(0, "start_round", round="all")
    stage.do(1, "ask")
    stage.do(2, "remove", player="p1")
    stage.do(3, "admit", player="p1")
    assert not takes_part(stage.state, stage.state.players["p1"])
    stage.do(22, "close", answers={})
    assert (stage.total("p1"), stage.total("p2")) == (100, 50)
    stage.do(23, "reveal")
    stage.do(24, "ask")
    assert takes_part(stage.state, stage.state.players["p1"])


def test_the_seat_is_not_theirs_any_more_but_the_team_is() -> None:
    stage = Stage(setup_of(SHEET))
    stage.join("p1", "t1", seat=1)
    stage.do(1, "remove", player="p1")
    stage.join("p2", "t1", seat=1)
    stage.do(2, "admit", player="p1")
    player = stage.state.players["p1"]
    assert (player.team, player.seat, player.removed) == ("t1", None, False)


def test_a_script_names_whom_it_lets_in_again() -> None:
    stage = alone()
    stage.do(1, "remove", player="人p1")
    [told] = stage.do(2, "admit", player="人p1")
    assert told.kind == "readmitted"
    assert stage.do(3, "admit", player="人p1") == []


def test_one_who_waited_and_was_refused_is_in_after_all() -> None:
    stage = Stage(setup_of(SHEET, approve=True))
    stage.join("p1")
    stage.do(1, "remove", player="p1")
    stage.do(2, "admit", player="p1")
    assert stage.state.players["p1"].admitted


def test_a_name_that_somebody_else_bears_by_now_is_refused() -> None:
    stage = alone()
    stage.do(1, "remove", player="p1")
    stage.do(2, "join", player="p3", name="人p1")
    with pytest.raises(Refused) as caught:
        stage.do(3, "admit", player="p1")
    assert caught.value.code == "name_taken"
    stage.do(4, "rename", player="p3", name="另一位")
    stage.do(5, "admit", player="p1")
    assert not stage.state.players["p1"].removed


def test_it_is_taken_back_by_sending_out_again_and_by_no_undo() -> None:
    stage = alone()
    stage.do(0, "adjust", to="p2", points=5, reason="评委加分")
    stage.do(1, "remove", player="p1")
    stage.do(2, "admit", player="p1")
    stage.do(3, "undo")
    assert not stage.state.players["p1"].removed
    assert stage.total("p2") == 100
    stage.do(4, "remove", player="p1")
    assert stage.state.players["p1"].removed
