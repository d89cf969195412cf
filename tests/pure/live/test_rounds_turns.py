"""Rounds in turn: required, risk, duel, arena, ladder, speed, relay, assigned."""

from __future__ import annotations

from typing import Any

import pytest

from quizapp.live.engine.events import Refused
from quizapp.live.engine.standings import standings
from quizapp.live.engine.state import Phase
from tests.pure.live.stage import Stage, question, setup_of


def in_round(kind: str, at: float = 0, sheet: Any = None, setup: Any = None, **rules: Any) -> Stage:
    whole = {"id": "x", "base": 100, "rounds": {"it": {"kind": kind, "points": 10, **rules}}, **(sheet or {})}
    if "values" in rules or "stock" in rules:
        del whole["rounds"]["it"]["points"]
    return Stage(setup_of(whole, **(setup or {})))


def begun(kind: str, **rules: Any) -> Stage:
    stage = in_round(kind, **rules)
    stage.do(0, "start_round", round="it")
    return stage


def code(stage: Stage, at: float, command: str, **fields: Any) -> str:
    with pytest.raises(Refused) as caught:
        stage.do(at, command, **fields)
    return caught.value.code


def turns(stage: Stage, count: int) -> list[str | None]:
    """Ask and judge so many questions without saying whose they are; return whose they were."""
    found = []
    for at in range(count):
        stage.do(at, "ask")
        found.append(stage.state.asked.to if stage.state.asked else None)
        stage.do(at, "answer", right=True)
    return found


def test_required_questions_go_team_by_team_or_member_by_member() -> None:
    assert turns(begun("required_individual", per_team=2), 6) == ["t1", "t1", "t2", "t2", "t3", "t3"]
    by_member = begun("required_individual", per_team=2, order="member")
    assert turns(by_member, 6) == ["t1", "t2", "t3", "t1", "t2", "t3"]
    assert code(by_member, 9, "ask") == "round_exhausted"


def test_the_seat_follows_the_members_on_stage() -> None:
    stage = begun("required_individual", per_team=3, on_stage=[3, 4])
    seats = []
    for at in range(3):
        stage.do(at, "ask", to="t1")
        seats.append(stage.state.asked.seat if stage.state.asked else None)
        stage.do(at, "answer", right=True)
    assert seats == [3, 4, 3]


@pytest.mark.parametrize(
    ("rules", "verdict", "points"),
    [
        ({"wrong": -5}, "incomplete", -5),
        ({"wrong": -5, "incomplete": -1}, "incomplete", -1),
        ({"wrong": -5}, "late", -5),
        ({"wrong": -5, "timeout": 0}, "late", 0),
        ({"wrong": 0, "prompted": -10}, "prompted", -10),
        ({"wrong": 0, "timeout": -3}, "not_started", -3),
        ({"wrong": -5}, "declined", 0),
    ],
)
def test_each_verdict_has_its_price(rules: Any, verdict: str, points: int) -> None:
    stage = begun("required_team", **rules)
    stage.do(0, "ask", to="t1")
    stage.do(1, "answer", verdict=verdict)
    assert stage.total("t1") == 100 + points


def test_one_question_may_be_worth_more_and_have_its_own_time() -> None:
    stage = begun("required_team", answer_s=10)
    stage.do(0, "ask", to="t1", points=2.5, limit=30)
    stage.do(25, "answer", right=True)
    assert stage.total("t1") == 102.5


def risking(**rules: Any) -> Stage:
    return begun("risk", **{"values": [10, 20, 30], "wrong": "-v", "order": "seat", **rules})


def test_risk_is_chosen_in_turn_and_the_choice_is_final() -> None:
    stage = risking()
    assert code(stage, 1, "choose_value", by="t2", value=10) == "not_your_turn"
    stage.do(1, "ask")
    assert code(stage, 2, "answer", by="t1", right=True) == "value_missing"
    assert code(stage, 2, "choose_value", by="t1", value=40) == "no_such_value"
    stage.do(3, "choose_value", by="t1", value=30)
    assert code(stage, 4, "choose_value", by="t1", value=10) == "value_chosen"
    assert stage.do(4, "ask", to="t1") == []
    stage.do(5, "answer", right=False)
    stage.do(6, "pass", by="t2")
    stage.do(7, "choose_value", by="t3", value=20)
    stage.do(8, "answer", right=True)
    assert stage.totals == [70, 100, 120]
    assert code(stage, 9, "ask") == "round_exhausted"


