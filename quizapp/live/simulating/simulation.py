"""A simulated contest: steps of a script or a log played on the engine, and what came of it as plain values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ...core.errors import DomainError
from ...core.i18n import N_
from ..engine import game
from ..engine.events import Command, Logged, Refused
from ..engine.everyone import check_answer, check_arrival, question_id, takes_part
from ..engine.gaps import settle
from ..engine.setup import Contestant, Setup
from ..engine.sheet import EVERYONE, Kind, RuleSheet
from ..engine.state import State
from .compact import read_log
from .script import Builtin, Call, Script, Step, in_letters, read_script
from .simulated import told

#: Fields that name a contestant or a player.
NAMES = ("by", "to", "first", "second", "from", "player", "team")
#: The number of no event: what a step is meant by that led to none.
NOTHING = 0
#: Steps before which answering that is open to everybody ends by itself.
ENDS = frozenset({"ask", "start_round", "end_round", "finish", "timeout"})


def simulate(document: object, builtin: Builtin) -> dict[str, Any]:
    """Play a contest script, or a compact log where the document has `ev`; raises ScriptError."""
    compact = isinstance(document, Mapping) and "ev" in document
    script = (read_log if compact else read_script)(document, builtin)
    return play(script)


def play(script: Script) -> dict[str, Any]:
    """Return what a script comes to: standings, events, what was refused, assumed and left undecided."""
    sheet, assumed = settle(script.sheet, script.decisions)
    run = Run(script, sheet)
    for step in script.steps:
        run.take(step)
    return told(run.state, run.names, run.made_by, run.refused, assumed)


def is_individual(sheet: RuleSheet, script: Script) -> bool:
    """Say whether those who compete do so on phones of their own: every round is everybody's, nobody has a team."""
    everyone = all(one.kind in EVERYONE or one.kind is Kind.PLAYOFF for one in sheet.rounds)
    return everyone and not any(one.team for one in script.people)


