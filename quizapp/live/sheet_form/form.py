"""The rules form: a rule sheet's document → what the fields show, and what was typed → the document. Pure.

What the form has no field for (a second help, notes of the source, what it leaves unresolved) stays as the stored
document has it; a round is known again by its key.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..engine.reading import KEYS, SheetError, read_sheet, sheet_to_mapping
from ..engine.sheet import Kind, RuleSheet
from .field import Field
from .fields import ALL_SHEET_FIELDS, KIND_TITLES, fields_of
from .round_fields import ROUND_FIELDS
from .values import WANTED, figure, read_text, show

MOST_ROUNDS = 20
_ACT = re.compile(r"(save|add|(?:remove|up|down)-\d{1,2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something typed that cannot be used: in which round (from 1; 0: the sheet itself), which field, why."""

    round: int
    label: str
    message: str
    params: Mapping[str, object] = field(default_factory=dict)
    name: str = ""
    title: str = ""


@dataclass(slots=True)
class RoundRow:
    """A round as the form shows it: what is typed in its fields."""

    key: str
    kind: Kind
    values: dict[str, str] = field(default_factory=dict)

    @property
    def fields(self) -> tuple[Field, ...]:
        return fields_of(self.kind)


@dataclass(slots=True)
class Typed:
    """The whole form as it stands."""

    values: dict[str, str]
    rounds: list[RoundRow]


def shown(document: Mapping[str, Any]) -> Typed:
    """Return a document as the form shows it."""
    document = sheet_to_mapping(read_sheet(document))
    values = {one.name: show(one, _at(document, one.path)) for one in ALL_SHEET_FIELDS}
    return Typed(values, [_row(one) for one in document.get("rounds") or ()])


def _row(part: Mapping[str, Any]) -> RoundRow:
    kind = Kind(part["kind"])
    values: dict[str, str] = {}
    for one in fields_of(kind):
        found = _at(part, one.path)
        values[one.name] = show(one, found)
        if one.input == "price" and values[one.name] == "fixed":
            values[f"{one.name}_by"] = figure(found)
    return RoundRow(str(part.get("key", "")), kind, values)


def typed(form: Mapping[str, str]) -> Typed:
    """Return what was typed, from names such as `base`, `r0-kind`, `r0-count`."""
    values = {one.name: form.get(one.name, "").strip()[:400] for one in ALL_SHEET_FIELDS}
    rounds = []
    for number in range(MOST_ROUNDS):
        kind = form.get(f"r{number}-kind", "")
        if kind not in set(Kind):
            break
        row = RoundRow(form.get(f"r{number}-key", "")[:40], Kind(kind))
        for one in row.fields:
            for name in (one.name, f"{one.name}_by") if one.input == "price" else (one.name,):
                row.values[name] = form.get(f"r{number}-{name}", "").strip()[:400]
        rounds.append(row)
    return Typed(values, rounds)


def acted(form: Typed, act: str, kind: str) -> bool:
    """Add, remove or move a round as a button says; return whether it was such a button."""
    if not _ACT.fullmatch(act):
        raise ValueError(act)
    if act == "save":
        return False
    if act == "add":
        if kind not in set(Kind):
            raise ValueError(kind)
        if len(form.rounds) < MOST_ROUNDS:
            form.rounds.append(RoundRow("", Kind(kind), {"title": "", "answer_s": "30"}))
        return True
    verb, _, text = act.partition("-")
    at = int(text)
    if at >= len(form.rounds):
        raise ValueError(act)
    row = form.rounds.pop(at)
    if verb != "remove":
        form.rounds.insert(max(at - 1, 0) if verb == "up" else at + 1, row)
    return True


def read(form: Typed, kept: Mapping[str, Any]) -> tuple[dict[str, Any], list[Fault]]:
    """Return the document that was typed over the one that is `kept`, and every fault in it."""
    faults: list[Fault] = []
    document = dict(kept)
    _write_all(document, ALL_SHEET_FIELDS, form.values, 0, faults)
    _write_teams(document, form.values)
    old = {str(one.get("key")): one for one in kept.get("rounds") or ()}
    keys = _keys(form.rounds)
    rounds = []
    for number, (row, key) in enumerate(zip(form.rounds, keys, strict=True), start=1):
        before = old.get(row.key, {})
        part = dict(before) if before.get("kind") == row.kind else {}
        part |= {"key": key, "kind": str(row.kind)}
        _write_all(part, row.fields, row.values, number, faults)
        rounds.append(part)
    document["rounds"] = rounds
    if not faults:
        faults = checked(document)[1]
    return document, faults


