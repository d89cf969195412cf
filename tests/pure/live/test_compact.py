"""The compact log: what each line comes to, what is taken from it and what the sheet still refuses."""

from __future__ import annotations

import json
from typing import Any

import pytest

from quizapp.live.engine.reading import load
from quizapp.live.simulating.script import ScriptError
from quizapp.live.simulating.simulation import simulate

#: Sheets in the form of the appendix, from which the built-in ones were made.
R6 = """{"base":null,"rounds":{
 "req":{"kind":"required_individual","per_team":3,"points":10,"wrong":0,"timeout":0,"answer_s":30,"starts":"after_read","prompted":-10},
 "buzz":{"kind":"buzz","count":10,"points":20,"wrong":-20,"timeout":-20,"answer_s":60,"open":"host_go","early":{"points":0,"exclude":"question","question":"continue"},"fouls":[{"nth":2,"points":-20}],"attempts":2,"after_attempts":"audience","no_press":{"after_s":15,"to":"audience"}},
 "risk":{"kind":"risk","rounds":1,"values":[20,40,60],"order":"score_asc","order_tie":"number","wrong":"-v?"}},
 "tie":null}"""
R14 = """{"base":100,"rounds":{
 "req":{"kind":"required_individual","per_member":1,"points":10,"wrong":0,"timeout":0,"prompted":0,"answer_s":30},
 "joint":{"kind":"required_team","per_team":2,"points":10,"wrong":0,"timeout":0,"answer_s":60,"assist":"team"},
 "buzz":{"kind":"buzz","count":20,"points":10,"wrong":-10,"timeout":-10,"answer_s":60,"start_within_s":10,"not_started":-10,"assist":"team","open":"host_go","early":{"points":-10,"exclude":null,"question":null}},
 "ladder":{"kind":"ladder","values":[10,20,30],"stop_at_first_miss":true,"wrong":0,"answer_s":30},
 "risk":{"kind":"risk","values":[10,20,30],"by_value_s":{"10":30,"20":60,"30":90},"wrong":"-v","timeout":"-v","decline":"-v","assist":"team"}},
 "tie":{"scope":"all","mode":"k_plus_1","scored":null}}"""
R22 = """{"base":null,"rounds":{
 "joint":{"kind":"required_team","per_team":3,"count":15,"points":20,"wrong":0,"timeout":0,"answer_s":60,"starts":"after_read","assist":"team"},
 "buzz":{"kind":"buzz","count":20,"points":10,"wrong":-10,"answer_s":60,"open":"after_read","assist":"team"},
 "risk":{"kind":"risk","stock":{"10":2,"20":2,"30":1},"picks":1,"decline":0,"wrong":"-v","timeout":"-v","answer_s":60,"order":"score_asc","order_tie":"number","assist":"team"}},
 "tie":{"scope":"all","mode":"buzz_until","count":5,"scored":null}}"""


def run(sheet: Any, *lines: Any, teams: Any = ("T1", "T2", "T3"), **more: Any) -> dict[str, Any]:
    given = json.loads(sheet) if isinstance(sheet, str) and sheet.startswith("{") else sheet
    return simulate({"sheet": given, "teams": list(teams), "ev": list(lines), **more}, load)


def totals(result: dict[str, Any]) -> list[Any]:
    found = {row["participant"]: row["points"] for row in result["standings"]}
    return [found[name] for name in sorted(found)]


def refusals(result: dict[str, Any]) -> list[tuple[int, str]]:
    return [(row["action"], row["code"]) for row in result["refused"]]


def test_sheets_written_out_play_as_the_built_in_ones() -> None:
    lines = (
        ["req", "T1", "CWT"],
        ["req", "T2", "PCC"],
        ["buzz", 1, [["T1", "early"], ["T1", "C"], ["T2", "W"], ["T3", "C"]]],
        ["buzz", 2, []],
        ["risk", "T3", 40, "W"],
    )
    for sheet in (R6, "R6", "r06-zhonghua-minzu"):
        result = run(sheet, *lines)
        assert totals(result) == [10, -10, -20]
        assert refusals(result) == [(3, "out_of_question")]
        assumed = {one["name"]: one["value"] for one in result["assumed"]}
        assert (assumed["base"], assumed["risk.wrong"]) == (0, "-v")


