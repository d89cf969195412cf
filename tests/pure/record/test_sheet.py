"""Sheets are read whole or not at all, and survive being stored."""

from __future__ import annotations

import json
from fractions import Fraction
from importlib.resources import files
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.record.amounts import AmountError, parse_amount, print_amount
from quizapp.record.periods import Span
from quizapp.record.sheet import Approve, Level, Per, Rule, SheetError, Veto, parse_sheet, sheet_to_mapping
from quizapp.record.sheet_rule import rule_for, rule_mapping
from quizapp.record.shipped import builtin_sheet, shipped_sheets

FULL = yaml.safe_load("""
id: s
title: 办法
version: 3
valid_from: 2026-01-01
source: 某支部，2026 年
open: [扣分由支部填写]
period: year
base: 60
floor: 0
blocks: {plus: {cap: 30}, minus: }
rules:
  a: {title: 甲, how: 做甲, block: plus, points: 2.5, caps: {day: 4, quarter: 20}, first_of: week}
  b: {block: minus, outcomes: {1: -3, 2: "-1.25"}}
  c: {points: 1, per: item}
  d: {feeds: [activity.lecture, activity.life.*], batch: true}
  e: {claim: true, evidence: true, approve: leader}
levels: [{name: 合格, from: 60}, {name: 优秀, from: 90, ratio: 0.3}, {name: 不合格}]
veto: {}
group: {measure: mean, shrink: 2.5}
""")


def default_sheet() -> Any:
    return yaml.safe_load((files("quizapp.record") / "sheets" / "default.yaml").read_text("utf-8"))


@pytest.mark.parametrize("mapping", [FULL, {"rules": {}}, *map(builtin_sheet, shipped_sheets())])
def test_a_stored_sheet_reads_back_the_same(mapping: dict[str, Any]) -> None:
    sheet = parse_sheet(mapping)
    assert parse_sheet(json.loads(json.dumps(sheet_to_mapping(sheet)))) == sheet


def test_a_sheet_is_read_exactly() -> None:
    sheet = parse_sheet(FULL)
    assert sheet.rules["a"].points == 250
    assert sheet.rules["b"].outcomes == {"1": -300, "2": -125}
    assert sheet.rules["c"].per is Per.ITEM
    assert sheet.blocks == {"plus": 3000, "minus": None}
    assert sheet.levels == (Level("优秀", 9000, Fraction(3, 10)), Level("合格", 6000), Level("不合格", None))
    assert sheet.veto == Veto(0, "不合格")
    assert sheet.shrink == Fraction(5, 2)
    assert (sheet.period, sheet.open) == (Span.YEAR, ("扣分由支部填写",))
    assert (sheet.rules["e"].approve, sheet.rules["e"].claim, sheet.rules["e"].evidence) == (
        Approve.LEADER,
        True,
        True,
    )
    assert (sheet.rules["a"].approve, sheet.rules["a"].claim) == (Approve.BRANCH, False)


@pytest.mark.parametrize(
    ("part", "places"),
    [
        ({"rules": {"a": {"points": 1.005}}}, ["rules.a.points"]),
        ({"rules": {"a": {"points": "x", "caps": {"day": -1, "hour": 2}}}}, None),
        ({"rules": {"a": {"points": 1, "outcomes": {"win": 1}}}}, ["rules.a.outcomes"]),
        ({"rules": {"a": {"per": "item"}}}, ["rules.a.per"]),
        ({"rules": {"a": {"points": 1, "first_of": "hour"}}}, ["rules.a.first_of"]),
        ({"rules": {"a": {"block": "puls"}}, "blocks": {"plus": {}}}, ["rules.a.block"]),
        ({"rules": {"a" * 65: {}}}, ["rules." + "a" * 65]),
        ({"rules": {True: {}}}, ["rules"]),
        pytest.param({"rules": {}, "id": 1 << 20000}, ["id"], id="huge"),
        ({"rules": {1: {}, "1": {}}}, ["rules.1"]),
        ({"rules": ["a"]}, ["rules"]),
        ({}, ["rules"]),
        ({"blocks": {"plus": {"cap": -3}}}, ["rules", "blocks.plus.cap"]),
        ({"rules": {}, "levels": [{"name": "优"}, {"name": "优", "from": 3, "ratio": "4/3"}]}, None),
        ({"rules": {}, "levels": [{"name": "优"}, {"name": "良"}]}, ["levels"]),
        ({"rules": {}, "levels": [{"name": "优", "from": 0, "ratio": "1/3"}]}, ["levels"]),
        ({"rules": {}, "levels": [{"name": "优", "from": 9, "ratio": "1/0"}]}, ["levels[1].ratio"]),
        ({"rules": {}, "levels": [{"name": "优"}], "veto": {"level": "差"}}, ["veto.level"]),
        ({"rules": {}, "group": {"measure": "sum"}}, ["group.measure"]),
        ({"rules": {"a": {"feeds": "x"}}}, ["rules.a.feeds"]),
        ({"rules": {"a": {"feeds": ["Ü", "b", "c", ""]}, "b": {"feeds": ["c"]}}}, None),
        ({"rules": {"a": {"claim": 1, "approve": "nobody"}}}, ["rules.a.approve", "rules.a.claim"]),
        ({"rules": {}, "period": "day", "open": [1, []]}, ["period", "open.2"]),
        ({"rules": {}, "version": "two", "valid_from": "soon", "bases": 3}, None),
        ("text", ["/", "rules"]),
    ],
)
def test_everything_wrong_with_a_sheet_is_named_by_its_path(part: object, places: list[str] | None) -> None:
    with pytest.raises(SheetError) as caught:
        parse_sheet(part)
    found = [problem.where for problem in caught.value.problems]
    assert len(found) >= 2 if places is None else found == places
    assert all(problem.where in str(caught.value) for problem in caught.value.problems)


