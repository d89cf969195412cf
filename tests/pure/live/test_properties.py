"""Whatever is done in whatever order: nothing is paid without an event, and the log says all."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.core.errors import DomainError
from quizapp.live.engine import game
from quizapp.live.engine.clocking import grace
from quizapp.live.engine.events import Command, Logged
from quizapp.live.engine.everyone import check_answer, question_id
from quizapp.live.engine.setup import Setup
from quizapp.live.engine.sheet import Kind, Verdict
from quizapp.live.engine.standings import standings
from quizapp.live.engine.state import Phase, State
from quizapp.live.engine.undoing import NOT_UNDONE
from tests.pure.live.stage import EVERY_KIND, bare, question, setup_of

TEAMS = ("t1", "t2", "t3")
PLAYERS = ("p1", "p2", "p3", "p4", "p5")
KEYS = (*EVERY_KIND["rounds"], "playoff")  # type: ignore[misc]
RUNS = (Kind.SPEED, Kind.RELAY)

Draw = Any


def _setup(floor: int | None) -> Setup:
    ids = [f"q{n}" for n in range(60)]
    return setup_of(
        {**EVERY_KIND, "floor": floor},
        questions={id: question(id) for id in ids},
        rounds={"speed": ids[:5], "all": ids[5:20]},
        reserve=ids[20:],
    )


def some_command(draw: Draw, state: State) -> Command:
    """Return a command that fits the moment in four cases of five, and any at all in the fifth."""
    names = fitting(state) if draw(st.integers(0, 4)) else sorted(game.COMMANDS - {"join", "finish"})
    do = draw(st.sampled_from(names))
    return Command(do, fields_for(draw, state, do))


def fitting(state: State) -> list[str]:
    asked = state.asked if state.round and state.asked and state.asked.round == state.round.key else None
    if state.round is None:
        return ["start_round", "start_round", "adjust", "undo", "overrule", "void", "decide_tie"]
    if asked is None or not asked.under_way:
        return [
            "ask",
            "ask",
            "ask",
            "choose_value",
            "pair",
            "overrule",
            "undo",
            "void",
            "reopen",
            "reveal",
            "end_round",
            "swap",
        ]
    if state.everyone:
        return ["close", "close", "pause", "resume", "extend", "swap", "void"]
    match asked.phase:
        case Phase.READING:
            return ["open_buzz", "open_buzz", "buzz", "swap", "undo"]
        case Phase.CHOOSING:
            return ["choose_value", "choose_value", "pass", "timeout"]
        case Phase.OPEN:
            return ["buzz", "buzz", "timeout", "undo"]
    return [
        "answer",
        "answer",
        "answer",
        "timeout",
        "pass",
        "use_help",
        "pause",
        "resume",
        "extend",
        "mark",
        "undo",
    ]


def fields_for(draw: Draw, state: State, do: str) -> dict[str, Any]:
    team = st.sampled_from(TEAMS)
    asked = state.asked
    whose = (asked.answerer or asked.to) if asked and draw(st.booleans()) else draw(team)
    numbers = st.integers(1, max(state.n, 1))
    match do:
        case "start_round":
            return {"round": draw(st.sampled_from(KEYS))}
        case "ask":
            return {"to": draw(team)} if draw(st.booleans()) else {}
        case "buzz" | "press_for":
            return {"by": draw(team)}
        case "answer":
            return {"by": whose, "verdict": str(draw(st.sampled_from(list(Verdict))))}
        case "choose_value":
            return {"by": whose, "value": draw(st.sampled_from((10, 20, 30, 40)))}
        case "pass":
            return {"by": whose, **({"to": draw(team)} if draw(st.booleans()) else {})}
        case "use_help":
            return {"by": whose, "help": "ask"}
        case "adjust":
            return {"to": draw(team), "points": draw(st.integers(-60, 60)), "reason": "调整"}
        case "mark":
            return {"to": draw(team), "points": draw(st.integers(-5, 10))}
        case "overrule":
            verdict = str(draw(st.sampled_from(list(Verdict))))
            judged = [one.n for one in state.history if one.kind in ("answered", "closed")]
            of = draw(st.sampled_from(judged)) if judged and draw(st.booleans()) else draw(numbers)
            return {"of": of, "verdict": verdict, "reason": "仲裁", "player": draw(st.sampled_from(PLAYERS))}
        case "undo":
            return {"of": draw(numbers)} if draw(st.booleans()) else {}
        case "pair":
            return {"first": draw(team), "second": draw(team)}
        case "extend":
            return {"seconds": draw(st.integers(1, 20))}
        case "reopen":
            return {"seconds": draw(st.integers(1, 20))} if draw(st.booleans()) else {}
        case "void":  # the last question, or any that is past
            last = asked.number if asked else 1
            return {
                "reason": "题目有误",
                **({"number": draw(st.integers(1, last))} if draw(st.booleans()) else {}),
            }
        case "decide_tie":
            return {"order": draw(st.permutations(TEAMS))[:2], "reason": "抽签"}
        case "admit" | "remove" | "move":
            return {"player": draw(st.sampled_from(PLAYERS)), "team": draw(st.none() | team)}
        case "rename":
            return {
                "to": draw(st.sampled_from((*TEAMS, *PLAYERS))),
                "name": draw(st.sampled_from(("丁", "戊"))),
            }
    return {}


class Course:
    """A contest played command by command, with the answers of everybody's questions as the room keeps them."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.state = game.begin(setup)
        self.now = 0
        self.answers: dict[int, dict[str, dict[str, Any]]] = defaultdict(dict)
        for number, id in enumerate(PLAYERS):
            team = TEAMS[number] if number < 3 else None
            self.play(Command("join", {"player": id, "name": id, "team": team, "unit": "一支部"}))

    def play(self, command: Command) -> list[Logged]:
        if command.do in ("close", "timeout") and self.state.asked:
            fields = {**command.fields, "answers": self.answers[self.state.asked.number]}
            command = Command(command.do, fields, command.by)
        before = self.state
        try:
            self.state, appended = game.apply(self.state, command, self.now)
        except DomainError:
            assert self.state is before
            return []
        return appended

    def run_clock(self) -> None:
        while (due := game.due(self.state)) and due[0] <= self.now:
            now, self.now = self.now, due[0]
            assert self.play(due[1]), "what the clock wants to do is never refused"
            self.now = now

    def respond(self, draw: Draw) -> None:
        asked = self.state.asked
        if asked is None or not self.state.everyone:
            return
        player, response = draw(st.sampled_from(PLAYERS)), draw(st.sampled_from(("o1", "o2")))
        try:
            number = check_answer(self.state, player, question_id(asked), response, self.now)
        except DomainError:
            return
        after = self.now - (asked.opened_at or 0)
        assert asked.limit is None or asked.ends_at is None or self.now <= asked.ends_at + grace(self.state)
        self.answers[number].setdefault(player, {"response": response, "at": self.now, "after": after})


