"""What single fields of a rule sheet do on the stage."""

from __future__ import annotations

from typing import Any

import pytest

from quizapp.live.engine import game
from quizapp.live.engine.events import Command, Refused
from quizapp.live.engine.gaps import settle
from quizapp.live.engine.reading import load, read_sheet
from quizapp.live.engine.setup import Contestant, Setup
from quizapp.live.engine.sheet import RuleSheet
from quizapp.live.engine.standings import standings
from quizapp.live.engine.state import Phase, State


class Stage:
    """Teams A, B, C … on the stage, a second between two acts."""

    def __init__(self, sheet: RuleSheet, teams: str = "ABC", **decisions: object) -> None:
        named = {name.replace("__", "."): value for name, value in decisions.items()}
        contestants = tuple(Contestant(one, one, number) for number, one in enumerate(teams, start=1))
        self.state: State = game.begin(Setup(settle(sheet, named)[0], contestants))
        self.now = 0

    def do(self, do: str, /, **fields: Any) -> Stage:
        self.now += 1000
        self.state, _ = game.apply(self.state, Command(do, fields), self.now)
        return self

    def refused(self, do: str, /, **fields: Any) -> str:
        with pytest.raises(Refused) as caught:
            self.do(do, **fields)
        return caught.value.code

    def points(self) -> list[float]:
        return [self.state.total(one) / 100 for one in self.state.contestants]

    @property
    def phase(self) -> Phase | None:
        return self.state.asked.phase if self.state.asked else None


def one(kind: str, **fields: Any) -> RuleSheet:
    return read_sheet({"rounds": [{"kind": kind, **fields}]})


def blurting(**fields: Any) -> Stage:
    buzz = one("buzz", points=10, wrong=-10, blurt=fields or {"points": -10, "exclude": "question"})
    return Stage(buzz).do("start_round").do("ask").do("open_buzz")


def test_who_speaks_out_of_turn_pays_and_is_out_of_the_question() -> None:
    stage = blurting().do("buzz", by="A").do("blurt", by="B")
    assert stage.points() == [0, -10, 0]
    assert stage.refused("blurt", by="B") == "out_of_question"
    assert stage.do("answer", by="A", right=True).points() == [10, -10, 0]
    assert stage.do("ask").do("open_buzz").do("buzz", by="B").phase is Phase.ANSWERING


def test_who_blurted_cannot_press_for_the_question() -> None:
    assert blurting().do("blurt", by="C").refused("buzz", by="C") == "out_of_question"


def test_a_blurt_may_cost_the_round_or_the_question_or_only_points() -> None:
    out = blurting(points=-5, exclude="round").do("blurt", by="A").do("timeout").do("ask").do("open_buzz")
    assert out.refused("buzz", by="A") == "shut_out"
    assert blurting(points=-5, question="void").do("blurt", by="A").phase is Phase.VOID
    assert blurting(points=-5).do("blurt", by="A").do("buzz", by="A").points() == [-5, 0, 0]


def test_a_blurt_is_refused_where_it_cannot_be() -> None:
    assert blurting().do("buzz", by="A").refused("blurt", by="A") == "its_turn"
    silent = Stage(one("buzz", points=10)).do("start_round").do("ask")
    assert silent.refused("blurt", by="A") == "no_blurt"


@pytest.mark.parametrize(("right", "points"), [(True, [0, 30, 0]), (False, [30, 0, 0])])
def test_a_named_team_gets_the_value_and_its_miss_goes_to_who_named_it(
    right: bool, points: list[float]
) -> None:
    stage = Stage(load("R21")).do("start_round", round="risk").do("choose_value", by="A", value=30)
    stage.do("pass", by="A", to="B").do("answer", by="B", right=right)
    assert stage.points() == points


def test_overruling_a_named_teams_miss_moves_the_value_to_it() -> None:
    stage = Stage(load("R21")).do("start_round", round="risk").do("choose_value", by="A", value=30)
    stage.do("pass", by="A", to="B").do("answer", by="B", right=False)
    verdict = next(log.n for log in stage.state.history if log.kind == "answered")
    assert stage.do("overrule", of=verdict, verdict="right", reason="仲裁").points() == [0, 30, 0]


def test_a_risk_round_without_values_takes_what_the_host_says() -> None:
    stage = Stage(one("risk", wrong="-v")).do("start_round")
    assert stage.refused("choose_value", by="A", value=-5) == "no_such_value"
    assert stage.do("choose_value", by="A", value=25).do("answer", by="A", right=True).points() == [25, 0, 0]


@pytest.mark.parametrize(("decided", "refused"), [("another", True), ("end", False)])
def test_a_value_that_is_used_up_is_refused_or_ends_the_turn(decided: str, refused: bool) -> None:
    stage = Stage(one("risk", stock={"10": 1, "20": 2}, wrong="-v"), risk__out_of_stock=decided)
    stage.do("start_round").do("choose_value", by="A", value=10).do("answer", by="A", right=True)
    if refused:
        assert stage.refused("choose_value", by="B", value=10) == "value_out"
    else:
        stage.do("choose_value", by="B", value=10)
        assert stage.refused("choose_value", by="B", value=20) == "turns_used"
    assert stage.points() == [10, 0, 0]


def test_a_second_play_off_parts_whom_the_first_left_equal() -> None:
    sheet = read_sheet({"rounds": [{"kind": "buzz", "points": 10}], "tie": {"mode": "buzz"}})
    stage = Stage(sheet).do("start_round").do("end_round")
    for winner in "BC":
        stage.do("start_round", round="playoff").do("ask").do("open_buzz").do("buzz", by=winner)
        stage.do("answer", by=winner, right=True).do("end_round")
    assert [(row.id, row.rank) for row in standings(stage.state)] == [("B", 1), ("C", 2), ("A", 3)]
    assert stage.points() == [0, 0, 0]


def test_members_have_as_many_turns_as_the_team_has_members() -> None:
    stage = Stage(
        read_sheet(
            {"rounds": [{"kind": "required_individual", "points": 10, "per_member": 1}], "team_size": 2}
        ),
        "A",
    )
    stage.do("start_round")
    for _ in range(2):
        stage.do("ask", to="A").do("answer", by="A", right=True)
    assert stage.refused("ask", to="A") == "turns_used"


def test_who_sets_a_question_chooses_among_the_sheets_values() -> None:
    stage = Stage(one("assign", values=[10, 20], wrong=0)).do("start_round")
    assert stage.refused("ask", to="B", points=15) == "no_such_value"
    assert stage.do("ask", to="B", points=20).do("answer", by="B", right=True).points() == [0, 20, 0]
