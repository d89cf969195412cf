"""A year with levels, ratio, veto and groups, and a week of caps and a correction, both computed by hand."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from quizapp.record.shipped import builtin_sheet
from quizapp.record.simulate import simulate

YEAR_SHEET = """
base: 60
floor: 0
blocks: {plus: {cap: 30}, review: {cap: 10}, minus: {}}
rules:
  plus: {block: plus}
  review: {block: review}
  minus: {block: minus}
levels: [{name: 优秀, from: 90, ratio: 1/3}, {name: 合格, from: 80}, {name: 基本合格, from: 60}, {name: 不合格, from: 0}]
veto: {points: 0, level: 不合格}
group: {measure: mean, shrink: 5}
"""

#: member, group, plus, review, minus, total, level
YEAR = [
    ("M1", "G1", 34, 9, 0, "99.00", "优秀"),
    ("M2", "G1", 28, 8, -2, "94.00", "合格"),
    ("M3", "G2", 26, 9.5, 0, "95.50", "合格"),
    ("M4", "G2", 30, 10, -4, "96.00", "优秀"),
    ("M5", "G1", 15, 7, 0, "82.00", "合格"),
    ("M6", "G2", 12.5, 8, -1, "79.50", "基本合格"),
    ("M7", "G1", 0, 5, -10, "55.00", "不合格"),
    ("M8", "G2", 20, 8, 0, "0.00", "不合格"),
    ("M9", "G2", 6, 0, 0, "66.00", None),
]


def no_builtin(id_: str) -> dict[str, Any]:
    raise LookupError(id_)


@pytest.mark.parametrize(
    ("sheet", "rules"),
    [
        (yaml.safe_load(YEAR_SHEET), ("plus", "review", "minus")),
        ("yantai-trier-2024", ("plus", "appraisal", "minus")),
    ],
    ids=["inline", "template"],
)
def test_a_year_is_evaluated_as_by_hand(sheet: Any, rules: tuple[str, ...]) -> None:
    events: list[dict[str, Any]] = [
        {
            "at": "2026-03-02T08:00:00+08:00",
            "member": row[0],
            "rule": rule,
            "points": points,
            "key": f"{rule}1",
        }
        for row in YEAR
        for rule, points in zip(rules, row[2:5], strict=True)
    ]
    events.append({"at": "2026-11-01T09:00:00+08:00", "member": "M8", "veto": "廉洁问题", "by": "支委会"})
    result = simulate(
        {
            "sheet": sheet,
            "timezone": "Asia/Shanghai",
            "members": [{"id": row[0], "group": row[1], "exempt": row[0] == "M9"} for row in YEAR],
            "events": events,
            "evaluate": {"from": "2026-01-01", "to": "2026-12-31"},
        },
        builtin_sheet,
    )
    assert result["totals"] == {row[0]: row[5] for row in YEAR}
    assert result["levels"] == {row[0]: row[6] for row in YEAR if row[6]}
    assert result["groups"] == {
        "G1": {"mean": "82.50", "shrunk": "78.40"},
        "G2": {"mean": "67.75", "shrunk": "71.85"},
    }
    assert result["refused"] == []
    assert result["unresolved"] == []


WEEK = """
sheet:
  rules:
    article: {points: 2, caps: {day: 4, week: 20}}
    daily: {first_of: day}
    duel: {outcomes: {win: 10, loss: 8}, first_of: day}
timezone: Asia/Shanghai
members: [{id: M1}]
events:
  - {at: "2026-03-02T08:00:00+08:00", member: M1, rule: article, key: mon1}
  - {at: "2026-03-02T08:00:00+08:00", member: M1, rule: article, key: mon2}
  - {at: "2026-03-02T08:00:00+08:00", member: M1, rule: article, key: mon3}
  - {at: "2026-03-02T12:00:00+08:00", member: M1, rule: daily, points: 4, key: set1}
  - {at: "2026-03-02T12:01:00+08:00", member: M1, rule: daily, points: 4, key: set1}
  - {at: "2026-03-02T23:59:30+08:00", member: M1, rule: duel, outcome: loss, key: d1}
  - {at: "2026-03-02T16:00:10Z", member: M1, rule: duel, outcome: win, key: d2}
  - {at: "2026-03-03T00:05:00+08:00", member: M1, rule: duel, outcome: win, key: d3}
  - {at: 2026-03-03T20:00:00+08:00, member: M1, rule: article, key: tue1}
  - {at: 2026-03-03T20:00:00+08:00, member: M1, rule: article, key: tue2}
  - {at: 2026-03-04T20:00:00+08:00, member: M1, rule: article, key: wed1}
  - {at: 2026-03-04T20:00:00+08:00, member: M1, rule: article, key: wed2}
  - {at: 2026-03-05T20:00:00+08:00, member: M1, rule: article, key: thu1}
  - {at: 2026-03-05T20:00:00+08:00, member: M1, rule: article, key: thu2}
  - {at: 2026-03-06T20:00:00+08:00, member: M1, rule: article, key: fri1}
  - {at: 2026-03-06T20:00:00+08:00, member: M1, rule: article, key: fri2}
  - {at: 2026-03-07T20:00:00+08:00, member: M1, rule: article, key: sat1}
  - {at: 2026-03-07T20:00:00+08:00, member: M1, rule: article, key: sat2}
  - {at: 2026-03-08T10:00:00+08:00, member: M1, reverse: wed1, reason: 撤回, by: 组织委员}
  - {at: 2026-03-08T11:00:00+08:00, member: M1, rule: article, key: sun1}
  - {at: 2026-03-08T12:00:00+08:00, member: M1, reverse: wed1, reason: 再撤, by: 组织委员}
evaluate: {from: 2026-03-02, to: 2026-03-08}
"""


def test_a_week_of_caps_midnight_repeats_and_a_correction_is_played_as_by_hand() -> None:
    result = simulate(yaml.safe_load(WEEK), no_builtin)
    full = {f"{day}{n}": ("2.00", "2.00", None) for day in ("tue", "wed", "thu", "fri") for n in (1, 2)}
    assert {
        entry["key"]: (entry["earned"], entry["counted"], entry.get("why")) for entry in result["entries"]
    } == {
        "mon1": ("2.00", "2.00", None),
        "mon2": ("2.00", "2.00", None),
        "mon3": ("2.00", "0.00", "cap_day"),
        "set1": ("4.00", "4.00", None),
        "d1": ("8.00", "8.00", None),
        "d2": ("10.00", "10.00", None),
        "d3": ("10.00", "0.00", "first_of_day"),
        **full,
        "sat1": ("2.00", "0.00", "cap_week"),
        "sat2": ("2.00", "0.00", "cap_week"),
        "reverse:wed1": ("-2.00", "-2.00", None),
        "sun1": ("2.00", "0.00", "cap_week"),
    }
    reversal = next(entry for entry in result["entries"] if entry["key"] == "reverse:wed1")
    assert (reversal["rule"], reversal["reason"], reversal["by"]) == ("article", "撤回", "组织委员")
    assert result["refused"] == [
        {"event": 5, "why": "repeat", "member": "M1", "rule": "daily", "key": "set1"},
        {"event": 21, "why": "repeat", "member": "M1", "key": "reverse:wed1"},
    ]
    assert result["totals"] == {"M1": "40.00"}
    assert result["levels"] == {}
    assert result["groups"] == {}
