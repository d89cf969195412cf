"""Heats and the final: who came where, and who goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...core.errors import Invalid
from ...core.i18n import N_
from .. import room
from ..engine.standings import standings
from ..models import LiveContest
from ..service.preparing import MOST_TEAMS, TeamRow


@dataclass(frozen=True, slots=True)
class Place:
    """A team's place at the end; ties share one. Points in hundredths."""

    id: str
    name: str
    unit: str
    rank: int
    amount: int


def places(contest: LiveContest) -> list[Place]:
    """Return a finished contest's teams, best first."""
    state = room.state_of(contest.id)
    teams = state.contestants
    return [
        Place(one.id, teams[one.id].name, teams[one.id].unit, one.rank, one.amount)
        for one in standings(state)
    ]


def advanced(heats: Sequence[LiveContest], top: int) -> list[TeamRow]:
    """Return the first `top` of each heat as the final's teams, the heats' winners first.

    Refuses a tie across the cut: it has to be parted first, not by chance.
    """
    found: list[tuple[int, TeamRow]] = []
    for heat in heats:
        ranked, seats = places(heat), {one["id"]: one.get("seats") or 1 for one in heat.draft["teams"]}
        going = [one for one in ranked if one.rank <= top]
        if len(going) > top:
            raise Invalid(
                N_("“%(title)s”第 %(rank)d 名并列，请先在那场竞赛里分出先后，或多取一名。"),
                field="top",
                title=heat.title,
                rank=going[-1].rank,
            )
        found += [(one.rank, TeamRow(one.name, one.unit, seats.get(one.id, 1))) for one in going]
    rows = [row for _, row in sorted(found, key=lambda pair: pair[0])]
    return _named_apart(rows)[:MOST_TEAMS]


def _named_apart(rows: Sequence[TeamRow]) -> list[TeamRow]:
    """Return the rows with a number behind a name that another heat has too."""
    taken: set[str] = set()
    apart = []
    for row in rows:
        names = (row.name, *(f"{row.name}{n}" for n in range(2, MOST_TEAMS + 2)))
        name = next(one for one in names if one not in taken)
        taken.add(name)
        apart.append(TeamRow(name, row.unit, row.seats))
    return apart
