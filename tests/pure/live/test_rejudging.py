"""Judging a contest anew by another key: which steps it takes, what is left to the referee, and back again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.live.afterwards.rejudging import plan, turned, undo
from quizapp.live.engine.state import Board, State
from quizapp.papers.rulings import RulingKind
from tests.pure.live.stage import Stage, bare, question, setup_of

PLAYERS = ("p1", "p2", "p3")
QUESTIONS = {id: question(id) for id in ("q1", "q2")}
OPTIONS = st.sampled_from(["o1", "o2", "o3", None])


def played(first: list[str | None], second: list[str | None]) -> Stage:
    """Two questions that everybody answers, keys A (o1); who says None is silent."""
    stage = Stage(setup_of(questions=QUESTIONS, rounds={"all": ["q1", "q2"]}))
    for number, player in enumerate(PLAYERS):
        stage.join(player, ("t1", "t2", None)[number])
    stage.do(1, "start_round", round="all")
    for at, responses in ((2, first), (60, second)):
        stage.do(at, "ask")
        stage.do(at + 4, "open") if stage.state.asked and stage.state.asked.opened_at is None else None
        given = {
            player: {"response": response, "at": (at + 5) * 1000}
            for player, response in zip(PLAYERS, responses, strict=True)
            if response
        }
        stage.do(at + 30, "close", answers=given)
    stage.do(200, "finish")
    return stage


def fixed(key: str) -> dict[str, object]:
    return {"q1": replace(QUESTIONS["q1"], item=replace(QUESTIONS["q1"].item, key=key))}


def boards(state: State) -> dict[tuple[Board, str], int]:
    return {key: amount for key, amount in state.totals.items() if amount}


@given(st.lists(OPTIONS, min_size=3, max_size=3), st.lists(OPTIONS, min_size=3, max_size=3))
def test_the_same_key_takes_no_step(first: list[str | None], second: list[str | None]) -> None:
    found = plan(played(first, second).state, fixed("A"), RulingKind.KEY, "条文", "member:1")  # type: ignore[arg-type]  # questions
    assert found.steps == ()


@given(
    st.lists(OPTIONS, min_size=3, max_size=3),
    st.lists(OPTIONS, min_size=3, max_size=3),
    st.sampled_from([RulingKind.KEY, RulingKind.FULL, RulingKind.NONE]),
)
def test_whatever_was_done_is_undone_to_the_last_point(
    first: list[str | None], second: list[str | None], kind: RulingKind
) -> None:
    before = played(first, second).state
    there = plan(before, fixed("B"), kind, "条文", "member:1")  # type: ignore[arg-type]  # questions
    events = [one.n for one in there.after.history[before.n :]]
    back = undo(there.after, events, "member:1")
    assert boards(back.after) == boards(before)
    assert turned(before, back.after) == []
    assert bare(replace(back.after, entries=(), asked=None)).streaks == before.streaks


@pytest.mark.parametrize(
    ("kind", "right"), [(RulingKind.KEY, {"p2"}), (RulingKind.FULL, {"p1", "p2"}), (RulingKind.NONE, set())]
)
def test_each_ruling_leads_to_what_it_says(kind: RulingKind, right: set[str]) -> None:
    before = played(["o1", "o2", None], ["o1", "o1", "o1"]).state
    there = plan(before, fixed("B"), kind, "条文", "member:1")  # type: ignore[arg-type]  # questions
    of_first = {
        entry.to
        for entry in there.after.entries
        if entry.question == 1
        and sum(one.amount for one in there.after.entries if (one.to, one.question) == (entry.to, 1)) > 0
    }
    assert {one for one in of_first if one.startswith("p")} == right
    again = plan(there.after, fixed("B"), kind, "条文", "member:1")  # type: ignore[arg-type]  # questions
    assert again.steps == ()


def test_what_was_spoken_is_left_to_the_referee() -> None:
    stage = Stage(setup_of(questions=QUESTIONS, rounds={"joint": ["q1"]}))
    stage.do(1, "start_round", round="joint")
    stage.do(2, "ask", to="t1", question="q1")
    stage.do(3, "answer", right=False)
    found = plan(stage.state, fixed("B"), RulingKind.KEY, "条文", "member:1")  # type: ignore[arg-type]  # questions
    assert found.steps == ()
    assert [(one.number, one.to, one.why) for one in found.left] == [(1, "t1", "spoken")]
    void = plan(stage.state, fixed("B"), RulingKind.FULL, "条文", "member:1")  # type: ignore[arg-type]  # questions
    assert void.after.total("t1") > stage.state.total("t1")