@pytest.mark.parametrize("floor", [None, 0])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_course_of_commands_keeps_the_books(data: st.DataObject, floor: int | None) -> None:
    course = Course(_setup(floor))
    for _ in range(data.draw(st.integers(1, 60), "steps")):
        course.now += data.draw(st.sampled_from((0, 100, 1000, 5000, 30_000)))
        course.run_clock()
        if data.draw(st.integers(0, 3)) == 0:
            course.respond(data.draw)
        before = course.state
        command = some_command(data.draw, before)
        appended = course.play(command)
        check_books(course.state, floor)
        check_undo(before, course.state, appended, course.now)
    course.play(Command("finish"))
    assert game.replay(course.setup, course.state.history) == course.state


def check_books(state: State, floor: int | None) -> None:
    """Hold what is paid against what happened."""
    holding = {one.n: one for one in state.history if one.n not in state.undone}
    sums: Counter[Any] = Counter()
    for entry in state.entries:
        sums[entry.board, entry.to] += entry.amount
        assert entry.n == 0 or entry.n in holding, "no points without an event"
        assert entry.corrects is None or entry.corrects in holding, "a correction names what it corrects"
    assert {key: value for key, value in state.totals.items() if value} == {
        k: v for k, v in sums.items() if v
    }
    if floor is not None:
        assert all(state.total(one) >= floor * 100 for one in state.contestants)
    rows = standings(state)
    assert {one.id for one in rows} == set(state.contestants)
    assert all(first.amount >= second.amount for first, second in pairwise(rows))
    assert all(first.rank <= second.rank for first, second in pairwise(rows))
    asked = state.asked
    rules = state.rules_of(asked.round) if asked else None
    if asked and rules and rules.kind not in RUNS:
        assert max(Counter(one.to for one in asked.given).values(), default=0) <= 1, "nobody answers twice"


def check_undo(before: State, after: State, appended: list[Logged], now: int) -> None:
    """Taking back what was just done leads back to where it was."""
    if not appended or any(one.kind in NOT_UNDONE for one in appended):
        return
    back, _ = game.apply(after, Command("undo"), now)
    assert bare(back) == bare(before)
    assert game.fold(after.setup, back.history, back.undone) == back
