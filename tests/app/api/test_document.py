"""The document: complete, well formed, and shown to people too."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from jsonschema import Draft202012Validator

from quizapp.api.document import PREFIX, build
from tests.fixtures.app import Client

pytestmark = pytest.mark.pages

LEADS = {"get": "200", "post": "200|201", "put": "200"}


@pytest.fixture
def document(client: Client) -> dict[str, Any]:
    answer = client.get("/api/v1/openapi.json")
    assert answer.mimetype == "application/json"
    return dict(answer.json)


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def test_document_and_routes_name_the_same_calls(app: Flask, document: dict[str, Any]) -> None:
    routed = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert {(path, method) for path, method, _ in operations(document)} == routed
    assert all(
        rule.endpoint.startswith(PREFIX) for rule in app.url_map.iter_rules() if "/api/v1" in rule.rule
    )


def test_every_call_of_the_contract_is_there(document: dict[str, Any]) -> None:
    named = {f"{method.upper()} {path.removeprefix('/api/v1')}" for path, method, _ in operations(document)}
    assert named >= {
        "GET /me",
        "GET /banks",
        "GET /items",
        "POST /attempts",
        "GET /attempts/{id}",
        "PUT /attempts/{id}/answers/{position}",
        "POST /attempts/{id}/submit",
        "GET /contests",
        "GET /contests/{id}",
        "GET /contests/{id}/standings",
        "GET /members/{id}/record",
        "GET /ledger",
        "GET /boards/{slug}",
        "POST /live",
        "POST /live/{pin}/join",
        "GET /live/{pin}",
        "GET /live/{pin}/stream",
        "GET /live/{pin}/events",
        "POST /live/{pin}/answers",
        "POST /live/{pin}/buzz",
        "POST /live/{pin}/host/{action}",
    }


def test_document_is_well_formed(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    assert {"title", "version"} <= document["info"].keys()
    for reference in references(document):
        node: Any = document
        for name in reference.removeprefix("#/").split("/"):
            node = node[name]
        assert node
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    used = {reference.rpartition("/")[2] for reference in references(document)}
    assert set(document["components"]["schemas"]) <= used


def test_operations_are_well_formed(document: dict[str, Any]) -> None:
    schemes = document["components"]["securitySchemes"]
    tags = {tag["name"] for tag in document["tags"]}
    seen = set()
    for path, method, operation in operations(document):
        seen.add(operation["operationId"])
        parameters = operation.get("parameters", [])
        in_path = [one["name"] for one in parameters if one["in"] == "path"]
        assert sorted(in_path) == sorted(re.findall(r"{(\w+)}", path))
        assert all(one["required"] and one["schema"] for one in parameters if one["in"] == "path")
        assert any(re.fullmatch(LEADS[method], status) for status in operation["responses"])
        assert all(
            "$ref" in answer or (answer["description"] and answer["content"])
            for answer in operation["responses"].values()
        )
        assert {name for way in operation["security"] for name in way} <= schemes.keys()
        assert set(operation["tags"]) <= tags
        assert operation["summary"]
    assert len(seen) == len(list(operations(document)))


def test_every_call_that_writes_asks_for_a_scope(document: dict[str, Any]) -> None:
    asked = {
        (method, operation["security"][0]["bearer"][0])
        for _, method, operation in operations(document)
        if operation["security"]
    }
    assert asked == {("get", "read"), ("post", "write"), ("put", "write"), ("post", "host")}


def test_texts_follow_the_language(app: Flask, client: Client) -> None:
    assert build(app)["info"]["title"] == "四强学堂接口"
    assert client.get("/api/v1/openapi.json?lang=zh_CN").json["info"]["title"] == "四强学堂接口"


def test_people_read_the_same(client: Client, document: dict[str, Any]) -> None:
    page = client.get("/api/v1/docs")
    assert page.status_code == 200
    for path, method, operation in operations(document):
        assert f"{method.upper()} {path}" in page.text
        assert f'id="{operation["operationId"]}"' in page.text
    for name in document["components"]["schemas"]:
        assert f'id="schema-{name}"' in page.text
    targets = set(re.findall(r'href="#([\w-]+)"', page.text))
    assert targets <= set(re.findall(r'id="([\w-]+)"', page.text))
    assert "<style" not in page.text
    assert not re.search(r"<script(?![^>]+src=)|https?://(?!127|localhost)|\son\w+=|style=", page.text)


def test_describing_costs_no_start() -> None:
    """What only a document generator would need is not imported with the application."""
    code = "import sys, quizapp.api.routes; print(sorted({'pydantic', 'spectree', 'jsonschema'} & set(sys.modules)))"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "[]"
