"""The course of a contest as the console shows it: its rounds, the questions of this one, turns, steps, the wall."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...core.i18n import N_
from ..engine.finding import playing
from ..engine.sheet import EVERYONE, PRESSED, Kind, Round
from ..engine.standings import ties_to_part, undecided
from ..engine.state import Asked, Phase, Played, Stage, State
from .telling import Telling, amount, current, name_of

Data = dict[str, Any]
LOG_LINES = 30
BEFORE, AHEAD, MOST_TURNS = 2, 4, 16

STEPS = {
    Phase.CHOOSING: N_("选分值"),
    Phase.READING: N_("读题"),
    Phase.OPEN: N_("开放抢答"),
    Phase.ANSWERING: N_("作答"),
    Phase.CLOSED: N_("判定"),
    Phase.REVEALED: N_("公布答案"),
}


def course(state: State, telling: Telling) -> Data:
    """Return where the contest is in its course."""
    return {
        "rounds": [_round(state, telling, number, one) for number, one in enumerate(_rounds(state), start=1)],
        "queue": _queue(state),
        "turns": _turns(state),
        "steps": _steps(state, telling),
        "unmarked": unmarked(state),
        "judged": [one.n for one in state.history[-LOG_LINES:] if one.kind in ("answered", "closed")],
    }


def unmarked(state: State) -> Data | None:
    """Return how many open answers wait for a judge, and the step by which they are judged."""
    asked = current(state)
    count = sum(one.unmarked for one in asked.graded.values()) if asked is not None else 0
    if asked is None or not count:
        return None
    closed = (one for one in reversed(state.history) if one.kind == "closed" and one.n not in state.undone)
    return {"count": count, "of": next(one.n for one in closed)}


def next_round(state: State) -> Round | None:
    """Return the first round of the sheet that has not been played."""
    return next((one for one in state.setup.sheet.rounds if one.key not in state.rounds_done), None)


def standing(state: State) -> list[str]:
    """Return the contestants that have not left an arena, in their order."""
    return [
        one.id
        for one in sorted(state.contestants.values(), key=lambda one: one.number)
        if one.id not in state.exits
    ]


def wants_pair(state: State, played: Played) -> bool:
    """Say whether the next two have to be named before an arena can go on."""
    fighting = bool(played.pairs) and not set(played.pairs[-1]) & set(state.exits)
    return not fighting and len(standing(state)) > 1


def is_over(state: State) -> bool:
    """Say whether another question of the round would decide nothing more."""
    played, rules, way = playing(state)
    return way.is_over(state, played) or (rules.kind is Kind.ARENA and len(standing(state)) < 2)


def ties(state: State) -> list[list[str]]:
    """Return the equal scores to be parted: those the sheet names, else all where it says nothing of ties."""
    tie = state.setup.sheet.tie
    groups = ties_to_part(state) if tie is not None and tie.mode is not None else undecided(state)
    return groups if tie is None or tie.mode != "shared" else []


def _rounds(state: State) -> Sequence[Round]:
    played = state.round
    rounds = state.setup.sheet.rounds
    if played is not None and all(one.key != played.key for one in rounds):
        rules = state.rules  # a play-off stands in no sheet
        return (*rounds, rules) if rules else rounds
    return rounds


def _round(state: State, telling: Telling, number: int, rules: Round) -> Data:
    played = state.round
    if played is not None and played.key == rules.key:
        stands = "now"
    elif rules.key in state.rounds_done:
        stands = "done"
    else:
        following = next_round(state)
        stands = "next" if played is None and following is not None and following.key == rules.key else ""
    return {
        "key": rules.key,
        "number": number,
        "kind": str(rules.kind),
        "title": telling.title(state, rules.key),
        "values": [amount(value) for value in rules.values],
        "questions": len(state.setup.rounds.get(rules.key, ())) or rules.count,
        "state": stands,
    }


def _queue(state: State) -> list[Data]:
    """Return the questions of the round around the one under way, as they were and will be asked."""
    if state.round is None:
        return []
    asked = current(state)
    done = [one for one in _asked_in_round(state) if asked is None or one != asked.number]
    shown = [{"stem": stem, "state": "done"} for _, stem in list(_texts(state, done))[-BEFORE:]]
    if asked is not None:
        stem = state.question.item.stem if state.question else ""
        shown.append({"stem": stem, "state": "void" if asked.phase is Phase.VOID else "now"})
    prepared = state.setup.rounds.get(state.round.key, ())
    left = [state.setup.questions[one].item.stem for one in prepared if one not in state.shown]
    return [*shown, *({"stem": stem, "state": ""} for stem in left[:AHEAD])]


def _asked_in_round(state: State) -> list[int]:
    found: list[int] = []
    for one in state.history:
        if one.n in state.undone:
            continue
        if one.kind == "round_started":
            found = []
        elif one.kind in ("asked", "swapped"):
            found.append(one.data["number"])
    return found


def _texts(state: State, numbers: Sequence[int]) -> list[tuple[int, str]]:
    questions = {
        one.data["number"]: one.data["question"]
        for one in state.history
        if one.kind in ("asked", "swapped") and one.data["number"] in numbers
    }
    texts = {number: state.setup.questions.get(id or "") for number, id in questions.items()}
    return [(number, text.item.stem) for number, text in texts.items() if text is not None]


def _turns(state: State) -> list[Data]:
    """Return in which order contestants have their turns, where the round goes turn by turn."""
    if state.round is None:
        return []
    played, rules, way = playing(state)
    if not way.by_turn or len(played.order) > MOST_TURNS:
        return []
    asked = current(state)
    running = asked.to if asked is not None and asked.under_way else None
    following = None if running else way.next_to(state, rules, played)
    return [
        {
            "id": one,
            "name": name_of(state, one),
            "had": played.turns.get(one, 0),
            "used": [amount(value) for value in played.used.get(one, ())],
            "state": "now" if one == running else "next" if one == following else "",
            "out": one in played.shut_out or one in played.done or one in state.exits,
        }
        for one in played.order
    ]


def _steps(state: State, telling: Telling) -> list[Data]:
    """Return the steps of a question of this round, those behind and the present one marked."""
    rules, asked = state.rules, current(state)
    if rules is None or state.stage is not Stage.RUNNING:
        return []
    path = _path(state, rules, asked)
    here = path.index(asked.phase) if asked is not None and asked.phase in path else -1
    return [
        {
            "text": telling.say(_step(rules, state, one)),
            "state": "done" if at < here else "now" if at == here else "",
        }
        for at, one in enumerate(path)
    ]


def _path(state: State, rules: Round, asked: Asked | None) -> list[Phase]:
    if rules.kind in EVERYONE or (asked is not None and asked.audience):
        return [Phase.OPEN, Phase.CLOSED, Phase.REVEALED]
    if rules.kind in PRESSED:
        return [Phase.READING, Phase.OPEN, Phase.ANSWERING, Phase.CLOSED, Phase.REVEALED]
    waits = state.setup.manual_clock and rules.clock.starts in ("after_read", "host_go")
    first = [Phase.CHOOSING] if rules.kind is Kind.RISK else []
    return [*first, *([Phase.READING] if waits else []), Phase.ANSWERING, Phase.CLOSED, Phase.REVEALED]


def _step(rules: Round, state: State, phase: Phase) -> str:
    everyone = rules.kind in EVERYONE or state.everyone
    if everyone and phase in (Phase.OPEN, Phase.CLOSED):
        return N_("作答") if phase is Phase.OPEN else N_("收题")
    return STEPS[phase]
