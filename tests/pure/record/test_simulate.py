"""The corners of a simulation: what counts, what is refused, and what cannot be read."""

from __future__ import annotations

import json
from typing import Any

import pytest

from quizapp.record.script import SimulateError
from quizapp.record.simulate import simulate

SHEET: dict[str, Any] = {
    "rules": {
        "article": {"points": 2, "caps": {"day": 3, "week": 20, "year": 60}},
        "item": {"points": 1, "per": "item", "caps": {"day": 10}},
        "contest": {"points": 4, "per": "score"},
        "place": {"outcomes": {1: 3, 2: 2}},
        "free": {"caps": {"day": 5}},
        "duel": {"outcomes": {"win": 10, "loss": 8}, "first_of": "day"},
    },
    "veto": {"level": ""},
}
AT = "2026-03-02T08:00:00+08:00"


def shipped(id_: str) -> dict[str, Any]:
    return {"default": SHEET}[id_]


def play(*events: dict[str, Any], sheet: Any = "default", **fields: Any) -> dict[str, Any]:
    events = tuple({"at": AT, "member": "M1"} | event for event in events)
    document = {"sheet": sheet, "members": [{"id": "M1"}], "events": list(events)} | fields
    result = simulate(document, shipped)
    json.dumps(result)
    return result


@pytest.mark.parametrize(
    ("event", "earned", "counted"),
    [
        ({"rule": "article"}, "2.00", "2.00"),
        ({"rule": "item", "count": 12}, "12.00", "10.00"),
        ({"rule": "item", "count": 0}, "0.00", "0.00"),
        ({"rule": "contest", "score": 2, "maximum": 3}, "2.66", "2.66"),
        ({"rule": "contest", "score": 31.5, "maximum": 30}, "4.00", "4.00"),
        ({"rule": "contest", "score": -5, "maximum": 30}, "0.00", "0.00"),
        ({"rule": "place", "outcome": 1}, "3.00", "3.00"),
        ({"rule": "free", "points": 9.5}, "9.50", "5.00"),
        ({"rule": "free", "points": "0.1"}, "0.10", "0.10"),
        ({"rule": "free", "points": -7}, "-7.00", "-7.00"),
    ],
)
def test_an_event_earns_what_its_rule_gives(event: dict[str, Any], earned: str, counted: str) -> None:
    (entry,) = play(event | {"key": "k"})["entries"]
    assert (entry["earned"], entry["counted"]) == (earned, counted)


@pytest.mark.parametrize(
    ("event", "why"),
    [
        ({"member": "M7", "rule": "article", "key": "k"}, "unknown_member"),
        ({"member": "M7", "veto": "x"}, "unknown_member"),
        ({"rule": "nothing", "key": "k"}, "unknown_rule"),
        ({"key": "k"}, "unknown_rule"),
        ({"rule": "article"}, "no_key"),
        ({"rule": "article", "key": "reverse:a"}, "reserved_key"),
        ({"rule": "article", "key": "k", "points": 5}, "fixed_points"),
        ({"rule": "free", "key": "k"}, "no_points"),
        ({"rule": "free", "key": "k", "points": 1.005}, "bad_points"),
        ({"rule": "free", "key": "k", "points": "many"}, "bad_points"),
        ({"rule": "free", "key": "k", "points": float("nan")}, "bad_points"),
        ({"rule": "free", "key": "k", "points": 10**30}, "bad_points"),
        ({"rule": "free", "key": "k", "points": True}, "bad_points"),
        ({"rule": "duel", "key": "k", "outcome": "draw"}, "unknown_outcome"),
        ({"rule": "duel", "key": "k"}, "unknown_outcome"),
        ({"rule": "item", "key": "k"}, "bad_measure"),
        ({"rule": "item", "key": "k", "count": 10**12}, "bad_measure"),
        ({"rule": "contest", "key": "k", "score": 3}, "bad_measure"),
        ({"rule": "contest", "key": "k", "score": 0, "maximum": 0}, "bad_measure"),
        ({"reverse": "never"}, "unknown_key"),
    ],
)
def test_what_the_rules_refuse_is_listed_and_changes_nothing(event: dict[str, Any], why: str) -> None:
    result = play(event)
    assert [(line["event"], line["why"]) for line in result["refused"]] == [(1, why)]
    assert result["entries"] == []
    assert result["totals"] == {"M1": "0.00"}


def test_a_part_of_an_entry_may_count_and_its_reversal_takes_back_that_part() -> None:
    result = play({"rule": "article", "key": "a"}, {"rule": "article", "key": "b"}, {"reverse": "b"})
    assert [entry["counted"] for entry in result["entries"]] == ["2.00", "1.00", "-1.00"]
    assert result["entries"][1]["why"] == "cap_day"
    assert result["totals"] == {"M1": "2.00"}


def test_a_reversal_is_dated_when_it_is_made() -> None:
    later = {"at": "2026-04-01T08:00:00+08:00", "reverse": "a"}
    month = {"from": "2026-04-01", "to": "2026-04-30"}
    result = play({"rule": "article", "key": "a"}, later, evaluate=month)
    assert result["totals"] == {"M1": "-2.00"}


