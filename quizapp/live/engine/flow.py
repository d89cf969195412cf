"""The course of the contest: rounds begin and end, pairs, pauses, what the screen holds back, the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from ...core.i18n import N_
from . import finding
from .clocking import shifted
from .events import Command, Event, Logged, Refused
from .rounds import WAYS
from .sheet import Kind, Round
from .standings import playoff_result, ties_to_part
from .state import Played, Stage, State, playoff_rules

#: What the screen can be told to show; "" is the course of the contest itself.
SCENES = ("", "wait", "break", "rules", "standings", "thanks", "podium")
#: Scenes with a number: break:10 counts ten minutes down, reveal:3 has uncovered the last three places.
NUMBERED = {"break": 180, "reveal": 1000}


def _start_round(state: State, command: Command, now: int) -> list[Event]:
    finding.running(state)
    finding.unpaused(state)
    rules = _rules_meant(state, command)
    events: list[Event] = []
    if state.round is not None:
        if state.round.key == rules.key:
            raise Refused(N_("这个环节正在进行。"), code="round_open")
        events = _end_round(state, command, now)
    if state.setup.enforce and rules.key in state.rounds_done and rules.kind is not Kind.PLAYOFF:
        raise Refused(N_("这个环节已经进行过。"), code="round_done")
    if not state.contestants and not state.setup.individual:
        raise Refused(N_("还没有参赛队。"), code="no_contestants")
    number = len(state.rounds_done) + len(events) + 1
    opening = WAYS[rules.kind].opening(state, rules, _tied(state, command))
    return [*events, Event("round_started", {"round": rules.key, "number": number, **opening})]


def _rules_meant(state: State, command: Command) -> Round:
    given = command.get("round")
    rounds = state.setup.sheet.rounds
    if given is None:
        left = [one for one in rounds if one.key not in state.rounds_done]
        if state.round:
            left = [one for one in left if one.key != state.round.key]
        if not left and ties_to_part(state):
            return playoff_rules(state.setup)
        if not left:
            raise Refused(N_("没有下一个环节了。"), code="no_more_rounds")
        return left[0]
    if isinstance(given, int) and not isinstance(given, bool) and 1 <= given <= len(rounds):
        return rounds[given - 1]
    found = state.rules_of(given) if isinstance(given, str) else None
    if found is None:
        raise Refused(N_("规程里没有这个环节。"), code="no_such_round")
    return found


def _tied(state: State, command: Command) -> Command:
    """Return the command with the contestants of a play-off by id; refuses those who do not stand equal."""
    given = command.get("teams")
    if given is None:
        return command
    if not isinstance(given, list | tuple):
        raise Refused(N_("请列出加赛的各队。"), code="bad_order")
    return Command(command.do, {**command.fields, "teams": _equal(state, given)}, command.by)


def _equal(state: State, given: Sequence[Any]) -> list[str]:
    """Return the ids of at least two contestants with the same total."""
    named = [finding.contestant(state, one).id for one in given]
    if len(named) < 2 or len(set(named)) != len(named) or len({state.total(one) for one in named}) != 1:
        raise Refused(N_("只能给得分相同的队排先后。"), code="bad_order")
    return named


def _end_round(state: State, command: Command, now: int) -> list[Event]:
    if state.round is None and state.stage is Stage.FINISHED:
        return []
    finding.running(state)
    if state.round is None:
        if state.rounds_done:
            return []
        raise Refused(N_("还没有开始任何环节，请先开始一个环节。"), code="no_round")
    if state.asked and state.asked.round == state.round.key and state.asked.under_way:
        raise Refused(N_("这道题还没结束，请先判定、关闭或作废。"), code="question_open")
    return [Event("round_ended", {"round": state.round.key})]


def _finish(state: State, command: Command, now: int) -> list[Event]:
    if state.stage is Stage.FINISHED:
        return []
    events = _end_round(state, command, now) if state.round else []
    return [*events, Event("finished", {})]


def _pair(state: State, command: Command, now: int) -> list[Event]:
    played, rules, _ = finding.playing(state)
    if rules.kind not in (Kind.DUEL, Kind.ARENA):
        raise Refused(N_("这个环节不需要配对。"), code="no_pairs")
    if state.asked and state.asked.round == played.key and state.asked.under_way:
        raise Refused(N_("这道题还没结束，请先判定、关闭或作废。"), code="question_open")
    first = finding.contestant(state, command.get("first")).id
    second = finding.contestant(state, command.get("second")).id
    if first == second:
        raise Refused(N_("不能和自己对战。"), code="same_contestant")
    gone = {first, second} & ({*state.exits} | played.shut_out)
    if gone:
        raise Refused(N_("已经出局的队不能再上场。"), code="out")
    stays = state.setup.enforce and rules.kind is Kind.ARENA and state.exits
    if stays and played.champion not in (first, second):
        raise Refused(N_("擂主要在场上：请选擂主和一位挑战者。"), code="no_champion")
    return [Event("paired", {"first": first, "second": second})]


def _pause(state: State, command: Command, now: int) -> list[Event]:
    finding.running(state)
    return [] if state.paused_at is not None else [Event("paused", {})]


def _resume(state: State, command: Command, now: int) -> list[Event]:
    finding.running(state)
    return [] if state.paused_at is None else [Event("resumed", {"after": max(now - state.paused_at, 0)})]


def _freeze(state: State, command: Command, now: int) -> list[Event]:
    on = command.get("on")
    return [Event("frozen", {"on": state.frozen is None if on is None else bool(on)})]


def _scene(state: State, command: Command, now: int) -> list[Event]:
    scene = command.get("scene") or ""
    if not _is_scene(scene):
        raise Refused(N_("没有这个画面。"), code="no_such_scene")
    return [] if scene == state.scene else [Event("scene", {"scene": scene})]


def _is_scene(scene: object) -> bool:
    if not isinstance(scene, str):
        return False
    name, _, number = scene.partition(":")
    return scene in SCENES or (number.isdecimal() and int(number[:5]) <= NUMBERED.get(name, -1))


def _decide_tie(state: State, command: Command, now: int) -> list[Event]:
    """Part a tie by lot or by the jury's word: `order` lists those who stand equal, best first."""
    given = command.get("order")
    if not isinstance(given, list | tuple):
        raise Refused(N_("请列出并列各队的先后。"), code="bad_order")
    data = {"order": _equal(state, given), "reason": finding.text_of(command, "reason")}
    return [Event("tie_decided", data)]


