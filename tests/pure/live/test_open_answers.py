"""Open answers on the phone: nothing is said of them before a judge has spoken, by a verdict or by a mark."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from quizapp.bank.item import Item, ItemType
from quizapp.live.engine.events import Refused
from quizapp.live.engine.explaining import outcomes, told
from quizapp.live.engine.setup import Question
from quizapp.live.projections import mine
from tests.pure.live.stage import Stage, question, setup_of

SHEET: Any = {
    "id": "x",
    "rounds": {
        "all": {
            "kind": "all_answer",
            "points": 10,
            "wrong": -5,
            "answer_s": 20,
            "scoring": "speed",
            "streak": [1],
        }
    },
}


def stage() -> Stage:
    """Return p1 and p2, each for oneself: one question with a key, an open one, one with a key."""
    short = Question("open", Item("open", ItemType.SHORT, "题", "简述。", (), "要点"))
    questions = {"a": question("a"), "open": short, "b": question("b")}
    found = Stage(
        setup_of(
            SHEET, contestants=(), individual=True, questions=questions, rounds={"all": ["a", "open", "b"]}
        )
    )
    found.join("p1")
    found.join("p2")
    found.do(0, "start_round", round="all")
    return found


def answered(on: Stage, at: float, **given: str) -> int:
    """Ask, close with these answers and reveal; return the number of the close."""
    on.do(at, "ask")
    answers = {id: {"response": one, "at": round(at * 1000)} for id, one in given.items()}
    [closed] = on.do(at + 20, "close", answers=answers)
    on.do(at + 21, "reveal")
    return closed.n


def shown(on: Stage, player: str) -> Any:
    return mine(on.state, player, datetime(2026, 1, 1, tzinfo=UTC))["result"]


def judged(on: Stage, of: int, player: str, verdict: str) -> None:
    on.do(60, "overrule", of=of, player=player, verdict=verdict, reason="评委复核")


def test_an_open_answer_waits_and_is_neither_right_nor_wrong() -> None:
    on = stage()
    answered(on, 0, p1="o1", p2="o2")
    answered(on, 30, p1="学雷锋")
    assert shown(on, "p1") == {"verdict": "unmarked", "points": 0}
    assert shown(on, "p2") == {"verdict": "silent", "points": 0}
    question_ = told(on.state)[1]
    assert (question_.answered, question_.unmarked, question_.silent) == (1, 1, 1)
    assert question_.facility == 0  # of one who was silent
    outcome = outcomes(on.state)["p1"]
    assert (outcome.answered, outcome.known, outcome.missed) == (2, ("a",), ())
    assert on.state.streaks == {"p1": 1, "p2": 0}


@pytest.mark.parametrize(("verdict", "points"), [("right", 11), ("wrong", -5)])
def test_a_judge_s_verdict_is_the_result(verdict: str, points: int) -> None:
    on = stage()
    answered(on, 0, p1="o1")
    of = answered(on, 30, p1="学雷锋")
    before = on.total("p1")
    judged(on, of, "p1", verdict)
    assert shown(on, "p1")["verdict"] == verdict
    assert on.total("p1") - before == points
    assert told(on.state)[1].unmarked == 0
    assert on.state.streaks["p1"] == (2 if verdict == "right" else 0)
    assert outcomes(on.state)["p1"].missed == (() if verdict == "right" else ("open",))


def test_wrong_is_said_once_and_can_be_undone() -> None:
    on = stage()
    answered(on, 0)
    of = answered(on, 30, p1="学雷锋")
    judged(on, of, "p1", "wrong")
    assert on.do(61, "overrule", of=of, player="p1", verdict="wrong", reason="评委复核") == []
    on.do(62, "undo")
    assert shown(on, "p1") == {"verdict": "unmarked", "points": 0}


@pytest.mark.parametrize(("points", "verdict"), [(10, "right"), (4, "incomplete"), (0, "wrong")])
def test_a_judges_mark_is_the_result(points: int, verdict: str) -> None:
    on = stage()
    answered(on, 0)
    of = answered(on, 30, p1="学雷锋")
    on.do(60, "mark", to="p1", points=points)
    assert shown(on, "p1") == {"verdict": verdict, "points": points}
    assert on.total("p1") == points
    assert told(on.state)[1].unmarked == 0
    with pytest.raises(Refused) as caught:
        judged(on, of, "p1", "right")
    assert caught.value.code == "already_marked"


def test_what_waits_breaks_no_row_of_right_answers() -> None:
    on = stage()
    answered(on, 0, p1="o1")
    of = answered(on, 30, p1="学雷锋")
    answered(on, 70, p1="o1")
    assert on.state.streaks["p1"] == 2
    judged(on, of, "p1", "wrong")
    assert on.state.streaks["p1"] == 1
