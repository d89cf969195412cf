"""How many questions a contest needs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quizapp.live.engine.reading import load
from quizapp.live.engine.sheet import Kind, Risk, Round, RuleSheet, Tie
from quizapp.live.needs import missing, needs_of, reserve_wanted, total_needed


@pytest.mark.parametrize(
    ("sheet", "teams", "expected"),
    [
        (
            "R1",
            4,
            {"req": 24, "buzz": 20, "duel": 20, "risk": 24},
        ),  # risk: 2 picks of 4 teams at each of 3 values
        ("R6", 10, {"req": 30, "buzz": 10, "risk": 30}),
        ("R12", 9, {"req": 27, "buzz": 30, "risk": 27}),  # the two values must differ
        ("R14", 4, {"joint": 8, "buzz": 20, "ladder": 12}),
        ("R22", 5, {"joint": 15, "buzz": 20, "risk": 5}),  # the stock stands in the sheet
    ],
)
def test_the_sheet_and_the_teams_say_how_many(sheet: str, teams: int, expected: dict[str, int]) -> None:
    rules = load(sheet)
    found = {one.key: total_needed(one, rules, teams) for one in rules.rounds}
    assert {key: found[key] for key in expected} == expected


def test_members_count_by_seats_on_stage_else_by_the_size_of_a_team() -> None:
    sheet = RuleSheet("s", "", (), team_size=4)
    rules = Round("req", Kind.REQUIRED_INDIVIDUAL, per_member=2)
    assert total_needed(rules, sheet, 3) == 24
    assert total_needed(replace(rules, on_stage=(1, 2)), sheet, 3) == 12
    [open_one] = needs_of(rules, replace(sheet, team_size=None), 3)
    assert open_one.count is None


def test_what_is_missing_is_counted_by_value() -> None:
    sheet = RuleSheet("s", "", ())
    rules = Round("risk", Kind.RISK, values=(1000, 2000), risk=Risk(stock={1000: 2, 2000: 1}))
    assert missing(rules, sheet, 2, []) == 3
    assert missing(rules, sheet, 2, [1000, 1000, 1000]) == 1  # three at ten do not make one at twenty
    assert missing(rules, sheet, 2, [1000, 1000, 2000]) == 0


def test_the_reserve_holds_the_play_off_where_it_has_no_round() -> None:
    buzz = Round("buzz", Kind.BUZZ, count=20)
    assert reserve_wanted(RuleSheet("s", "", (buzz,)), 4) == 2
    assert reserve_wanted(RuleSheet("s", "", (buzz,), tie=Tie(mode="buzz_until", count=5)), 4) == 7
    assert reserve_wanted(RuleSheet("s", "", (buzz,), tie=Tie(mode="draw")), 4) == 2
    own = Round("playoff", Kind.PLAYOFF)
    assert reserve_wanted(RuleSheet("s", "", (buzz, own), tie=Tie(mode="buzz_until", count=5)), 4) == 3
