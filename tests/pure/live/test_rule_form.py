"""The rules form: every sheet comes back as it was, and what is typed wrongly is named."""

from __future__ import annotations

from typing import Any

import pytest

from quizapp.live.engine.reading import builtin, read_sheet, sheet_to_mapping
from quizapp.live.engine.sheet import Kind, RuleSheet
from quizapp.live.sheet_form import form as rule_form
from quizapp.live.sheet_form.fields import fields_of

BUZZ: dict[str, Any] = {
    "id": "own",
    "title": "规程",
    "rounds": [{"key": "buzz", "kind": "buzz", "count": 10, "points": 10, "wrong": "-v?", "answer_s": 30}],
}


def posted(typed: rule_form.Typed) -> dict[str, str]:
    """Return the form as a browser sends it."""
    sent = dict(typed.values)
    for number, row in enumerate(typed.rounds):
        sent |= {f"r{number}-kind": str(row.kind), f"r{number}-key": row.key}
        sent |= {f"r{number}-{name}": value for name, value in row.values.items()}
    return sent


def with_(document: dict[str, Any], **fields: str) -> tuple[dict[str, Any], list[rule_form.Fault]]:
    sent = {
        **posted(rule_form.shown(document)),
        **{name.replace("__", "-"): value for name, value in fields.items()},
    }
    return rule_form.read(rule_form.typed(sent), document)


@pytest.mark.parametrize("sheet", builtin(), ids=lambda one: str(one.id))
def test_a_sheet_that_nobody_touched_comes_back_to_the_letter(sheet: RuleSheet) -> None:
    document = sheet_to_mapping(sheet)
    found, faults = rule_form.read(rule_form.typed(posted(rule_form.shown(document))), document)
    assert not faults
    assert read_sheet(found) == sheet


def test_what_is_typed_stands_in_the_document() -> None:
    found, faults = with_(
        BUZZ,
        base="200",
        teams_least="3",
        teams_most="6",
        r0__points="2.5",
        r0__wrong="fixed",
        r0__wrong_by="1",
        r0__early_points="-10",
        r0__early_exclude="question",
        r0__fouls="2：-20，3：出局",
        r0__help_name="ask",
        r0__help_times="2",
        r0__void_replaced="no",
        tie_mode="buzz_until",
        tie_scored="no",
    )
    assert not faults
    sheet = read_sheet(found)
    [rules] = sheet.rounds
    assert (sheet.base, sheet.teams) == (20000, (3, 6))
    assert rules.values == (250,)
    assert found["rounds"][0]["wrong"] == -1
    assert (rules.buzz.early.points, rules.buzz.early.exclude) == (-1000, "question")
    assert [(one.nth, one.points, one.exclude_from_round) for one in rules.buzz.fouls] == [
        (2, -2000, False),
        (3, None, True),
    ]
    assert (rules.helps[0].name, rules.helps[0].times) == ("ask", 2)
    assert (rules.void_replaced, sheet.tie and sheet.tie.scored) == (False, False)


def test_a_guess_of_the_source_stays_a_guess_until_it_is_changed() -> None:
    assert with_(BUZZ, base="100")[0]["rounds"][0]["wrong"] == "-v?"
    assert with_(BUZZ, r0__wrong="0")[0]["rounds"][0]["wrong"] == 0
    assert "wrong" not in with_(BUZZ, r0__wrong="")[0]["rounds"][0]


@pytest.mark.parametrize(
    ("name", "text", "round_", "field"),
    [
        ("base", "很多", 0, "base"),
        ("r0__count", "-1", 1, "count"),
        ("r0__count", "0", 1, "count"),
        ("r0__points", "ten", 1, "points"),
        ("r0__points", "-5", 1, "points"),
        ("r0__answer_s", "半分钟", 1, "answer_s"),
        ("r0__wrong", "free", 1, "wrong"),
        ("r0__open", "whenever", 1, "open"),
        ("r0__fouls", "第二次", 1, "fouls"),
        ("r0__title", "长" * 41, 1, "title"),
        ("r0__on_stage", "1、x", 1, "on_stage"),
        ("r0__on_stage", "1、1", 1, "on_stage"),
        ("team_size", "0", 0, "team_size"),
        ("tie_mode", "dice", 0, "tie_mode"),
    ],
)
def test_a_fault_names_the_round_and_the_field(name: str, text: str, round_: int, field: str) -> None:
    _, faults = with_(BUZZ, **{name: text})
    assert [(one.round, one.name) for one in faults] == [(round_, field)]


def test_a_fixed_price_wants_its_amount() -> None:
    _, faults = with_(BUZZ, r0__wrong="fixed", r0__wrong_by="")
    assert [(one.round, one.name) for one in faults] == [(1, "wrong")]


def test_rounds_come_go_and_move_and_keep_their_keys() -> None:
    typed = rule_form.shown(BUZZ)
    assert rule_form.acted(typed, "add", "risk")
    assert rule_form.acted(typed, "add", "buzz")
    assert rule_form.acted(typed, "up-2", "")
    assert [str(one.kind) for one in typed.rounds] == ["buzz", "buzz", "risk"]
    typed.rounds[2].values |= {"values": "10、20"}
    found, faults = rule_form.read(typed, BUZZ)
    assert not faults
    assert [one["key"] for one in found["rounds"]] == ["buzz", "buzz2", "risk"]
    again = rule_form.shown(found)
    assert rule_form.acted(again, "remove-0", "")
    kept, _ = rule_form.read(again, found)
    assert [one["key"] for one in kept["rounds"]] == ["buzz2", "risk"]


def test_a_contest_keeps_one_round() -> None:
    typed = rule_form.shown(BUZZ)
    rule_form.acted(typed, "remove-0", "")
    assert rule_form.read(typed, BUZZ)[1]


@pytest.mark.parametrize(
    ("act", "kind"), [("add", "dance"), ("up-9", ""), ("explode", ""), ("remove--1", ""), ("", "")]
)
def test_buttons_that_do_not_exist_are_refused(act: str, kind: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        rule_form.acted(rule_form.shown(BUZZ), act, kind)


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_asks_for_something_first_and_for_nothing_twice(kind: Kind) -> None:
    fields = fields_of(kind)
    names = [one.name for one in fields]
    assert len(set(names)) == len(names)
    assert fields[0].name == "title"
    assert any(kind in one.first for one in fields if one.name != "title")
