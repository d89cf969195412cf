"""Another way to write a round: its clock and its buzzers as groups of their own, penalties in words.

`clock: {answer_s: 30, by_value: {10: 30}}` and `buzz: {early: {exclude_from_question: true}, …}` are the same as
the fields themselves; so are the prices `-full` and `-half`, and `decline: allowed`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...core.i18n import N_
from ...record.reading import Fields

CLOCK_FIELDS = ("answer_s", "by_value", "by_value_s", "start_within_s", "starts", "read_s", "grace_s")
BUZZ_FIELDS = (
    "open",
    "early",
    "fouls",
    "fouler_may_press",
    "attempts",
    "after_attempts",
    "no_press",
    "blurt",
)
_GROUPS = {"clock": CLOCK_FIELDS, "buzz": BUZZ_FIELDS}
_DECLINE = {"allowed": True, "not_allowed": False}
_EXCLUDES = {"exclude_from_question": "question", "exclude_from_round": "round"}


def ungrouped(fields: Fields) -> Fields:
    """Return a round's fields without groups; what is written twice is a problem."""
    raw: dict[str, Any] = dict(fields.raw)
    for name, known in _GROUPS.items():
        if raw.pop(name, None) is None:
            continue
        group = fields.part(name)
        group.only(*known)
        for inner, value in group.raw.items():
            if inner in fields.raw:
                group.fail(inner, N_("写了两次，请删去一个。"))
            elif inner in known:
                raw["by_value_s" if inner == "by_value" else inner] = value
    for name in ("early", "blurt"):
        if isinstance(raw.get(name), Mapping):
            raw[name] = _excluding(raw[name])
    said = raw.get("decline")
    if isinstance(said, str) and said in _DECLINE:
        raw["decline"] = _DECLINE[said]
    return Fields(raw, fields.path, fields.problems)


def _excluding(given: Mapping[Any, Any]) -> dict[str, Any]:
    """Return a foul's fields with what it excludes from in the one word that they have for it."""
    found = {str(name): value for name, value in given.items() if name not in _EXCLUDES}
    for name, exclude in _EXCLUDES.items():
        if given.get(name) is True:
            found["exclude"] = exclude
        elif name in given and given[name] not in (None, False):
            found[name] = given[name]
    if found.get("exclude") is True:
        found["exclude"] = "question"
    return found
