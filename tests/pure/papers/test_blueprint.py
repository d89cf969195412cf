"""Blueprints: the stored form comes back, and what cannot be used names its row."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given

from quizapp.bank.item import ItemType
from quizapp.papers.blueprint import Blueprint, BlueprintError, Row

from .test_draw import blueprints


@given(blueprints)
def test_a_blueprint_comes_back_from_json(blueprint: Blueprint) -> None:
    assert Blueprint.from_json(json.loads(json.dumps(blueprint.to_json()))) == blueprint


def test_count_and_total_are_sums_over_the_rows() -> None:
    blueprint = Blueprint((Row(20, 250), Row(5, 1000, types=(ItemType.MULTIPLE,))))
    assert (blueprint.count, blueprint.total) == (25, 100_00)


GOOD: dict[str, Any] = {"count": 10, "points": 500}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"count": 0}, "count"),
        ({"count": 501}, "count"),
        ({"count": "10"}, "count"),
        ({"count": True}, "count"),
        ({"points": -1}, "points"),
        ({"points": 2.5}, "points"),
        ({"points": 10**9}, "points"),
        ({"topics": "甲"}, "topics"),
        ({"topics": [1]}, "topics"),
        ({"types": ["quiz"]}, "types"),
        ({"types": [["single"]]}, "types"),
        ({"difficulties": [0]}, "difficulties"),
        ({"difficulties": [True]}, "difficulties"),
    ],
)
def test_a_bad_row_is_named(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(BlueprintError) as refusal:
        Blueprint.from_json({"rows": [GOOD, {**GOOD, **changes}]})
    assert refusal.value.field == f"rows[1].{field}"
    assert refusal.value.params["row"] == 2
    assert "第 2 行" in refusal.value.message % refusal.value.params


@pytest.mark.parametrize(
    "data", [None, [], {}, {"rows": []}, {"rows": {}}, {"rows": [3]}, {"rows": [GOOD] * 51}]
)
def test_what_is_no_blueprint_is_refused(data: object) -> None:
    with pytest.raises(BlueprintError):
        Blueprint.from_json(data)


def test_a_paper_has_a_bounded_length() -> None:
    with pytest.raises(BlueprintError):
        Blueprint.from_json({"rows": [{"count": 300, "points": 100}] * 2})
