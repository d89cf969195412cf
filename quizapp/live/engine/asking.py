"""Putting a question: whose turn it is, for how much, with what time; declining, naming another, handing on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ...core.i18n import N_
from . import finding
from .clocking import started
from .events import Command, Event, Logged, Refused
from .rounds.assign import author_of
from .rounds.risk import check_value, is_out
from .rounds.way import Way
from .scoring import amount_of
from .sheet import EVERYONE, Kind, Round, Verdict
from .state import Asked, Phase, Played, State


def _ask(state: State, command: Command, now: int) -> list[Event]:
    played, rules, way = finding.playing(state)
    finding.unpaused(state)
    if state.asked and state.asked.round == played.key and state.asked.under_way:
        if _asks_again(state.asked, command, state):
            return []
        raise Refused(N_("这道题还没结束，请先判定、关闭或作废。"), code="question_open")
    order = _new_order(state, rules, played, way)
    played = replace(played, order=tuple(order)) if order else played
    _counted(state, rules, played, way)
    to = _whose(state, command, rules, way.next_to(state, rules, played)) if way.by_turn else None
    if to is not None:
        way.barred(played, to)
        if state.setup.enforce:
            way.check(state, rules, played, to)
    given = None if command.get("points") is None else amount_of(command.get("points"))
    phase = way.phase(state, rules)
    value = way.value(state, rules, played, to, given)
    question = None if phase is Phase.CHOOSING else question_for(state, command, rules, value)
    if question and given is None and state.setup.questions[question].value is not None:
        value = state.setup.questions[question].value or value
    limit = _limit(command, rules, value)
    data: dict[str, Any] = {
        "number": finding.next_number(state),
        "round": played.key,
        "question": question,
        "value": value,
        "to": to,
        "phase": str(phase),
        "limit": limit,
    }
    data |= _seat(rules, played, to, command)
    data |= _author(state, rules, played, to, command)
    return [Event("asked", data | ({"order": order} if order else {}))]


def _counted(state: State, rules: Round, played: Played, way: Way) -> None:
    """Refuse when the round has had its questions, or a play-off is decided."""
    most = rules.count if state.setup.enforce and rules.kind is not Kind.RISK else None
    if most is not None and played.asked >= most:
        raise Refused(N_("本环节的题已经出完。"), code="round_exhausted")
    if state.setup.enforce and way.is_over(state, played):
        raise Refused(N_("加赛已经分出先后。"), code="tie_decided")


def _asks_again(asked: Asked, command: Command, state: State) -> bool:
    """Say whether this only repeats whose turn it is after the value was chosen."""
    given = command.get("to")
    chosen = asked.phase in (Phase.ANSWERING, Phase.READING) and asked.value and not asked.given
    risk = state.rules is not None and state.rules.kind is Kind.RISK
    return bool(risk and chosen and given and finding.contestant(state, given).id == asked.to)


def _whose(state: State, command: Command, rules: Round, following: str | None) -> str:
    if command.get("to") is not None:
        return finding.contestant(state, command.get("to")).id
    if following is None:
        raise Refused(N_("本环节的题已经出完。"), code="round_exhausted")
    return following


def _limit(command: Command, rules: Round, value: int) -> int | None:
    if command.get("limit") is not None:
        return finding.ms_of(command.get("limit"))
    return rules.clock.limit(value)


def question_for(state: State, command: Command, rules: Round, value: int) -> str | None:
    """Return the question asked for, or the next one prepared for this round (and value); None: made up."""
    given = command.get("item") or command.get("question")
    if given is not None:
        if not isinstance(given, str) or given not in state.setup.questions:
            raise Refused(N_("没有准备这道题。"), code="no_such_question")
        if given in state.shown:
            raise Refused(N_("这道题已经用过。"), code="question_used")
        return given
    prepared = state.setup.rounds.get(rules.key, ())
    if rules.kind is Kind.PLAYOFF and not prepared:
        prepared = state.setup.reserve
    left = [one for one in prepared if one not in state.shown]
    if rules.kind is Kind.RISK:
        fitting = [one for one in left if state.setup.questions[one].value in (value, None)]
        left = [one for one in fitting if state.setup.questions[one].value == value] or fitting
    if prepared and not left:
        raise Refused(N_("准备的题已经用完，可以用备用题。"), code="no_question_left")
    return left[0] if left else None


def _seat(rules: Round, played: Played, to: str | None, command: Command) -> dict[str, Any]:
    """Return whose turn it is within the team, where the round asks members one by one."""
    given = command.get("member")
    if isinstance(given, int) and not isinstance(given, bool) and 1 <= given <= 50:
        return {"seat": given}
    if to is None or rules.kind not in (Kind.REQUIRED_INDIVIDUAL, Kind.LADDER, Kind.RELAY):
        return {}
    turn = played.turns.get(to, 0)
    if rules.on_stage:
        return {"seat": rules.on_stage[turn % len(rules.on_stage)]}
    return {"seat": turn + 1}


def _author(state: State, rules: Round, played: Played, to: str | None, command: Command) -> dict[str, Any]:
    if rules.kind is not Kind.ASSIGN or to is None:
        return {}
    given = command.get("from") or command.get("by")
    author = finding.contestant(state, given).id if given else author_of(played, to)
    if author == to:
        raise Refused(N_("不能给自己出题。"), code="same_contestant")
    return {"author": author}


def _new_order(state: State, rules: Round, played: Played, way: Way) -> list[str]:
    """Return the order for another time round where it follows the scores; nothing where it stays."""
    turns = {played.turns.get(one, 0) for one in way.in_turn(played)}
    again = len(turns) == 1 and turns != {0}
    if rules.kind is Kind.RISK and rules.order in ("score_asc", "score_desc") and again:
        return way.order(state, rules)
    return []


def _choose(state: State, command: Command, now: int) -> list[Event]:
    from .answering import verdict_event  # which knows of asking

    played, rules, _ = finding.playing(state)
    finding.unpaused(state)
    if rules.kind is Kind.ASSIGN:
        raise Refused(N_("指定题请在出题时写明分值。"), code="no_choice")
    if rules.kind is not Kind.RISK:
        raise Refused(N_("这个环节不选分值。"), code="no_choice")
    by = finding.contestant(state, command.get("by")).id
    value = amount_of(command.get("value"))
    events: list[Event] = []
    asked = state.asked if state.asked and state.asked.round == played.key else None
    if asked is None or not asked.under_way:
        # choosing without being called first is the same
        events = _ask(state, Command("ask", {"to": by}, command.by), now)
    elif asked.phase is not Phase.CHOOSING:
        raise Refused(N_("分值已经选定，不能再改。"), code="value_chosen")
    elif asked.to != by:
        raise Refused(N_("还没轮到这一队。"), code="not_your_turn")
    if rules.risk.out_of_stock == "end" and is_out(rules, played, value):
        called = events[0].data["number"] if events else state.asked and state.asked.number
        return [*events, verdict_event(state, rules, by, Verdict.DECLINED, 0, number=called)]
    check_value(state, rules, played, by, value)
    question = question_for(state, command, rules, value)
    waits = state.setup.manual_clock and rules.clock.starts in ("after_read", "host_go")
    return [
        *events,
        Event(
            "chosen",
            {
                "by": by,
                "value": value,
                "question": question,
                "phase": str(Phase.READING if waits else Phase.ANSWERING),
                "limit": _limit(command, rules, value),
            },
        ),
    ]


def _pass(state: State, command: Command, now: int) -> list[Event]:
    """Decline a risk, name another for it, or hand the question to the opponent (免答权)."""
    played, rules, _ = finding.playing(state)
    finding.unpaused(state)
    by = finding.contestant(state, command.get("by")).id
    asked = state.asked if state.asked and state.asked.round == played.key else None
    if rules.kind is Kind.RISK and (asked is None or not asked.under_way):
        [called] = _ask(state, Command("ask", {"to": by}, command.by), now)
        if command.get("to") is not None:
            return [called, _named(state, command, rules, by)]
        return [called, _declined(state, rules, by, 0, number=called.data["number"])]
    asked = finding.under_way(state)
    if by != (asked.answerer or asked.to):
        raise Refused(N_("还没轮到这一队。"), code="not_your_turn")
    if command.get("to") is not None:
        return [_named(state, command, rules, by)]
    if rules.kind in (Kind.DUEL, Kind.ARENA):
        return [_handed(state, rules, played, by)]
    return [_declined(state, rules, by, asked.value)]


def _declined(state: State, rules: Round, by: str, value: int, **more: Any) -> Event:
    from .answering import verdict_event  # which knows of asking

    if rules.kind is Kind.RISK and not rules.risk.may_decline:
        raise Refused(N_("规程不允许放弃。"), code="may_not_decline")
    return verdict_event(state, rules, by, Verdict.DECLINED, value, **more)


def _named(state: State, command: Command, rules: Round, by: str) -> Event:
    asked = state.asked if state.asked and state.asked.under_way else None
    if not rules.risk.may_name or (asked and asked.author is not None):
        raise Refused(N_("规程不允许指定别的队作答。"), code="may_not_name")
    to = finding.contestant(state, command.get("to")).id
    if to == by:
        raise Refused(N_("不能指定自己。"), code="same_contestant")
    return Event("passed", {"by": by, "to": to, "names": True})


def _handed(state: State, rules: Round, played: Played, by: str) -> Event:
    from .rounds.duel import opponent

    key = f"{by}/pass/{played.key}"
    other = opponent(played, by)
    holds = rules.kind is not Kind.ARENA or by == played.champion  # of a duel on the stage only the champion
    if other is None or not holds or (state.setup.enforce and state.helps.get(key, 0) >= rules.passes):
        raise Refused(N_("没有免答权了。"), code="no_pass_left")
    return Event("passed", {"by": by, "to": other, "key": key})


def _asked(state: State, log: Logged) -> State:
    data: Any = log.data
    phase = Phase(data["phase"])
    asked = Asked(
        number=data["number"],
        round=data["round"],
        phase=phase,
        question=data["question"],
        value=data["value"],
        to=data["to"],
        seat=data.get("seat"),
        asked_at=log.at,
        limit=data["limit"],
        answerer=data["to"] if phase in (Phase.ANSWERING, Phase.READING) else None,
        author=data.get("author"),
    )
    rules, played = state.rules, state.round
    if phase in (Phase.OPEN, Phase.ANSWERING):
        asked = started(asked, log.at + (rules.clock.read_ms if rules and rules.kind in EVERYONE else 0))
    turns = dict(played.turns) if played else {}
    if data["to"] is not None:
        turns[data["to"]] = turns.get(data["to"], 0) + 1
    order = tuple(data["order"]) if "order" in data else (played.order if played else ())
    state = state.playing(asked=(played.asked if played else 0) + 1, turns=turns, order=order)
    return replace(state, asked=asked, shown=shown(state, data["question"]), scene="")


def shown(state: State, question: str | None) -> tuple[str, ...]:
    return state.shown if question is None else (*state.shown, question)


def _chosen(state: State, log: Logged) -> State:
    data: Any = log.data
    by, value = data["by"], data["value"]
    used = dict(state.round.used) if state.round else {}
    used[by] = (*used.get(by, ()), value)
    state = state.playing(used=used).asking(
        value=value, question=data["question"], limit=data["limit"], phase=Phase(data["phase"])
    )
    # One who was named before the value was chosen keeps the question.
    state = state.asking(answerer=(state.asked.answerer if state.asked else None) or by)
    if state.asked and state.asked.phase is Phase.ANSWERING:
        state = replace(state, asked=started(state.asked, log.at))
    return replace(state, shown=shown(state, data["question"]))


def _passed(state: State, log: Logged) -> State:
    data: Any = log.data
    if state.asked is None:
        return state
    if data.get("names"):
        return state.asking(author=data["by"], answerer=data["to"])
    helps = {**state.helps, data["key"]: state.helps.get(data["key"], 0) + 1}
    return replace(state, helps=helps, asked=started(replace(state.asked, answerer=data["to"]), log.at))


DECIDE: dict[str, Callable[[State, Command, int], list[Event]]] = {
    "ask": _ask,
    "choose_value": _choose,
    "pass": _pass,
}
EVOLVE: dict[str, Callable[[State, Logged], State]] = {
    "asked": _asked,
    "chosen": _chosen,
    "passed": _passed,
}