def test_risk_goes_by_score_anew_each_time_round() -> None:
    stage = risking(order="score_asc", rounds=2)
    for team, value, right in (("t1", 10, True), ("t2", 30, False), ("t3", 20, False)):
        stage.do(1, "choose_value", by=team, value=value)
        stage.do(1, "answer", right=right)
    assert stage.totals == [110, 70, 80]
    stage.do(2, "ask")
    assert stage.state.asked
    assert stage.state.asked.to == "t2"
    assert stage.state.round
    assert stage.state.round.order == ("t2", "t3", "t1")


def test_the_order_stays_when_a_verdict_before_it_is_overruled() -> None:
    stage = risking(order="score_asc", rounds=2)
    stage.do(1, "choose_value", by="t1", value=10)
    n = stage.do(1, "answer", right=True)[0].n
    stage.do(1, "pass", by="t2")
    stage.do(1, "pass", by="t3")
    stage.do(2, "ask")
    stage.do(3, "overrule", of=n, verdict="wrong", reason="仲裁")
    assert stage.state.round
    assert stage.state.round.order == ("t2", "t3", "t1")
    assert stage.totals == [90, 100, 100]


@pytest.mark.parametrize(
    ("rules", "value", "wanted"),
    [
        ({"distinct_values": True, "rounds": 2}, 10, "value_used"),
        ({"stock": {10: 3, 20: 9}, "values": None, "rounds": 2}, 10, "value_out"),
        ({"may_exceed": False, "values": [10, 20, 300]}, 300, "value_too_high"),
    ],
)
def test_values_that_are_not_to_be_had(rules: Any, value: int, wanted: str) -> None:
    stage = risking(**rules)
    if wanted != "value_too_high":
        for team in ("t1", "t2", "t3"):
            stage.do(1, "choose_value", by=team, value=value)
            stage.do(1, "answer", right=True)
    assert code(stage, 2, "choose_value", by="t1", value=value) == wanted


def test_declining_may_be_forbidden() -> None:
    stage = risking(decline=False)
    assert code(stage, 1, "pass", by="t1") == "may_not_decline"


def test_who_is_named_gets_the_value_or_it_goes_back() -> None:
    stage = risking(may_name=True)
    stage.do(1, "choose_value", by="t1", value=20)
    stage.do(2, "pass", by="t1", to="t2")
    assert code(stage, 2, "answer", by="t1", right=True) == "not_your_turn"
    n = stage.do(3, "answer", by="t2", right=False)[0].n
    assert stage.totals == [120, 100, 100]
    stage.do(4, "overrule", of=n, verdict="right", reason="仲裁")
    assert stage.totals == [100, 120, 100]
    stage.do(5, "overrule", of=n, verdict="wrong", reason="复议")
    assert stage.totals == [120, 100, 100]


def test_naming_before_the_value_is_chosen() -> None:
    stage = risking(may_name=True)
    stage.do(1, "pass", by="t1", to="t3")
    stage.do(2, "choose_value", by="t1", value=30)
    stage.do(3, "answer", by="t3", right=True)
    assert stage.totals == [100, 100, 130]


def test_duels_pair_by_rank_and_stay_paired() -> None:
    stage = in_round("duel", set_of=1, wrong=-10, odd="solo")
    n = stage.do(0, "adjust", to="t3", points=50, reason="加分")[0].n
    stage.do(0, "adjust", to="t2", points=20, reason="加分")
    stage.do(1, "start_round", round="it")
    assert stage.state.round
    assert stage.state.round.pairs == (("t3", "t2"), ("t1",))
    stage.do(2, "undo", of=n)
    assert stage.state.round.pairs == (("t3", "t2"), ("t1",))
    assert turns(stage, 3) == ["t3", "t2", "t1"]


def test_a_help_is_used_once_a_duel_and_restarts_the_clock() -> None:
    stage = begun("duel", set_of=2, answer_s=10, help={"per_duel": 1, "restarts_clock": True})
    stage.do(0, "ask")
    stage.do(8, "use_help", by=stage.state.asked.to if stage.state.asked else None)
    assert stage.state.asked
    assert stage.state.asked.ends_at == 18_000
    assert code(stage, 9, "use_help", by=stage.state.asked.to) == "help_used"