def checked(document: Mapping[str, Any]) -> tuple[RuleSheet | None, list[Fault]]:
    """Return the sheet of a document, or what is wrong with it, by round and field."""
    try:
        return read_sheet(document), []
    except SheetError as error:
        return None, [_fault(one.where, one.message, one.params) for one in error.problems]


_WHERE = re.compile(r"rounds(?:\[(\d+)\])?\.?(.*)")


def _fault(where: str, message: str, params: Mapping[str, object]) -> Fault:
    found = _WHERE.match(where)
    number = int(found.group(1) or 0) if found else 0
    path = (found.group(2) if found else where).partition("[")[0]
    table = ROUND_FIELDS if number else ALL_SHEET_FIELDS
    known = next((one for one in table if ".".join(one.path) == path or one.path[0] == path), None)
    if known is None:
        return Fault(number, "" if path in ("", "rounds") else path, message, params)
    return Fault(number, known.label, message, params, known.name)


def _keys(rows: Sequence[RoundRow]) -> list[str]:
    """Return a key for each round; a new one gets the first free one of its kind."""
    taken = {row.key for row in rows if row.key}
    keys: list[str] = []
    for row in rows:
        key = row.key if row.key and row.key not in keys else ""
        if not key:
            stem = KEYS.get(row.kind, str(row.kind))
            names: Iterable[str] = (stem, *(f"{stem}{n}" for n in range(2, 99)))
            key = next(one for one in names if one not in taken)
            taken.add(key)
        keys.append(key)
    return keys


def _write_all(
    part: dict[str, Any], fields: Sequence[Field], values: Mapping[str, str], number: int, faults: list[Fault]
) -> None:
    for one in fields:
        if one.path[0] == "teams" or _is_untouched(one, part, values):
            continue
        try:
            found = read_text(one, values)
        except ValueError:
            faults.append(Fault(number, one.label, WANTED[one.input], {}, one.name))
            continue
        _put(part, one.path, found)
    _tidy(part)


def _is_untouched(one: Field, part: Mapping[str, Any], values: Mapping[str, str]) -> bool:
    """Say whether a field shows what the document has: then that stays to the letter, a guess a guess."""
    before = _at(part, one.path)
    was = show(one, before)
    by = figure(before) if was == "fixed" else ""
    return values.get(one.name, "") == was and (was != "fixed" or values.get(f"{one.name}_by", "") == by)


def _write_teams(document: dict[str, Any], values: Mapping[str, str]) -> None:
    given = [values.get(name, "") for name in ("teams_least", "teams_most")]
    numbers = [int(one) for one in given if one.isdecimal() and one.isascii() and len(one) < 4]
    if numbers:
        document["teams"] = [min(numbers), max(numbers)]
    else:
        document.pop("teams", None)


def _tidy(part: dict[str, Any]) -> None:
    """Leave out groups of which nothing is said, and a help without a name."""
    helps = part.get("helps")
    if isinstance(helps, list) and helps and not helps[0].get("name"):
        del helps[0]
    for name in ("early", "no_press", "blurt", "helps", "tie"):
        if name in part and not part[name]:
            del part[name]


def _at(part: Any, path: Sequence[str]) -> Any:
    for name in path:
        if isinstance(part, list | tuple):
            part = (
                part[int(name)] if name.isdecimal() and int(name) < len(part) else (part[0] if part else None)
            )
            if name.isdecimal():
                continue
        part = part.get(name) if isinstance(part, Mapping) else None
    return part


def _put(part: dict[str, Any], path: Sequence[str], value: Any) -> None:
    """Write a value at its place, or take it away; the first help stands for the list of them."""
    *way, last = path
    for name in way:
        inner = part.get(name)
        if name == "helps":
            rows = [dict(one) for one in inner or ()] or [{}]
            part[name], inner = rows, rows[0]
        else:
            inner = part[name] = dict(inner) if isinstance(inner, Mapping) else {}
        part = inner
    if value is None:
        part.pop(last, None)
    else:
        part[last] = value


def title_of(row: RoundRow) -> str:
    """Return what a round is called: its name, else its kind's."""
    return row.values.get("title") or KIND_TITLES[row.kind]
