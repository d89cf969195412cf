"""Contest scripts: what can be read, how actions are understood, and the report."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from quizapp.live.engine import game
from quizapp.live.engine.reading import load
from quizapp.live.simulating.script import ScriptError
from quizapp.live.simulating.simulation import simulate

SHEET: dict[str, Any] = {
    "id": "mixed",
    "base": 10,
    "rounds": {
        "req": {"kind": "required_team", "points": 10, "wrong": -10, "answer_s": 30},
        "buzz": {
            "kind": "buzz",
            "points": 2.5,
            "wrong": -2.5,
            "timeout": 0,
            "early": {"points": -1, "question": "continue"},
        },
        "all": {"kind": "all_answer", "points": 100, "wrong": 0, "timeout": 0, "answer_s": 20},
        "audience": {
            "kind": "audience",
            "points": 1,
            "wrong": 0,
            "timeout": 0,
            "branch_best": 1,
            "answer_s": 20,
        },
    },
}
ITEM = {"type": "single", "stem": "党的生日？", "options": {"A": "七月一日", "B": "八月一日"}, "key": "A"}


def run(*actions: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Play actions for 甲队 and 乙队; those without a time follow one another at once."""
    document = {"rules": SHEET, "participants": ["甲队", "乙队"], "actions": list(actions), **more}
    return simulate(document, load)


def do(at: float, name: str, /, **fields: Any) -> dict[str, Any]:
    return {"at": at, "do": name, **fields}


def totals(result: dict[str, Any]) -> dict[str, Any]:
    return {row["participant"]: row["points"] for row in result["standings"]}


def refusals(result: dict[str, Any]) -> list[tuple[int, str]]:
    return [(row["action"], row["code"]) for row in result["refused"]]


def test_the_report_has_names_numbers_and_the_actions_behind_events() -> None:
    result = run(
        do(0, "start_round", round="buzz"),
        do(1, "ask"),
        do(2, "buzz", by="甲队"),
        do(3, "open_buzz"),
        do(4, "buzz", by="乙队"),
        do(5, "answer", by="乙队", right=True),
        do(6, "finish"),
    )
    assert result["standings"] == [
        {"participant": "乙队", "points": 12.5, "rank": 1},
        {"participant": "甲队", "points": 9, "rank": 2},
    ]
    last = result["events"][-3]
    assert (last["kind"], last["action"], last["at"]) == ("answered", 6, 5.0)
    assert last["data"]["to"] == "乙队"
    assert last["data"]["points"] == 2.5
    assert result["refused"] == []
    assert result["unresolved"] == []
    assert {"buzz.fouler_may_press", "tie"} <= {one["name"] for one in result["assumed"]}


def test_what_is_refused_is_listed_changes_nothing_and_the_run_goes_on() -> None:
    result = run(
        do(0, "ask"),
        do(1, "start_round", round="req"),
        do(2, "ask", to="丙队"),
        do(3, "ask", to="甲队"),
        do(4, "fly"),
        do(3, "answer", right=True),
        do(40, "answer", right=True),
        do(41, "timeout"),
        do(42, "overrule", of=4, verdict="right", reason="仲裁"),
        do(43, "overrule", of=8, verdict="right", reason="仲裁"),
        do(44, "undo", of=99),
    )
    codes = [
        *[
            (1, "no_round"),
            (3, "unknown_contestant"),
            (5, "unknown_action"),
            (6, "time_backwards"),
            (7, "late"),
        ],
        *[(9, "not_a_verdict"), (11, "no_such_event")],
    ]
    assert refusals(result) == codes
    assert totals(result) == {"甲队": 20, "乙队": 10}
    assert all(row["why"] for row in result["refused"])


def test_undo_and_overrule_name_actions() -> None:
    result = run(
        do(0, "start_round"),
        do(1, "ask", to="甲队"),
        do(2, "answer", right=True),
        do(3, "ask", to="乙队"),
        do(4, "answer", right=False),
        do(5, "overrule", of=5, verdict="right", reason="仲裁"),
        do(6, "undo", of=3),
        do(7, "undo"),
    )
    assert totals(result) == {"甲队": 10, "乙队": 0}
    assert refusals(result) == []


def test_a_team_without_people_answers_on_one_phone_and_is_graded_by_the_item() -> None:
    result = run(
        do(0, "start_round", round="all"),
        do(1, "ask"),
        do(2, "answer", by="甲队", response="A"),
        do(3, "answer", by="乙队", response="B"),
        do(4, "answer", by="乙队", response="B"),
        do(5, "answer", by="乙队", response="A"),
        do(6, "answer", by="丙队", response="A"),
        do(7, "answer", by="甲队", response="Z"),
        do(8, "close"),
        do(9, "overrule", of=4, verdict="right", reason="答案有误"),
        do(10, "ask"),
        do(11, "answer", by="甲队", right=True),
        do(12, "answer", by="乙队"),
        do(13, "finish"),
        items={"all": [ITEM, {**ITEM, "key": "B"}]},
    )
    assert totals(result) == {"甲队": 210, "乙队": 110}
    assert [action for action, _ in refusals(result)] == [6, 7, 8, 13]
    assert refusals(result)[0] == (6, "answered")


