"""Rule sheets as an organiser meets them: the built-in ones as cards, a document to begin with, faults in plain words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from ..core.errors import Invalid
from ..core.i18n import N_
from .engine.reading import SheetError, builtin, load, sheet_to_mapping
from .engine.sheet import EVERYONE, Kind, RuleSheet
from .sheet_form.fields import KIND_TITLES
from .sheet_form.form import Fault, checked


@dataclass(frozen=True, slots=True)
class SheetCard:
    """A rule sheet as the page of choices shows it."""

    id: str
    number: str
    title: str
    summary: str
    source: str
    kinds: Sequence[str]
    base: int | None
    teams: tuple[int, int] | None
    team_size: int | None
    unresolved: Sequence[str]
    party: bool


def offered() -> list[SheetCard]:
    """Return the built-in sheets, those for everybody's phones first."""
    cards = [_card(one) for one in builtin()]
    return sorted(cards, key=lambda one: (not one.party, _order(one.number), one.id))


def _order(number: str) -> int:
    digits = "".join(char for char in number if char.isdecimal())
    return int(digits) if digits else 999


def _card(sheet: RuleSheet) -> SheetCard:
    kinds = list(dict.fromkeys(one.title or gettext(KIND_TITLES[one.kind]) for one in sheet.rounds))
    return SheetCard(
        sheet.id,
        sheet.number,
        sheet.title,
        sheet.summary,
        sheet.source,
        kinds,
        sheet.base,
        sheet.teams,
        sheet.team_size,
        sheet.unresolved,
        is_party(sheet),
    )


def is_party(sheet: RuleSheet) -> bool:
    """Say whether everybody answers all of it on the own phone."""
    return all(one.kind in EVERYONE for one in sheet.rounds)


def is_individual(document: Mapping[str, Any]) -> bool:
    """Say whether a contest by these rules begins as one of persons, not of teams."""
    return is_party(sheet_in(document))


def document_of(name: str) -> dict[str, Any]:
    """Return a built-in sheet as a document; raises Invalid for an unknown one."""
    try:
        return sheet_to_mapping(load(name))
    except SheetError as error:
        raise Invalid(N_("没有这份规程，请重新选择。"), field="rules") from error


def blank() -> dict[str, Any]:
    """Return a sheet to begin with when one writes the rules oneself."""
    return {
        "id": "own",
        "title": gettext(N_("自拟规程")),
        "base": 100,
        "teams": [2, 8],
        "rounds": [
            {
                "key": "req",
                "kind": str(Kind.REQUIRED_INDIVIDUAL),
                "per_team": 3,
                "points": 10,
                "wrong": 0,
                "timeout": 0,
                "answer_s": 30,
            },
            {
                "key": "buzz",
                "kind": str(Kind.BUZZ),
                "count": 10,
                "points": 10,
                "wrong": "-v",
                "timeout": "-v",
                "answer_s": 30,
            },
        ],
    }


def sheet_in(document: Mapping[str, Any]) -> RuleSheet:
    """Return the sheet of a document; raises Invalid that names round and field in words."""
    sheet, faults = checked(document)
    if sheet is None:
        raise Invalid(
            N_("规程有误：%(faults)s"), field="rules", faults="；".join(said(one) for one in faults[:3])
        )
    return sheet


def said(fault: Fault) -> str:
    """Return a fault in words: where, which field, what is wanted."""
    where = gettext(N_("第 %(n)d 个环节"), n=fault.round) if fault.round else ""
    label = gettext(fault.label) if fault.label else ""
    place = (
        gettext(N_("%(where)s的“%(label)s”"), where=where, label=label) if where and label else where or label
    )
    message = str(gettext(fault.message, **fault.params))
    return str(gettext(N_("%(place)s：%(message)s"), place=place, message=message)) if place else message
