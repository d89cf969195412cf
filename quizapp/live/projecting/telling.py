"""What every piece of a view needs: which question is under way, amounts and moments as JSON has them, words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from ..engine.events import Logged
from ..engine.everyone import takes_part
from ..engine.sheet import Kind, Round
from ..engine.state import Asked, Phase, State


class Head(Protocol):
    """What a view says of a contest that is not in its log."""

    @property
    def id(self) -> int: ...
    @property
    def pin(self) -> str | None: ...
    @property
    def title(self) -> str: ...
    @property
    def guests(self) -> bool: ...
    @property
    def rehearsal(self) -> bool: ...


def _same(text: str) -> str:
    return text


def _no_lines(state: State, what: object) -> Sequence[str]:
    return ()


def _no_rules(rules: Round) -> Sequence[str]:
    return ()


def _title(state: State, key: str) -> str:
    rules = state.rules_of(key)
    return rules.title if rules and rules.title else key


def _nothing(state: State) -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class Telling:
    """How a view is put in words: our own texts translated, a round's rules, the log, what an undo takes back."""

    say: Callable[[str], str] = _same
    rules: Callable[[Round], Sequence[str]] = _no_rules
    title: Callable[[State, str], str] = _title
    log: Callable[[State, Sequence[Logged]], Sequence[str]] = _no_lines
    undo: Callable[[State], str | None] = _nothing


PLAIN = Telling()


def current(state: State) -> Asked | None:
    """Return the question that the round under way has asked last; None between rounds and before the first."""
    asked, played = state.asked, state.round
    if asked is None or played is None or asked.round != played.key:
        return None
    stale = played.key == Kind.PLAYOFF and not played.asked and asked.phase in (Phase.CLOSED, Phase.REVEALED)
    return None if stale else asked


@dataclass(frozen=True, slots=True)
class Now:
    """What a state says of the question under way, looked up once for all who look: it, the round's rules, whether
    everybody answers, and whose question it then is."""

    asked: Asked | None
    rules: Round | None
    everyone: bool
    takers: frozenset[str]


def now_of(state: State) -> Now:
    """Return what a state says of the question under way."""
    asked, everyone = current(state), state.everyone
    takers = (
        (one.id for one in state.players.values() if takes_part(state, one)) if asked and everyone else ()
    )
    return Now(asked, state.rules, asked is not None and everyone, frozenset(takers))


def amount(hundredths: int) -> int | float:
    """Return points as a JSON number with at most two decimals; its shortest print is exact."""
    whole, rest = divmod(hundredths, 100)
    return hundredths / 100 if rest else whole


def moment(ms: int, like: datetime) -> str:
    """Return a time of the log in RFC 3339, in the zone of `like`."""
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone(like.tzinfo).isoformat(timespec="milliseconds")


def ms_of(now: datetime) -> int:
    """Return a moment as the log counts time."""
    whole = int(now.timestamp())
    return whole * 1000 + now.microsecond // 1000


def name_of(state: State, id: str | None) -> str:
    """Return what a contestant or player is called, "" for nobody."""
    found = (state.contestants.get(id) or state.players.get(id)) if id else None
    return found.name if found else ""
