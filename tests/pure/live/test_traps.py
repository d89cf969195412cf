"""Traps that other live-quiz programs fell into, as far as they are the engine's: ours does not."""

from __future__ import annotations

import pytest

from quizapp.live.engine.events import Refused
from quizapp.live.engine.everyone import check_answer
from quizapp.live.engine.standings import standings
from tests.pure.live.stage import Stage, question, setup_of


def party(players: int = 3) -> Stage:
    ids = {id: question(id) for id in ("a", "b")}
    rules = {"kind": "all_answer", "points": 1000, "wrong": 0, "answer_s": 20, "scoring": "speed"}
    sheet = {"id": "party", "rounds": {"all": rules}}
    stage = Stage(setup_of(sheet, contestants=(), individual=True, questions=ids, rounds={"all": ["a", "b"]}))
    for n in range(1, players + 1):
        stage.join(f"p{n}")
    stage.do(0, "start_round", round="all")
    stage.do(0, "ask")
    return stage


def test_all_answers_of_one_moment_count() -> None:
    """Answers are rows of their own, graded together: none overwrites another."""
    stage = party(500)
    answers = {f"p{n}": {"response": "o1", "at": 2000} for n in range(1, 501)}
    stage.do(20, "close", answers=answers)
    assert {row.amount for row in standings(stage.state)} == {950_00}
    assert len(stage.state.entries) == 500


def test_a_late_answer_earns_nothing_and_loses_nothing() -> None:
    stage = party()
    with pytest.raises(Refused):
        check_answer(stage.state, "p1", "q1", "o1", 21_000)
    stage.do(20, "close", answers={"p1": {"response": "o1", "at": 21_000}})
    assert stage.total("p1") == 0


def test_how_far_away_a_phone_says_it_is_moves_no_point_and_no_press() -> None:
    stage = party()
    stage.do(20, "close", answers={"p1": {"response": "o1", "at": 2000, "rtt": 999}})
    assert stage.total("p1") == 950
    buzz = Stage(setup_of({"id": "b", "rounds": {"buzz": {"kind": "buzz", "points": 10, "wrong": 0}}}))
    buzz.do(0, "start_round")
    buzz.do(1, "ask")
    buzz.do(2, "open_buzz")
    buzz.do(3, "buzz", by="t2", rtt=5)
    with pytest.raises(Refused):
        buzz.do(3.1, "buzz", by="t1", rtt=5000)
    assert buzz.state.asked
    assert buzz.state.asked.answerer == "t2"


def test_the_result_is_there_without_anybody_saving_it() -> None:
    stage = party()
    stage.do(20, "close", answers={"p2": {"response": "o1", "at": 2000}})
    assert standings(stage.state)[0].id == "p2"


def test_who_is_sent_out_is_gone_from_the_standings_too() -> None:
    stage = party()
    stage.do(20, "close", answers={"p1": {"response": "o1", "at": 2000}})
    stage.do(21, "remove", player="p1")
    assert [row.id for row in standings(stage.state)] == ["p2", "p3"]


def test_a_tap_after_the_reveal_answers_no_later_question() -> None:
    stage = party()
    stage.do(20, "close", answers={})
    stage.do(21, "reveal")
    with pytest.raises(Refused):
        check_answer(stage.state, "p1", "q1", "o1", 22_000)
    stage.do(30, "ask")
    with pytest.raises(Refused) as caught:
        check_answer(stage.state, "p1", "q1", "o1", 31_000)
    assert caught.value.code == "other_question"
    assert check_answer(stage.state, "p1", "q2", "o1", 31_000) == 2


def test_equal_players_share_a_place_whoever_came_first() -> None:
    stage = party()
    stage.do(20, "close", answers={"p3": {"response": "o1", "at": 2000}})
    assert [(row.id, row.rank) for row in standings(stage.state)] == [("p3", 1), ("p1", 2), ("p2", 2)]


def test_a_contest_needs_nobody_present() -> None:
    """The lobby is a log, not a connection: host and players may all be away."""
    stage = party(1)
    stage.do(1, "remove", player="p1")
    stage.join("p9", at=2)
    assert [row.id for row in standings(stage.state)] == ["p9"]


def test_a_name_made_of_digits_is_a_name() -> None:
    stage = party(2)
    stage.do(1, "rename", player="p2", name="4242")
    stage.do(20, "close", answers={"p1": {"response": "o1", "at": 2000}})
    assert [row.id for row in standings(stage.state)] == ["p1", "p2"]


@pytest.mark.parametrize("name", ["李雷", "王"])
def test_short_names_are_names(name: str) -> None:
    stage = party(1)
    stage.do(1, "join", player="new", name=name)
    assert stage.state.players["new"].name == name


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "name_empty"),
        ("  ", "name_empty"),
        ("长" * 200, "name_too_long"),
        ("<b>甲", "name_bad"),
        (7, "name_empty"),
    ],
)
def test_what_is_no_name(name: object, code: str) -> None:
    stage = party(1)
    with pytest.raises(Refused) as caught:
        stage.do(1, "join", player="new", name=name)
    assert caught.value.code == code


def test_a_seat_is_taken_over_and_nobody_is_there_twice() -> None:
    stage = Stage(setup_of())
    stage.join("p1", "t1", seat=1, member=7)
    for fields, code in (
        ({"name": "别人", "team": "t1", "seat": 1}, "seat_taken"),
        ({"name": "人p1"}, "name_taken"),
        ({"name": "本人", "member": 7}, "already_joined"),
    ):
        with pytest.raises(Refused) as caught:
            stage.do(1, "join", player="p2", **fields)
        assert caught.value.code == code
    stage.join("p2", "t1")
    stage.do(2, "move", player="p2", team="t1", seat=1)
    assert (stage.state.players["p1"].seat, stage.state.players["p2"].seat) == (None, 1)
    stage.do(3, "lock")
    with pytest.raises(Refused) as caught:
        stage.join("p3")
    assert caught.value.code == "locked"


def test_one_who_was_sent_out_presses_for_no_team() -> None:
    stage = Stage(setup_of())
    stage.join("p1", "t1")
    stage.do(0, "start_round", round="buzz")
    stage.do(1, "ask")
    stage.do(2, "open_buzz")
    stage.do(3, "remove", player="p1")
    with pytest.raises(Refused) as caught:
        stage.do(4, "buzz", by="p1")
    assert caught.value.code == "not_on_stage"