@pytest.mark.parametrize(
    ("item", "response", "points"),
    [
        ({"type": "multiple", "options": {"A": "一", "B": "二", "C": "三"}, "key": ["A", "C"]}, "AC", 110),
        ({"type": "multiple", "options": {"A": "一", "B": "二", "C": "三"}, "key": ["A", "C"]}, ["A"], 10),
        ({"type": "boolean", "key": True}, True, 110),
        ({"type": "boolean", "key": False}, "正确", 10),
        ({"type": "numeric", "key": 1921}, "1921", 110),
        ({"type": "blank", "key": [["北京"]]}, ["北京"], 110),
    ],
)
def test_responses_are_the_author_s(item: Any, response: Any, points: int) -> None:
    result = run(
        do(0, "start_round", round="all"),
        do(1, "ask"),
        do(2, "answer", by="甲队", response=response),
        do(3, "finish"),
        items=[item],
    )
    assert refusals(result) == []
    assert totals(result)["甲队"] == points


def test_people_answer_for_their_team_and_the_audience_for_its_unit() -> None:
    people = [{"name": "王", "team": "甲队"}, {"name": "李", "team": "甲队"}, {"name": "看", "unit": "乙队"}]
    result = run(
        do(0, "start_round", round="all"),
        do(1, "ask"),
        do(2, "answer", by="王", right=True),
        do(2, "answer", by="甲队", right=True),  # which of the two?
        do(3, "close"),
        do(4, "start_round", round="audience"),
        do(5, "ask"),
        do(6, "answer", by="看", right=True),
        do(30, "reveal"),
        people=people,
    )
    assert totals(result) == {"甲队": 60, "乙队": 11}
    assert refusals(result) == [(4, "unknown_player")]
    assert result["audience"][0] == {"participant": "看", "points": 1, "rank": 1}


def test_the_question_closes_at_its_limit_by_itself() -> None:
    result = run(
        do(0, "start_round", round="all"),
        do(1, "ask"),
        do(21, "answer", by="甲队", right=True),
        do(21.001, "answer", by="乙队", right=True),
        do(22, "close"),
        do(23, "reveal"),
    )
    assert totals(result) == {"甲队": 110, "乙队": 10}
    assert refusals(result) == [(4, "question_closed")]
    closed = next(event for event in result["events"] if event["kind"] == "closed")
    assert (closed["at"], closed["by"], closed["action"]) == (21.0, "clock", None)


def test_an_undone_close_is_taken_up_again_with_its_answers() -> None:
    result = run(
        do(0, "start_round", round="all"),
        do(1, "ask"),
        do(2, "answer", by="甲队", right=True),
        do(3, "close"),
        do(4, "undo"),
        do(5, "answer", by="乙队", right=True),
        do(6, "close"),
    )
    assert totals(result) == {"甲队": 110, "乙队": 110}


def test_names_of_digits_and_old_names_are_understood() -> None:
    result = run(
        do(0, "rename", to=101, name="一〇一"),
        do(1, "start_round", round="req"),
        do(2, "ask", to=101),
        do(3, "answer", by="一〇一", right=True),
        participants=[101, 102],
    )
    assert totals(result) == {"一〇一": 20, "102": 10}
    assert refusals(result) == []


def test_ties_that_nobody_decided_are_named() -> None:
    assert run(do(0, "finish"))["unresolved"] == [["甲队", "乙队"]]
    decided = run(do(0, "decide_tie", order=["乙队", "甲队"], reason="抽签"))
    assert decided["unresolved"] == []
    assert [row["rank"] for row in decided["standings"]] == [1, 2]
    party = simulate({"rules": "party-accuracy", "participants": ["张", "王"], "actions": []}, load)
    assert party["unresolved"] == []  # there equals share a place by rule


