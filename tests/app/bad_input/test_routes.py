"""Every address, with everything that no page of ours would send: an answer in plain words, never a traceback."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from flask import Flask
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.routing import Rule

import quizapp
from quizapp.extensions import db
from tests.app.bad_input.conftest import World
from tests.app.bad_input.forms_on_pages import ShownForm, posting_forms
from tests.app.bad_input.reading import ANY, names_read

RARE = "\N{CJK UNIFIED IDEOGRAPH-20BB7}"
HOSTILE = ("-1", "9" * 20, "9" * 5_000, "²", "a\0b", "2026-13-45", "http://[", "%s%(x)s{0}")
FORM_VALUES = ("", "-1", "9" * 20, "1e309", "a\0b", RARE * 400, "=HYPERLINK(1)")
BODIES = (
    b"",
    b"null",
    b"[[[]]]",
    b'"\\ud800"',
    b"{",
    b'{"answers": {"1": "\\ud800"}, "request_id": "\\ud800"}',
    b'{"answers": {"1": "\\u0000"}, "request_id": "\\u0000"}',
    b'{"answers": {"99999999999999999999": "a", "\\u0663": "a"}}',
    b'{"answers": {"1": {"a": [1e999, -1, "b"]}}, "request_id": []}',
    b'{"response": ' + b"9" * 5_000 + b"}",
    b'{"response": NaN, "count": -Infinity, "mode": {}}',
    b'{"contest": "99999999999999999999"}',
    b'{"a":' * 20_000,
    b"[" * 100_000,
    b"\xff\xfe\0\0",
    b"\x80" * 64,
)
#: What a database itself can refuse, and PostgreSQL refuses other things than SQLite: the rest is told on one of them.
STORED = {"9" * 20, "9" * 5_000, "a\0b", RARE * 400}
#: Not ready is what it says here: the tests' schema is not made by migrations.
UNREADY = "/readyz"
#: Pages of a contest in the room whose lobby was opened; the others prepare one.
PLAYED = re.compile(r"/(host|act|after|settle|unsettle|replay)\b")
#: What every page reads in one place, the language: those that read more have it among their names.
EVERYWHERE = {"lang"}
#: A page for developers, with samples of its own.
PATTERNS = "/_patterns"


def told_here(values: Iterable[str], backend: str) -> list[str]:
    """Return the values to send: on PostgreSQL those that may come to the database."""
    return [value for value in values if backend == "sqlite" or value in STORED]


def rules(app: Flask, method: str) -> list[Rule]:
    return [
        rule
        for rule in app.url_map.iter_rules()
        if method in (rule.methods or ()) and rule.rule not in (UNREADY, PATTERNS)
    ]


def package_of(rule: Rule) -> str:
    package = rule.endpoint.partition(".")[0]
    return "me" if package == "record" else package


def value_of(world: World, rule: Rule, name: str) -> Any:
    package = package_of(rule)
    if name == "token":
        return world.values.get(package, "no-such-token")
    if package == "practice" and name == "attempt_id":
        return world.values["practice_id"]
    if package == "live" and name == "contest_id":
        return world.values["live_id" if PLAYED.search(rule.rule) else "draft_id"]
    if package == "api" and name == "id":
        owner = rule.rule.split("/")[3]
        return world.values[{"attempts": "attempt_id", "contests": "contest_id"}.get(owner, "member_id")]
    choice = re.search(rf"<any\(([^)]*)\):{name}>", rule.rule)
    if choice and str(world.values.get(name)) not in (one_of := choice[1].replace(" ", "").split(",")):
        return one_of[0]
    return world.values.get(name, 1)  # of what the world has not made: an id that is mostly not there


def address(world: World, rule: Rule, **other: str) -> str:
    """The address of a route, with values that exist unless others are given, also such as no route builds."""
    path = rule.rule
    for name in rule.arguments:
        given = quote(
            str(other.get(name, value_of(world, rule, name))), safe="/" if name == "filename" else ""
        )
        path = re.sub(rf"<(?:[^<>]*:)?{name}>", lambda _found, given=given: given, path)
    return path


@cache
def query_names(package: str) -> list[str]:
    """Every name that the views of a package read from the address."""
    pattern = re.compile(r'(?:args(?:\.get|\.getlist)?[\[(]|asked\.query\()\s*"([a-z_]+)"')
    root = Path(quizapp.__file__).parent
    texts = (
        path.read_text(encoding="utf-8")
        for folder in (package, "web", "boards")
        for path in (root / folder).rglob("*.py")
    )
    return sorted({name for text in texts for name in pattern.findall(text)})


def failures(
    world: World, calls: Iterator[tuple[str, str, dict[str, Any]]]
) -> list[tuple[str, str, str, int]]:
    """The calls that were answered with a traceback."""
    found = []
    for method, path, more in calls:
        answer = world.client.open(path, method=method, **more)
        answer.close()
        db.session.rollback()
        if answer.status_code >= 500:
            found.append((method, path[:160], str(more)[:160], answer.status_code))
    return found


def test_every_page_opens_whatever_is_asked_of_it(app: Flask, world: World, backend: str) -> None:
    """Each page as it is, and where it reads names of its address with all of them, then with each alone."""
    read = names_read(app)

    def calls() -> Iterator[tuple[str, str, dict[str, Any]]]:
        for rule in rules(app, "GET"):
            path, names = address(world, rule), query_names(package_of(rule))
            read.clear()
            yield "GET", path, {}
            own = read - EVERYWHERE
            for value in told_here(HOSTILE, backend) if own else ():
                yield "GET", f"{path}?{urlencode(dict.fromkeys(names, value))}", {}
            for name in names if ANY in own else sorted(own):
                yield "GET", f"{path}?{urlencode({name: '9' * 20})}", {}
            yield "GET", f"{path}?q=%ff%fe&page=%80&%c0%af=1", {}

    assert not failures(world, calls())


def test_any_id_in_the_address(app: Flask, world: World, backend: str) -> None:
    def calls() -> Iterator[tuple[str, str, dict[str, Any]]]:
        for method in ("GET", "POST", "PUT"):
            for rule in rules(app, method):
                for name in rule.arguments:
                    for value in told_here((*HOSTILE, "0", "../../../../etc/passwd", "\ufffd"), backend):
                        yield method, address(world, rule, **{name: value}), {}

    assert not failures(world, calls())


def test_any_form(app: Flask, world: World, backend: str) -> None:
    """Every field that a page shows, all with the same hostile value, posted to every address."""
    shown = list(shown_forms(app, world))
    names = {rule.endpoint: names_at(app, shown, rule) for rule in rules(app, "POST")}

    def calls() -> Iterator[tuple[str, str, dict[str, Any]]]:
        for value in told_here(FORM_VALUES, backend):
            for rule in rules(app, "POST"):
                yield "POST", address(world, rule), {"data": dict.fromkeys(names[rule.endpoint], value)}

    assert not failures(world, calls())


def names_at(app: Flask, shown: list[ShownForm], rule: Rule) -> list[str]:
    """The fields of the forms that post to a route."""
    fields = (form.fields for form in shown if endpoint_of(app, form) == rule.endpoint)
    return sorted({name for names in fields for name in names})


def endpoint_of(app: Flask, form: ShownForm) -> str:
    """Where a form posts to; "" for one whose buttons or scripts know better than the page's own address."""
    try:
        endpoint, _values = app.url_map.bind("localhost").match(form.action.partition("?")[0], "POST")
    except MethodNotAllowed:
        return ""
    return str(endpoint)


