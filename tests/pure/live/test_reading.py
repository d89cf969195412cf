"""Rule sheets are read whole or not at all, every problem names its place, and a stored sheet reads back the same."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.live.engine.gaps import settle
from quizapp.live.engine.reading import SHEET_FIELDS, SheetError, read_sheet, sheet_to_mapping
from quizapp.live.engine.reading_rounds import ROUND_FIELDS
from quizapp.live.engine.sheet import Advance, Early, Effect, Foul, Help, Kind, RuleSheet, Verdict
from quizapp.record.reading import Problem

BUZZ: dict[str, Any] = {"kind": "buzz", "points": 10, "wrong": -10}


def stored(sheet: Any) -> Any:
    return json.loads(json.dumps(sheet_to_mapping(sheet)))


def one(**fields: Any) -> Any:
    """Return the only round of a sheet with these fields."""
    return read_sheet({"rounds": {"x": {"kind": "required_team", **fields}}}).rounds[0]


def places(document: object) -> list[str]:
    with pytest.raises(SheetError) as caught:
        read_sheet(document)
    return [problem.where for problem in caught.value.problems]


def test_points_become_hundredths_and_seconds_milliseconds() -> None:
    found = one(points=2.5, wrong=-1, answer_s=1.5, by_value_s={"2.5": 30}, read_s=2)
    assert (found.values, found.effects[Verdict.WRONG]) == ((250,), Effect(-100))
    assert (found.clock.answer_ms, found.clock.by_value, found.clock.read_ms) == (1500, {250: 30_000}, 2000)


@pytest.mark.parametrize(
    ("written", "effect"),
    [
        (0, Effect()),
        (-10, Effect(-1000)),
        ("-0.5", Effect(-50)),
        ("-v", Effect(percent=-100)),
        ("- v", Effect(percent=-100)),
        ("-v/2", Effect(percent=-50)),
        ("v/4", Effect(percent=25)),
        ("-2v", Effect(percent=-200)),
        ("-30%", Effect(percent=-30)),
    ],
)
def test_a_price_is_points_or_follows_the_questions_value(written: object, effect: Effect) -> None:
    assert one(wrong=written).effects[Verdict.WRONG] == effect


def test_a_guess_pays_nothing_before_it_is_decided() -> None:
    found = one(wrong="-v?")
    assert Verdict.WRONG not in found.effects
    assert found.guesses == {Verdict.WRONG: Effect(percent=-100)}


def test_null_and_missing_are_both_left_open() -> None:
    for fields in ({}, {"wrong": None, "timeout": None, "answer_s": None, "count": None}):
        found = one(**fields)
        assert found.effects == {Verdict.RIGHT: Effect(percent=100)}
        assert (found.clock.answer_ms, found.count) == (None, None)


def test_the_list_form_names_rounds_by_kind_and_the_mapping_form_by_key() -> None:
    kinds = ["required_individual", "required_team", "buzz", "buzz", "all_answer", "risk", "risk"]
    listed = read_sheet({"rounds": [{"kind": kind} for kind in kinds]})
    assert [round.key for round in listed.rounds] == ["req", "joint", "buzz", "buzz2", "all", "risk", "risk2"]
    named = read_sheet({"rounds": {round.key: {"kind": str(round.kind)} for round in listed.rounds}})
    assert named == listed


def test_the_short_forms_mean_the_same_as_the_long_ones() -> None:
    short = one(
        help={"per_duel": 1, "restarts_clock": True}, blurt=-10, on_stage="all", not_started="wrong", wrong=-5
    )
    assert short.helps == (Help("ask", 1, "duel", True),)
    assert (short.blurt, short.on_stage) == (Early(-1000), ())
    assert short.effects[Verdict.NOT_STARTED] == Effect(-500)
    long = read_sheet(
        {"rounds": [{"kind": "risk", "stock": {10: 2, 20: 1}, "rounds": 2, "decline": False}]}
    ).rounds[0]
    assert (long.values, long.risk.picks, long.risk.may_decline) == ((1000, 2000), 2, False)
    assert read_sheet({"rounds": [BUZZ], "advance": {"heats": 3, "top": 2}}).advance == (Advance(3, 2),)
    assert read_sheet({"rounds": [BUZZ], "teams": 4}).teams == (4, 4)


def test_the_buzzers_rules_are_read() -> None:
    found = read_sheet(
        {
            "rounds": {
                "buzz": {
                    **BUZZ,
                    "early": {"points": -10, "exclude": "question", "question": "void"},
                    "fouls": [{"nth": 2, "points": -20}, {"nth": 3, "exclude_from_round": True}],
                    "attempts": 2,
                    "after_attempts": "audience",
                    "no_press": {"after_s": 15, "to": "audience"},
                }
            }
        }
    ).rounds[0]
    assert found.kind is Kind.BUZZ
    assert found.buzz.early == Early(-1000, "question", "void")
    assert found.buzz.fouls == (Foul(2, -2000), Foul(3, None, True))
    assert (found.buzz.attempts, found.buzz.after_attempts) == (2, "audience")
    assert (found.buzz.no_press_ms, found.buzz.no_press_to) == (15_000, "audience")


@pytest.mark.parametrize(
    ("document", "wanted"),
    [
        ("text", ["/", "rounds"]),
        ({}, ["rounds"]),
        ({"rounds": []}, ["rounds"]),
        ({"rounds": {}}, ["rounds"]),
        ({"rounds": {"buzz": {**BUZZ, "early": {"points": "x"}}}}, ["rounds.buzz.early.points"]),
        ({"rounds": {"buzz": {**BUZZ, "early": {"pionts": 1}}}}, ["rounds.buzz.early.pionts"]),
        ({"rounds": [BUZZ, {**BUZZ, "points": 1.005}]}, ["rounds[2].points"]),
        ({"rounds": {"buzz": {"points": 1}}}, ["rounds.buzz.kind"]),
        ({"rounds": {"buzz": {"kind": "bzz"}}}, ["rounds.buzz.kind"]),
        ({"rounds": {"Buzz": BUZZ}}, ["rounds.Buzz.key"]),
        ({"rounds": [{**BUZZ, "key": "a"}, {**BUZZ, "key": "a"}]}, ["rounds[2].key"]),
        ({"rounds": {"buzz": {**BUZZ, "wrong": "-v/3"}}}, ["rounds.buzz.wrong"]),
        ({"rounds": {"buzz": {**BUZZ, "wrong": "-v/0"}}}, ["rounds.buzz.wrong"]),
        ({"rounds": {"buzz": {**BUZZ, "wrong": [1]}}}, ["rounds.buzz.wrong"]),
        ({"rounds": {"buzz": {**BUZZ, "points": -1}}}, ["rounds.buzz.points"]),
        ({"rounds": {"buzz": {**BUZZ, "values": [1, 2]}}}, ["rounds.buzz.values"]),
        ({"rounds": {"risk": {"kind": "risk", "values": [10, 10]}}}, ["rounds.risk.values[2]"]),
        ({"rounds": {"risk": {"kind": "risk", "values": 10}}}, ["rounds.risk.values"]),
        ({"rounds": {"risk": {"kind": "risk", "stock": {"ten": 1}}}}, ["rounds.risk.stock.ten"]),
        ({"rounds": {"risk": {"kind": "risk", "by_value_s": {"10": "soon"}}}}, ["rounds.risk.by_value_s.10"]),
        ({"rounds": {"buzz": {**BUZZ, "answer_s": -1}}}, ["rounds.buzz.answer_s"]),
        ({"rounds": {"buzz": {**BUZZ, "answer_s": "1/0"}}}, ["rounds.buzz.answer_s"]),
        ({"rounds": {"buzz": {**BUZZ, "answer_s": True}}}, ["rounds.buzz.answer_s"]),
        ({"rounds": {"buzz": {**BUZZ, "count": 0}}}, ["rounds.buzz.count"]),
        ({"rounds": {"buzz": {**BUZZ, "on_stage": [0]}}}, ["rounds.buzz.on_stage"]),
        ({"rounds": {"buzz": {**BUZZ, "on_stage": [1, 1]}}}, ["rounds.buzz.on_stage"]),
        ({"rounds": {"buzz": {**BUZZ, "fouls": [{"points": -1}]}}}, ["rounds.buzz.fouls[1].nth"]),
        ({"rounds": {"buzz": {**BUZZ, "helps": [{"times": 1}]}}}, ["rounds.buzz.helps[1].name"]),
        ({"rounds": {"duel": {"kind": "duel"}}}, ["rounds.duel.set_of"]),
        ({"rounds": [BUZZ], "tie": {"mode": "dice"}}, ["tie.mode"]),
        ({"rounds": [BUZZ], "teams": [4]}, ["teams"]),
        ({"rounds": [BUZZ], "teams": True}, ["teams"]),
        ({"rounds": [BUZZ], "advance": [{"heats": 2}]}, ["advance[1]"]),
        ({"rounds": [BUZZ], "unresolved": "one"}, ["unresolved"]),
        ({"rounds": [BUZZ], "base": "much"}, ["base"]),
        ({"rounds": [BUZZ], "bse": 100}, ["bse"]),
        ({"rounds": [BUZZ] * 41}, ["rounds"]),
    ],
)
def test_everything_wrong_names_its_place(document: object, wanted: list[str]) -> None:
    assert places(document) == wanted


def test_all_problems_are_told_at_once_in_plain_chinese() -> None:
    with pytest.raises(SheetError) as caught:
        read_sheet(
            {"rounds": {"buzz": {"kind": "buzz", "points": "x", "early": {"points": "y"}}}, "base": "z"}
        )
    text = str(caught.value)
    assert len(caught.value.problems) == 3
    assert "rounds.buzz.early.points：应当是一个数" in text


PRICES = st.sampled_from([None, 0, -10, 2.5, "-v", "-v/2", "v", "-v?", "-30%", "-0.25"])
AMOUNTS = st.integers(1, 10**6).map(lambda hundredths: hundredths / 100)
SECONDS = st.none() | st.integers(0, 3600) | st.sampled_from([0.5, 1.25])
ROUNDS = st.fixed_dictionaries(
    {"kind": st.sampled_from([str(kind) for kind in Kind if kind is not Kind.DUEL])},
    optional={
        "title": st.sampled_from(["", "抢答题"]),
        "values": st.lists(AMOUNTS, max_size=3, unique=True),
        "wrong": PRICES,
        "timeout": PRICES,
        "declined": PRICES,
        "count": st.none() | st.integers(1, 999),
        "per_team": st.none() | st.integers(1, 99),
        "on_stage": st.lists(st.integers(1, 9), max_size=3, unique=True),
        "order": st.sampled_from([None, "seat", "score_asc", "member"]),
        "answer_s": SECONDS,
        "starts": st.sampled_from([None, "named", "after_read"]),
        "early": st.none()
        | st.fixed_dictionaries(
            {"points": st.none() | st.integers(-9, 9), "question": st.sampled_from([None, "void"])}
        ),
        "fouler_may_press": st.sampled_from([None, True, False]),
        "attempts": st.none() | st.integers(1, 99),
        "no_press": st.none()
        | st.fixed_dictionaries({"after_s": SECONDS, "to": st.sampled_from(["void", "audience"])}),
        "may_exceed": st.sampled_from([None, True, False]),
        "picks": st.none() | st.integers(1, 9),
        "streak": st.lists(AMOUNTS, max_size=3),
        "scoring": st.sampled_from([None, "plain", "speed", "accuracy"]),
        "notes": st.sampled_from(["", "说明"]),
    },
)


@given(
    st.fixed_dictionaries(
        {"rounds": st.lists(ROUNDS, min_size=1, max_size=4)},
        optional={
            "base": st.none() | st.integers(-100, 1000),
            "tie": st.none()
            | st.fixed_dictionaries(
                {"mode": st.sampled_from([None, "draw", "buzz"]), "scored": st.none() | st.booleans()}
            ),
            "unresolved": st.lists(st.sampled_from(["没有写。", "断了。"]), max_size=2),
        },
    )
)
def test_a_stored_sheet_reads_back_the_same(document: dict[str, Any]) -> None:
    sheet = read_sheet(document)
    assert read_sheet(stored(sheet)) == sheet


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.floats()
    | st.sampled_from(["", "-v", "-v?", "0", "1e9999", "all", "none", "9" * 400, "一"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["points", "nth", "name", "10", "after_s", "x"]), inner, max_size=3)
    ),
    max_leaves=5,
)


def attempted(document: object) -> tuple[RuleSheet | None, Sequence[Problem]]:
    try:
        return read_sheet(document), ()
    except SheetError as error:
        return None, error.problems


@given(
    st.dictionaries(st.sampled_from(SHEET_FIELDS), ANYTHING, max_size=3),
    st.dictionaries(st.sampled_from(ROUND_FIELDS), ANYTHING, max_size=4),
    st.sampled_from(list(Kind)),
)
def test_whatever_stands_in_a_field_is_read_or_named(
    sheet: dict[str, Any], fields: dict[str, Any], kind: Kind
) -> None:
    for document in (
        sheet,
        {**sheet, "rounds": {"x": {"set_of": 1, "kind": str(kind), **fields}}},
        {"rounds": [fields]},
    ):
        found, problems = attempted(document)
        assert all(problem.where and problem.text for problem in problems)
        if found is not None:
            assert read_sheet(stored(found)) == found
            settled, _ = settle(found, {})
            assert read_sheet(stored(settled)) == settled


def test_a_round_may_group_its_clock_and_its_buzzers() -> None:
    grouped = {
        "kind": "buzz",
        "count": 20,
        "points": 10,
        "wrong": "-full",
        "incomplete": "-half",
        "clock": {"answer_s": 30, "by_value": {10: 20}, "start_within_s": 5, "starts": "named"},
        "buzz": {
            "open": "host_go",
            "early": {"points": -10, "exclude_from_question": True, "question": "void_no_replacement"},
            "fouls": [{"nth": 2, "points": -20}, {"nth": 3, "exclude_from_round": True}],
            "no_press": {"after_s": 15, "to": "audience"},
            "attempts": 2,
            "blurt": {"points": -10, "exclude": True},
        },
    }
    flat = {
        "kind": "buzz",
        "count": 20,
        "points": 10,
        "wrong": "-v",
        "incomplete": "-v/2",
        "answer_s": 30,
        "by_value_s": {10: 20},
        "start_within_s": 5,
        "starts": "named",
        "open": "host_go",
        "early": {"points": -10, "exclude": "question", "question": "void_no_replacement"},
        "fouls": [{"nth": 2, "points": -20}, {"nth": 3, "exclude_from_round": True}],
        "no_press": {"after_s": 15, "to": "audience"},
        "attempts": 2,
        "blurt": {"points": -10, "exclude": "question"},
    }
    assert read_sheet({"rounds": [grouped]}) == read_sheet({"rounds": [flat]})
    risk = {"kind": "risk", "values": [10, 20], "decline": "allowed"}
    assert read_sheet({"rounds": [risk]}).rounds[0].risk.may_decline


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"clock": {"answers": 30}}, "rounds[1].clock.answers"),
        ({"clock": {"answer_s": 30}, "answer_s": 20}, "rounds[1].clock.answer_s"),
        ({"clock": 30}, "rounds[1].clock"),
        ({"buzz": {"early": {"exclude_from_question": "yes"}}}, "rounds[1].early.exclude_from_question"),
        ({"decline": "perhaps"}, "rounds[1].decline"),
    ],
)
def test_a_wrong_group_is_named(wrong: dict[str, object], where: str) -> None:
    with pytest.raises(SheetError) as caught:
        read_sheet({"rounds": [{"kind": "buzz", **wrong}]})
    assert [one.where for one in caught.value.problems] == [where]
