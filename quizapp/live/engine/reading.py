"""A rule sheet as a document (YAML, JSON) → RuleSheet, and the sheets that come with the program.

Points in a document are points, times seconds. What is null or missing was left open; see docs/RULE_SHEETS.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

import yaml

from ...core.i18n import N_
from ...record.reading import DocumentError, Fields
from .reading_fields import count_of, ms_of, texts_of, truth_of
from .reading_rounds import read_round
from .sheet import Advance, Kind, Round, RuleSheet, Tie
from .writing import sheet_to_mapping

SHEET_FIELDS = (
    *("id", "number", "title", "summary", "source", "base", "teams", "team_size", "floor", "absent"),
    *("disconnect", "close_call", "rounds", "tie", "advance", "unresolved", "decided"),
)
TIE_FIELDS = ("scope", "mode", "count", "points", "scored", "hesitation_s")
SCOPES = ("all", "top2", "when_it_matters", "prize_places")
MODES = ("sudden_death", "k_plus_1", "buzz_until", "buzz", "draw", "time", "member_order", "shared")
MOST_ROUNDS = 40

#: The key of the first round of a kind; a second one is `buzz2`, and so on.
KEYS = {
    Kind.REQUIRED_INDIVIDUAL: "req",
    Kind.REQUIRED_TEAM: "joint",
    Kind.ALL_ANSWER: "all",
}
_KEY = re.compile(r"[a-z][a-z0-9_-]{0,30}", re.ASCII)


class SheetError(DocumentError):
    """A rule sheet that cannot be read; `problems` lists everything found wrong with it."""


def read_sheet(document: object) -> RuleSheet:
    """Return the sheet a document describes; raises SheetError naming every place that is wrong."""
    fields = Fields(document)
    sheet = _sheet(fields)
    if fields.problems:
        raise SheetError(fields.problems)
    return sheet


def _sheet(fields: Fields) -> RuleSheet:
    fields.only(*SHEET_FIELDS)
    return RuleSheet(
        id=fields.text("id", 40),
        title=fields.text("title", 80),
        rounds=_rounds(fields),
        base=fields.amount("base"),
        teams=_teams(fields),
        team_size=count_of(fields, "team_size", 50),
        floor=fields.amount("floor"),
        absent=fields.choice("absent", ("lose", "next")),
        disconnect=fields.choice("disconnect", ("runs", "pause_once")),
        close_call=fields.choice("close_call", ("host", "again")),
        tie=_tie(fields) if fields.raw.get("tie") is not None else None,
        advance=_advance(fields),
        number=fields.text("number", 8),
        source=fields.text("source", 300),
        summary=fields.text("summary", 400),
        unresolved=texts_of(fields, "unresolved"),
        decided=_decided(fields.part("decided")),
    )


def _rounds(fields: Fields) -> tuple[Round, ...]:
    if isinstance(fields.raw.get("rounds"), Mapping):
        named = list(fields.parts("rounds").items())
    else:
        named = _keyed(fields.rows("rounds"))
    if not named:
        fields.fail("rounds", N_("至少要有一个环节。"))
    if len(named) > MOST_ROUNDS:
        fields.fail("rounds", N_("环节太多，最多 %(most)d 个。"), most=MOST_ROUNDS)
    found: list[Round] = []
    for key, part in named[:MOST_ROUNDS]:
        kind = _kind(part)
        if not _KEY.fullmatch(key):
            part.fail("key", N_("环节代号只能用小写字母、数字、- 和 _，以字母开头。"))
        if key in {one.key for one in found}:
            part.fail("key", N_("与前面的重名。"))
        if kind is not None:
            found.append(read_round(part, key, kind))
    return tuple(found)


def _kind(fields: Fields) -> Kind | None:
    kind = fields.choice("kind", list(Kind))
    if kind is None and fields.raw.get("kind") is None:
        fields.fail("kind", N_("没有填写，请补上。"))
    return None if kind is None else Kind(kind)


def _keyed(rows: Sequence[Fields]) -> list[tuple[str, Fields]]:
    """Return the rounds of a list under their keys, where none is written under the one of their kind."""
    taken = [row.text("key", 40) for row in rows]
    found: list[tuple[str, Fields]] = []
    for row, written in zip(rows, taken, strict=True):
        key = written
        if not key:
            kind = row.raw.get("kind")
            stem = KEYS.get(Kind(kind), kind) if isinstance(kind, str) and kind in list(Kind) else "round"
            used = {*taken, *(one for one, _ in found)}
            key = next(one for one in (stem, *(f"{stem}{n}" for n in range(2, 99))) if one not in used)
        found.append((key, row))
    return found


def _teams(fields: Fields) -> tuple[int, int] | None:
    given = fields.raw.get("teams")
    if given is None:
        return None
    bounds = list(given) if isinstance(given, list | tuple) else [given, given]
    good = [one for one in bounds if isinstance(one, int) and not isinstance(one, bool) and 0 < one <= 3000]
    if len(bounds) != 2 or good != bounds:
        fields.fail("teams", N_("应当是队数，例如 4，或最少与最多：[4, 8]。"))
        return None
    return min(good), max(good)


def _tie(fields: Fields) -> Tie:
    part = fields.part("tie")
    part.only(*TIE_FIELDS)
    return Tie(
        scope=part.choice("scope", SCOPES) or "all",
        mode=part.choice("mode", MODES),
        count=count_of(part, "count", 99),
        points=part.amount("points", least=0),
        scored=truth_of(part, "scored"),
        hesitation_ms=ms_of(part, "hesitation_s"),
    )


def _decided(fields: Fields) -> dict[str, object]:
    """Return what was decided, by name: words, whole numbers, yes or no."""
    found: dict[str, object] = {}
    for name, value in fields.raw.items():
        short = isinstance(value, str) and len(value) <= 40
        if short or (isinstance(value, int) and abs(value) < 10**6):
            found[name] = value
        elif value is not None:
            fields.fail(name, N_("应当是一个选项。"))
    return found


def _advance(fields: Fields) -> tuple[Advance, ...]:
    given = fields.raw.get("advance")
    rows = [fields.part("advance")] if isinstance(given, Mapping) else fields.rows("advance")
    found = []
    for row in rows:
        row.only("heats", "top")
        heats, top = count_of(row, "heats"), count_of(row, "top")
        if heats is None or top is None:
            row.fail("", N_("晋级要写明分几场（heats）、每场前几名（top）。"))
        found.append(Advance(heats or 1, top or 1))
    return tuple(found)


def load(name: str) -> RuleSheet:
    """Return a built-in sheet by its id or its number (R1 …); raises SheetError for an unknown one."""
    found = _by_name().get(name)
    if found is None:
        fields = Fields({})
        fields.fail("", N_("没有这个规程：%(name)s。"), name=name[:60])
        raise SheetError(fields.problems)
    return found


def builtin() -> Sequence[RuleSheet]:
    """Return the sheets that come with the program, in the order of their file names."""
    return _builtin()


@cache
def _builtin() -> tuple[RuleSheet, ...]:
    folder = files("quizapp.live") / "sheets"
    names = sorted(one.name for one in folder.iterdir() if one.name.endswith(".yaml"))
    return tuple(read_sheet(yaml.safe_load((folder / name).read_text("utf-8"))) for name in names)


@cache
def _by_name() -> Mapping[str, RuleSheet]:
    return {name: one for one in builtin() for name in (one.id, one.number) if name}


__all__ = ["KEYS", "SHEET_FIELDS", "SheetError", "builtin", "load", "read_sheet", "sheet_to_mapping"]