def test_the_shipped_sheet_tells_members_what_to_do_and_pays_most_for_taking_part() -> None:
    sheet = parse_sheet(default_sheet())
    assert all(rule.title and rule.how for rule in sheet.rules.values())
    taken, place = sheet.rules["contest_taken"], sheet.rules["contest_place"]
    winning = (sheet.rules["contest_score"].points or 0) + max((place.outcomes or {}).values())
    assert (taken.points or 0) > winning


def test_a_kind_comes_to_the_rule_of_its_name_else_to_the_first_that_feeds_on_it() -> None:
    rules = parse_sheet(
        {
            "rules": {
                "wide": {"feeds": ["activity.*"]},
                "led": {"feeds": ["activity.lecture.led"]},
                "reading": {},
                "exact": {"feeds": ["course"]},
            }
        }
    ).rules
    found = {
        kind: rule.name if (rule := rule_for(rules, kind)) else None
        for kind in ("activity.lecture.led", "activity", "reading", "course", "courses", "led", "voice")
    }
    assert found == {
        "activity.lecture.led": "wide",
        "activity": None,
        "reading": "reading",
        "course": "exact",
        "courses": None,
        "led": "led",
        "voice": None,
    }


AMOUNT = st.none() | st.integers(-(10**6), 10**6)
RULES = st.builds(
    Rule,
    name=st.just("a"),
    title=st.text("甲乙", max_size=4),
    points=AMOUNT,
    caps=st.dictionaries(st.sampled_from(list(Span)), st.integers(0, 10**6)),
    first_of=st.none() | st.sampled_from(list(Span)),
    feeds=st.lists(st.from_regex(r"[a-z][a-z.]{0,9}\*?", fullmatch=True), unique=True, max_size=3).map(tuple),
    claim=st.booleans(),
    evidence=st.booleans(),
    approve=st.sampled_from(list(Approve)),
    batch=st.booleans(),
)


@settings(max_examples=50)
@given(RULES)
def test_every_rule_survives_being_stored(rule: Rule) -> None:
    stored = json.loads(json.dumps(rule_mapping(rule)))
    assert parse_sheet({"rules": {"a": stored}}).rules["a"] == rule


def test_templates_name_their_source_say_what_it_leaves_open_and_explain_every_rule() -> None:
    templates = [sheet for sheet in shipped_sheets().values() if sheet.id != "default"]
    assert len(templates) >= 3
    for sheet in templates:
        assert sheet.source
        assert sheet.open
        assert sheet.period
        assert all(rule.title and rule.how and rule.block in sheet.blocks for rule in sheet.rules.values())
        assert all(rule.feeds or rule.claim or rule.batch for rule in sheet.rules.values())


@given(st.integers(-(10**8), 10**8))
def test_an_amount_survives_print_as_text_and_as_a_float(hundredths: int) -> None:
    assert parse_amount(print_amount(hundredths)) == hundredths
    assert parse_amount(hundredths / 100) == hundredths


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        "",
        "x",
        "1e999999999",
        "1e-999999999",
        pytest.param(10**5000, id="huge"),
        1e300,
        "1.00000000000000000000000000000001",
        [1],
        "NaN",
    ],
)
def test_what_is_no_amount_is_refused(value: object) -> None:
    with pytest.raises(AmountError):
        parse_amount(value)


@pytest.mark.parametrize(
    ("hundredths", "text"),
    [
        (Fraction(1, 2), "0.01"),
        (Fraction(-1, 2), "-0.01"),
        (Fraction(-1, 3), "0.00"),
        (784027, "7840.27"),
        (-5, "-0.05"),
    ],
)
def test_print_rounds_halves_away_from_zero(hundredths: int | Fraction, text: str) -> None:
    assert print_amount(hundredths) == text


def test_no_template_bears_the_name_of_what_the_program_reports_of_something_else() -> None:
    reported = set(shipped_sheets()["default"].rules)
    for sheet in shipped_sheets().values():
        assert sheet.id == "default" or not reported & set(sheet.rules)


def test_a_cap_counts_nothing_that_another_shipped_sheet_gave_for_something_else() -> None:
    sheets = list(shipped_sheets().values())
    for sheet in sheets:
        capped = {name: rule for name, rule in sheet.rules.items() if rule.caps or rule.first_of}
        for other in sheets:
            assert all(
                other.rules[name].title == rule.title for name, rule in capped.items() if name in other.rules
            )
