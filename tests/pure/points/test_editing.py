"""The draft of a sheet: parts are changed, faults are named, and every shipped sheet survives its own forms."""

from __future__ import annotations

import json
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from quizapp.core.errors import Invalid
from quizapp.points import editing
from quizapp.points.comparing import differences
from quizapp.points.editing import Row
from quizapp.points.measuring import Measure, measure_of, points_of
from quizapp.points.rule_form import outcomes_in, rule_in, values_of
from quizapp.record.sheet import parse_sheet, sheet_to_mapping
from quizapp.record.sheet_rule import Per, Rule
from quizapp.record.shipped import shipped_sheets


def draft() -> dict[str, Any]:
    return {
        "title": "办法",
        "blocks": {"加分": {"cap": "30"}, "减分": {}},
        "rules": {
            "a": {"title": "甲", "block": "加分", "claim": True},
            "b": {"title": "乙", "block": "减分", "batch": True, "points": "-2"},
            "c": {"title": "丙", "batch": True},
        },
    }


def form_of(values: dict[str, Any]) -> MultiDict[str, str]:
    """What a browser would send of the page of a rule."""
    pairs = [
        (name, str(values.get(name, ""))) for name in ("title", "how", "block", "first_of", "way", "approve")
    ]
    pairs += [(name, str(values.get(name, ""))) for name in ("points", "outcomes")]
    pairs += [(f"caps-{span}", cap) for span, cap in values["caps"].items()]
    pairs += [("feeds", feed) for feed in values["feeds"]]
    pairs += [(name, "1") for name in ("claim", "evidence", "batch") if values.get(name)]
    return MultiDict(pairs)


@pytest.mark.parametrize("sheet_id", list(shipped_sheets()))
def test_every_rule_of_a_shipped_sheet_survives_its_page(sheet_id: str) -> None:
    sheet = shipped_sheets()[sheet_id]
    content = json.loads(json.dumps(sheet_to_mapping(sheet)))
    assert not editing.problems_of(content)
    for name, rule in content["rules"].items():
        again, problems = rule_in(form_of(values_of(rule)))
        assert not problems
        content["rules"][name] = again
    assert parse_sheet(content) == sheet
    assert differences(sheet, parse_sheet(content)) == []


def test_rules_are_added_moved_and_removed() -> None:
    content = draft()
    assert editing.add_rule(content) == "item-1"
    assert editing.add_rule(content) == "item-2"
    assert content["rules"]["item-1"] == {"block": "加分"}
    editing.move_rule(content, "item-2", -1)
    editing.move_rule(content, "a", -1)
    editing.move_rule(content, "none", 1)
    assert list(content["rules"]) == ["a", "b", "c", "item-2", "item-1"]
    editing.remove_rule(content, "b")
    assert list(content["rules"]) == ["a", "c", "item-2", "item-1"]


def test_rules_follow_a_block_that_got_another_name() -> None:
    content = draft()
    editing.put_blocks(content, [Row("加分", "奖励", "20"), Row("减分", "", ""), Row("", "其他", "")])
    assert content["blocks"] == {"奖励": {"cap": "20"}, "其他": {}}
    assert [rule.get("block") for rule in content["rules"].values()] == ["奖励", None, None]


def test_blocks_that_swap_their_names_keep_their_rules() -> None:
    content = draft()
    editing.put_blocks(content, [Row("加分", "减分", ""), Row("减分", "加分", "")])
    assert [rule.get("block") for rule in content["rules"].values()] == ["减分", "加分", None]


def test_faults_are_named_by_their_place_and_page() -> None:
    content = draft()
    content["rules"]["c"] = {"points": "x"}
    (problem,) = editing.problems_of(content)
    assert (problem.where, editing.place_of(problem)) == ("rules.c.points", ("rule", "c"))
    content["rules"]["c"] = {"feeds": ["voice"]}
    found = {problem.where for problem in editing.problems_of(content)}
    assert found == {"rules.c.title", "rules.c.points"}
    content["rules"] = {}
    content["title"] = ""
    assert [editing.place_of(one)[0] for one in editing.problems_of(content)] == ["heads", "rules"]


def test_open_points_that_a_member_claims_need_somebody_who_agrees() -> None:
    content = draft()
    content["rules"]["a"]["approve"] = "none"
    (problem,) = editing.problems_of(content)
    assert (problem.where, editing.place_of(problem)) == ("rules.a.approve", ("rule", "a"))
    for mended in ({"approve": "leader"}, {"points": "2"}, {"claim": False, "batch": True}):
        content["rules"]["a"] = {"title": "甲", "block": "加分", "claim": True, "approve": "none", **mended}
        assert not editing.problems_of(content), mended


def test_blocks_are_checked_where_they_are_written() -> None:
    rows = [Row("", "甲", "30"), Row("", "甲", "-1"), Row("", "", "3"), Row("", "", "")]
    assert set(editing.faults_of_blocks(rows)) == {"name-1", "cap-1", "name-2"}


def test_heads_and_levels_are_written() -> None:
    content = draft()
    editing.put_heads(content, {"title": "新", "base": "60", "floor": "", "open": "甲\n\n 乙 "})
    editing.put_levels(
        content, [{"name": "优", "from": "90", "ratio": "1/3"}, {"name": "", "from": ""}], None, ""
    )
    sheet = parse_sheet(content)
    assert (sheet.title, sheet.base, sheet.floor, sheet.open) == ("新", 6000, None, ("甲", "乙"))
    assert (len(sheet.levels), sheet.veto, sheet.shrink) == (1, None, 0)
    editing.put_levels(content, content["levels"], {"points": "0", "level": "优"}, "5")
    assert parse_sheet(content).veto is not None


@pytest.mark.parametrize("text", ["获奖", "获奖 3\n获奖 4", "", "3"])
def test_results_that_cannot_be_read_are_refused(text: str) -> None:
    assert outcomes_in(text)[1]


def test_what_differs_is_said_in_words() -> None:
    old, new = (
        parse_sheet(draft()),
        parse_sheet({**draft(), "base": 60, "rules": {"a": {"title": "甲", "points": 3}}}),
    )
    changes = {change.name: change for change in differences(old, new)}
    assert set(changes) == {"起始分", "甲", "乙", "丙"}
    assert changes["乙"].after is None
    assert changes["甲"].after is not None
    assert [one.params for one in changes["甲"].after if one.params] == [{"points": "+3"}]


@pytest.mark.parametrize(
    ("rule", "given", "wanted"),
    [
        (Rule("r"), {"points": "−1.5"}, Measure(points=-150)),
        (Rule("r", outcomes={"a": 100}), {"outcome": "a"}, Measure(outcome="a")),
        (Rule("r", points=100, per=Per.ITEM), {"count": "12"}, Measure(count=12)),
        (Rule("r", points=100), {"points": "9"}, Measure()),
    ],
)
def test_of_what_was_entered_the_rule_takes_what_it_needs(
    rule: Rule, given: dict[str, str], wanted: Measure
) -> None:
    assert measure_of(rule, **{"outcome": "", "count": "", "points": "", **given}) == wanted


@pytest.mark.parametrize("text", ["", "0", "x", "1.005", "10001", "nan"])
def test_points_that_mean_nothing_are_refused(text: str) -> None:
    with pytest.raises(Invalid):
        points_of(text)
