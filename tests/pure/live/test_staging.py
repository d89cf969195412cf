"""What the wall shows beside the hall's view: never more than may be known, and what the host uncovers step by step."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from quizapp.live.engine.events import Command, Refused
from quizapp.live.engine.game import decide
from quizapp.live.engine.state import State
from quizapp.live.projections import places
from quizapp.live.staging import shortened, wall
from tests.support.wall import T0, TEAMS, Play, states, team_setup


@pytest.fixture(scope="module")
def shown() -> dict[str, State]:
    return states()


def on_wall(state: State) -> dict[str, Any]:
    return wall(state, places(state))


def test_teams_stand_in_their_order_and_whose_turn_it_is_is_marked(shown: dict[str, State]) -> None:
    teams = on_wall(shown["turn"])["teams"]
    assert [one["points"] for one in teams] == [190, 160, 120, 120, 90, 40]
    assert [one["rank"] for one in teams] == [1, 2, 3, 3, 5, 6]
    assert [one["id"] for one in teams if one["now"]] == ["t2"]


def test_of_many_teams_the_one_whose_turn_it_is_is_among_those_shown() -> None:
    from quizapp.live.engine.setup import Contestant

    many = tuple(Contestant(f"t{n}", f"{n}队", n) for n in range(1, 13))
    play = Play(team_setup(contestants=many)).do("start_round", round="required").do("ask", to="t12")
    teams = on_wall(play.state)["teams"]
    assert [one["id"] for one in teams] == ["t1", "t2", "t3", "t4", "t5", "t6", "t7", "t12"]


def test_a_press_too_early_puts_a_team_out_of_the_question(shown: dict[str, State]) -> None:
    out = [one["id"] for one in on_wall(shown["buzz-armed"])["teams"] if one["out"]]
    assert out == ["t6"]


def test_a_risk_round_shows_what_each_picked_and_what_it_came_to(shown: dict[str, State]) -> None:
    rows = {one["name"]: one for one in on_wall(shown["choosing-later"])["table"]}
    assert (rows[TEAMS[5]]["verdict"], rows[TEAMS[5]]["delta"]) == ("wrong", -30)
    assert (rows[TEAMS[4]]["verdict"], rows[TEAMS[4]]["delta"]) == ("right", 20)
    assert [pick["on"] for pick in rows[TEAMS[5]]["picks"]] == [False, False, True]
    assert rows[TEAMS[0]]["waits"]
    assert sum(one["now"] for one in rows.values()) == 1


def test_who_meets_whom_and_who_climbs(shown: dict[str, State]) -> None:
    duel = on_wall(shown["duel"])
    assert len(duel["pairs"]) == 3
    assert [one["rights"] for one in duel["versus"]] == [1, 0]
    assert [one["now"] for one in duel["versus"]] == [False, True]
    arena = on_wall(shown["arena"])
    assert arena["champion"] == arena["versus"][0]["name"]
    ladder = on_wall(shown["ladder"])["ladder"]
    assert [one["state"] for one in ladder["steps"][:5]] == ["climbed", "climbed", "climbed", "now", "ahead"]
    assert on_wall(shown["speed"])["run"]["right"] == 3


@pytest.mark.parametrize(("steps", "open_names"), [(0, 0), (3, 3), (6, 6)])
def test_who_is_covered_has_neither_name_nor_points(
    shown: dict[str, State], steps: int, open_names: int
) -> None:
    state = shown[{0: "uncover-0", 3: "uncover-3", 6: "uncover-all"}[steps]]
    found = on_wall(state)["uncover"]
    assert (found["shown"], found["of"]) == (steps, 6)
    assert sum("name" in one for one in found["rows"]) == open_names
    covered = json.dumps([one for one in found["rows"] if not one["open"]], ensure_ascii=False)
    assert not any(name in covered for name in TEAMS)
    assert "points" not in covered
    assert [one["open"] for one in found["rows"]] == [False] * (6 - steps) + [True] * steps


def test_uncovering_tells_the_truth_and_what_the_freeze_held_back(shown: dict[str, State]) -> None:
    rows = on_wall(shown["uncover-all"])["uncover"]["rows"]
    assert [one["points"] for one in rows] == [190, 180, 120, 120, 90, 60]
    assert [one["since"] for one in rows] == [0, 20, 0, 0, 0, 20]
    assert sum(one["last"] for one in rows) == 1


def test_totals_stay_as_they_were_frozen_and_no_podium_tells(shown: dict[str, State]) -> None:
    sealed = on_wall(shown["sealed"])
    assert [one["points"] for one in sealed["teams"]] == [190, 160, 120, 120, 90, 40]
    assert (sealed["podium"], sealed["facts"], sealed["uncover"]) == ([], None, None)
    podium = on_wall(shown["podium"])["podium"]
    assert [(one["rank"], one["points"], len(one["who"])) for one in podium] == [
        (1, 190, 1),
        (2, 180, 1),
        (3, 120, 2),
    ]
    assert on_wall(shown["podium-people"])["facts"]["right"] == 58


def test_a_closed_question_tells_nothing_before_its_reveal(shown: dict[str, State]) -> None:
    before, closed = Play(team_setup()).join(28).do("start_round", round="everyone").do("ask"), shown
    points = [one["points"] for one in on_wall(before.state)["teams"]]
    assert [one["points"] for one in on_wall(closed["phone-teams"])["teams"]] == points
    graded = before.do("close", answers={"p0": {"response": "o1", "at": before.at + 500}}).state
    assert [one["points"] for one in on_wall(graded)["teams"]] == points
    assert [one["points"] for one in on_wall(before.do("reveal").state)["teams"]] != points


def test_a_break_counts_down_to_its_end(shown: dict[str, State]) -> None:
    state = shown["break-counted"]
    until = datetime.fromisoformat(on_wall(state)["until"])
    assert until.timestamp() * 1000 == state.history[-1].at + 600_000
    assert on_wall(shown["break"])["until"] is None


@pytest.mark.parametrize("scene", ["reveal:0", "reveal:1000", "break:180", "break:1", "thanks", ""])
def test_scenes_that_a_host_may_show(scene: str) -> None:
    state = Play(team_setup()).do("scene", scene="wait").state
    assert [one.data["scene"] for one in decide(state, Command("scene", {"scene": scene}), T0)] == [scene]


@pytest.mark.parametrize(
    "scene",
    ["reveal", "reveal:", "reveal:-1", "reveal:1001", "reveal:x", "break:181", "thanks:1", "x", 3, ["a"]],
)
def test_scenes_that_there_are_not(scene: object) -> None:
    with pytest.raises(Refused):
        decide(Play(team_setup()).state, Command("scene", {"scene": scene}), T0)


@pytest.mark.parametrize(
    ("names", "cells"),
    [
        (["甲队", "乙队"], ["甲队", "乙队"]),
        ([f"第{n}支部" for n in range(1, 9)], [f"第{n}支部" for n in range(1, 9)]),
        ([f"江岚省第{n}医院联队" for n in range(1, 9)], [f"第{n}医院" for n in range(1, 9)]),
        (["很长的名字" * 4], [("很长的名字" * 4)[:10]]),
    ],
)
def test_names_lose_what_all_begin_with_and_stay_apart(names: list[str], cells: list[str]) -> None:
    assert shortened(names) == cells


def test_names_that_differ_only_at_their_end_are_not_cut_there() -> None:
    names = [f"{start}省直机关联合代表队{end}" for start in "江湖" for end in "甲乙丙丁"]
    assert len(set(shortened(names))) == 8
