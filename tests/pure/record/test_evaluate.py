"""Levels with a ratio, ties at its edge, means of groups."""

from __future__ import annotations

from fractions import Fraction

import pytest

from quizapp.record.evaluate import Choice, Person, Tie, evaluate, total
from quizapp.record.sheet import Sheet, parse_sheet

SHEET = parse_sheet(
    {
        "rules": {"free": {}},
        "levels": [
            {"name": "优秀", "from": 90, "ratio": "1/3"},
            {"name": "合格", "from": 60},
            {"name": "不合格", "from": 0},
        ],
    }
)


def levels_of(*totals: int) -> tuple[str, tuple[Tie[int], ...]]:
    """Return the first character of each one's level, in order, and the ties."""
    people = [Person(n) for n in range(len(totals))]
    result = evaluate(SHEET, people, {n: {"free": points * 100} for n, points in enumerate(totals)})
    return "".join(result.levels[person.id][0] for person in people), result.ties


@pytest.mark.parametrize(
    ("totals", "levels"),
    [
        ((99, 95, 91), "优合合"),
        ((99, 95), "合合"),  # a third of two, rounded down, is nobody
        ((80, 95, 70), "合优合"),
        ((89, 60, 59), "合合不"),
        ((99, 98, 98, 80, 70, -5), "优合合合合不"),
        ((99, 99, 98, 80, 70, 60), "优优合合合合"),
        ((99, 99, 99, 98, 70, 60), "合合合合合合"),  # the tie keeps those below it out too
    ],
)
def test_a_ratio_takes_the_best_and_a_tie_only_whole(totals: tuple[int, ...], levels: str) -> None:
    assert levels_of(*totals)[0] == levels


def test_a_tie_at_the_edge_is_reported_and_one_beyond_it_is_not() -> None:
    assert levels_of(99, 98, 98, 80, 70, 60)[1] == (Tie("优秀", 9800, 1, (1, 2)),)
    assert levels_of(99, 99, 98, 98, 70, 60)[1] == ()


DECIDED = Tie("优秀", 9800, 1, (2, 1))


@pytest.mark.parametrize(
    ("choice", "levels"),
    [
        (Choice((2,), DECIDED), "优合优合合合"),
        (Choice((2,)), "优合优合合合"),  # as seals from before keep it
        (Choice((3,), DECIDED), "优合合合合合"),  # not one of the tie
        (Choice((2, 1), DECIDED), "优合合合合合"),  # no room for both
        (Choice((2,), Tie("优秀", 9800, 1, (1, 2, 3))), "优合合合合合"),
        (Choice((2,), Tie("优秀", 9700, 1, (1, 2))), "优合合合合合"),
        (Choice((2,), Tie("优秀", 9800, 2, (1, 2))), "优合合合合合"),
    ],
)
def test_a_choice_holds_for_exactly_its_tie(choice: Choice[int], levels: str) -> None:
    people, points = [Person(n) for n in range(6)], (99, 98, 98, 80, 70, 60)
    counted = {n: {"free": one * 100} for n, one in enumerate(points)}
    result = evaluate(SHEET, people, counted, chosen={"优秀": choice})
    assert "".join(result.levels[n][0] for n in range(6)) == levels
    assert bool(result.ties) is (levels[2] == "合")


def test_a_total_below_the_lowest_level_has_none() -> None:
    sheet = parse_sheet({"rules": {}, "levels": [{"name": "优秀", "from": 90}, {"name": "合格", "from": 60}]})
    assert evaluate(sheet, [Person("a")], {"a": {"gone": 5900}}).levels == {}


def test_exempt_members_have_a_total_alone() -> None:
    people = [Person("a", "G"), Person("b", "G", exempt=True), Person("c", "H", exempt=True), Person("d")]
    result = evaluate(SHEET, people, {"b": {"free": 9900}, "d": {"free": 1000}})
    assert result.totals == {"a": 0, "b": 9900, "c": 0, "d": 1000}
    assert result.levels == {"a": "不合格", "d": "不合格"}
    assert {name: group.members for name, group in result.groups.items()} == {"G": 1}
    assert result.mean == Fraction(500)


def test_a_veto_takes_the_level_and_still_counts_among_those_evaluated() -> None:
    sheet = parse_sheet(
        {
            "rules": {"free": {}},
            "levels": [{"name": "优", "from": 9, "ratio": "1/2"}, {"name": "差"}],
            "veto": {},
        }
    )
    points = {"a": {"free": 2000}, "b": {"free": 1000}}
    result = evaluate(sheet, [Person("a", "G"), Person("b", "G")], points, {"a"})
    assert result.totals == {"a": 0, "b": 1000}
    assert result.levels == {"a": "差", "b": "优"}
    assert result.groups["G"].mean == 500
    assert evaluate(SHEET, [Person("a")], points, {"a"}).totals == {"a": 2000}


def test_nobody_to_evaluate_gives_no_mean() -> None:
    result = evaluate(SHEET, [Person("a", "G", exempt=True)], {})
    assert (result.mean, result.groups, result.levels) == (None, {}, {})


def test_means_stay_exact() -> None:
    sheet = parse_sheet({"rules": {"free": {}}, "group": {"measure": "mean", "shrink": 1}})
    people = [Person(1, "G"), Person(2, "G"), Person(3, "G"), Person(4, "H")]
    result = evaluate(sheet, people, {1: {"free": 100}, 4: {"free": 100}})
    assert result.groups["G"].mean == Fraction(100, 3)
    assert result.groups["G"].shrunk == Fraction(100 + 50, 4)


def test_a_total_adds_blocks_up_to_their_caps_and_rules_the_sheet_no_longer_has() -> None:
    sheet = parse_sheet(
        {
            "base": 10,
            "floor": 0,
            "blocks": {"plus": {"cap": 5}, "minus": {}},
            "rules": {"a": {"block": "plus"}, "b": {"block": "plus"}, "c": {"block": "minus"}},
        }
    )
    assert total(sheet, {"a": 300, "b": 400, "c": -200, "old": 50}) == 1000 + 500 - 200 + 50
    assert total(sheet, {"c": -5000}) == 0
    assert total(Sheet(), {}) == 0
