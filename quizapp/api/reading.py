"""The document cut into what the page of the calls shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Tree = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """What a value is, in a word or by the name of a schema; `before` and `after` stand around the name."""

    name: str
    is_schema: bool = False
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A value that goes in or comes out."""

    name: str
    kind: Kind
    required: bool
    about: str


@dataclass(frozen=True, slots=True)
class Call:
    """One call."""

    id: str
    method: str
    path: str
    summary: str
    about: str
    scope: str
    values: tuple[Line, ...]
    body: str
    answers: tuple[tuple[str, str, str], ...]  # status, what it says, name of its schema or ""


@dataclass(frozen=True, slots=True)
class ShownSchema:
    """A shape with its fields."""

    name: str
    about: str
    lines: tuple[Line, ...]
    choices: tuple[str, ...]


def calls(document: Tree) -> list[tuple[str, list[Call]]]:
    """Return the calls under the title of their group, in the order of the document's tags."""
    titles = {tag["name"]: tag["description"] for tag in document["tags"]}
    found: dict[str, list[Call]] = {name: [] for name in titles}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            found[operation["tags"][0]].append(_call(document, path, method, operation))
    return [(titles[name], group) for name, group in found.items() if group]


def _call(document: Tree, path: str, method: str, operation: Tree) -> Call:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    return Call(
        operation["operationId"],
        method.upper(),
        path,
        operation["summary"],
        operation.get("description", ""),
        operation["security"][0]["bearer"][0] if operation["security"] else "",
        tuple(
            Line(one["name"], _kind(one["schema"]), one.get("required", False), one["description"])
            for one in operation.get("parameters", ())
        ),
        _named(body),
        tuple(_answer(document, status, answer) for status, answer in operation["responses"].items()),
    )


def _answer(document: Tree, status: str, answer: Tree) -> tuple[str, str, str]:
    if "$ref" in answer:
        return status, document["components"]["responses"][status]["description"], "Problem"
    (content,) = answer["content"].values()
    return status, answer["description"], _named(content["schema"])


def shown_schemas(document: Tree) -> list[ShownSchema]:
    """Return the shapes with their fields."""
    return [
        ShownSchema(
            name,
            schema.get("description", ""),
            tuple(
                Line(field, _kind(one), field in schema.get("required", ()), one.get("description", ""))
                for field, one in schema.get("properties", {}).items()
            ),
            tuple(_named(one) for one in schema.get("oneOf", ())),
        )
        for name, schema in document["components"]["schemas"].items()
    ]


def _named(schema: Tree) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]


def _kind(schema: Tree) -> Kind:
    if "$ref" in schema:
        return Kind(_named(schema), is_schema=True)
    if "anyOf" in schema:
        inner = _kind(schema["anyOf"][0])
        return Kind(inner.name, inner.is_schema, inner.before, f"{inner.after} | null")
    if "enum" in schema:
        return Kind(" | ".join("null" if word is None else str(word) for word in schema["enum"]))
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    after = " | null" if "null" in types else ""
    if types[0] == "array" and "items" in schema:
        inner = _kind(schema["items"])
        return Kind(inner.name, inner.is_schema, f"[{inner.before}", f"{inner.after}]{after}")
    if types[0] == "object" and isinstance(schema.get("additionalProperties"), dict):
        inner = _kind(schema["additionalProperties"])
        return Kind(inner.name, inner.is_schema, f"{{…: {inner.before}", f"{inner.after}}}{after}")
    if types[0] == "object" and "properties" in schema:
        return Kind("{" + ", ".join(schema["properties"]) + "}" + after)
    return Kind(schema["format"] + after if "format" in schema else " | ".join(types))
