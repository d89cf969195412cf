"""规则体检: which questions a rule sheet leaves open, and the sheet with all of them answered.

`settle` never touches what a sheet states. What nobody decided takes its default and is listed as assumed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ...core.i18n import N_
from .events import Refused
from .gap_list import GAPS, Options, RoundGap, SheetGap
from .sheet import Round, RuleSheet
from .unsaid import Assumed, unsaid_in


@dataclass(frozen=True, slots=True)
class Gap:
    """A question the organiser has to decide. `name` is unique in the sheet; `round` the key, "" for the sheet.

    `question` and the labels of `options` (value, label) are source texts of the catalogue.
    """

    number: int
    name: str
    round: str
    question: str
    options: Options
    default: object

    def answer(self, value: object) -> str:
        """Return the words of an option."""
        return next(label for option, label in self.options if option == value)

    def read(self, given: object) -> object:
        """Return the option meant by a decision, which a form gives as text; refuse what is none."""
        for option, _ in self.options:
            if str(option).lower() == str(given).lower():
                return option
        raise Refused(
            N_("“%(question)s”没有这个选项。"), code="bad_decision", status=422, question=self.question
        )


def open_gaps(sheet: RuleSheet) -> list[Gap]:
    """Return those of the sixteen gaps that the sheet leaves open and that matter for its rounds."""
    return [gap for gap, _ in _open(sheet)]


def settle(sheet: RuleSheet, decisions: Mapping[str, object]) -> tuple[RuleSheet, list[Assumed]]:
    """Return the sheet with every open field filled, and what was assumed for want of a decision.

    `decisions`: gap name → one of its options; names that are no open gap are passed over.
    Raises Refused for an answer that is no option.
    """
    assumed: list[Assumed] = []
    gaps = _open(sheet)
    decided: dict[str, object] = dict(sheet.decided)
    for unsaid in list(unsaid_in(sheet)):
        sheet = unsaid.fill(sheet)
        decided[unsaid.assumed.name] = unsaid.assumed.value
        assumed.append(unsaid.assumed)
    for gap, spec in gaps:
        made = decisions.get(gap.name) is not None
        value = gap.read(decisions[gap.name]) if made else gap.default
        sheet = _filled(sheet, spec, gap.round, value)
        decided[gap.name] = value
        if not made:
            assumed.append(Assumed(gap.name, gap.round, value, gap.question, gap.answer(value)))
    rounds = tuple(_with_turns(one, sheet) for one in sheet.rounds)
    return replace(sheet, rounds=rounds, decided=decided), assumed


def _open(sheet: RuleSheet) -> list[tuple[Gap, RoundGap | SheetGap]]:
    found: list[tuple[Gap, RoundGap | SheetGap]] = []
    for spec in GAPS:
        if isinstance(spec, RoundGap):
            keys = [one.key for one in sheet.rounds if spec.open_in(one)]
            names = [(f"{key}.{spec.name}", key) for key in keys]
        else:
            names = [(spec.name, "")] if spec.open_in(sheet) else []
        found += [
            (Gap(spec.number, name, key, spec.question, spec.options, spec.default), spec)
            for name, key in names
            if name not in sheet.decided
        ]
    return found


def _filled(sheet: RuleSheet, spec: RoundGap | SheetGap, key: str, value: object) -> RuleSheet:
    if isinstance(spec, RoundGap):
        rounds = tuple(spec.fill(one, value) if one.key == key else one for one in sheet.rounds)
        return replace(sheet, rounds=rounds)
    return spec.fill(sheet, value)


def _with_turns(one: Round, sheet: RuleSheet) -> Round:
    """Return the round with a team's turns counted, where each of its members has so many."""
    members = len(one.on_stage) or sheet.team_size
    if one.per_team is not None or one.per_member is None or members is None:
        return one
    return replace(one, per_team=one.per_member * members)


__all__ = ["Assumed", "Gap", "open_gaps", "settle"]
