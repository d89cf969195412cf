"""The document of a points simulation, read into steps: sheet, people, events in file order, period."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from ..core.i18n import N_
from .evaluate import Person
from .periods import YEARS, local_day
from .reading import DocumentError, Fields
from .sheet import Sheet, read_sheet

#: The time zone of a document that names none.
DEFAULT_ZONE = "Asia/Shanghai"

Builtin = Callable[[str], Mapping[str, Any]]


class SimulateError(DocumentError):
    """A simulation document that cannot be read."""


@dataclass(frozen=True, slots=True)
class Step:
    """One event of the document, `number` from 1, on its local day; its kind is the first that is set of
    `veto` (the reason), `reverse` (a key) and `rule`. `points`, `score` and `maximum` are as written.
    """

    number: int
    day: date
    member: str
    rule: str
    key: str
    reverse: str
    veto: str
    outcome: str
    count: int | None
    points: object
    score: object
    maximum: object
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Script:
    """A whole simulation; evaluated from day `first` to day `last`."""

    sheet: Sheet
    people: tuple[Person[str], ...]
    steps: tuple[Step, ...]
    first: date
    last: date


def read_script(document: object, builtin: Builtin) -> Script:
    """Return what a document says; raises SimulateError listing everything that cannot be read.

    `builtin` gives the mapping of a shipped sheet by its id, or raises LookupError.
    """
    fields = Fields(document)
    fields.only("title", "sheet", "timezone", "members", "events", "evaluate")
    sheet = _sheet(fields, builtin)
    zone = _zone(fields)
    people = _people(fields)
    steps = tuple(_step(n, row, zone) for n, row in enumerate(fields.rows("events"), 1))
    first, last = _period(fields.part("evaluate"))
    if fields.problems:
        raise SimulateError(fields.problems)
    return Script(sheet, people, steps, first, last)


def _sheet(fields: Fields, builtin: Builtin) -> Sheet:
    given = fields.raw.get("sheet")
    if given is None:
        fields.fail("sheet", N_("没有填写，请补上。"))
        return Sheet()
    if not isinstance(given, str):
        return read_sheet(fields.part("sheet"))
    try:
        return read_sheet(Fields(builtin(given), "sheet", fields.problems))
    except LookupError:
        fields.fail("sheet", N_("没有“%(id)s”这份内置积分办法。"), id=given)
        return Sheet()


def _zone(fields: Fields) -> ZoneInfo:
    name = fields.text("timezone") or DEFAULT_ZONE
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        fields.fail("timezone", N_("没有这个时区，例如应写 Asia/Shanghai。"))
        return ZoneInfo(DEFAULT_ZONE)


def _people(fields: Fields) -> tuple[Person[str], ...]:
    people: dict[str, Person[str]] = {}
    for row in fields.rows("members"):
        id_ = row.text("id", required=True)
        if id_ in people:
            row.fail("id", N_("与前面的重复。"))
        people[id_] = Person(id_, row.text("group") or None, row.flag("exempt"))
    return tuple(people.values())


def _step(number: int, fields: Fields, zone: ZoneInfo) -> Step:
    return Step(
        number=number,
        day=_day(fields, zone),
        count=None if fields.raw.get("count") is None else fields.whole("count"),
        points=fields.raw.get("points"),
        score=fields.raw.get("score"),
        maximum=fields.raw.get("maximum"),
        **{
            name: fields.text(name)
            for name in ("member", "rule", "key", "reverse", "veto", "outcome", "reason", "by")
        },
    )


def _day(fields: Fields, zone: ZoneInfo) -> date:
    """Return the local day of `at`; a time without an offset is local."""
    value = fields.raw.get("at")
    try:
        at = value if isinstance(value, datetime) else _moment(value)
    except ValueError:
        at = None
    if at is None or at.year not in YEARS:
        fields.fail("at", N_("应当是时间，例如 2026-03-02T08:00:00+08:00。"))
        return date.min
    return local_day(at, zone) if at.tzinfo else at.date()


def _moment(value: object) -> datetime:
    if isinstance(value, date):
        return datetime.combine(value, time())
    return datetime.fromisoformat(str(value))


def _period(fields: Fields) -> tuple[date, date]:
    fields.only("from", "to")
    first, last = fields.day("from") or date.min, fields.day("to") or date.max
    if first > last:
        fields.fail("to", N_("不能早于 from。"))
    return first, last
