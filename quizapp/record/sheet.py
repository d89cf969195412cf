"""The points sheet: a branch's rules as data, read from a mapping and written back to one.

| field | |
|---|---|
| `id title version valid_from` | what the sheet is called, and the day from which it holds |
| `source open` | where its figures are from, and what that source leaves to the branch |
| `period` | `month`, `quarter` or `year`: how long a total counts before it starts again |
| `base floor` | where a total starts, and below what it never falls |
| `blocks` | name → `{cap}`: at most so much of the block counts in an evaluated period |
| `rules` | name → `{title how block points per outcomes caps first_of feeds claim evidence approve batch}` |
| `levels` | `{name from ratio}`; `ratio` of those evaluated, rounded down, may reach it |
| `veto` | `{points level}` of a member with a veto |
| `group` | `{measure: mean, shrink}`; `shrink` members' worth of the branch's mean is mixed in |

A rule gives `points` for each event, or for each item right (`per: item`), or at full score (`per: score`);
or by outcome (`outcomes`); with neither, the points come with the event.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from ..core.i18n import N_
from .amounts import print_amount
from .periods import Span
from .reading import DocumentError, Fields
from .sheet_rule import Approve as Approve
from .sheet_rule import Per as Per
from .sheet_rule import Rule as Rule
from .sheet_rule import read_rules, rule_for, rule_mapping

#: How long a total may count before it starts again.
PERIODS = (Span.MONTH, Span.QUARTER, Span.YEAR)


#: What is reported of a contest.
CONTEST_KINDS = ("contest_taken", "contest_score", "contest_place")


class SheetError(DocumentError):
    """A points sheet that cannot be read."""


@dataclass(frozen=True, slots=True)
class Level:
    """A level and the total from which it is reached; `start` None takes everybody left."""

    name: str
    start: int | None
    ratio: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Veto:
    """What a veto (一票否决) makes of a member's total and level."""

    points: int
    level: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A points sheet that holds together; amounts in hundredths, levels highest first."""

    id: str = ""
    title: str = ""
    version: int = 0
    valid_from: date | None = None
    source: str = ""
    open: tuple[str, ...] = ()
    period: Span | None = None
    base: int = 0
    floor: int | None = None
    blocks: Mapping[str, int | None] = field(default_factory=dict)
    rules: Mapping[str, Rule] = field(default_factory=dict)
    levels: tuple[Level, ...] = ()
    veto: Veto | None = None
    shrink: Fraction = Fraction(0)

    def rule_for(self, kind: str) -> Rule | None:
        """Return the rule that a kind of credit comes to."""
        return rule_for(self.rules, kind)

    def rules_for(self, kinds: Iterable[str]) -> list[Rule]:
        """Return the rules to which these kinds of credits come, each once."""
        found = (self.rule_for(kind) for kind in kinds)
        return list({rule.name: rule for rule in found if rule is not None}.values())


def parse_sheet(mapping: object) -> Sheet:
    """Return the sheet a mapping describes; raises SheetError listing everything wrong with it."""
    fields = Fields(mapping)
    sheet = read_sheet(fields)
    if fields.problems:
        raise SheetError(fields.problems)
    return sheet


def read_sheet(fields: Fields) -> Sheet:
    """Return the sheet in `fields`, good for use only when no problem gathered there."""
    fields.only(
        *(
            "id",
            "title",
            "version",
            "valid_from",
            "source",
            "open",
            "period",
            "base",
            "floor",
            "blocks",
            "rules",
            "levels",
            "veto",
            "group",
        )
    )
    if "rules" not in fields.raw:
        fields.fail("rules", N_("没有填写，请补上。"))
    period = fields.choice("period", PERIODS)
    blocks = {name: _block(part) for name, part in fields.parts("blocks").items()}
    levels = _levels(fields)
    return Sheet(
        id=fields.text("id", 64),
        title=fields.text("title", 120),
        version=fields.whole("version"),
        valid_from=fields.day("valid_from"),
        source=fields.text("source", 300),
        open=tuple(fields.texts("open", 300)),
        period=Span(period) if period else None,
        base=fields.amount("base") or 0,
        floor=fields.amount("floor"),
        blocks=blocks,
        rules=read_rules(fields, blocks),
        levels=levels,
        veto=_veto(fields.part("veto"), levels) if fields.raw.get("veto") is not None else None,
        shrink=_shrink(fields.part("group")),
    )


def sheet_to_mapping(sheet: Sheet) -> dict[str, Any]:
    """Return the sheet as JSON can keep it: amounts as decimal strings; `parse_sheet` gives the same sheet back."""
    return _given(
        {
            "id": sheet.id,
            "title": sheet.title,
            "version": sheet.version,
            "valid_from": sheet.valid_from and sheet.valid_from.isoformat(),
            "source": sheet.source,
            "open": list(sheet.open),
            "period": sheet.period and sheet.period.value,
            "base": print_amount(sheet.base),
            "floor": _printed(sheet.floor),
            "blocks": {name: _given({"cap": _printed(cap)}) for name, cap in sheet.blocks.items()},
            "rules": {name: rule_mapping(rule) for name, rule in sheet.rules.items()},
            "levels": [_level_mapping(level) for level in sheet.levels],
            "veto": sheet.veto and {"points": print_amount(sheet.veto.points), "level": sheet.veto.level},
            "group": {"measure": "mean", "shrink": str(sheet.shrink)},
        }
    )


def _block(fields: Fields) -> int | None:
    fields.only("cap")
    return fields.amount("cap", least=0)


def _levels(fields: Fields) -> tuple[Level, ...]:
    levels: list[Level] = []
    for row in fields.rows("levels"):
        row.only("name", "from", "ratio")
        level = Level(row.text("name", 32, required=True), row.amount("from"), row.fraction("ratio"))
        if level.ratio is not None and level.ratio > 1:
            row.fail("ratio", N_("不能超过 1。"))
        if any(level.name == other.name for other in levels):
            row.fail("name", N_("与前面的重名。"))
        levels.append(level)
    levels.sort(key=lambda level: (level.start is None, -(level.start or 0)))
    if any(level.start is None for level in levels[:-1]):
        fields.fail("levels", N_("只有最低一级可以不写 from。"))
    # A lowest level from 0 is meant for everybody left, those below zero too.
    if levels and (levels[-1].start or 0) <= 0:
        if levels[-1].ratio is not None:
            fields.fail("levels", N_("最低一级收下其余的人，不能限定比例。"))
        levels[-1] = Level(levels[-1].name, None)
    return tuple(levels)


def _veto(fields: Fields, levels: tuple[Level, ...]) -> Veto:
    fields.only("points", "level")
    level = fields.text("level", 32) or (levels[-1].name if levels else "")
    if levels and level not in {known.name for known in levels}:
        fields.fail("level", N_("levels 里没有这一级。"))
    return Veto(fields.amount("points") or 0, level)


def _shrink(fields: Fields) -> Fraction:
    # The mean is the one measure: a sum would favour large groups.
    fields.only("measure", "shrink")
    fields.choice("measure", ("mean",))
    return fields.fraction("shrink") or Fraction(0)


def _level_mapping(level: Level) -> dict[str, Any]:
    ratio = None if level.ratio is None else str(level.ratio)
    return _given({"name": level.name, "from": _printed(level.start), "ratio": ratio})


def _printed(amount: int | None) -> str | None:
    return None if amount is None else print_amount(amount)


def _given(mapping: dict[str, Any]) -> dict[str, Any]:
    """Return the fields that say something; `rules` stays, for a sheet without it is not one."""
    return {
        name: value for name, value in mapping.items() if name == "rules" or value not in (None, "", {}, [])
    }
