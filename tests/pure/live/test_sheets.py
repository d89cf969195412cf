"""The built-in sheets: each reads, fits the schema, settles and plays; the figures are those of their sources."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from quizapp.live.engine import game, sandbox
from quizapp.live.engine.events import Command
from quizapp.live.engine.gaps import open_gaps, settle
from quizapp.live.engine.reading import (
    KEYS,
    SHEET_FIELDS,
    TIE_FIELDS,
    SheetError,
    builtin,
    load,
    read_sheet,
    sheet_to_mapping,
)
from quizapp.live.engine.reading_rounds import EARLY_FIELDS, ROUND_FIELDS
from quizapp.live.engine.setup import Contestant, Setup
from quizapp.live.engine.sheet import Early, Effect, Kind, Round, RuleSheet, Verdict
from quizapp.live.engine.state import State

FOLDER = files("quizapp.live") / "sheets"
SCHEMA = json.loads((FOLDER / "schema.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
SHEETS = builtin()
RUNS = (sandbox.everybody_misses, sandbox.everybody_right, sandbox.all_tie, sandbox.leader_leaves)

MINUS = Effect(percent=-100)


def as_json(document: object) -> Any:
    return json.loads(json.dumps(document))


def rounds(name: str) -> dict[str, Round]:
    return {one.key: one for one in load(name).rounds}


def teams_of(sheet: RuleSheet) -> int:
    return sheet.teams[0] if sheet.teams else 4


def test_every_sheet_of_the_collection_is_there_under_its_number_and_its_id() -> None:
    numbered = {one.number for one in SHEETS if one.number}
    assert numbered == {f"R{number}" for number in range(1, 23)}
    assert all(load(one.number) is load(one.id) is one for one in SHEETS if one.number)
    assert {"party-speed", "party-accuracy", "party-streak", "relay", "standard"} <= {
        one.id for one in SHEETS
    }


def test_an_unknown_sheet_is_named_in_the_refusal() -> None:
    with pytest.raises(SheetError, match="R99"):
        load("R99")


def test_the_schema_is_one_and_knows_the_same_fields() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert tuple(SCHEMA["properties"]) == SHEET_FIELDS
    definitions = SCHEMA["$defs"]
    assert tuple(definitions["round"]["properties"]) == ROUND_FIELDS
    assert tuple(definitions["tie"]["properties"]) == TIE_FIELDS
    assert tuple(definitions["early"]["properties"]) == EARLY_FIELDS
    assert definitions["round"]["properties"]["kind"]["enum"] == list(Kind)


@pytest.mark.parametrize("name", sorted(one.name for one in FOLDER.iterdir() if one.name.endswith(".yaml")))
def test_a_file_fits_the_schema_and_is_named_by_its_id(name: str) -> None:
    document = yaml.safe_load((FOLDER / name).read_text("utf-8"))
    VALIDATOR.validate(as_json(document))
    assert name == f"{document['id']}.yaml"


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda one: one.id)
def test_a_sheet_says_what_it_is_and_what_it_leaves_open(sheet: RuleSheet) -> None:
    assert sheet.title
    assert sheet.summary
    if sheet.number:
        assert sheet.source.startswith("http")
        assert sheet.unresolved
    stems = {KEYS.get(one.kind, str(one.kind)) for one in sheet.rounds}
    assert all(one.key.rstrip("0123456789") in stems for one in sheet.rounds)
    VALIDATOR.validate(as_json(sheet_to_mapping(sheet)))
    assert read_sheet(as_json(sheet_to_mapping(sheet))) == sheet


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda one: one.id)
def test_a_sheet_settles_and_plays_to_its_end(sheet: RuleSheet) -> None:
    settled, assumed = settle(sheet, {})
    assert open_gaps(settled) == []
    assert bool(assumed) == bool(sheet.number or sheet.base is None)
    assert read_sheet(as_json(sheet_to_mapping(settled))) == settled
    for run in RUNS:
        course = run(settled, teams_of(sheet))
        keys = [one.key for one in course.rounds]
        assert keys[: len(sheet.rounds)] == [one.key for one in sheet.rounds]
        assert set(keys[len(sheet.rounds) :]) <= {"playoff"}
        assert {one.code for one in course.refusals} <= {"value_used", "value_out"}


def test_the_figures_of_the_first_sheet() -> None:
    found, sheet = rounds("R1"), load("R1")
    assert (sheet.base, sheet.teams, sheet.team_size) == (100_00, (4, 4), 6)
    assert (found["req"].per_team, found["req"].value, found["req"].clock.answer_ms) == (6, 1000, 10_000)
    assert (found["buzz"].count, found["buzz"].on_stage) == (20, (1, 2))
    assert found["buzz"].buzz.early == Early(-1000, None, "continue")
    assert (found["duel"].duel.pair, found["duel"].duel.set_of, found["duel"].on_stage) == ("rank", 5, (3, 4))
    assert (found["duel"].helps[0].per, found["duel"].helps[0].restarts_clock) == ("duel", True)
    assert (found["risk"].values, found["risk"].risk.picks) == ((2000, 4000, 6000), 2)
    assert (found["risk"].guesses, found["risk"].clock.answer_ms) == ({Verdict.WRONG: MINUS}, 30_000)
    assert sheet.tie is not None
    assert (sheet.tie.scope, sheet.tie.mode, sheet.tie.scored) == ("top2", "buzz", None)


@pytest.mark.parametrize(
    ("sheet", "key", "value", "wrong", "seconds"),
    [
        ("R3", "joint", 10, 0, 120),
        ("R3", "buzz", 2.5, -1, 60),
        ("R4", "buzz", 10, -10, 60),
        ("R5", "req", 10, -10, 20),
        ("R6", "buzz", 20, -20, 60),
        ("R8", "buzz", 20, -20, 40),
        ("R9", "req", 10, 0, 10),
        ("R10", "req", 20, -20, None),
        ("R11", "buzz", 50, -50, 30),
        ("R12", "buzz", 20, -20, None),
        ("R13", "buzz", 10, -10, None),
        ("R14", "buzz", 10, -10, 60),
        ("R15", "req", 10, 0, 30),
        ("R16", "buzz", 10, -10, 60),
        ("R17", "req2", 20, 0, 10),
        ("R18", "req2", 6, -5, 60),
        ("R18", "buzz", 6, -3, 30),
        ("R19", "buzz", 10, -10, None),
        ("R20", "buzz", 10, -10, 60),
        ("R21", "joint", 20, 0, None),
        ("R22", "joint", 20, 0, 60),
    ],
)
def test_the_figures_of_the_others(
    sheet: str, key: str, value: float, wrong: int, seconds: int | None
) -> None:
    found = rounds(sheet)[key]
    assert found.value == round(value * 100)
    assert found.effects[Verdict.WRONG] == Effect(wrong * 100)
    assert found.clock.answer_ms == (None if seconds is None else seconds * 1000)


def test_the_risk_rounds_differ_as_their_sources_do() -> None:
    assert rounds("R4")["risk"].order == "score_desc"
    assert rounds("R9")["risk"].effects[Verdict.WRONG] == Effect()
    assert rounds("R12")["risk"].risk.distinct
    assert rounds("R13")["risk"].order == "reverse"
    assert rounds("R14")["risk"].clock.by_value == {1000: 30_000, 2000: 60_000, 3000: 90_000}
    assert rounds("R20")["risk"].effects[Verdict.INCOMPLETE] == Effect(-1000)
    assert (rounds("R21")["risk"].risk.may_name, rounds("R21")["risk2"].risk.may_name) == (True, False)
    assert rounds("R22")["risk"].risk.stock == {1000: 2, 2000: 2, 3000: 1}


def test_early_presses_differ_as_their_sources_do() -> None:
    assert rounds("R4")["buzz"].buzz.early.question == "void"
    assert rounds("R5")["buzz"].buzz.early.question == "void_no_replacement"
    assert [one.nth for one in rounds("R9")["buzz"].buzz.fouls] == [2, 3]
    assert rounds("R16")["buzz"].buzz.open == "during_read"
    assert rounds("R19")["buzz"].blurt == Early(-1000, "question")
    assert rounds("R22")["buzz"].buzz.open == "after_read"


class Hall:
    """A party of phones; times are seconds after the question was asked."""

    def __init__(self, sheet: str, *players: str, team: str | None = None) -> None:
        settled, _ = settle(load(sheet), {})
        teams = (Contestant("t1", team, 1),) if team else ()
        self.state: State = game.begin(Setup(settled, teams, individual=team is None))
        self.now = 0
        for name in players:
            self.do("join", player=name, name=name, team="t1" if team else None)
        self.do("start_round", round=1)

    def do(self, do: str, /, **fields: Any) -> None:
        self.state, _ = game.apply(self.state, Command(do, fields), self.now)

    def ask(self, answers: dict[str, tuple[float, bool]], **fields: Any) -> None:
        """Ask a question to all and close it after its time."""
        self.do("ask", **fields)
        given = {
            name: {"right": right, "at": self.now + round(seconds * 1000)}
            for name, (seconds, right) in answers.items()
        }
        self.now += 30_000
        self.do("close", answers=given)
        self.do("reveal")

    def points(self, *names: str) -> list[float]:
        return [self.state.total(name) / 100 for name in names]


FIRST = {"王": (2.0, True), "李": (0.4, True), "赵": (5.0, False), "钱": (19.9, True), "孙": (20.1, True)}


def test_the_party_pays_speed_as_worked_out_by_hand() -> None:
    hall = Hall("party-speed", *FIRST)
    hall.ask(FIRST)
    assert hall.points(*FIRST) == [950, 1000, 0, 503, 0]
    hall.ask({"王": (2.0, True)}, points=2000)
    assert hall.points("王") == [2850]


def test_a_team_at_the_party_gets_its_members_mean() -> None:
    hall = Hall("party-speed", "王", "赵", team="甲队")
    hall.ask({"王": (2.0, True), "赵": (5.0, False)})
    hall.ask({"王": (2.0, True)}, points=2000)
    assert hall.points("t1") == [1425]


def test_the_older_party_adds_for_right_answers_in_a_row() -> None:
    hall = Hall("party-streak", "王")
    gained = []
    for _ in range(7):
        before = hall.points("王")[0]
        hall.ask({"王": (0.1, True)})
        gained.append(hall.points("王")[0] - before)
    assert gained == [1000, 1100, 1200, 1300, 1400, 1500, 1500]


def test_the_calm_party_pays_one_point_whatever_the_speed() -> None:
    hall = Hall("party-accuracy", "王", "李", "赵")
    hall.ask({"王": (0.1, True), "李": (19.0, True), "赵": (1.0, False)})
    assert hall.points("王", "李", "赵") == [1, 1, 0]


def test_the_document_names_every_field_and_every_sheet_and_its_example_reads() -> None:
    text = (Path(__file__).parents[3] / "docs" / "RULE_SHEETS.md").read_text("utf-8")
    named = set(re.findall(r"\w+(?:-\w+)*", " ".join(re.findall(r"`([^`\n]+)`", text))))
    fields = {*SHEET_FIELDS, *ROUND_FIELDS, *TIE_FIELDS, *EARLY_FIELDS, *(str(kind) for kind in Kind)}
    assert fields - {"key"} <= named
    assert {one.id for one in SHEETS} <= named
    example = "\n".join(line[4:] for line in text.splitlines() if line.startswith("    "))
    assert [one.key for one in read_sheet(yaml.safe_load(example)).rounds] == ["joint", "buzz", "risk"]
    gaps = {gap.name for sheet in SHEETS for gap in open_gaps(sheet)}
    assert {re.sub(r"\d*\.", ".", name) for name in gaps} <= set(
        re.findall(r"^\| \d+ \| `([\w.]+)`", text, re.MULTILINE)
    )
