"""Rules that compile late say the same addresses as werkzeug's own."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.routing import BuildError, Map, Rule

from quizapp.web.rules import LateRule

RULES = [
    ("/", "home"),
    ("/items/<int:item>", "item"),
    ("/items/<int:item>/<name>", "named"),
    ("/p/<path:path>", "path"),
]


def bound(kind: type[Rule]) -> Any:
    return Map([kind(rule, endpoint=endpoint) for rule, endpoint in RULES]).bind("example.org", "/under")


@pytest.mark.parametrize(
    ("endpoint", "values"),
    [
        ("home", {}),
        ("home", {"q": "甲 乙", "n": [1, 2]}),
        ("home", {"rule": "x", "self": "y", "values": "z"}),
        ("item", {"item": 3}),
        ("named", {"item": 3, "name": "a/b ?"}),
        ("path", {"path": "a/b c"}),
    ],
)
def test_addresses_are_those_of_the_usual_rules(endpoint: str, values: dict[str, Any]) -> None:
    late, usual = bound(LateRule), bound(Rule)
    for _ in range(2):  # the first use compiles
        assert late.build(endpoint, values) == usual.build(endpoint, values)


def test_what_cannot_be_said_is_refused_and_what_is_asked_is_found() -> None:
    late = bound(LateRule)
    with pytest.raises(BuildError):
        late.build("item", {})
    assert late.match("/items/3/x") == ("named", {"item": 3, "name": "x"})
