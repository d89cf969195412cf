"""Dry runs meet what the rules hold in store: ties, used-up questions, rounds without an end, who leaves."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.live.engine.gaps import settle
from quizapp.live.engine.reading import load, read_sheet
from quizapp.live.engine.sandbox import Course, all_tie, everybody_misses, everybody_right, leader_leaves
from quizapp.live.engine.sheet import RuleSheet

from .test_reading import ROUNDS

JOINT: dict[str, Any] = {"kind": "required_team", "points": 10, "wrong": -5, "per_team": 2}


def sheet(*rounds: dict[str, Any], **fields: Any) -> RuleSheet:
    return settle(read_sheet({"rounds": list(rounds), **fields}), {})[0]


def totals(course: Course) -> list[float]:
    rows = {one.id: one.amount / 100 for one in course.standings}
    return [rows[one.id] for one in course.contestants]


def test_everybody_misses_and_everybody_right() -> None:
    both = sheet(JOINT, {"kind": "buzz", "points": 10, "wrong": -10, "count": 6}, base=100)
    assert totals(everybody_misses(both, 3)) == [100 - 10 - 20] * 3
    assert totals(everybody_right(both, 3)) == [100 + 20 + 20] * 3


def test_the_course_keeps_standings_and_events_round_by_round() -> None:
    course = everybody_right(sheet(JOINT, {**JOINT, "key": "again"}), 2)
    assert [one.key for one in course.rounds] == ["joint", "again"]
    assert [[row.amount for row in one.standings] for one in course.rounds] == [[2000, 2000], [4000, 4000]]
    assert [one.events[0].kind for one in course.rounds] == ["round_started", "round_started"]
    assert sum(log.kind == "answered" for log in course.rounds[0].events) == 4


def test_a_tie_that_no_rule_parts_is_told() -> None:
    assert all_tie(sheet(JOINT), 3).undecided == (("t1", "t2", "t3"),)


def test_a_tie_rule_parts_all_of_them_one_after_another() -> None:
    course = all_tie(sheet(JOINT, tie={"mode": "sudden_death", "points": 10}), 4)
    assert course.undecided == ()
    assert [one.rank for one in course.standings] == [1, 2, 3, 4]
    assert [one.key for one in course.rounds] == ["joint", "playoff", "playoff", "playoff"]
    assert len(set(totals(course))) == 1


def test_a_tie_is_drawn_where_the_sheet_says_so_and_stays_where_nothing_can_be_played() -> None:
    drawn = all_tie(sheet(JOINT, tie={"mode": "draw"}), 3)
    assert [one.rank for one in drawn.standings] == [1, 2, 3]
    assert [one.kind for one in drawn.rounds[-1].events] == ["tie_decided"]
    assert all_tie(sheet(JOINT, tie={"mode": "time"}), 3).undecided == (("t1", "t2", "t3"),)


def test_a_rule_for_the_first_places_leaves_the_others_equal() -> None:
    course = all_tie(settle(load("R1"), {})[0], 4)
    assert [one.rank for one in course.standings] == [1, 2, 2, 2]
    assert course.undecided == (("t2", "t3", "t4"),)


def test_all_are_given_the_same_chances_where_questions_do_not_go_round() -> None:
    uneven = sheet({"kind": "buzz", "points": 10, "wrong": 0, "count": 7})
    assert totals(all_tie(uneven, 3)) == [20, 20, 20]
    assert totals(everybody_right(uneven, 3)) == [30, 20, 20]


def test_questions_of_a_value_that_run_out_are_met_before_the_day() -> None:
    course = everybody_right(settle(load("R22"), {})[0], 5)
    assert {(one.round, one.code) for one in course.refusals} == {("risk", "value_out")}
    assert course.refusals[0].to in {one.id for one in course.contestants}


def test_values_that_must_differ_are_met_before_the_day() -> None:
    course = everybody_misses(settle(load("R12"), {})[0], 9)
    assert {one.code for one in course.refusals} == {"value_used"}
    assert all_tie(settle(load("R12"), {})[0], 9).refusals == ()


def test_an_arena_in_which_all_do_equally_well_has_no_end() -> None:
    assert everybody_right(settle(load("R2"), {})[0], 4).stuck == ("arena",)


def test_the_leader_who_leaves_earns_nothing_more() -> None:
    course = leader_leaves(sheet(JOINT, {**JOINT, "key": "again"}), 3)
    first, second = course.rounds
    leader = first.standings[0].id
    after = {row.id: row.amount for row in second.standings}
    assert after[leader] == first.standings[0].amount - 2 * 500
    assert all(
        log.data.get("verdict") == "late"
        for log in second.events
        if log.data.get("to") == leader and log.kind == "answered"
    )


def test_whoever_leaves_presses_and_chooses_no_more() -> None:
    buzz = {"kind": "buzz", "points": 10, "wrong": -10, "count": 6}
    risk = {"kind": "risk", "values": [10, 20], "decline": 0}
    course = leader_leaves(sheet(JOINT, buzz, risk, base=100), 3)
    assert course.rounds[-1].key == "risk"
    leader = course.rounds[1].standings[0].id
    acts = [log for log in course.rounds[2].events if leader in (log.data.get("to"), log.data.get("by"))]
    assert [log.data.get("verdict") for log in acts if log.kind == "answered"] == ["declined"]


def test_phones_take_part_alone_or_for_a_team() -> None:
    phone = {"kind": "all_answer", "points": 10, "wrong": 0, "count": 3}
    alone = everybody_right(sheet(phone), 3)
    assert [one.name for one in alone.contestants] == ["甲队", "乙队", "丙队"]
    assert totals(alone) == [30, 30, 30]
    assert totals(everybody_right(sheet(phone, JOINT), 2)) == [30 + 20] * 2


def test_questions_go_on_to_the_audience() -> None:
    handed = sheet(
        {"kind": "buzz", "points": 20, "wrong": -20, "count": 2, "attempts": 2, "after_attempts": "audience"}
    )
    course = everybody_misses(handed, 2)
    assert [log.kind for log in course.rounds[0].events].count("closed") == 2
    assert totals(course) == [-40, -40]


def test_runs_and_ladders_end_by_themselves() -> None:
    speed = {"kind": "speed", "points": 10, "wrong": 0, "per_team": 4, "answer_s": 40}
    ladder = {"kind": "ladder", "values": [10, 20, 30], "wrong": 0, "stop_at_first_miss": True}
    relay = {"kind": "relay", "points": 10, "wrong": 0, "answer_s": 60}
    assert totals(everybody_right(sheet(speed, ladder, relay, team_size=3), 2)) == [40 + 60 + 50] * 2
    assert totals(everybody_misses(sheet(speed, ladder, relay, team_size=3), 2)) == [0, 0]


def test_names_are_taken_where_they_are_known() -> None:
    course = everybody_right(sheet(JOINT), 12, ["机关支部", "车间支部"])
    assert [course.name("t1"), course.name("t2"), course.name("t3")] == ["机关支部", "车间支部", "第 3 队"]
    assert len(course.contestants) == 12


@given(
    st.lists(ROUNDS, min_size=1, max_size=3),
    st.sampled_from([None, "buzz", "k_plus_1", "draw"]),
    st.integers(1, 5),
)
@settings(max_examples=40, deadline=None)
def test_any_sheet_that_can_be_read_can_be_played(
    rounds: list[dict[str, Any]], mode: str | None, teams: int
) -> None:
    played = sheet(*rounds, tie=mode and {"mode": mode})
    for run in (everybody_misses, everybody_right, all_tie, leader_leaves):
        course = run(played, teams)
        assert [one.key for one in course.rounds][: len(rounds)] == [one.key for one in played.rounds]
        assert len(course.standings) == teams