def test_an_entry_taken_back_is_still_the_first_of_its_day_and_its_key_stays_used() -> None:
    won = {"rule": "duel", "outcome": "win"}
    result = play(won | {"key": "a"}, {"reverse": "a"}, won | {"key": "b"}, won | {"key": "a"})
    assert [entry["counted"] for entry in result["entries"]] == ["10.00", "-10.00", "0.00"]
    assert [line["why"] for line in result["refused"]] == ["repeat"]


def test_a_reversal_is_not_the_first_of_its_own_day() -> None:
    won = {"rule": "duel", "outcome": "win"}
    tuesday = {"at": "2026-03-03T08:00:00+08:00"}
    result = play(won | {"key": "a"}, tuesday | {"reverse": "a"}, tuesday | won | {"key": "b"})
    assert result["totals"] == {"M1": "10.00"}


def test_a_reversal_cannot_be_taken_back() -> None:
    result = play({"rule": "article", "key": "a"}, {"reverse": "a"}, {"reverse": "reverse:a"})
    assert [line["why"] for line in result["refused"]] == ["unknown_key"]


def test_a_key_under_two_rules_is_two_entries_and_a_reversal_names_the_rule() -> None:
    both = ({"rule": "article", "key": "a"}, {"rule": "free", "points": 5, "key": "a"})
    assert [line["why"] for line in play(*both, {"reverse": "a"})["refused"]] == ["ambiguous_key"]
    assert play(*both, {"reverse": "a", "rule": "free"})["totals"] == {"M1": "2.00"}


def test_the_same_key_of_another_member_is_no_repeat() -> None:
    members = [{"id": "M1"}, {"id": 2}]
    result = play(
        {"rule": "article", "key": 1}, {"rule": "article", "key": "1", "member": "2"}, members=members
    )
    assert result["totals"] == {"M1": "2.00", "2": "2.00"}


def test_block_caps_hold_over_the_evaluated_period_and_touch_no_entry() -> None:
    sheet = {"base": 60, "blocks": {"plus": {"cap": 3}}, "rules": {"a": {"block": "plus", "points": 2}}}
    result = play({"rule": "a", "key": "1"}, {"rule": "a", "key": "2"}, sheet=sheet)
    assert [entry["counted"] for entry in result["entries"]] == ["2.00", "2.00"]
    assert result["totals"] == {"M1": "63.00"}


def test_days_outside_the_evaluated_period_fill_caps_but_no_total() -> None:
    sheet = {"rules": {"a": {"points": 2, "caps": {"week": 3}}}}
    old = {"at": "2025-12-31T20:00:00+08:00", "rule": "a", "key": "1"}
    new = {"at": "2026-01-01T08:00:00+08:00", "rule": "a", "key": "2"}
    result = play(old, new, sheet=sheet, evaluate={"from": "2026-01-01", "to": "2026-12-31"})
    assert result["totals"] == {"M1": "1.00"}


def test_a_veto_outside_the_evaluated_period_or_unknown_to_the_sheet_does_nothing() -> None:
    points = {"rule": "free", "points": 5, "key": "1"}
    assert play(points, {"veto": "问题"})["totals"] == {"M1": "0.00"}
    outside = play(points, {"veto": "问题"}, evaluate={"from": "2026-03-01", "to": "2026-03-01"})
    assert outside["refused"] == []
    without = play({"veto": "问题"}, sheet={"rules": {}})
    assert [line["why"] for line in without["refused"]] == ["no_veto"]


def test_a_time_without_offset_is_local() -> None:
    once = {"rule": "duel", "outcome": "loss"}
    result = play(once | {"key": "a", "at": "2026-03-02T23:59:59"}, once | {"key": "b", "at": "2026-03-03"})
    assert result["totals"] == {"M1": "16.00"}


@pytest.mark.parametrize(
    ("document", "places"),
    [
        (None, ["sheet"]),
        ([1, 2], ["/", "sheet"]),
        ({"sheet": "unknown"}, ["sheet"]),
        ({"sheet": {"rules": {"a": {"pionts": 2}}}}, ["sheet.rules.a.pionts"]),
        ({"sheet": "default", "timezone": "Mars/Base"}, ["timezone"]),
        ({"sheet": "default", "timezone": "../etc"}, ["timezone"]),
        ({"sheet": "default", "members": [{}, {"id": "A"}, {"id": "A"}]}, ["members[1].id", "members[3].id"]),
        ({"sheet": "default", "members": "A"}, ["members"]),
        ({"sheet": "default", "events": ["x", {"at": AT}]}, ["events[1]", "events[1].at"]),
        ({"sheet": "default", "events": [{"at": "soon"}]}, ["events[1].at"]),
        ({"sheet": "default", "events": [{"at": "0001-01-01T00:00:00+08:00"}]}, ["events[1].at"]),
        ({"sheet": "default", "events": [{"at": AT, "key": ["k"]}]}, ["events[1].key"]),
        ({"sheet": "default", "evaluate": {"from": "2026-02-30"}}, ["evaluate.from"]),
        ({"sheet": "default", "evaluate": {"from": "2026-02-02", "to": "2026-01-01"}}, ["evaluate.to"]),
        ({"sheet": "default", "event": []}, ["event"]),
    ],
)
def test_a_document_that_cannot_be_read_says_every_place(document: object, places: list[str]) -> None:
    with pytest.raises(SimulateError) as caught:
        simulate(document, shipped)
    assert [problem.where for problem in caught.value.problems] == places
    assert all(problem.text for problem in caught.value.problems)
