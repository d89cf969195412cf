"""What a host's form or script orders, as the engine's command: texts of a form become what the rules expect. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from ..core.i18n import N_
from . import offices
from .engine.events import Command, Refused
from .engine.game import COMMANDS

#: What only players do by themselves, or what the clock does.
NOT_HOSTS = frozenset({"buzz"})
_YES, _NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off", "")


def _number(given: Any) -> Any:
    """Return a number from a form's text; what is none stays for the engine to refuse in words."""
    if not isinstance(given, str):
        return given
    try:
        return int(given) if given.strip().lstrip("+-").isdecimal() else float(given)
    except ValueError:
        return given


def _whole(given: Any) -> Any:
    text = given.strip() if isinstance(given, str) else given
    return int(text) if isinstance(text, str) and text.isdecimal() and len(text) < 10 else text


def _flag(given: Any) -> Any:
    if isinstance(given, str):
        return True if given.lower() in _YES else False if given.lower() in _NO else given
    return given


def _points(given: Any) -> Any:
    """Return points as typed: a proper minus sign is one, too."""
    return given.strip().replace("−", "-").removeprefix("+") if isinstance(given, str) else given


def _listed(given: Any) -> Any:
    return given.split(",") if isinstance(given, str) else given


_FIELDS: Mapping[str, Callable[[Any], Any]] = {
    "seconds": _number,
    "limit": _number,
    "value": _points,
    "points": _points,
    "right": _flag,
    "on": _flag,
    "member": _whole,
    "order": _listed,
    "teams": _listed,
}
#: Of a form, a field left empty was not given; but these mean something when empty.
_MAY_BE_EMPTY = frozenset({"scene", "on", "team"})
#: What belongs to the request, or is filled in by the room alone.
_NOT_OURS = frozenset({"do", "request_id", "preview", "part", "csrf_token", "answers"})
_NEWCOMER = frozenset({"name", "unit", "team", "seat"})
#: No step of a host is longer than this, as bytes of JSON.
LONGEST = 20_000


def order(fields: Mapping[str, Any], by: str) -> Command:
    """Return what the fields order, in the name of `by`; raises Refused for what no host, or its office, may do."""
    do = fields.get("do")
    if not isinstance(do, str) or do in NOT_HOSTS or do not in COMMANDS:
        raise Refused(N_("没有这个操作。"), code="unknown_action", status=404)
    _check_storable(fields)
    read = {
        name: _FIELDS.get(name, lambda one: one)(value)
        for name, value in fields.items()
        if name not in _NOT_OURS and (value not in (None, "") or name in _MAY_BE_EMPTY)
    }
    if do == "join":  # somebody without a phone: nobody's account, and nobody's place
        read = {name: value for name, value in read.items() if name in _NEWCOMER}
    if do in ("move", "join"):
        read["seat"] = _whole(read.get("seat"))
    if "responses" in read:  # the boxes of a question with several right options
        read["response"] = read.pop("responses")
    return offices.check(Command(do, read, by))


def _check_storable(fields: Mapping[str, Any]) -> None:
    """Refuse what no log can keep or no page can show: halves of characters, NUL, numbers that are none, a flood."""
    try:
        text = json.dumps(fields, ensure_ascii=False, allow_nan=False)
        storable = len(text.encode()) <= LONGEST and "\\u0000" not in text
    except (ValueError, RecursionError):
        storable = False
    if not storable:
        raise Refused(N_("内容里有不能保存的字符，或者太长。"), code="bad_fields", status=422)


def of_button(text: str) -> dict[str, Any]:
    """Return the fields that a button of the console carries; raises Refused for what is none."""
    try:
        read = json.loads(text)
    except ValueError:
        read = None
    if not isinstance(read, dict):
        raise Refused(N_("没有这个操作。"), code="unknown_action", status=404)
    return read
