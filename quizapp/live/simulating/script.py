"""The script of a simulated contest as a document, read into steps; problems name the place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from ...bank.item import Item, ItemType
from ...bank.marking import check_response
from ...bank.native import parse_item
from ...core.i18n import N_
from ...record.reading import DocumentError, Fields, Problem
from ..engine.reading import SheetError, read_sheet
from ..engine.setup import Question
from ..engine.sheet import RuleSheet

Builtin = Callable[[str], RuleSheet]

#: `title`, `note` and `end` (the totals somebody expects) are for readers.
SCRIPT_FIELDS = (
    *("title", "note", "rules", "decisions", "participants", "people", "items", "reserve", "seed"),
    *("actions", "end"),
)
#: What stands for the fields of an item that a script need not write.
PLAIN_ITEM = {"topic": "脚本", "stem": "（脚本里的题）"}
MOST_STEPS = 20_000
#: The last moment of a script, in seconds.
LATEST = 1_000_000


class ScriptError(DocumentError):
    """A script that cannot be read."""


@dataclass(frozen=True, slots=True)
class Call:
    """One thing to do: a command of the engine, or one of the runner's own, whose names begin with `_`."""

    do: str
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """An action or a line of a log, `number` from 1; `at` in milliseconds, None: when the one before was done.

    `first` stands or falls as one; then each of `then` is refused alone, and `last` is done in any case.
    """

    number: int
    at: int | None
    first: tuple[Call, ...]
    then: tuple[tuple[Call, ...], ...] = ()
    last: tuple[Call, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a phone: in a team, or in the audience."""

    name: str
    team: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Script:
    """A whole simulation. `enforce`: turns and counts are kept to; a record of what happened is played without."""

    sheet: RuleSheet
    participants: tuple[str, ...]
    steps: tuple[Step, ...]
    people: tuple[Person, ...] = ()
    questions: Mapping[str, Question] = field(default_factory=dict)
    rounds: Mapping[str, Sequence[str]] = field(default_factory=dict)
    reserve: Sequence[str] = ()
    decisions: Mapping[str, Any] = field(default_factory=dict)
    enforce: bool = True
    seed: str = "script"


def read_script(document: object, builtin: Builtin) -> Script:
    """Return what a contest script says; raises ScriptError listing everything that cannot be read.

    `builtin` gives a shipped sheet by its id or number, or raises SheetError.
    """
    fields = Fields(document)
    fields.only(*SCRIPT_FIELDS)
    sheet = sheet_of(fields, "rules", builtin)
    names = names_of(fields, "participants")
    people = people_of(fields, names)
    items = _items(fields, sheet)
    reserve = _item_rows(fields, "reserve", fields.raw.get("reserve"))
    steps, written = _steps(fields)
    if fields.problems:
        raise ScriptError(fields.problems)
    rounds = {key: [one.id for one in rows] for key, rows in items.items()}
    known = {one.id: one for rows in (*items.values(), reserve, written) for one in rows}
    return Script(
        sheet,
        names,
        steps,
        people,
        known,
        rounds,
        [one.id for one in reserve],
        dict(fields.part("decisions").raw),
        seed=fields.text("seed") or "script",
    )


def sheet_of(fields: Fields, name: str, builtin: Builtin) -> RuleSheet:
    """Return the sheet in a field: written out, or named."""
    given = fields.raw.get(name)
    try:
        if given is None:
            fields.fail(name, N_("没有填写，请补上。"))
        elif isinstance(given, Mapping):
            return read_sheet(given)
        else:
            return builtin(str(given))
    except SheetError as error:
        for one in error.problems:
            place = name if one.where in ("", "/") else f"{name}.{one.where}"
            fields.problems.append(Problem(place, one.message, one.params))
    return RuleSheet("", "", ())


def names_of(fields: Fields, name: str) -> tuple[str, ...]:
    """Return the names of those who compete, each once."""
    given = fields.raw.get(name)
    rows = given if isinstance(given, list | tuple) else []
    names = tuple(word_of(one) for one in rows)
    if not names or not all(names):
        fields.fail(name, N_("请列出参赛的队或选手，至少一个。"))
    if len(set(names)) != len(names):
        fields.fail(name, N_("名称有重复，请改成各不相同。"))
    return names


def word_of(given: object) -> str:
    """Return a name as text; YAML reads a team called 101 as a number."""
    if isinstance(given, Mapping):
        given = given.get("name")
    return str(given).strip() if isinstance(given, str | int) and not isinstance(given, bool) else ""


def people_of(fields: Fields, teams: Sequence[str]) -> tuple[Person, ...]:
    found = []
    for row in fields.rows("people"):
        row.only("name", "team", "unit")
        one = Person(word_of(row.raw.get("name")), word_of(row.raw.get("team")), word_of(row.raw.get("unit")))
        if not one.name:
            row.fail("name", N_("没有填写，请补上。"))
        if one.team and one.team not in teams:
            row.fail("team", N_("participants 里没有这支队。"))
        found.append(one)
    return tuple(found)


def _items(fields: Fields, sheet: RuleSheet) -> dict[str, list[Question]]:
    """Return the questions by round; a plain list serves whichever round asks next."""
    given = fields.raw.get("items")
    if not isinstance(given, Mapping):
        rows = _item_rows(fields, "items", given)
        return {one.key: rows for one in sheet.rounds} if rows else {}
    for key in given:
        if sheet.rounds and sheet.round(str(key)) is None:
            fields.fail(f"items.{key}", N_("规程里没有这个环节。"))
    return {str(key): _item_rows(fields, f"items.{key}", rows) for key, rows in given.items()}


def _item_rows(fields: Fields, where: str, rows: object) -> list[Question]:
    if rows is None:
        return []
    if not isinstance(rows, list | tuple):
        fields.fail(where, N_("应当是一个列表。"))
        return []
    named = [
        _question(fields, f"{where}[{row}]", raw, f"{where}-{row}".replace(".", "-"))
        for row, raw in enumerate(rows, start=1)
    ]
    return [one for one in named if one is not None]


def _question(fields: Fields, place: str, raw: object, id: str) -> Question | None:
    """Return a question written out in its native form; its options are shown under the author's letters."""
    item, problems = parse_item({**PLAIN_ITEM, "id": id, **raw} if isinstance(raw, Mapping) else raw)
    for one in problems:
        if one.is_error:
            fields.fail(f"{place}.{one.where}", one.message, **one.params)
    if item is None:
        return None
    return Question(item.id, item, tuple((letter, letter) for letter, _ in item.choices))


def in_letters(item: Item, response: Any) -> Any:
    """Return a response as the engine takes it: "ABD" stands for a list, 对 for T, YAML's 18 for "18"."""
    if item.type in (ItemType.MULTIPLE, ItemType.ORDERING) and isinstance(response, str):
        return list(response)
    if item.type is ItemType.BOOLEAN:
        return check_response(item, response)
    if item.type is ItemType.MATCHING and isinstance(response, Mapping):
        return {_as_text(left): one for left, one in response.items()}
    if item.type is ItemType.BLANK:
        gaps = [response] if isinstance(response, str | int | float) else response
        return [_as_text(one) for one in gaps] if isinstance(gaps, list | tuple) else gaps
    return _as_text(response) if item.type in (ItemType.NUMERIC, ItemType.SHORT) else response


def _as_text(given: Any) -> Any:
    return str(given) if isinstance(given, int | float) and not isinstance(given, bool) else given


def _steps(fields: Fields) -> tuple[tuple[Step, ...], list[Question]]:
    """Return the actions, and the questions that are written out in them."""
    rows = fields.rows("actions")
    if fields.raw.get("actions") is None:
        fields.fail("actions", N_("没有填写，请补上。"))
    if len(rows) > MOST_STEPS:
        fields.fail("actions", N_("太多，最多 %(most)d 个。"), most=MOST_STEPS)
    written: list[Question] = []
    return tuple(_step(number, row, written) for number, row in enumerate(rows, start=1)), written


def _step(number: int, row: Fields, written: list[Question]) -> Step:
    do = row.raw.get("do")
    if not isinstance(do, str) or not do or do.startswith("_"):
        row.fail("do", N_("没有写要做什么，请补上。"))
        do = ""
    rest = {str(key): value for key, value in row.raw.items() if key not in ("at", "do")}
    if do in ("ask", "swap") and isinstance(rest.get("item"), Mapping):
        found = _question(row, "item", rest["item"], f"item-{number}")
        written += [found] if found else []
        rest["item"] = found.id if found else None
    return Step(number, ms_at(row, "at"), (Call(do, rest),))


def ms_at(fields: Fields, name: str) -> int | None:
    """Return a moment in seconds as milliseconds; None where none is written."""
    given = fields.raw.get(name)
    if given is None:
        return None
    try:
        exact = Decimal(str(given)) if not isinstance(given, bool) else Decimal("NaN")
        if not 0 <= exact <= LATEST:
            raise ValueError
    except (InvalidOperation, ValueError):
        fields.fail(name, N_("应当是秒数，例如 20 或 20.4。"))
        return None
    return round(exact * 1000)


def with_base(sheet: RuleSheet, base: int | None) -> RuleSheet:
    """Return the sheet with the base score that a document gives beside it."""
    return sheet if base is None else replace(sheet, base=base)
