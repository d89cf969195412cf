"""A few words in which the schemas of this package are written: JSON Schema 2020-12, as OpenAPI 3.1 takes it."""

from __future__ import annotations

from typing import Any

from ..core.i18n import N_

Schema = dict[str, Any]


def ref(name: str) -> Schema:
    """A schema of the document, by name."""
    return {"$ref": f"#/components/schemas/{name}"}


def text(about: str = "", **more: Any) -> Schema:
    """A string."""
    return _with({"type": "string", **more}, about)


def moment(about: str = "") -> Schema:
    """A moment in RFC 3339 with offset."""
    return text(about, format="date-time")


def day(about: str = "") -> Schema:
    """A calendar day."""
    return text(about, format="date")


def one_of(*words: str, about: str = "") -> Schema:
    """One of these words."""
    return text(about, enum=list(words))


def identifier(about: str = "") -> Schema:
    """An id; what it is made of may change."""
    return text(about or N_("编号，原样使用"))


def whole(about: str = "", **more: Any) -> Schema:
    """A whole number."""
    return _with({"type": "integer", **more}, about)


def amount(about: str = "") -> Schema:
    """Points or scores: a number with at most two decimals."""
    return _with({"type": "number"}, about)


def truth(about: str = "") -> Schema:
    """True or false."""
    return _with({"type": "boolean"}, about)


def several(one: Schema, about: str = "") -> Schema:
    """A list."""
    return _with({"type": "array", "items": one}, about)


def by_name(one: Schema, about: str = "") -> Schema:
    """An object whose names are data, such as positions."""
    return _with({"type": "object", "additionalProperties": one}, about)


def maybe(one: Schema) -> Schema:
    """The same, or null."""
    if "$ref" in one:
        return {"anyOf": [one, {"type": "null"}]}
    return {**one, "type": [one["type"], "null"], **({"enum": [*one["enum"], None]} if "enum" in one else {})}


def fields(optional: tuple[str, ...] = (), /, **properties: Schema) -> Schema:
    """An object; every field is always there but the `optional` ones."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, **({"required": required} if required else {})}


def listing(one: str, **more: Schema) -> Schema:
    """One page of a list."""
    following = maybe(text(N_("下一页的 cursor，没有下一页时为 null")))
    return fields(data=several(ref(one)), next=following, **more)


def _with(schema: Schema, about: str) -> Schema:
    return {**schema, "description": about} if about else schema
