"""What an organiser should know of a rule sheet before the day, although it can be played."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ...core.i18n import N_
from .sheet import EVERYONE, Kind, Round, RuleSheet

#: Rounds that end by themselves once everybody had a turn.
_COUNTED = frozenset({Kind.RISK, Kind.DUEL, Kind.ARENA, Kind.LADDER, Kind.SPEED, Kind.RELAY, Kind.PLAYOFF})


@dataclass(frozen=True, slots=True)
class Warned:
    """A remark; `message` is a source text whose places `params` fill, `round` the key it is about."""

    round: str
    message: str
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The remark in its source language."""
        return self.message % self.params if self.params else self.message


def sheet_warnings(sheet: RuleSheet, teams: int | None = None) -> list[Warned]:
    """Return the remarks on a sheet, with the number of teams where it is known."""
    found = list(_of_teams(sheet, teams)) if teams is not None else []
    for one in sheet.rounds:
        found += _of_round(sheet, one, teams)
    return found


def _of_teams(sheet: RuleSheet, teams: int) -> Iterator[Warned]:
    if sheet.teams and not sheet.teams[0] <= teams <= sheet.teams[1]:
        least, most = sheet.teams
        if least == most:
            yield Warned(
                "",
                N_("这个规程是为 %(least)d 队写的，现在是 %(teams)d 队。"),
                {"least": least, "teams": teams},
            )
        else:
            params = {"least": least, "most": most, "teams": teams}
            yield Warned("", N_("这个规程是为 %(least)d 到 %(most)d 队写的，现在是 %(teams)d 队。"), params)


def _of_round(sheet: RuleSheet, one: Round, teams: int | None) -> Iterator[Warned]:
    untold = one.count is None and one.per_team is None and one.per_member is None
    if untold and one.kind not in _COUNTED:
        yield Warned(one.key, N_("没有写题数，由主持人决定何时结束。"))
    if one.clock.answer_ms is None and not one.clock.by_value:
        yield Warned(one.key, N_("没有写答题时间，由主持人掌握。"))
    if not one.values:
        yield Warned(one.key, N_("没有写分值，出题时要写明分值。"))
    if sheet.team_size and max(one.on_stage, default=0) > sheet.team_size:
        yield Warned(one.key, N_("上场席位超过每队人数。"))
    if teams is not None:
        yield from _of_round_with(one, teams)


def _of_round_with(one: Round, teams: int) -> Iterator[Warned]:
    stock = sum(one.risk.stock.values())
    if one.kind is Kind.RISK and one.risk.stock and stock < teams * one.risk.picks:
        params = {"stock": stock, "needed": teams * one.risk.picks}
        yield Warned(one.key, N_("备题 %(stock)d 道，全部队选完要 %(needed)d 道。"), params)
    if one.kind is Kind.DUEL and teams % 2:
        yield Warned(one.key, N_("队数是单数，有一队没有对手。"))
    turns = one.per_team or (one.per_member or 0) * len(one.on_stage)
    if one.count and turns and one.kind not in EVERYONE and one.count < turns * teams:
        params = {"count": one.count, "needed": turns * teams}
        yield Warned(one.key, N_("一共 %(count)d 题，每队轮完要 %(needed)d 题。"), params)