def test_decisions_close_gaps() -> None:
    result = run(
        do(0, "start_round", round="buzz"),
        do(1, "ask"),
        do(2, "buzz", by="甲队"),
        do(3, "open_buzz"),
        do(4, "buzz", by="甲队"),
        decisions={"buzz.fouler_may_press": True},
    )
    assert refusals(result) == []
    assert "buzz.fouler_may_press" not in {one["name"] for one in result["assumed"]}


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"rules": "R99"}, "rules"),
        ({"rules": None}, "rules"),
        ({"rules": {"rounds": {"x": {"kind": "dance"}}}}, "rules.rounds.x.kind"),
        ({"participants": []}, "participants"),
        ({"participants": ["甲", "甲"]}, "participants"),
        ({"actions": None}, "actions"),
        ({"actions": "x"}, "actions"),
        ({"actions": [{"at": 1}]}, "actions[1].do"),
        ({"actions": [{"at": 1, "do": "_end"}]}, "actions[1].do"),
        ({"actions": [{"at": "x", "do": "ask"}]}, "actions[1].at"),
        ({"actions": [{"at": -1, "do": "ask"}]}, "actions[1].at"),
        ({"actions": [{"at": float("nan"), "do": "ask"}]}, "actions[1].at"),
        ({"actions": ["ask"]}, "actions[1]"),
        ({"items": [{"type": "single", "key": "A"}]}, "items[1].options"),
        ({"items": {"nix": []}}, "items.nix"),
        ({"people": [{"name": "王", "team": "丙"}]}, "people[1].team"),
        ({"particpants": ["甲"]}, "particpants"),
    ],
)
def test_what_cannot_be_read_is_named_by_its_place(change: Any, where: str) -> None:
    document = {"rules": SHEET, "participants": ["甲队"], "actions": [], **change}
    with pytest.raises(ScriptError) as caught:
        simulate(document, load)
    assert where in [problem.where for problem in caught.value.problems]


@pytest.mark.parametrize("document", [None, [], "x", 7, {}, {"ev": 3}, {"ev": [[]], "teams": "x"}])
def test_no_document_is_no_script(document: Any) -> None:
    with pytest.raises(ScriptError):
        simulate(document, load)


def test_the_script_of_the_reference_is_playable() -> None:
    from pathlib import Path

    text = (Path(__file__).parents[3] / "docs" / "COMMANDS.md").read_text("utf-8")
    block = text.split("rules: R1 ")[1].split("\n\n")[0]
    document = yaml.safe_load("rules: R1 " + block.replace("\n    ", "\n"))
    assert refusals(simulate(document, load)) == []


FIELDS = (
    "round",
    "to",
    "by",
    "points",
    "limit",
    "member",
    "item",
    "right",
    "verdict",
    "response",
    "value",
    "help",
)
MORE = (
    "reason",
    "of",
    "seconds",
    "first",
    "second",
    "seat",
    "on",
    "player",
    "name",
    "team",
    "scene",
    "order",
    "teams",
)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=4)
    | st.sampled_from(("甲队", "req", "all")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=2),
    max_leaves=4,
)
calls = st.builds(
    lambda name, fields: {"do": name, **fields},
    st.sampled_from(sorted(game.COMMANDS)),
    st.dictionaries(st.sampled_from((*FIELDS, *MORE)), values, max_size=5),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(calls, max_size=6), st.sampled_from(("req", "buzz", "all", "audience")))
def test_actions_with_any_fields_are_played_or_refused(actions: list[Any], key: str) -> None:
    assume(not any(isinstance(one.get("item"), dict) for one in actions))  # those are read as questions
    begin = [{"do": "start_round", "round": key}, {"do": "ask", "to": "甲队"}]
    result = run(*begin, *actions, items=[ITEM, ITEM | {"id": "b"}])
    assert json.loads(json.dumps(result, default=str))["standings"]


def test_responses_may_be_written_as_yaml_reads_them() -> None:
    script = """
    rules: party-accuracy
    participants: [安]
    items:
      - {type: numeric, stem: 几个月？, key: "18"}
      - {type: blank, stem: 成立于____年, key: [["1921"]]}
      - type: matching
        stem: 配对
        left: {1: 一, 2: 二, 3: 三}
        options: {A: 甲, B: 乙, C: 丙}
        key: {1: B, 2: A, 3: C}
    actions:
      - {at: 0, do: start_round}
      - {at: 1, do: ask}
      - {at: 2, do: answer, by: 安, response: 18}
      - {at: 3, do: ask}
      - {at: 4, do: answer, by: 安, response: 1921}
      - {at: 5, do: ask}
      - {at: 6, do: answer, by: 安, response: {1: B, 2: A, 3: C}}
      - {at: 7, do: finish}
    """
    result = simulate(yaml.safe_load(script), load)
    assert result["refused"] == []
    assert [row["points"] for row in result["standings"]] == [3]


def test_an_open_answer_costs_nothing_before_a_judge_has_spoken() -> None:
    script = """
    rules: {base: 100, rounds: [{kind: all_answer, points: 10, wrong: -v, answer_s: 60}]}
    participants: [安, 白]
    items: [{type: short, stem: 谈谈体会, key: 言之有理即可}]
    actions:
      - {at: 0, do: start_round}
      - {at: 1, do: ask}
      - {at: 2, do: answer, by: 安, response: 很有体会}
      - {at: 3, do: close}
      - {at: 4, do: mark, to: 安, points: 8}
      - {at: 5, do: finish}
    """
    result = simulate(yaml.safe_load(script), load)
    assert {row["participant"]: row["points"] for row in result["standings"]} == {"安": 108, "白": 100}