def shown_forms(app: Flask, world: World) -> Iterator[ShownForm]:
    for rule in rules(app, "GET"):
        path = address(world, rule)
        answer = world.client.get(path)
        if answer.mimetype == "text/html":
            yield from posting_forms(path, answer.text)
        answer.close()


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("", marks=pytest.mark.pages),
        pytest.param("-1", marks=pytest.mark.pages),
        "9" * 20,
        RARE * 400,
    ],
)
def test_any_field_of_any_form(app: Flask, world: World, value: str) -> None:
    """Each field that a page shows in turn, the others as a person would leave them."""

    def calls() -> Iterator[tuple[str, str, dict[str, Any]]]:
        for form in one_of_each(app, list(shown_forms(app, world))):
            for name in form.fields:
                yield "POST", form.action, {"data": form.with_value(name, value)}
            db.session.rollback()  # the pages' writer may have written since
            world.client.login(world.admin)  # some of the forms end the session

    assert not failures(world, calls())


def one_of_each(app: Flask, forms: list[ShownForm]) -> list[ShownForm]:
    """One form for each route and set of fields."""
    found = {(endpoint_of(app, form), tuple(sorted(form.fields))): form for form in forms}
    return [form for (endpoint, _names), form in found.items() if endpoint]


def test_any_body(app: Flask, world: World) -> None:
    def calls() -> Iterator[tuple[str, str, dict[str, Any]]]:
        for method in ("POST", "PUT"):
            for rule in rules(app, method):
                for body in BODIES:
                    more = {"data": body, "content_type": "application/json"}
                    yield method, address(world, rule), more
                for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
                    yield method, address(world, rule), {"data": BODIES[-1], "content_type": kind}

    assert not failures(world, calls())
