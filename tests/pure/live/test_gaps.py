"""What a sheet leaves open is asked once, where it matters; what it states is never touched."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from quizapp.live.engine.events import Refused
from quizapp.live.engine.gaps import open_gaps, settle
from quizapp.live.engine.reading import load, read_sheet
from quizapp.live.engine.sheet import Effect, RuleSheet, Verdict
from quizapp.live.engine.warnings import sheet_warnings

BUZZ: dict[str, Any] = {"kind": "buzz", "points": 10, "wrong": -10, "answer_s": 30}


def sheet(*rounds: dict[str, Any], **fields: Any) -> RuleSheet:
    return read_sheet({"rounds": list(rounds), **fields})


def numbers(found: RuleSheet) -> list[int]:
    return [gap.number for gap in open_gaps(found)]


def assumed(found: RuleSheet, **decisions: object) -> dict[str, object]:
    return {
        one.name: one.value
        for one in settle(found, {key.replace("__", "."): value for key, value in decisions.items()})[1]
    }


def test_every_gap_of_the_sixteen_is_asked_where_a_sheet_leaves_it_open() -> None:
    open_sheet = sheet(
        BUZZ,
        {"kind": "risk", "values": [10, 20], "order": "score_asc"},
        {"kind": "duel", "set_of": 5, "points": 10},
        tie={"mode": "buzz"},
    )
    assert numbers(open_sheet) == list(range(1, 17))
    names = [gap.name for gap in open_gaps(open_sheet)]
    assert len(names) == len(set(names))
    assert all(gap.default in [value for value, _ in gap.options] for gap in open_gaps(open_sheet))


@pytest.mark.parametrize(
    ("closed", "number"),
    [
        ({"early": {"exclude": "question"}}, 1),
        ({"early": {"question": "void"}}, 1),
        ({"open": "during_read"}, 1),
        ({"fouler_may_press": False}, 1),
        ({"attempts": 2}, 2),
        ({"starts": "press"}, 3),
        ({"answer_s": None}, 3),
        ({"incomplete": 5}, 11),
        ({"void_replaced": True}, 13),
    ],
)
def test_a_round_that_says_it_is_not_asked(closed: dict[str, Any], number: int) -> None:
    assert number in numbers(sheet(BUZZ))
    assert number not in numbers(sheet({**BUZZ, **closed}))


@pytest.mark.parametrize(
    ("fields", "number"),
    [
        ({"tie": {"mode": "buzz", "scored": True}}, 4),
        ({"tie": {"mode": "draw"}}, 4),
        ({"floor": 0}, 9),
        ({"absent": "next"}, 12),
        ({"disconnect": "runs"}, 15),
        ({"close_call": "again"}, 16),
    ],
)
def test_a_sheet_that_says_it_is_not_asked(fields: dict[str, Any], number: int) -> None:
    assert number in numbers(sheet(BUZZ, tie={"mode": "buzz"}))
    assert number not in numbers(sheet(BUZZ, **{"tie": {"mode": "buzz"}, **fields}))


def test_gaps_that_cannot_come_up_are_not_asked() -> None:
    harmless = sheet({"kind": "required_team", "points": 10, "wrong": 0})
    assert not {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 14, 16} & set(numbers(harmless))


def test_a_decision_is_kept_and_not_called_assumed() -> None:
    open_sheet = sheet(BUZZ, {**BUZZ, "key": "buzz2"})
    settled, left = settle(open_sheet, {"buzz.attempts": 99, "absent": "next"})
    assert [one.buzz.attempts for one in settled.rounds] == [99, 1]
    assert settled.absent == "next"
    assert not {"buzz.attempts", "absent"} & {one.name for one in left}
    assert "buzz2.attempts" in {one.name for one in left}


@pytest.mark.parametrize("given", [True, "True", "true"])
def test_a_form_may_decide_in_text(given: object) -> None:
    assert settle(sheet(BUZZ), {"buzz.fouler_may_press": given})[0].rounds[0].buzz.fouler_may_press is True


def test_an_answer_that_is_no_option_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        settle(sheet(BUZZ), {"buzz.attempts": 7})
    assert caught.value.code == "bad_decision"


def test_what_is_no_open_gap_is_passed_over() -> None:
    stated = sheet({**BUZZ, "attempts": 2})
    assert settle(stated, {"buzz.attempts": 1, "nonsense": 3})[0].rounds[0].buzz.attempts == 2


def test_a_settled_sheet_leaves_nothing_open() -> None:
    settled, _ = settle(load("R1"), {})
    assert open_gaps(settled) == []
    assert settle(settled, {}) == (settled, [])


def test_unsaid_things_take_their_one_safe_reading() -> None:
    found = assumed(sheet({"kind": "buzz"}, {"kind": "risk", "values": [10]}))
    assert found["base"] == 0
    assert found["tie"] == "shared"
    assert (found["buzz.points"], found["buzz.wrong"], found["buzz.timeout"]) == (0, 0, "wrong")
    assert (found["buzz.early.points"], found["buzz.early.question"]) == (0, "continue")
    assert found["risk.wrong"] == "-v"


def test_a_late_answer_costs_what_a_wrong_one_does() -> None:
    settled, _ = settle(sheet({**BUZZ, "wrong": "-v/2"}), {})
    effects = settled.rounds[0].effects
    assert effects[Verdict.LATE] == effects[Verdict.WRONG] == Effect(percent=-50)


def test_a_guess_is_played_and_listed() -> None:
    guessed = sheet({**BUZZ, "wrong": "-v?"})
    settled, left = settle(guessed, {})
    assert settled.rounds[0].effects[Verdict.WRONG] == Effect(percent=-100)
    assert settled.rounds[0].guesses == {}
    assert [one.value for one in left if one.name == "buzz.wrong"] == ["-v"]


def test_what_a_sheet_states_is_never_touched() -> None:
    stated = load("R14")
    settled, _ = settle(stated, {})
    assert settled.base == stated.base
    for before, after in zip(stated.rounds, settled.rounds, strict=True):
        assert (before.values, before.clock.answer_ms, before.count) == (
            after.values,
            after.clock.answer_ms,
            after.count,
        )
        assert before.effects.items() <= after.effects.items()
        assert before.buzz.early.points == after.buzz.early.points


def test_a_part_right_may_pay_a_share() -> None:
    both = sheet(BUZZ, {"kind": "all_answer", "points": 1000})
    shared, _ = settle(both, {"partly_right": "share"})
    assert shared.rounds[0].effects[Verdict.INCOMPLETE] == Effect(percent=50)
    assert shared.rounds[1].phone.multiple == "options"
    strict, _ = settle(both, {})
    assert strict.rounds[0].effects[Verdict.INCOMPLETE] == Effect(-1000)
    assert strict.rounds[1].phone.multiple == "all"


def test_members_turns_are_counted_for_the_team() -> None:
    each = {"kind": "required_individual", "points": 10, "per_member": 2}
    assert settle(sheet(each, team_size=3), {})[0].rounds[0].per_team == 6
    assert settle(sheet({**each, "on_stage": [1, 2]}, team_size=3), {})[0].rounds[0].per_team == 4
    assert settle(sheet(each), {})[0].rounds[0].per_team is None


def test_each_assumption_reads_as_a_sentence() -> None:
    _, left = settle(load("R22"), {})
    assert {one.name: one.text for one in left}["base"] == "基础分是多少？按 0 分"
    assert all(one.question and one.answer for one in left)


def test_warnings_say_what_is_unusual() -> None:
    found = {(one.round, one.text) for one in sheet_warnings(load("R22"), 7)}
    assert ("", "这个规程是为 5 队写的，现在是 7 队。") in found
    assert ("risk", "备题 5 道，全部队选完要 7 道。") in found
    assert ("joint", "一共 15 题，每队轮完要 21 题。") in found
    assert sheet_warnings(load("R22"), 5) == []


def test_warnings_name_rounds_without_count_time_or_value() -> None:
    bare = sheet(
        {"kind": "required_team"}, {"kind": "duel", "set_of": 3, "points": 5, "on_stage": [4]}, team_size=3
    )
    assert [one.round for one in sheet_warnings(bare)] == ["joint", "joint", "joint", "duel", "duel"]
    assert "队数是单数，有一队没有对手。" in [one.text for one in sheet_warnings(bare, 3)]
    wide = replace(bare, teams=(4, 8))
    assert sheet_warnings(wide, 3)[0].text == "这个规程是为 4 到 8 队写的，现在是 3 队。"