def _round_started(state: State, log: Logged) -> State:
    data: Any = log.data
    played = Played(
        key=data["round"],
        number=data["number"],
        order=tuple(data["order"]),
        pairs=tuple(tuple(pair) for pair in data.get("pairs", ())),
        playoff=tuple(data.get("playoff", ())),
        champion=data.get("champion"),
        most=data.get("count"),
    )
    return replace(state, stage=Stage.RUNNING, round=played, scene="")


def _round_ended(state: State, log: Logged) -> State:
    played = state.round
    if played is None:
        return state
    if played.playoff:
        state = replace(state, playoffs=(*state.playoffs, playoff_result(played)))
    return replace(state, round=None, rounds_done=(*state.rounds_done, played.key))


def _paired(state: State, log: Logged) -> State:
    if state.round is None:
        return state
    pair = (log.data["first"], log.data["second"])
    kept = tuple(one for one in state.round.pairs if not set(one) & set(pair))
    fresh = dict.fromkeys(pair, 0) if state.rules and state.rules.kind is Kind.ARENA else {}
    return state.playing(
        pairs=(*kept, pair),
        turns={**state.round.turns, **fresh},
        rights={**state.round.rights, **fresh},
        champion=_champion(state, pair) if fresh else state.round.champion,
    )


def _champion(state: State, pair: tuple[str, str]) -> str:
    """Return who holds the stage: who won the last duel, at first the one who is named first."""
    held = state.round.champion if state.round else None
    return held if state.exits and held in pair else pair[0]


def _resumed(state: State, log: Logged) -> State:
    return replace(shifted(state, log.data["after"]), paused_at=None)


def _frozen(state: State, log: Logged) -> State:
    if not log.data["on"]:
        return replace(state, frozen=None)
    return replace(state, frozen={one: state.total(one) for one in state.contestants})


def _finished(state: State, log: Logged) -> State:
    return replace(state, stage=Stage.FINISHED, round=None, paused_at=None, scene="")


def _tie_decided(state: State, log: Logged) -> State:
    order = log.data["order"]
    held = {one: (len(order) - place,) for place, one in enumerate(order)}
    return replace(state, playoffs=(*state.playoffs, held))


DECIDE: dict[str, Callable[[State, Command, int], list[Event]]] = {
    "start_round": _start_round,
    "end_round": _end_round,
    "finish": _finish,
    "pair": _pair,
    "pause": _pause,
    "resume": _resume,
    "freeze": _freeze,
    "scene": _scene,
    "decide_tie": _decide_tie,
}
EVOLVE: dict[str, Callable[[State, Logged], State]] = {
    "round_started": _round_started,
    "round_ended": _round_ended,
    "finished": _finished,
    "paired": _paired,
    "paused": lambda state, log: replace(state, paused_at=log.at),
    "resumed": _resumed,
    "frozen": _frozen,
    "scene": lambda state, log: replace(state, scene=log.data["scene"]),
    "tie_decided": _tie_decided,
}