def test_an_early_press_of_open_consequence_lets_the_question_go_on() -> None:
    result = run(R14, ["buzz", 1, [["T1", "early"], ["T2", "N"]]], ["ladder", "T3", "CCCC"])
    assert totals(result) == [90, 90, 190]  # the last step is worth as much as the one before
    assert "buzz.early.question" in {one["name"] for one in result["assumed"]}


def test_counts_turns_and_stocks_are_taken_from_the_log() -> None:
    result = run(
        R22,
        ["joint", "T1", "CCCCC"],
        ["risk", "T1", 30, "C"],
        ["risk", "T2", 30, "C"],
        ["risk", "T2", 30, "W"],
        ["joint", "T2", "C"],
        teams=["T1", "T2"],
    )
    assert totals(result) == [130, 20]
    assert refusals(result) == []


def test_the_sheet_still_says_what_may_be_chosen() -> None:
    result = run(R22, ["risk", "T1", 40, "C"], ["dance", "T1", "C"], ["buzz", 1, [["T9", "C"], ["T1", "C"]]])
    assert refusals(result) == [(1, "no_such_value"), (2, "no_such_round"), (3, "unknown_contestant")]
    assert totals(result) == [10, 0, 0]


def test_once_the_question_is_closed_or_void_the_rest_is_refused() -> None:
    result = run(
        "R4",
        ["buzz", 1, [["T1", "early"], ["T2", "C"], ["T3", "C"]]],
        ["buzz", 2, [["T2", "C"], ["T3", "W"]]],
    )
    assert totals(result) == [90, 110, 100]
    assert refusals(result) == [(1, "question_closed"), (1, "question_closed"), (2, "question_closed")]


def test_overrides_change_the_last_verdict_of_a_line() -> None:
    lines = (["req", "T1", "CCW"], ["buzz", 1, [["T2", "early"], ["T1", "W"]]])
    assert totals(run("R1", *lines, ["override", 1, "C"])) == [120, 90, 100]
    assert totals(run("R1", *lines, ["override", 2, "C"], ["override", 2, "W"])) == [110, 90, 100]
    bad = run("R1", *lines, ["override", 3, "C"], ["override", 99, "C"])
    assert refusals(bad) == [(3, "no_such_event"), (4, "no_such_event")]


def test_the_base_beside_the_log_counts() -> None:
    assert totals(run(R6, base=60)) == [60, 60, 60]
    assert "base" not in {one["name"] for one in run(R6, base=60)["assumed"]}


def test_adjustments_voids_and_named_values() -> None:
    result = run(
        "R21",
        ["req", "T1", "C"],
        ["adjust", "T1", -2, "警告"],
        ["req", "T2", "C"],
        ["void", "题目有误"],
        ["risk", "T1", 10, "T3", "C"],
        ["risk", "T1", 10, "T3", "W"],
    )
    assert totals(result) == [28, 0, 10]


def test_everybody_s_answers_with_their_seconds() -> None:
    result = run(
        "party-speed",
        ["all", 1, [["T1", "C", 2.0], ["T2", "C", 0.4], ["T3", "W"]]],
        ["override", 1, "C", "T3"],
    )
    assert totals(result) == [950, 1000, 1000]


def test_a_help_the_sheet_does_not_have_is_refused_but_the_answer_counts() -> None:
    result = run("R4", ["req", "T1", "h"])
    assert totals(result) == [110, 100, 100]
    assert refusals(result) == [(1, "no_such_help")]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("req", "列表"),
        ([], "列表"),
        (["req"], "哪一队"),
        (["req", "T1"], "对错"),
        (["req", "T1", "CX"], "判定"),
        (["buzz", 1], "各队"),
        (["buzz", 1, [["T1"]]], "各队"),
        (["risk", "T1"], "风险题"),
        (["risk", "T1", "C"], "风险题"),
        (["override", "x", "C"], "改判"),
        (["playoff", "T1"], "加赛"),
        (["adjust", "T1"], "加减分"),
    ],
)
def test_lines_that_say_nothing_are_named(line: Any, said: str) -> None:
    with pytest.raises(ScriptError) as caught:
        run("R1", ["req", "T1", "C"], line)
    [problem] = caught.value.problems
    assert problem.where == "ev[2]"
    assert said in problem.text
