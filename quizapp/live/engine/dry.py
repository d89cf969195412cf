"""A table at which a rule sheet is played without people: who presses, who answers how, by plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from . import game
from .events import Command, Refused
from .finding import playing
from .setup import Contestant, Setup
from .sheet import EVERYONE, PRESSED, Kind, Round, RuleSheet
from .standings import standings
from .state import Asked, Phase, State

#: Questions of a round that states no number, for each contestant.
UNTOLD = 2
#: Answers in a run that states no number.
IN_A_RUN = 5
#: No run is longer.
LONGEST_RUN = 40
#: No round of a dry run is longer.
MOST = 150
AUDIENCE = 3

VerdictOf = Callable[[int, int], str]


@dataclass(frozen=True, slots=True)
class Refusal:
    """What the rules refused in a dry run; `message` is a source text whose places `params` fill."""

    round: str
    do: str
    to: str | None
    code: str
    message: str
    params: dict[str, object]


class Table:
    """A contest under way with a clock of its own."""

    def __init__(self, sheet: RuleSheet, names: Sequence[str], verdict: VerdictOf, even: bool) -> None:
        self.sheet, self.even = sheet, even
        self.gone: str | None = None  # who has left the hall
        self.leaves_at: int | None = None  # the number of the question before which the leader does
        self._verdict = verdict
        individual = all(one.kind in EVERYONE for one in sheet.rounds)
        teams = [Contestant(f"t{n}", name, n) for n, name in enumerate(names, start=1)]
        setup = Setup(sheet, () if individual else tuple(teams), individual=individual, seed="sandbox")
        self.state: State = game.begin(setup)
        self.now = 0
        self.refusals: list[Refusal] = []
        self.stuck: list[str] = []
        self._seat(teams, individual)

    def _seat(self, teams: Sequence[Contestant], individual: bool) -> None:
        if individual or any(one.kind is Kind.ALL_ANSWER for one in self.sheet.rounds):
            for one in teams:
                team = None if individual else one.id
                self.do("join", player=f"p{one.number}", name=one.name, team=team)
        watched = any(one.kind is Kind.AUDIENCE or _to_audience(one) for one in self.sheet.rounds)
        if watched and not individual:
            for n in range(1, AUDIENCE + 1):
                self.do("join", player=f"a{n}", name=f"观众 {n}")

    def do(self, do: str, /, **fields: Any) -> bool:
        """Do one thing a second later; keep what is refused, and say whether it was done."""
        self.now += 1000
        if do == "ask" and self.leaves_at == (self.state.asked.number + 1 if self.state.asked else 1):
            self.lose_the_leader()
        try:
            self.state, _ = game.apply(self.state, Command(do, fields), self.now)
        except Refused as refused:
            to = fields.get("by") or fields.get("to")
            key = self.state.round.key if self.state.round else ""
            self.refusals.append(Refusal(key, do, to, refused.code, refused.message, dict(refused.params)))
            return False
        return True

    def lose_the_leader(self) -> None:
        """Let whoever leads now leave."""
        self.gone = next((one.id for one in standings(self.state)), None)

    def draw_lots(self, tied: Sequence[str]) -> None:
        """Part a tie by lot."""
        self.do("decide_tie", order=self.state.setup.lot("tie", tied), reason="抽签")

    def play(self, key: str) -> None:
        """Play one round from its start to its end."""
        if not self.do("start_round", round=key):
            return
        _, rules, _ = playing(self.state)
        if rules.kind in EVERYONE:
            self._for_all(rules)
        elif rules.kind in PRESSED:
            self._pressed(rules)
        elif rules.kind is Kind.ARENA:
            self._arena(rules)
        else:
            self._in_turn(rules)
        self.do("end_round")

    def _asked(self) -> Asked:
        assert self.state.asked is not None
        return self.state.asked

    def _many(self, rules: Round) -> int:
        several = UNTOLD * max(len(self.state.contestants), 1)
        return min(rules.count or several, MOST)

    def _number(self, to: str) -> int:
        return self.state.contestants[to].number - 1

    def _in_turn(self, rules: Round) -> None:
        for _ in range(self._limit(rules)):
            played, now, way = playing(self.state)
            if way.next_to(self.state, now, played) is None or not self.do("ask"):
                return
            self._turn(rules, self._asked().to or "")

    def _limit(self, rules: Round) -> int:
        """Return how many questions a round in turns has at most."""
        ends = rules.per_team or rules.kind in (Kind.RISK, Kind.DUEL, Kind.LADDER, Kind.SPEED, Kind.RELAY)
        most = MOST if ends or (rules.per_member and rules.on_stage) else self._many(rules)
        return min(most, rules.count) if rules.count and rules.kind is not Kind.RISK else most

    def _turn(self, rules: Round, to: str) -> None:
        if self._asked().phase is Phase.CHOOSING and not self._choose(rules, to):
            return
        if rules.kind in (Kind.SPEED, Kind.RELAY):
            self._at_a_run(rules, to)
        elif self._asked().under_way:
            self._answer(to)

    def _choose(self, rules: Round, to: str) -> bool:
        """Choose a value; say whether a question follows."""
        if to == self.gone:
            self.do("pass", by=to) if rules.risk.may_decline else self.do("timeout")
            return False
        for value in self._wishes(rules):
            if self.do("choose_value", by=to, value=value / 100):
                return self._asked().under_way
        if not self.do("pass", by=to):
            self.do("timeout")
        return False

    def _wishes(self, rules: Round) -> list[int]:
        """Return the values in the order in which they are tried."""
        stock, teams = rules.risk.stock, len(self.state.contestants)
        values = sorted(rules.values, reverse=not self.even) or [10_00]
        if not self.even:
            return values
        return [one for one in values if not stock or stock.get(one, 0) >= teams * rules.risk.picks]

    def _at_a_run(self, rules: Round, to: str) -> None:
        for _ in range(min(rules.per_team or rules.count or IN_A_RUN, LONGEST_RUN)):
            if not self._asked().under_way or to == self.gone:
                break
            self._answer(to)
        if self._asked().under_way:
            self.do("timeout")

    def _answer(self, to: str) -> None:
        if to == self.gone:
            self.do("timeout")
            return
        played = self.state.round
        turn = played.turns.get(to, 1) - 1 if played else 0
        self.do("answer", by=to, verdict=self._verdict(self._number(to), turn))

    def _pressed(self, rules: Round) -> None:
        played = self.state.round
        group = list(played.playoff if played and played.playoff else self.state.contestants)
        many = (played.most if played else None) or self._many(rules)
        if rules.kind is Kind.PLAYOFF:
            many = 1 if rules.count is None else many
        for number in range(many):
            if not self.do("ask"):
                return
            self.do("open_buzz")
            spare = self.even and rules.kind is Kind.BUZZ and number >= many - many % len(group)
            # Whoever parts a tie answers first every time, or it would go on for ever.
            first = 0 if rules.kind is Kind.PLAYOFF else number % len(group)
            self._question([] if spare else group[first:] + group[:first])

    def _question(self, order: Sequence[str]) -> None:
        """Let them press in this order, as often as the rules let somebody press."""
        for to in order:
            asked, played = self._asked(), self.state.round
            if asked.phase is not Phase.OPEN or asked.audience:
                break
            if to == self.gone or to in asked.out or (played and to in played.shut_out):
                continue
            if self.do("buzz", by=to):
                self.do("answer", by=to, verdict=self._pressed_verdict(to))
        if self._asked().under_way:
            self.do("close", answers=self._answers()) if self._asked().audience else self.do("timeout")

    def _pressed_verdict(self, to: str) -> str:
        played = self.state.round
        if played and played.playoff:
            return "right"
        return self._verdict(self._number(to), played.asked - 1 if played else 0)

    def _for_all(self, rules: Round) -> None:
        for _ in range(self._many(rules)):
            if not self.do("ask"):
                return
            self.now += rules.clock.read_ms
            self.do("close", answers=self._answers())
            self.do("reveal")

    def _answers(self) -> dict[str, Any]:
        """Return what the phones send: everybody at the same moment."""
        asked = self._asked()
        there = self.state.players.values()
        present = [one for one in there if self.gone is None or self.gone not in (one.id, one.team)]
        return {
            one.id: {"right": self._verdict(index, asked.number - 1) == "right", "at": self.now + 1000}
            for index, one in enumerate(present)
        }

    def _arena(self, rules: Round) -> None:
        """Let the champion meet everybody else in turn."""
        for _ in range(len(self.state.contestants) - 1):
            played = self.state.round
            if played is None or played.champion is None:
                return
            left = [one for one in played.order if one not in self.state.exits and one != played.champion]
            if not left or not self.do("pair", first=played.champion, second=left[0]):
                return
            if not self._bout(rules):
                self.stuck.append(rules.key)
                return

    def _bout(self, rules: Round) -> bool:
        """Play one pair until one of them leaves; say whether it came to that."""
        before = len(self.state.exits)
        for _ in range(2 * max(rules.duel.set_of, 1) + 2 * UNTOLD):
            if not self.do("ask"):
                return False
            self._answer(self._asked().to or "")
            if len(self.state.exits) > before:
                return True
        return False


def _to_audience(one: Round) -> bool:
    return "audience" in (one.buzz.after_attempts, one.buzz.no_press_to)