def test_wrong_options_are_taken_away() -> None:
    helps = [{"name": "remove"}, {"name": "skip"}]
    setup = {"questions": {"a": question("a")}, "rounds": {"it": ["a"]}}
    stage = begun("required_team", helps=helps, setup=setup)
    stage.do(0, "ask", to="t1")
    stage.do(1, "use_help", by="t1", help="remove")
    assert stage.state.asked
    assert len(stage.state.asked.gone) == 2
    assert "o1" not in stage.state.asked.gone
    stage.do(2, "use_help", by="t1", help="skip")
    assert stage.state.asked.phase is Phase.CLOSED
    assert stage.total("t1") == 100
    assert code(stage, 3, "use_help", by="t2", help="ask") == "question_closed"


def test_on_the_stage_the_loser_leaves_and_the_champion_may_hand_one_question_on() -> None:
    stage = begun("arena", wrong=0, pass_to_opponent=1)
    assert code(stage, 1, "ask", to="t1") == "not_paired"
    stage.do(1, "pair", first="t1", second="t2")
    stage.do(2, "ask", to="t1")
    stage.do(3, "pass", by="t1")
    assert code(stage, 3, "pass", by="t2") == "no_pass_left"
    stage.do(4, "answer", by="t2", right=False)
    assert code(stage, 5, "ask", to="t1") == "not_your_turn"
    stage.do(5, "ask", to="t2")
    stage.do(6, "answer", right=True)
    assert stage.state.exits == ("t1",)
    assert code(stage, 7, "pair", first="t1", second="t3") == "out"
    stage.do(8, "void", reason="题目有误")  # the question that decided it
    assert stage.state.exits == ()
    assert stage.state.round
    assert stage.state.round.champion == "t1"
    stage.do(9, "undo")
    stage.do(10, "pair", first="t2", second="t3")
    for team, right in (("t2", True), ("t3", False)):
        stage.do(11, "ask", to=team)
        stage.do(11, "answer", right=right)
    assert next(one.id for one in standings(stage.state)) == "t2"


def test_a_ladder_ends_at_the_first_miss_and_a_void_step_lets_go_on() -> None:
    stage = begun("ladder", values=[10, 20, 30], stop_at_first_miss=True, wrong=0)
    for right in (True, False):
        stage.do(1, "ask", to="t1")
        stage.do(1, "answer", right=right)
    assert stage.total("t1") == 110
    assert code(stage, 2, "ask", to="t1") == "has_stopped"
    stage.do(3, "void", reason="题目有误")
    stage.do(4, "ask", to="t1")
    assert stage.state.asked
    assert stage.state.asked.value == 3000


def test_a_run_counts_until_its_time_or_its_questions_end() -> None:
    ids = {id: question(id) for id in "abc"}
    stage = begun(
        "speed", per_team=9, wrong=0, answer_s=40, setup={"questions": ids, "rounds": {"it": list("abc")}}
    )
    stage.do(0, "ask", to="t1")
    shown = []
    for at in (1, 2):
        shown.append(stage.state.asked.question if stage.state.asked else None)
        stage.do(at, "answer", response="o1")
    stage.do(41, "timeout", actor="clock")
    assert shown == ["a", "b"]
    assert stage.do(41, "timeout") == []
    assert stage.total("t1") == 120
    assert code(stage, 42, "answer", right=True) == "question_closed"


def test_a_run_ends_with_the_last_prepared_question() -> None:
    ids = {id: question(id) for id in "ab"}
    stage = begun("speed", wrong=0, setup={"questions": ids, "rounds": {"it": list("ab")}})
    stage.do(0, "ask", to="t1")
    stage.do(1, "answer", right=True)
    stage.do(2, "answer", right=True)
    assert stage.state.asked
    assert stage.state.asked.phase is Phase.CLOSED


def test_in_a_relay_the_next_member_goes_on_after_a_miss() -> None:
    stage = begun("relay", wrong=0, sheet={"team_size": 2})
    stage.do(0, "ask", to="t1")
    seats = []
    for right in (True, False, True, False):
        seats.append(stage.state.asked.seat if stage.state.asked else None)
        stage.do(1, "answer", right=right)
    assert seats == [1, 1, 2, 2]
    assert stage.total("t1") == 120
    assert code(stage, 2, "answer", right=True) == "question_closed"


def test_each_team_sets_a_question_for_the_next() -> None:
    stage = begun("assign", values=[10, 20], wrong="-v", per_team=1)
    authors = []
    for team in ("t1", "t2", "t3"):
        stage.do(1, "ask", to=team, points=20)
        authors.append(stage.state.asked.author if stage.state.asked else None)
        stage.do(1, "answer", right=team == "t1")
    assert authors == ["t3", "t1", "t2"]
    assert stage.totals == [120, 80, 80]
    assert code(stage, 2, "ask", to="t1") == "turns_used"
