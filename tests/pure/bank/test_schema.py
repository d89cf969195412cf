"""The JSON Schema says what the reader takes, and the shipped banks keep to both."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given

from quizapp.bank.formats.yaml_json import load_yaml
from quizapp.bank.item import Item
from quizapp.bank.native import BANK_FIELDS, ITEM_FIELDS, SOURCE_FIELDS, item_to_native, parse

from . import examples
from .strategies import items

FOLDER = Path(__file__).parents[3] / "question_bank"
SCHEMA = json.loads((FOLDER / "schema.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def as_json(value: object) -> Any:
    return json.loads(json.dumps(value))


def bank_of(*raws: object) -> dict[str, object]:
    return {"bank": "b", "name": "题库", "items": list(raws)}


def test_the_schema_is_one_and_knows_the_same_fields() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert tuple(SCHEMA["properties"]) == BANK_FIELDS
    assert tuple(SCHEMA["$defs"]["item"]["properties"]) == ITEM_FIELDS
    assert tuple(SCHEMA["$defs"]["source"]["properties"]) == SOURCE_FIELDS


@given(items())
def test_what_is_written_is_valid(item: Item) -> None:
    VALIDATOR.validate(as_json(bank_of(item_to_native(item))))


@pytest.mark.parametrize("raw", examples.ALL, ids=lambda raw: raw["type"])
def test_examples_are_valid(raw: dict[str, object]) -> None:
    VALIDATOR.validate(as_json(bank_of(raw)))


@pytest.mark.parametrize(
    ("raw", "changes"),
    [
        (examples.GUIDANCE, {"key": ["A", "B"]}),
        (examples.GUIDANCE, {"difficulty": 6}),
        (examples.GUIDANCE, {"type": "quiz"}),
        (examples.GUIDANCE, {"stem": "长" * 10_000}),
        (examples.GUIDANCE, {"options": {"A": "甲"}}),
        (examples.GUIDANCE, {"as_of": "2026-1"}),
        (examples.GUIDANCE, {"source": {"article": "第七条"}}),
        (examples.WHO, {"key": "ABC"}),
        (examples.HOURS, {"key": "三十二"}),
        (examples.DISCIPLINE, {"key": ["严重警告", "留党察看"]}),
        (examples.PRINCIPLES, {"key": ["C", "A", "D"]}),
    ],
)
def test_what_the_schema_refuses_the_reader_refuses(
    raw: dict[str, object], changes: dict[str, object]
) -> None:
    bad = bank_of({**raw, **changes})
    assert not VALIDATOR.is_valid(as_json(bad))
    assert parse(bad).errors


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*/*.yaml")), ids=lambda path: path.parent.name)
def test_the_shipped_banks_are_valid(path: Path) -> None:
    data = load_yaml(path.read_text("utf-8"))
    VALIDATOR.validate(as_json(data))
    assert parse(data).problems == ()


def test_the_readme_explains_every_field_and_type() -> None:
    readme = (FOLDER / "README.md").read_text("utf-8")
    types = SCHEMA["$defs"]["item"]["properties"]["type"]["enum"]
    assert [
        name for name in (*BANK_FIELDS, *ITEM_FIELDS, *SOURCE_FIELDS, *types) if f"`{name}`" not in readme
    ] == []