@dataclass
class Run:
    """A contest being played. Answers of everybody's question are kept here until it closes, as the room does."""

    script: Script
    sheet: RuleSheet
    state: State = field(init=False)
    now: int = 0
    refused: list[dict[str, Any]] = field(default_factory=list)
    made_by: dict[int, int] = field(default_factory=dict)  # event → step
    answers: dict[int, dict[str, dict[str, Any]]] = field(default_factory=dict)  # by question's number
    answered: dict[int, tuple[int, str]] = field(default_factory=dict)  # step → question's number, player
    names: dict[str, str] = field(default_factory=dict)  # id → name as first written
    joined: int = 0
    audience: set[str] = field(default_factory=set)  # who stands for a team's audience

    def __post_init__(self) -> None:
        script = self.script
        individual = is_individual(self.sheet, script)
        teams = () if individual else script.participants
        contestants = tuple(Contestant(f"t{n}", name, n) for n, name in enumerate(teams, start=1))
        setup = Setup(
            self.sheet,
            contestants,
            script.questions,
            script.rounds,
            script.reserve,
            individual=individual,
            enforce=script.enforce,
            seed=script.seed,
        )
        self.state = game.begin(setup)
        self.names = {one.id: one.name for one in contestants}
        self._seat_people()

    def _seat_people(self) -> None:
        script = self.script
        if self.state.setup.individual:
            for name in script.participants:
                self._join(name)
        for one in script.people:
            self._join(one.name, one.team, one.unit)
        if self.state.setup.individual:
            return
        kinds = {one.kind for one in self.sheet.rounds}
        for (
            name
        ) in script.participants:  # a team that names nobody answers on one phone, and so does its audience
            if Kind.ALL_ANSWER in kinds and name not in {one.team for one in script.people}:
                self._join(name, name)
            if Kind.AUDIENCE in kinds and name not in {one.unit for one in script.people}:
                self._join(name, unit=name)
                self.audience.add(f"p{self.joined}")

    def _join(self, name: str, team: str = "", unit: str = "") -> None:
        self._do("join", {"name": name, "team": team or None, "unit": unit}, "script")

    def take(self, step: Step) -> None:
        """Play a step; what the rules refuse is listed and changes nothing."""
        at = self.now if step.at is None else step.at
        if at < self.now:
            self._refuse(step, Refused(N_("时间早于前一步。"), code="time_backwards"))
            return
        self._run_clock(at, answering=step.first[0].do in ("answer", "buzz"))
        self.now = max(self.now, at)
        if not self._chain(step, step.first):
            return
        for chain in step.then:
            self._chain(step, chain)
        for call in step.last:
            self._call(step, call)

    def _chain(self, step: Step, calls: tuple[Call, ...]) -> bool:
        """Do several things as one: if one of them is refused none has happened."""
        before, answers = self.state, {number: dict(given) for number, given in self.answers.items()}
        try:
            for call in calls:
                self._call(step, call)
        except DomainError as error:
            self.state, self.answers = before, answers
            self._refuse(step, error)
            return False
        return True

    def _refuse(self, step: Step, error: DomainError) -> None:
        self.refused.append({"action": step.number, "why": str(error), "code": error.code})

    def _run_clock(self, at: int, *, answering: bool) -> None:
        """Let the clock do what it does by itself; an answer in the last instant comes before that."""
        while (due := game.due(self.state)) and (due[0] < at if answering else due[0] <= at):
            self.now = max(self.now, due[0])
            self._do(due[1].do, {}, "clock")

    def _call(self, step: Step, call: Call) -> None:
        own = _OWN.get(call.do)
        if own is not None:
            own(self, step, call.fields)
        elif call.do == "answer" and self.state.everyone:
            self._respond(step, call.fields)
        else:
            self._do(call.do, self._resolved(step, call), "host", step)

    def _do(self, do: str, fields: Mapping[str, Any], by: str, step: Step | None = None) -> None:
        asked = self.state.asked
        if asked and asked.under_way and self.state.everyone and do in ENDS:
            self._do("close", {}, by, step)
            if do == "timeout":
                return
        fields = dict(fields)
        if do == "close":
            fields["answers"] = self.answers.get(asked.number, {}) if asked else {}
        if do == "join":
            fields["player"] = f"p{self.joined + 1}"
        self.state, appended = game.apply(self.state, Command(do, fields, by), self.now)
        if do == "join":
            self.joined += 1
            self.names[fields["player"]] = str(fields["name"])
        for log in appended:
            if log.kind in ("asked", "swapped"):
                self.answers[log.data["number"]] = {}
            if step is not None:
                self.made_by[log.n] = step.number

    def _resolved(self, step: Step, call: Call) -> dict[str, Any]:
        """Return a command's fields as the engine knows them: ids for names, events for steps."""
        fields = {key: self._id(value) if key in NAMES else value for key, value in call.fields.items()}
        if call.do == "press_for" and "seat" in fields:
            fields["seat"] = self._id(fields["seat"])
        for key in ("teams", "order"):
            if isinstance(fields.get(key), list | tuple):
                fields[key] = [self._id(one) for one in fields[key]]
        if "response" in fields:
            fields["response"] = self._in_letters(fields["response"])
        if fields.get("of") is not None:
            fields["of"] = fields["of"] if isinstance(fields["of"], int) else NOTHING
            fields |= self._event_of(call.do, fields["of"], fields)
        return fields

    def _id(self, given: Any) -> Any:
        word = str(given) if isinstance(given, int) and not isinstance(given, bool) else given
        ids = [id for id, name in self.names.items() if name == word]
        teams = [id for id in ids if id in self.state.contestants]
        return (teams or ids or [word])[0]

    def _event_of(self, do: str, number: Any, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Return the event (and player) that a step is meant by."""
        made = [log for log in self._holding() if self.made_by.get(log.n) == number]
        if do == "overrule":
            player = fields.get("player") or fields.get("to")
            if number in self.answered:
                asked, last = self.answered[number]
                player = player or last
                made = [log for log in self._holding() if log.data.get("number") == asked]
            made = [log for log in made if log.kind in ("answered", "closed")] or made
            return {"of": made[-1].n if made else NOTHING, **({"player": player} if player else {})}
        return {"of": made[0].n if made else NOTHING}

    def _holding(self) -> Iterator[Logged]:
        return (log for log in self.state.history if log.n not in self.state.undone)

    def _in_letters(self, response: Any) -> Any:
        """Return a response in the author's letters as the engine takes it; see `in_letters`."""
        question = self.state.question
        return response if question is None else in_letters(question.item, response)

    def _respond(self, step: Step, fields: Mapping[str, Any]) -> None:
        """Take an answer to everybody's question; the same again changes nothing."""
        asked = self.state.asked
        opened = asked.opened_at if asked and asked.opened_at is not None else self.now
        at = opened + fields["after"] if "after" in fields else self.now
        self._run_clock(at, answering=True)
        self.now = max(self.now, at)
        player = self._player(fields.get("by"))
        question = fields.get("question") or (question_id(asked) if asked else "")
        given: dict[str, Any] = {"at": at, "after": at - opened}
        if self.state.question is not None and "response" in fields:
            given["response"] = self._in_letters(fields["response"])
            check_answer(self.state, player, question, given["response"], at)
        elif isinstance(fields.get("right"), bool):
            given["right"] = fields["right"]
            check_arrival(self.state, player, question, at)
        else:
            raise Refused(N_("请说明对错。"), code="verdict_missing")
        said = ("response", "right")
        taken = self.answers.setdefault(asked.number if asked else 0, {})
        before = taken.get(player)
        if before is not None:
            if [before.get(key) for key in said] != [given.get(key) for key in said]:
                raise Refused(N_("已经作答，不能再改。"), code="answered")
            return
        taken[player] = given
        if asked is not None:
            self.answered[step.number] = (asked.number, player)

    def _player(self, given: Any) -> str:
        """Return the player meant: by name, or the only one who answers for a team or unit."""
        word, team = str(given), self._id(given)
        on_stage = self.state.rules is not None and self.state.rules.kind is Kind.ALL_ANSWER
        away = self.audience if on_stage else set()
        present = [one for one in self.state.players.values() if not one.removed and one.id not in away]
        for meant in (
            [one for one in present if word in (one.id, self.names[one.id], one.name)],
            [one for one in present if one.team == team or (one.team is None and word == one.unit)],
        ):
            fitting = [one for one in meant if takes_part(self.state, one)] or meant
            if len(fitting) == 1:
                return fitting[0].id
        raise Refused(N_("没有这位参加者。"), code="unknown_player")

    def _enter(self, step: Step, fields: Mapping[str, Any]) -> None:
        """Go on with a round, or begin it."""
        if self.state.round is None or self.state.round.key != fields["round"]:
            self._do("start_round", fields, "host", step)

    def _ask(self, step: Step, fields: Mapping[str, Any]) -> None:
        """Ask, unless the last question is still open."""
        if self.state.asked is None or not self.state.asked.under_way:
            self._do("ask", fields, "host", step)

    def _help(self, step: Step, fields: Mapping[str, Any]) -> None:
        """Use a help; where the sheet has none the answer that it led to counts all the same."""
        self._chain(step, (Call("use_help", fields),))

    def _end(self, step: Step, fields: Mapping[str, Any]) -> None:
        """Close whatever a line left open."""
        while self.state.round and self.state.asked and self.state.asked.under_way:
            self._do("close" if self.state.everyone else "timeout", {}, "host", step)


_OWN: dict[str, Callable[[Run, Step, Mapping[str, Any]], None]] = {
    "_enter": Run._enter,
    "_ask": Run._ask,
    "_help": Run._help,
    "_end": Run._end,
    "_respond": Run._respond,
}
