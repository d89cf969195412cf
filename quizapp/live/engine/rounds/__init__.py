"""Ways of playing: one for each kind of round. They say whose turn it is, what may be asked, and what follows."""

from __future__ import annotations

from ..sheet import Kind
from .arena import ArenaWay
from .assign import AssignWay
from .duel import DuelWay
from .everyone import EveryoneWay
from .ladder import LadderWay
from .press import PlayoffWay, PressWay
from .risk import RiskWay
from .run import RunWay
from .way import Way

WAYS: dict[Kind, Way] = {
    Kind.REQUIRED_INDIVIDUAL: Way(),
    Kind.REQUIRED_TEAM: Way(),
    Kind.BUZZ: PressWay(),
    Kind.PLAYOFF: PlayoffWay(),
    Kind.RISK: RiskWay(),
    Kind.DUEL: DuelWay(),
    Kind.ARENA: ArenaWay(),
    Kind.LADDER: LadderWay(),
    Kind.SPEED: RunWay(),
    Kind.RELAY: RunWay(relay=True),
    Kind.ASSIGN: AssignWay(),
    Kind.ALL_ANSWER: EveryoneWay(),
    Kind.AUDIENCE: EveryoneWay(),
}
